"""The tables of a sheet to lists of rows, and its plans to items by number."""

from __future__ import annotations

from collections.abc import Callable

from orgsheet.fiscal import FiscalYear
from orgsheet.form.definition import Field, Row
from orgsheet.importers.account import Reason
from orgsheet.importers.blocks import Line
from orgsheet.importers.cells import (
    SPACES,
    ask_about_breaks,
    read_cells,
    read_listing,
    read_numbers,
    read_plan_items,
    read_staff,
    trim,
)
from orgsheet.importers.deadline_cells import read_criteria, read_goal
from orgsheet.importers.draft import Draft
from orgsheet.importers.figures import read_figure
from orgsheet.importers.import_result import ImportFailure
from orgsheet.importers.labels import Column, prefix_pattern
from orgsheet.importers.said_values import (
    is_said,
    read_choice,
    read_dated_figure,
    read_indicators,
)
from orgsheet.importers.table_header import Header
from orgsheet.importers.table_rows import Span, TableRow, read_rows
from orgsheet.importers.traced import Traced, Tree
from orgsheet.importers.wrap import join_wrapped

Rows = list[dict[str, Tree]]


class TableReader:
    """Reads the tables of one sheet; a table without names of columns takes those of one before.

    `year` is the sheet's.
    """

    def __init__(self, draft: Draft, year: FiscalYear) -> None:
        self.draft = draft
        self.year = year
        self._headers: dict[str, Header] = {}

    def read(self, lines: list[Line], field: Field, row: Row) -> Rows:
        """Return the rows of a table; its columns may stand in any order."""
        header, rows = read_rows(self.draft, lines, row, self._headers.get(row.name))
        if header is None:
            return []
        self._headers[row.name] = header
        return self.values(header, rows, field, row)

    def values(self, header: Header, rows: list[TableRow], field: Field, row: Row) -> Rows:
        """Return what rows hold whose cells are known by column."""
        rows = [one for one in rows if not self._is_empty(one, field, row)]
        has_deadlines = any(column.field.kind == "期限" for column in header.found)
        values: Rows = []
        kept: list[TableRow] = []
        for one in rows:
            value = self._row(one, header, has_deadlines=has_deadlines)
            if value is not None:
                values.append(value)
                kept.append(one)
        if not has_deadlines:
            self._join(row, values)
        elif field.prefix:
            self._without_numbers(field.prefix, _name(row), values, kept)
        order = [name for key, one in row.in_sheet() for name in (key, one.raw) if name]
        return [{key: value[key] for key in order if key in value} for value in values]

    def _is_empty(self, one: TableRow, field: Field, row: Row) -> bool:
        """Tell whether a row holds nothing but the words that the form prints before a name."""
        filled = {key: spans for key, spans in one.cells.items() if spans}
        if not filled:
            return True
        name = filled.get(_name(row), [])
        if not field.prefix or list(filled) != [_name(row)] or len(name) != 1:
            return False
        (start, end) = name[0]
        written = self.draft.text[start:end]
        match = prefix_pattern(field.prefix).match(written.strip(f"{SPACES}\n") + "\n")
        if match is None or match.end() < len(written.strip(f"{SPACES}\n")):
            return False
        self.draft.drop(start, end, Reason.LABEL)
        return True

    def _row(self, one: TableRow, header: Header, *, has_deadlines: bool) -> dict[str, Tree] | None:
        """Return what a row holds; one that cannot be read is listed as not placed."""
        held = self.draft.held()
        value: dict[str, Tree] = {}
        try:
            for column in header.found:
                spans = one.cells[column.field.key]
                if column.holder is not None:
                    self._add_figure(value, column.holder, column.field, spans)
                else:
                    cell = read_cells(self.draft, spans)
                    value |= self.read_cell(column, cell, has_deadlines=has_deadlines)
        except ImportFailure as failure:
            self.draft.back_to(held)
            for start, end in {span for spans in one.cells.values() for span in spans}:
                self.draft.unplace(start, end, failure.message)
            return None
        return value

    def _add_figure(
        self, value: dict[str, Tree], holder: Field, field: Field, spans: list[Span]
    ) -> None:
        """Put a figure in its place among an indicator's values; an empty cell leaves none."""
        cell = read_cells(self.draft, spans)
        figure = _FIGURES[holder.has_times](self.draft, cell, holder)
        figures = value.setdefault(holder.key, {})
        if is_said(holder, figure) and isinstance(figures, dict):
            figures[field.key] = figure

    def read_cell(
        self, column: Column, cell: Traced, *, has_deadlines: bool = False
    ) -> dict[str, Tree]:
        """Return what a cell holds by key: as the field's kind says; nothing where it is empty.

        In a table with deadlines prose keeps its line ends, and a list in a name stays one.
        """
        draft, field = self.draft, column.field
        if field.kind in ("文章", "名称"):
            ask_about_breaks(draft, cell)
        if field.kind == "期限":
            return self._read_deadlines(column, cell)
        reader = reader_of(field)
        if reader is not None:
            value = reader(draft, cell, field)
            return {field.key: value} if is_said(field, value) else {}
        if has_deadlines and field.kind in ("名称", "文章"):
            return {field.key: read_listing(draft, cell) if field.kind == "名称" else cell}
        value = trim(draft, cell)
        return {field.key: value} if is_said(field, value) else {}

    def _read_deadlines(self, column: Column, cell: Traced) -> dict[str, Tree]:
        """Return steps, or the text that could not be split, and the criteria of the same cell."""
        goal = read_goal(self.draft, cell, self.year, column)
        found: dict[str, Tree] = {}
        if goal.steps or goal.raw is None:
            found[column.field.key] = [dict(step) for step in goal.steps]
        if goal.raw is not None:
            found[column.field.raw or column.field.key] = goal.raw
        if goal.criteria and column.joined is not None:
            found[column.joined.key] = list(goal.criteria)
        return found

    def _join(self, row: Row, values: Rows) -> None:
        """Take old line ends out of the names and the long text of a table without deadlines."""
        name = _name(row)
        text = next((key for key, field in row.fields.items() if field.kind == "文章"), "")
        pairs = [(value.get(name), value.get(text)) for value in values]
        names = [one for one, _ in pairs if isinstance(one, Traced)]
        texts = [one for _, one in pairs if isinstance(one, Traced)]
        if len(names) != len(values) or len(texts) != len(values):
            return
        joined = join_wrapped(self.draft, names, texts)
        for value, short, long in zip(values, *joined, strict=True):
            value[name], value[text] = short, long

    def _without_numbers(self, prefix: str, name: str, values: Rows, rows: list[TableRow]) -> None:
        """Take the label before the names, such as `重点事業①`, away: the order of rows says it.

        Where the numbers do not run ①②③…, all labels stay.
        """
        if any(name not in value for value in values):
            return
        items = [item for value in values if isinstance(item := value[name], Traced)]
        matches = [prefix_pattern(prefix).match(item.text) for item in items]
        numbers = [match[1] if match else "" for match in matches]
        if not any(numbers) and not self.draft.extraction.has_tabs:
            return
        for index, number in enumerate(numbers):
            if number != chr(ord("①") + index):
                self.draft.note(
                    rows[index].start,
                    f"{prefix}の番号が①から順に並んでいない"
                    f"（{index + 1}番目が「{number or '番号なし'}」）ため、"
                    "この表の番号を項目に残しました。順番を確かめ、番号を消してください。",
                )
                return
        for value, item, match in zip(values, items, matches, strict=True):
            if match:
                rest = self.draft.drop_outside(item, match.end(), len(item.text), Reason.LABEL)
                value[name] = rest


def _name(row: Row) -> str:
    return next((key for key, field in row.fields.items() if field.kind == "名称"), "")


def _items(draft: Draft, cell: Traced, _field: Field) -> Tree:
    return list(read_plan_items(draft, cell))


def _criteria(draft: Draft, cell: Traced, _field: Field) -> Tree:
    return list(read_criteria(draft, cell))


def _numbers(draft: Draft, cell: Traced, field: Field) -> Tree:
    return list(read_numbers(draft, cell, field))


def _staff(draft: Draft, cell: Traced, field: Field) -> Tree:
    return list(read_staff(draft, cell, field))


Reader = Callable[[Draft, Traced, Field], Tree]
_FIGURES: tuple[Reader, Reader] = (read_figure, read_dated_figure)
_READERS: dict[str, Reader] = {
    "計画の番号": _numbers,
    "職員": _staff,
    "計画の名称": _items,
    "基準": _criteria,
    "数": read_figure,
    "金額": read_figure,
    "指標": read_indicators,
    "選択": read_choice,
    "評価": read_choice,
}


def reader_of(field: Field) -> Reader | None:
    """Return what reads a cell of a field, None where the cell is its text."""
    if field.kind == "評価" and not field.choices:
        return None
    return _READERS.get(field.kind)
