"""A list with a row a project: year, department and section stand in each, beside the columns.

So a city keeps its sheets in one CSV file or worksheet: the rows of one section are its sheet.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from orgsheet.files import name_problem
from orgsheet.fiscal import FiscalYear
from orgsheet.form import built_in_words
from orgsheet.form.definition import Field, Form
from orgsheet.form.known_forms import KnownForms
from orgsheet.form.sheet import DEPARTMENT_SHEET
from orgsheet.importers.account import Reason
from orgsheet.importers.blocks import BLANKS, Cell, Line
from orgsheet.importers.cells import shorten
from orgsheet.importers.draft import Draft
from orgsheet.importers.labels import columns_of, field_called, fold_words, sheet_fields
from orgsheet.importers.lines import (
    drop_blank,
    drop_frame,
    drop_words,
    is_blank,
    span_of,
    unplace_cell,
    words_of,
)
from orgsheet.importers.read_tables import TableReader
from orgsheet.importers.table_header import HeadCell, Header, HeaderReader
from orgsheet.importers.table_rows import TableRow
from orgsheet.importers.traced import Traced, Tree

_SELECTORS = (built_in_words.GROUP, "欄", "見出し", "種別", "分類", "表")
"""The names of the column that says of which table a row is."""


class ListHead(NamedTuple):
    """The row of names of a list: the form, and the cells that say whose a row is."""

    form: Form
    line: Line
    year: Cell
    department: Cell
    section: Cell | None
    table: Cell | None


@dataclass(slots=True)
class _Owner:
    """A sheet of the list: its rows by the key of their table."""

    year: FiscalYear
    names: dict[str, Traced]
    label: Traced
    start: int
    rows: dict[str, list[Line]] = field(default_factory=dict)


def list_head(draft: Draft, line: Line, forms: KnownForms) -> ListHead | None:
    """Return what the first row of a list says, None where a line is no such row."""
    words = {fold_words(words_of(draft, cell)): cell for cell in line.filled(draft.text)}
    for name in forms.names:
        form = forms.form(name)
        if form is None:
            continue
        year = words.get(built_in_words.YEAR)
        first, second = (words.get(unit) or words.get(unit[:-1]) for unit in form.units)
        if year is None or first is None:
            continue
        table = next((words[one] for one in _SELECTORS if one in words), None)
        return ListHead(form, line, year, first, second, table)
    return None


def read_list_rows(
    draft: Draft, head: ListHead, lines: list[Line], forms: KnownForms
) -> dict[str, tuple[Tree, Form]]:
    """Return the sheets of a list by path; what of it has no place is listed."""
    owners: dict[tuple[str, str, str], _Owner] = {}
    for line in lines:
        if is_blank(draft, line):
            drop_blank(draft, line)
        else:
            drop_frame(draft, line)
            _take(draft, head, line, owners)
    known = _head_words(draft, head)
    found: dict[str, tuple[Tree, Form]] = {}
    for (label, department, section), owner in owners.items():
        form = forms.of_year(label) or head.form
        form = form if form.title == head.form.title else head.form
        tree = _sheet(draft, owner, form, known)
        file = section or DEPARTMENT_SHEET
        found[f"{label}/{department}/{file}.yaml"] = (tree, form)
    return found


def _head_words(draft: Draft, head: ListHead) -> list[Cell]:
    """Leave out the names of the columns that a table of the form has; return their cells."""
    drop_frame(draft, head.line)
    fields = [one for row in head.form.rows.values() for one in HeaderReader(draft, row).fields]
    own = (head.year, head.department, head.section, head.table)
    columns = []
    for cell in head.line.filled(draft.text):
        words = words_of(draft, cell)
        if cell in own:
            drop_words(draft, cell.start, cell.end, Reason.FORM)
        elif field_called(words, fields) is not None:
            drop_words(draft, cell.start, cell.end, Reason.FORM)
            columns.append(cell)
        else:
            unplace_cell(draft, cell, f"「{shorten(words)}」という列は、この様式にありません。")
            columns.append(cell)
    return columns


def _cell_at(draft: Draft, line: Line, head: Cell | None) -> Cell | None:
    if head is None:
        return None
    return next((one for one in line.filled(draft.text) if one.column == head.column), None)


def _take(
    draft: Draft, head: ListHead, line: Line, owners: dict[tuple[str, str, str], _Owner]
) -> None:
    """Put a row to its sheet, or list it where that cannot be told."""
    cells = [_cell_at(draft, line, one) for one in (head.year, head.department, head.section)]
    year_cell, department, section = cells
    year = FiscalYear.read(words_of(draft, year_cell)) if year_cell is not None else None
    table = _table_of(draft, head, line)
    problem = ""
    if year is None:
        problem = "年度の列が読めません。「R6」か「令和6年度」のように書いてください。"
    elif department is None or any(
        name_problem(words_of(draft, one), reserved={DEPARTMENT_SHEET} if one is section else ())
        for one in (department, section)
        if one is not None
    ):
        problem = f"{head.form.units[0]}か{head.form.units[1]}が、ファイルの名前にできません。"
    elif table is None:
        problem = "どの表の行か決められません。「区分」の列に、様式の見出しを書いてください。"
    if problem or year is None or year_cell is None or department is None or table is None:
        for one in line.filled(draft.text):
            unplace_cell(draft, one, problem)
        return
    key = (
        year.label,
        words_of(draft, department),
        "" if section is None else words_of(draft, section),
    )
    if key not in owners:
        owners[key] = _owner(draft, head, line, year, cells)
    else:
        for cell in cells:
            if cell is not None:
                drop_words(draft, cell.start, cell.end, Reason.REPEATED)
    chosen = _cell_at(draft, line, head.table)
    if chosen is not None:
        drop_words(draft, chosen.start, chosen.end, Reason.FORM)
    owners[key].rows.setdefault(table.key, []).append(line)


def _owner(
    draft: Draft, head: ListHead, line: Line, year: FiscalYear, cells: list[Cell | None]
) -> _Owner:
    values = []
    for cell in cells:
        if cell is None:
            continue
        left, right = span_of(draft, cell.start, cell.end)
        draft.drop(cell.start, left, Reason.EDGE)
        draft.drop(right, cell.end, Reason.EDGE)
        values.append((left, right))
    (left, right), *names = values
    label = Traced.replaced(left, right, year.label, Reason.YEAR)
    found = dict(zip(head.form.units, (Traced.of(draft.text, *one) for one in names), strict=False))
    return _Owner(year, found, label, line.start)


def _table_of(draft: Draft, head: ListHead, line: Line) -> Field | None:
    """Return the table that a row is of: as its column says, or the only one with its columns."""
    tables = list(head.form.tables())
    cell = _cell_at(draft, line, head.table)
    if cell is None:
        return tables[0] if len(tables) == 1 else _only_with(draft, head, tables)
    words = fold_words(words_of(draft, cell))
    called = field_called(words, tables)
    if called is not None:
        return called
    held = [one for one in tables if words in (fold_words(one.prefix), one.role)]
    held = held or [one for one in tables if words in fold_words(one.key)]
    return held[0] if len(held) == 1 else None


def _only_with(draft: Draft, head: ListHead, tables: list[Field]) -> Field | None:
    """Return the only table in which all columns of a list are."""
    own = (head.year, head.department, head.section, head.table)
    words = [words_of(draft, one) for one in head.line.filled(draft.text) if one not in own]
    fitting = [
        one
        for one in tables
        if all(
            field_called(word, HeaderReader(draft, head.form.rows[one.row]).fields)
            for word in words
        )
    ]
    return fitting[0] if len(fitting) == 1 else None


def _sheet(draft: Draft, owner: _Owner, form: Form, columns: list[Cell]) -> Tree:
    """Return the sheet of one section, with the tables that the list has of it."""
    tree: dict[str, Tree] = {built_in_words.YEAR: owner.label, **owner.names}
    tables = TableReader(draft, owner.year)
    for one in form.tables():
        lines = owner.rows.get(one.key)
        if not lines:
            continue
        row = form.rows[one.row]
        header = _header(draft, row_reader=HeaderReader(draft, row), cells=columns)
        rows = [_row(draft, line, header, columns, one) for line in lines]
        tree[one.key] = list(tables.values(header, rows, one, row))
        missing = [
            column.field.printed
            for column in columns_of(row)
            if column.field.key not in {found.field.key for found in header.found}
            and not column.field.is_optional
        ]
        if missing:
            draft.miss(
                owner.start, f"「{one.printed}」の列「{'」「'.join(missing)}」がありません。"
            )
    second = form.units[1]
    expected = sheet_fields(form, is_department=second not in owner.names)
    absent = [one.key for one in expected if one.key not in tree and not one.is_optional]
    if absent:
        draft.miss(
            owner.start,
            f"この一覧にない欄（{'、'.join(absent)}）は、シートに入れていません。"
            "書き足してください。",
        )
    return tree


def _header(draft: Draft, *, row_reader: HeaderReader, cells: list[Cell]) -> Header:
    heads: list[HeadCell] = []
    called = {cell: field_called(words_of(draft, cell), row_reader.fields) for cell in cells}
    keys = {one.key for one in called.values() if one is not None}
    for cell, one in called.items():
        column = None if one is None else row_reader.column(one.key, keys)
        heads.append(HeadCell(cell.columns, column, words_of(draft, cell)))
    return Header(tuple(heads), 1, len(cells))


def _row(draft: Draft, line: Line, header: Header, columns: list[Cell], table: Field) -> TableRow:
    row = TableRow(line.start, {column.field.key: [] for column in header.found})
    for head, cell in zip(header.cells, columns, strict=True):
        at = _cell_at(draft, line, cell)
        if at is None or not draft.text[at.start : at.end].strip(BLANKS):
            continue
        if head.column is None:
            unplace_cell(
                draft, at, f"列「{shorten(head.words)}」は、「{table.printed}」の表にありません。"
            )
        else:
            row.cells[head.column.field.key].append((at.start, at.end))
    beyond = [
        one for one in line.filled(draft.text) if one.column > max(cell.column for cell in columns)
    ]
    for one in beyond:
        unplace_cell(draft, one, "列名のない列です。")
    return row
