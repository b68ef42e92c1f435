"""The plans that a sheet serves: items by the number of their plan."""

from __future__ import annotations

from orgsheet.fiscal import FiscalYear
from orgsheet.form.built_in_words import MEANINGS
from orgsheet.form.definition import Field
from orgsheet.importers.account import Reason
from orgsheet.importers.blocks import Cell, Line
from orgsheet.importers.cells import BULLET, SPACES, read_cells, read_plan_items, shorten
from orgsheet.importers.draft import Draft
from orgsheet.importers.labels import same_words
from orgsheet.importers.lines import (
    drop_blank,
    drop_frame,
    drop_words,
    is_blank,
    span_of,
    unplace_cell,
    unplace_line,
    words_of,
)
from orgsheet.importers.traced import Tree
from orgsheet.registers.plans import PlanRegister

Span = tuple[int, int]
_PAIR = 2


class PlanReader:
    """Reads the plan items of one sheet; `year` is the sheet's, `plans` the city's register."""

    def __init__(self, draft: Draft, year: FiscalYear, plans: PlanRegister | None) -> None:
        self.draft = draft
        self.year = year
        self.plans = plans

    def read(self, lines: list[Line], field: Field, place: int) -> Tree:
        """Return the plan items by the numbers of the field; the rows may stand in any order.

        The words behind a number are those of the year in the register; others are noted. A number
        without a row has no items, and that is told, at `place` where there is no row at all.
        """
        rows: dict[str, list[Span]] = {}
        filled = [line for line in lines if not is_blank(self.draft, line)]
        for line in lines:
            if is_blank(self.draft, line):
                drop_blank(self.draft, line)
        below = self._columns(filled, field, rows)
        last = ""
        for line in below:
            last = self._line(line, field, rows, last)
        tree: dict[str, Tree] = {}
        for number in field.numbers:
            value = read_cells(self.draft, rows.get(number, ()))
            tree[number] = list(read_plan_items(self.draft, value))
        missing = [one for one in field.numbers if one not in rows]
        if missing:
            self.draft.miss(
                filled[-1].start if filled else place,
                f"{''.join(field.numbers)}の行がそろっていません。{''.join(missing)}の行がないため、"
                "項目のないものとして入れました。",
            )
        return tree

    def _columns(self, lines: list[Line], field: Field, rows: dict[str, list[Span]]) -> list[Line]:
        """Read plans that stand beside each other, numbers above items; return the other lines."""
        draft = self.draft
        if not lines or draft.extraction.has_tabs:
            return lines
        cells = lines[0].filled(draft.text)
        numbers = [self._number(cell, field) for cell in cells]
        if len(cells) < _PAIR or not all(numbers) or len(set(numbers)) < len(numbers):
            return lines
        drop_frame(draft, lines[0])
        for cell, number in zip(cells, numbers, strict=True):
            self._label(cell, number)
            rows[number] = []
        for line in lines[1:]:
            drop_frame(draft, line)
            for one in line.filled(draft.text):
                number = next(
                    (
                        number
                        for cell, number in zip(cells, numbers, strict=True)
                        if cell.column <= one.column < cell.column + cell.width
                    ),
                    "",
                )
                if number:
                    rows[number].append((one.start, one.end))
                else:
                    unplace_cell(draft, one, "どの計画の項目か決められません。")
        return []

    def _line(
        self,
        line: Line,
        field: Field,
        rows: dict[str, list[Span]],
        last: str,
    ) -> str:
        """Read one row of plans; return the number that a row without one would go on with."""
        draft = self.draft
        cells = line.filled(draft.text)
        number = self._number(cells[0], field)
        is_open = not draft.extraction.has_tabs and line.table > 0
        if not number and is_open and last and cells[0].column > 0:
            drop_frame(draft, line)
            rows[last] += [(cell.start, cell.end) for cell in cells]
            return last
        if not number:
            unplace_line(
                draft,
                line,
                f"ここは{'、'.join(field.numbers)}のどれかで始まるはずですが、"
                f"「{shorten(words_of(draft, cells[0]))}」とあります。"
                "様式のとおりに直してください。",
            )
            return last
        if number in rows:
            unplace_line(draft, line, f"{number}の行が二つあります。一つにしてください。")
            return last
        rows[number] = []
        drop_frame(draft, line)
        if len(cells) > 1 or len(line.cells) == _PAIR or is_open:
            self._label(cells[0], number)
            rows[number] = [(cell.start, cell.end) for cell in cells[1:]]
        else:
            self._one_cell(cells[0], number, rows)
        return number

    def _number(self, cell: Cell, field: Field) -> str:
        words = words_of(self.draft, cell)
        found = next((one for one in field.numbers if words.startswith(one)), "")
        return found or next((one for one in field.numbers if cell.label.strip() == one), "")

    def _label(self, cell: Cell, number: str) -> None:
        """Leave out the words behind a number, and note where they are another plan's."""
        draft = self.draft
        words = words_of(draft, cell).removeprefix(number).strip(f"{SPACES}\n")
        known = self._words(number)
        if self.plans is not None and words and not any(same_words(words, one) for one in known):
            says = f"「{known[0]}」です" if known else "書かれていません"
            draft.note(
                cell.start,
                f"{number}の計画「{shorten(words)}」が、計画台帳と違います（計画台帳では、"
                f"{self.year.kanji}の{number}は{says}）。シートの年度か、計画台帳の「{MEANINGS}」を"
                "直してください。",
            )
        drop_words(draft, cell.start, cell.end, Reason.FORM)

    def _one_cell(
        self,
        cell: Cell,
        number: str,
        rows: dict[str, list[Span]],
    ) -> None:
        """Read a row in which nothing parts the plan from its items but words or bullets."""
        draft = self.draft
        left, right = span_of(draft, cell.start, cell.end)
        draft.drop(cell.start, left, Reason.EDGE)
        draft.drop(right, cell.end, Reason.EDGE)
        written = draft.text[left:right]
        known = [f"{number}{one}" for one in self._words(number)]
        label = next((one for one in known if written.startswith(one)), "")
        bullet = next(
            (
                at
                for at in range(1, len(written))
                if written[at] == BULLET and written[at - 1] in f"{SPACES}\n"
            ),
            0,
        )
        if label or bullet:
            end = left + (len(label) if label else bullet)
            self._label(cell._replace(start=left, end=end), number)
            start, stop = span_of(draft, end, right)
            draft.drop(end, start, Reason.SEPARATOR)
            if start < stop:
                rows[number] = [(start, stop)]
        elif written == number:
            draft.drop(left, right, Reason.FORM)
        else:
            draft.unplace(
                left,
                right,
                f"{number}の計画の名前と項目の境が分かりません。あいだをタブで区切るか、項目の前に"
                f"「{BULLET}」を付けてください。",
            )

    def _words(self, number: str) -> list[str]:
        """Return the words that the register knows for a number, the form's own first."""
        meaning = None if self.plans is None else self.plans.meaning(number, self.year)
        if meaning is None:
            return []
        known = [meaning.label.removeprefix(number)]
        if meaning.plan is not None:
            known += [meaning.plan.name, *meaning.plan.aliases]
        return [words for words in known if words]
