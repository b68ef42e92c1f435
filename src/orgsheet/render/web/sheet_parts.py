"""A sheet as the parts of its page, in the order of its form: texts, plans, values and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from orgsheet.form.definition import Field, Row, Table
from orgsheet.form.sheet import Entry, Sheet
from orgsheet.japanese.shorten import one_line, shorten
from orgsheet.registers.plans import PlanRegister
from orgsheet.render.web.anchors import RowAnchors, anchor_of, row_anchors
from orgsheet.render.web.value_parts import ValuePart, value_part

_NAME_LENGTH = 40


class PlanLine(NamedTuple):
    """What stands under a plan's number: the number, what it stands for, and the items."""

    number: str
    label: str
    items: tuple[str, ...]


class RowPart(NamedTuple):
    """A row: its anchors, its number and name, and a value for each column of its table."""

    anchors: RowAnchors
    number: int
    name: str
    short: str
    cells: tuple[ValuePart, ...]


class Part(NamedTuple):
    """What stands below one heading of the form.

    `kind` is `text`, `plans`, `value` or `table`; `columns` are the printed words of a table's
    columns with their share of the width, the first being that of the names, where it has names.
    """

    kind: str
    anchor: str
    heading: str
    note: str = ""
    value: ValuePart | None = None
    plans: tuple[PlanLine, ...] = ()
    columns: tuple[tuple[str, int, str], ...] = ()
    rows: tuple[RowPart, ...] = ()
    prefix: str = ""


def sheet_parts(
    sheet: Sheet, plans: PlanRegister | None = None, *, has_results: bool = False
) -> list[Part]:
    """Return the parts of a sheet's page; what the sheet does not say has none.

    Args:
        sheet: the sheet, holding only what the page may show.
        plans: the register that says what the numbers of plans stand for.
        has_results: whether the page tells by itself how the rows went, with their indicators.
    """
    anchors = row_anchors(sheet)
    fields = sheet.form.fields.values()
    found = (_part(sheet, one, plans, anchors, has_results=has_results) for one in fields)
    return [part for part in found if part is not None]


def _part(
    sheet: Sheet,
    field: Field,
    plans: PlanRegister | None,
    anchors: Mapping[int, RowAnchors],
    *,
    has_results: bool,
) -> Part | None:
    heading, note = _words(field)
    table = sheet.form.list_of.get(field.key)
    if table is not None:
        entries = [entry for entry in sheet.rows if entry.table is table]
        columns = _columns(table.row, entries, has_results=has_results)
        return _table(field, table, entries, anchors, columns) if entries else None
    node = sheet.get(field.key)
    if node is None:
        return None
    if field.kind == "計画の項目":
        lines = tuple(_plan_lines(sheet, field, plans))
        return Part("plans", anchor_of(field.key), heading, note, plans=lines)
    value = value_part(field, node.data())
    if value.is_empty:
        return None
    return Part("text", anchor_of(field.key), heading, note, value)


def _words(field: Field) -> tuple[str, str]:
    """Return the heading of a field, and what its form prints behind it in brackets."""
    title = field.title or field.printed
    for mark, end in (("(", ")"), ("（", "）")):
        name, found, rest = title.partition(mark)
        if found and rest.endswith(end):
            return name, rest.removesuffix(end)
    return title, ""


def _plan_lines(sheet: Sheet, field: Field, plans: PlanRegister | None) -> Iterator[PlanLine]:
    items: dict[str, list[str]] = {number: [] for number in field.numbers}
    for link in sheet.plan_links:
        if link.heading == field.key:
            items[link.number].append(one_line(link.item.text))
    for number, texts in items.items():
        meaning = None
        if plans is not None and sheet.year is not None:
            meaning = plans.meaning(number, sheet.year)
        label = "" if meaning is None else meaning.label.removeprefix(number).strip()
        yield PlanLine(number, label, tuple(texts))


def _table(
    field: Field,
    table: Table,
    entries: list[Entry],
    anchors: Mapping[int, RowAnchors],
    columns: list[Field],
) -> Part:
    heading, note = _words(field)
    rows = tuple(
        RowPart(
            anchors[id(entry.node)],
            entry.number + 1,
            _name(entry),
            shorten(_name(entry), _NAME_LENGTH),
            tuple(_value(one, entry) for one in columns if one.key != table.name),
        )
        for entry in entries
    )
    named = [one for one in columns if one.key == table.name]
    others = [one for one in columns if one.key != table.name]
    words = tuple((_column_words(one), one.width or 20, one.kind) for one in (*named, *others))
    return Part(
        "table", anchor_of(field.key), heading, note, columns=words, rows=rows, prefix=field.prefix
    )


def _columns(row: Row, entries: list[Entry], *, has_results: bool) -> list[Field]:
    """Return the fields of a row that any entry has a value for.

    Without those that the page tells in another place: what was said at the rounds of the year,
    and the indicators that it is about.
    """
    timed = {key for key, field in row.fields.items() if field.is_round}
    figures = {key for key, field in row.fields.items() if field.kind == "指標"}
    elsewhere = timed | figures if has_results and timed else set()
    return [
        field
        for key, field in row.in_sheet()
        if field.kind == "名称"
        or (key not in elsewhere and any(not _value(field, one).is_empty for one in entries))
    ]


def _column_words(field: Field) -> str:
    name, found, _ = field.printed.partition("(")
    return (name if found and name else field.title or field.printed).replace(" ", "")


def _value(field: Field, entry: Entry) -> ValuePart:
    """Return a value of a row; a deadline that was not split stands in the place of its steps."""
    node = entry.node.entries.get(field.key)
    raw = entry.node.entries.get(field.raw) if field.raw else None
    value = value_part(field, None if node is None else node.data())
    if raw is None or raw is node:
        return value
    told = value_part(field, raw.data())
    return told if value.is_empty else value._replace(texts=told.texts)


def _name(entry: Entry) -> str:
    name = entry.name
    return "" if name is None else one_line(name.text)
