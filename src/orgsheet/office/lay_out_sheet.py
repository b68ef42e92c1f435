"""A sheet laid out as its form prints it: which tables, columns and words, in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from orgsheet.fiscal import FiscalYear
from orgsheet.form.built_in_words import SAMPLE
from orgsheet.form.definition import Field, Form, Row
from orgsheet.form.sheet import SheetId
from orgsheet.importers.labels import HEADING_MARK, Column, columns_of
from orgsheet.office.cell_texts import asked_lines, circled, column_text, items_text, value_text
from orgsheet.office.printed_book import Cell, Grid, Page, Steps
from orgsheet.registers.plans import PlanRegister
from orgsheet.render.escape import visible
from orgsheet.source import Plain

WHOLE = 100
"""The sum of the widths of a grid's columns."""

_LABEL, _VALUE = 24, 76
_USUAL = 20
"""The width of a column of which the form says nothing."""


@dataclass(frozen=True)
class Source:
    """A sheet to lay out: its values as plain data, its form, and what its numbers stand for.

    `shows` tells whether the values of a field are printed. `returns` says that the file is for a
    person to edit and give back. `times` are the times of the year (中間 …) that have come: their
    columns are printed also where nothing is written in them.
    `asks` names the round whose empty cells say what is to be written, "" for none, and `asked_on`
    the day before which a step must have ended to be asked what became of it.
    """

    sheet: SheetId
    form: Form
    data: dict[str, Plain]
    plans: PlanRegister | None = None
    shows: Callable[[Field], bool] = lambda _: True
    returns: bool = False
    asks: str = ""
    asked_on: date | None = None
    times: frozenset[str] = frozenset()

    @property
    def year(self) -> FiscalYear | None:
        """The fiscal year of the sheet's folder."""
        return FiscalYear.read(self.sheet.year)

    @property
    def is_department(self) -> bool:
        """Whether it is the department's form, which does not name a section."""
        return self.form.units[1] not in self.data


def lay_out(source: Source) -> Page:
    """Return the page of a sheet."""
    year = source.year
    title = source.form.title
    return Page(
        sheet=source.sheet,
        form=source.form.name,
        title=visible(f"{year.kanji if year else source.sheet.year}　{title}"),
        unit=visible(unit_line(source)),
        notices=tuple(
            visible(f"{SAMPLE}: {source.data[SAMPLE]}") for _ in (1,) if SAMPLE in source.data
        ),
        grids=tuple(_grids(source)),
    )


def unit_line(source: Source) -> str:
    """Return the line that says whose sheet it is, and which where a section has several."""
    said = [(key, source.data[key]) for key in source.form.units if key in source.data]
    if source.sheet.name:
        said.append((source.form.per_sheet, source.sheet.name))
    return "　".join(f"{key}: {text}" for key, text in said)


def printed_fields(source: Source) -> list[Field]:
    """Return the fields that the sheet's page has, in the form's order.

    Those of the other kind of sheet, and of other years, are there only where it has values.
    """
    other = "課" if source.is_department else "部"
    return [
        field
        for field in source.form.fields.values()
        if source.shows(field)
        and (field.key in source.data or (field.writer != other and _is_of_year(field, source)))
    ]


def printed_columns(source: Source, row: Row) -> list[Column]:
    """Return the columns that a table's page has, in the form's order."""
    columns = [
        column._replace(
            joined=column.joined if _shown(column.joined, source) else None,
            more=tuple(one for one in column.more if _shown(one, source)),
        )
        for column in columns_of(row, later=True)
    ]
    return [
        column
        for column in columns
        if _shown(column.holder or column.field, source) and _has_come(column.field, source, row)
    ]


def _has_come(field: Field, source: Source, row: Row) -> bool:
    """Tell whether an evaluation of a row is printed: when its time has come, or it is written."""
    if not field.parts or source.returns or field.time in (source.asks, *source.times):
        return True
    tables = [source.data.get(one.key) for one in source.form.tables() if one.row == row.name]
    rows = [one for table in tables if isinstance(table, list) for one in table]
    return any(isinstance(one, dict) and one.get(field.key) for one in rows)


def _shown(field: Field | None, source: Source) -> bool:
    return field is not None and source.shows(field) and _is_of_year(field, source)


def _is_of_year(field: Field, source: Source) -> bool:
    first = FiscalYear.read(field.first) if field.first else None
    last = FiscalYear.read(field.last) if field.last else None
    year = source.year
    return year is None or ((first is None or first <= year) and (last is None or year <= last))


def _grids(source: Source) -> Iterator[Grid]:
    single: list[Field] = []
    for field in printed_fields(source):
        row = source.form.row_of(field)
        if field.kind not in ("文章", "計画の項目") and row is None:
            single.append(field)
            continue
        if single:
            yield _values(source, single)
            single = []
        if field.kind == "文章":
            yield _text(source, field)
        elif field.kind == "計画の項目":
            yield _plans(source, field)
        elif row is not None:
            yield _table(source, field, row)
    if single:
        yield _values(source, single)


