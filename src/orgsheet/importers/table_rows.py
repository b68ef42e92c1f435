"""The rows of a table by the form's columns: from cells in a grid, or from lines that tabs part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from orgsheet.form.definition import Row
from orgsheet.importers.account import Reason
from orgsheet.importers.blocks import BLANKS, Cell, Line
from orgsheet.importers.cells import shorten
from orgsheet.importers.draft import Draft
from orgsheet.importers.labels import fold_words
from orgsheet.importers.lines import (
    drop_blank,
    drop_frame,
    drop_words,
    is_blank,
    unplace_cell,
    unplace_line,
    unplace_lines,
    words_of,
)
from orgsheet.importers.table_header import HeadCell, Header, HeaderReader, overlap

_CONTINUED = ("続き", "つづき", "続")

Span = tuple[int, int]


@dataclass(slots=True)
class TableRow:
    """A row: where it begins, and the spans of its filled cells by the key of their column."""

    start: int
    cells: dict[str, list[Span]] = field(default_factory=dict)


def read_rows(
    draft: Draft, lines: Sequence[Line], row: Row, before: Header | None
) -> tuple[Header | None, list[TableRow]]:
    """Return a table's columns and the rows below their names.

    `before` are the columns of an earlier table with the same rows, for one without a row of
    names. What is in no column of the form is listed as not placed. None without a table.
    """
    filled = []
    for line in lines:
        if is_blank(draft, line):
            drop_blank(draft, line)
        else:
            filled.append(line)
    header, rest = _find_header(HeaderReader(draft, row), filled, before)
    if header is None:
        return None, []
    table = _Table(draft, row, header)
    for line in rest:
        table.add(line)
    return header, table.rows


def _find_header(
    reader: HeaderReader, lines: list[Line], before: Header | None
) -> tuple[Header | None, list[Line]]:
    """Return the columns of a table and the lines below their names."""
    draft = reader.draft
    for index, line in enumerate(lines):
        if not reader.is_header(line, is_first=index == 0):
            continue
        unplace_lines(draft, lines[:index], "列名の行より前にあるため、どの欄か分かりません。")
        below = lines[index + 1] if index + 1 < len(lines) else None
        second = below if below is not None and reader.is_second(line, below) else None
        header = reader.read(line, second)
        return header, lines[index + (1 if second is None else 2) :]
    if lines and before is not None and before.fits(lines[0]):
        draft.note(
            lines[0].start,
            f"列名の行（{reader.names}）がないため、同じ形の前の表の列名で読みました。"
            "列がずれていないか確かめてください。",
        )
        return before._replace(table=lines[0].table, size=len(lines[0].cells)), lines
    unplace_lines(draft, lines, f"列名の行（{reader.names}）がありません。書き足してください。")
    return None, []


class _Table:
    """Puts the lines of one table into rows."""

    def __init__(self, draft: Draft, row: Row, header: Header) -> None:
        self.draft = draft
        self.header = header
        self.rows: list[TableRow] = []
        self.last = header.table
        names = [one.key for one in row.fields.values() if one.kind == "名称"]
        self.name = names[0] if names else ""

    def add(self, line: Line) -> None:
        """Read one line below the names of the columns."""
        draft = self.draft
        if self._repeats(line):
            drop_frame(draft, line)
            for cell in line.filled(draft.text):
                drop_words(draft, cell.start, cell.end, Reason.FORM)
            return
        problem = self._misfit(line)
        if problem:
            unplace_line(draft, line, problem)
            return
        drop_frame(draft, line)
        row = TableRow(line.start)
        continued: set[str] = set()
        for number, cell in enumerate(line.cells):
            head = self._head_of(line, cell, number)
            is_filled = bool(draft.text[cell.start : cell.end].strip(BLANKS))
            if head is None or head.column is None:
                if is_filled:
                    what = f"列「{shorten(head.words)}」" if head and head.words else "この欄"
                    unplace_cell(draft, cell, f"{what}は、この様式の表にありません。")
                continue
            key = head.column.field.key
            row.cells.setdefault(key, [])
            if cell.is_continued:
                continued.add(key)
            elif is_filled:
                row.cells[key].append((cell.start, cell.end))
        self._ask_about_lone_cell(line, row)
        if self._goes_on(line, row, continued):
            draft.note(
                line.start,
                "名称のない行が表の初めにあるため、前の頁の行の続きとしてつなぎました。"
                "別の行なら、名称を書き足してください。",
            )
            continued.add(self.name)
        self.last = line.table
        self._put(row, continued)

    def _ask_about_lone_cell(self, line: Line, row: TableRow) -> None:
        """Ask about a row of which one cell alone is filled: it may be a heading, or a remark."""
        filled = line.filled(self.draft.text) if any(row.cells.values()) else []
        is_open = self.draft.extraction.has_tabs or any(one.is_continued for one in line.cells)
        if len(filled) == 1 and len(self.header.found) > 1 and not is_open:
            self.draft.note(
                filled[0].start,
                f"「{shorten(words_of(self.draft, filled[0]))}」は、ほかの欄が空の行です。行として"
                "入れました。見出しや注なら、シートから消して、入れるところを決めてください。",
            )

    def _goes_on(self, line: Line, row: TableRow, continued: set[str]) -> bool:
        """Tell whether a line is the rest of a row that a new page, with a new table, has cut."""
        is_new = bool(line.table) and line.table != self.last
        is_open = self.draft.extraction.has_tabs or self.name in continued
        return is_new and bool(self.rows) and not is_open and not row.cells.get(self.name)

    def _put(self, row: TableRow, continued: set[str]) -> None:
        """Add a row, or the parts of it to the row above whose name's cell goes on."""
        if self.rows and self.name in continued:
            for key, spans in row.cells.items():
                self.rows[-1].cells.setdefault(key, []).extend(spans)
            return
        if self.rows:
            for key in continued:
                row.cells[key] = [*self.rows[-1].cells.get(key, ())]
        for column in self.header.found:
            row.cells.setdefault(column.field.key, [])
        self.rows.append(row)

    def _repeats(self, line: Line) -> bool:
        """Tell whether a line says the names of the columns again, or that the table goes on."""
        filled = line.filled(self.draft.text)
        words = [fold_words(words_of(self.draft, cell)) for cell in filled]
        if len(words) == 1 and words[0].strip("()[]") in _CONTINUED:
            return True
        names = {fold_words(head.words) for head in self.header.cells if head.words}
        return len(words) > 1 and all(one in names for one in words)

    def _misfit(self, line: Line) -> str:
        """Return why a line is no row of the table, "" where it is one."""
        header = self.header
        if self.draft.extraction.has_tabs:
            if len(line.cells) == header.size:
                return ""
            names = [one.words for one in header.cells]
            return (
                f"「{names[min(1, len(names) - 1)]}」の表は{header.size}列ですが、"
                f"この行は{len(line.cells)}列です。タブの数を確かめ、1行を1件にしてください。"
            )
        if self._is_by_number(line):
            if len(line.cells) == header.size:
                return ""
            return (
                f"表は{header.size}列ですが、この行は{len(line.cells)}列で、どの列か決められません。"
                "列をそろえてください。"
            )
        for cell in line.filled(self.draft.text):
            over = [one for one in header.cells if overlap(one.columns, cell.columns)]
            if len(over) > 1 and len({one.column for one in over}) > 1:
                return "いくつもの列にまたがっていて、どの列か決められません。欄を分けてください。"
        return ""

    def _is_by_number(self, line: Line) -> bool:
        """Tell whether a line's cells are counted, since their grid is not that of the names."""
        return self.draft.extraction.has_tabs or line.table != self.header.table or not line.table

    def _head_of(self, line: Line, cell: Cell, number: int) -> HeadCell | None:
        if self._is_by_number(line):
            return self.header.cells[number] if number < len(self.header.cells) else None
        return next((one for one in self.header.cells if overlap(one.columns, cell.columns)), None)
