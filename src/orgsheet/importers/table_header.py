"""The line or two of a table that name its columns: which column of the form stands where."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import NamedTuple

from orgsheet.form.definition import Field, Row
from orgsheet.importers.account import Reason
from orgsheet.importers.blocks import Cell, Line
from orgsheet.importers.cells import shorten
from orgsheet.importers.draft import Draft
from orgsheet.importers.labels import Column, columns_of, field_called, fold_words
from orgsheet.importers.lines import drop_frame, drop_words, unplace_cell, words_of

_SHORTEST_PART = 2
_LIKE = 0.4


class HeadCell(NamedTuple):
    """A cell of the row that names the columns: what it covers, and the column it names."""

    columns: range
    column: Column | None
    words: str


class Header(NamedTuple):
    """The columns of a table as a file has them; `table` and `size` tell other tables apart."""

    cells: tuple[HeadCell, ...]
    table: int
    size: int

    @property
    def found(self) -> list[Column]:
        """The columns of the form that there are, in the file's order."""
        return [cell.column for cell in self.cells if cell.column is not None]

    def fits(self, line: Line) -> bool:
        """Tell whether a line has the cells of the columns, in the same places."""
        if line.table == self.table:
            heads = [one.columns for one in self.cells if one.words]
            cells = [cell.columns for cell in line.cells]
            return bool(line.table) and all(one in cells for one in heads)
        return bool(line.table) and len(line.cells) == self.size


class HeaderReader:
    """Finds and reads the names of the columns of one table."""

    def __init__(self, draft: Draft, row: Row) -> None:
        self.draft = draft
        self.known = columns_of(row)
        self.joined = [one.joined for one in self.known if one.joined is not None]
        self.fields: list[Field] = [*(one.field for one in self.known), *self.joined]

    @property
    def names(self) -> str:
        """The printed names of all columns, for a message."""
        return "、".join(one.field.printed for one in self.known)

    def is_header(self, line: Line, *, is_first: bool) -> bool:
        """Tell whether a line names the columns; with tabs only the first line of a table can."""
        called = self._called(line)
        if self.draft.extraction.has_tabs:
            return is_first and any(called)
        return sum(called) >= min(2, len(self.known)) and sum(called) * 2 >= len(called)

    def is_second(self, first: Line, line: Line) -> bool:
        """Tell whether a line names the parts of merged names in the line above it."""
        if self.draft.extraction.has_tabs or first.table != line.table or not line.table:
            return False
        called = self._called(line)
        return (
            bool(called)
            and all(called)
            and all(
                any(overlap(over.columns, cell.columns) for over in first.cells if over.width > 1)
                for cell in line.filled(self.draft.text)
            )
        )

    def read(self, line: Line, second: Line | None) -> Header:
        """Return the columns that a line names, or two of which the second names parts."""
        drop_frame(self.draft, line)
        cells = [*line.cells] if second is None else self._in_two(line, second)
        found: dict[Cell, str] = {}
        for cell in cells:
            called = field_called(words_of(self.draft, cell), self.fields)
            is_new = called is not None and called.key not in found.values()
            found[cell] = called.key if called is not None and is_new else ""
        taken = set(found.values())
        free = [one for one in self.known if one.field.key not in taken]
        apart = {one.key for one in self.joined} & taken
        heads = []
        for cell, key in found.items():
            words = words_of(self.draft, cell)
            column = self.column(key, apart) or self._left_over(cell, words, free)
            if column is not None:
                drop_words(self.draft, cell.start, cell.end, Reason.FORM)
            elif words:
                self._unknown(cell, words, free)
            heads.append(HeadCell(cell.columns, column, words))
        for one in free:
            if not one.field.is_optional:
                self.draft.miss(
                    line.start,
                    f"「{one.field.printed}」の列がありません。"
                    "列名を様式のとおりに直すか、列を足してください。",
                )
        return Header(tuple(heads), line.table, len(line.cells))

    def _called(self, line: Line) -> list[bool]:
        return [
            field_called(words_of(self.draft, cell), self.fields) is not None
            for cell in line.filled(self.draft.text)
        ]

    def _in_two(self, line: Line, second: Line) -> list[Cell]:
        """Return the cells that name columns, where the second line names parts of the first."""
        drop_frame(self.draft, second)
        parts = second.filled(self.draft.text)
        over = [
            one for one in line.cells if any(overlap(one.columns, part.columns) for part in parts)
        ]
        for one in over:
            drop_words(self.draft, one.start, one.end, Reason.FORM)
        return sorted([*(one for one in line.cells if one not in over), *parts], key=_column)

    def column(self, key: str, apart: Iterable[str]) -> Column | None:
        """Return the column of a key; fields with a column of their own are joined to none."""
        for one in self.known:
            if one.field.key == key:
                is_apart = one.joined is not None and one.joined.key in apart
                return one._replace(joined=None) if is_apart else one
            if one.joined is not None and one.joined.key == key:
                return Column(one.joined)
        return None

    def _left_over(self, cell: Cell, words: str, free: list[Column]) -> Column | None:
        """Return the only column that is left where the words are a part of its own, noted."""
        if not words or len(free) != 1 or not _is_part(words, free[0]):
            return None
        column = free.pop()
        self.draft.note(
            cell.start,
            f"列名「{shorten(words)}」を「{column.field.printed}」と読みました。"
            "違うなら、列名を様式のとおりに直してください。",
        )
        return column

    def _unknown(self, cell: Cell, words: str, free: list[Column]) -> None:
        names = [one.field.printed for one in free]
        near = next(iter(difflib.get_close_matches(words, names, 1, _LIKE)), "")
        expected = near or (names[0] if names else "")
        message = f"「{shorten(words)}」という列は、この様式にありません。"
        if expected:
            message = (
                f"ここは「{expected}」のはずですが、「{shorten(words)}」とあります。"
                "様式のとおりに直してください。"
            )
        unplace_cell(self.draft, cell, message)


def overlap(one: range, other: range) -> bool:
    """Tell whether two cells share a column of the grid."""
    return one.start < other.stop and other.start < one.stop


def _column(cell: Cell) -> int:
    return cell.column


def _is_part(words: str, column: Column) -> bool:
    """Tell whether words are the beginning or the end of a column's own."""
    folded = fold_words(words)
    own = [fold_words(one) for one in (column.field.printed, column.field.key)]
    return len(folded) >= _SHORTEST_PART and any(
        one.startswith(folded) or one.endswith(folded) for one in own
    )