def _printed(field: Field) -> str:
    """Return the words of a field on the form, with the unit of its numbers."""
    is_said = not field.unit or field.unit in field.printed
    return visible(field.printed if is_said else f"{field.printed}（{field.unit}）")


def _heading(field: Field) -> str:
    return HEADING_MARK + visible(field.printed)


def _text(source: Source, field: Field) -> Grid:
    text = value_text(field, source.data.get(field.key), source.year)
    cell = Cell(visible(text), (field.key,))
    return Grid("text", field.key, _heading(field), (WHOLE,), (), ((cell,),))


def _values(source: Source, fields: list[Field]) -> Grid:
    """Return the grid of fields that stand by themselves, each beside its words."""
    rows = tuple(
        (Cell(_printed(field)), _value(source, field, source.data.get(field.key)))
        for field in fields
    )
    return Grid("values", "", "", (_LABEL, _VALUE), (), rows)


def _value(source: Source, field: Field, value: Plain) -> Cell:
    text = visible(value_text(field, value, source.year))
    return Cell(text, (field.key,), _choices(field), is_centred=False)


def _choices(field: Field) -> tuple[str, ...]:
    if field.is_several:
        return ()
    return tuple(visible(str(value)) for value, _ in field.choices)


def _plans(source: Source, field: Field) -> Grid:
    """Return the grid of plan items: a row a number, with what the number stands for."""
    value = source.data.get(field.key)
    by_number = value if isinstance(value, dict) else {}
    numbers = (*field.numbers, *(number for number in by_number if number not in field.numbers))
    rows = tuple(
        (
            Cell(visible(_plan_words(source, number))),
            Cell(visible(items_text(by_number.get(number))), (field.key, number)),
        )
        for number in numbers
    )
    return Grid("plans", field.key, _heading(field), (_LABEL, _VALUE), (), rows)


def _plan_words(source: Source, number: str) -> str:
    """Return a plan's number with the words that the register has for it in the sheet's year."""
    year = source.year
    meaning = None
    if source.plans is not None and year is not None:
        meaning = source.plans.meaning(number, year)
    return number if meaning is None else number + meaning.label.removeprefix(number)


def _table(source: Source, field: Field, row: Row) -> Grid:
    columns = printed_columns(source, row)
    head = tuple(Cell(_printed(column.field)) for column in columns)
    found = source.data.get(field.key)
    if field.kind == "表":
        values = found if isinstance(found, list) else []
        steps: list[Steps] = [(field.key, number) for number in range(max(len(values), 1))]
    else:
        values, steps = [found], [(field.key,)]
    rows = tuple(
        tuple(
            _table_cell(source, field, column, values[number] if values else {}, place)
            for column in columns
        )
        for number, place in enumerate(steps)
    )
    return Grid("rows", field.key, _heading(field), _shares(columns), head, rows)


def _table_cell(source: Source, table: Field, column: Column, row: Plain, place: Steps) -> Cell:
    """Return a cell of a table; what is no row at all stands in its first column."""
    field = column.field
    if not isinstance(row, dict):
        row = {field.key: row} if column == printed_columns(source, _row(source, table))[0] else {}
    asked_on = source.asked_on if _is_evaluated(_row(source, table), source.asks) else None
    text = column_text(column, row, source.year, returns=source.returns, asked_on=asked_on)
    if not text and source.asks and field.time == source.asks and row:
        text = asked_lines(field, row)
    if field.kind == "名称" and table.prefix and row:
        text = f"{table.prefix}{circled(int(place[1]) + 1)}\n{text}"
    steps = (column.holder.key, field.key) if column.holder else (field.key,)
    return Cell(visible(text), (*place, *steps), _choices(field), field.kind in _CENTRED)


def _is_evaluated(row: Row, time: str) -> bool:
    """Tell whether the rows of a table have an evaluation at a round."""
    return any(one.is_round and one.time == time for one in row.fields.values())


def _row(source: Source, table: Field) -> Row:
    row = source.form.row_of(table)
    assert row is not None, "a table has rows"
    return row


_CENTRED = frozenset({"選択", "計画の番号"})


def _shares(columns: list[Column]) -> tuple[int, ...]:
    """Return the widths of columns in parts of `WHOLE`; they add up to it."""
    said = [column.field.width for column in columns]
    known = [width for width in said if width]
    usual = sum(known) // len(known) if known else _USUAL
    widths = [width or usual for width in said]
    total = sum(widths)
    edges = [round(WHOLE * sum(widths[:number]) / total) for number in range(len(widths) + 1)]
    return tuple(right - left for left, right in pairwise(edges))
