"""The figures of indicators as a table: one figure a row, with its unit and its time."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Fields
from typing import NamedTuple

from orgsheet.form.definition import Field
from orgsheet.form.field_shapes import ACHIEVED, INDICATOR
from orgsheet.form.sheet import Sheet
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.shorten import one_line
from orgsheet.registers.tolerant import mappings_of
from orgsheet.source import Mapping, Node, Scalar
from orgsheet.yearbook.data_table import Column, DataTable, Value, table_of
from orgsheet.yearbook.row_tables import ROW, row_head

INDICATORS = (
    *ROW,
    Column("field", "欄", "text", "指標の立つ欄（中間、年度末などの中なら、その欄も）。"),
    Column("indicator", "指標", "text", "指標の名称。指標の値の欄では行の名称。", "指標"),
    Column("unit", "単位", "text", "単位。", "指標"),
    Column("category", "分類", "text", "成果、活動などの分類。", "指標"),
    Column("figure", "値の種類", "text", "基準値、目標値、実績値、実績など。", "指標の値"),
    Column("value", "値", "number", "数として読める値。「未定」などでは空。", "指標の値"),
    Column("value_text", "書かれた値", "text", "書かれたとおりの値。", "指標の値"),
    Column("measured_at", "時点", "text", "値の時点。", "指標"),
    Column("source", "出典", "text", "値の出典。", "指標"),
)
_NAME, _UNIT, _CATEGORY, _AT, _SOURCE = INDICATOR
_FIGURE, _FIGURE_AT = "数値", "時点"
_MOST = 1000
_NUMBER = pattern(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,9})?")


class _Figure(NamedTuple):
    field: str
    indicator: str
    unit: str
    category: str
    what: str
    text: str
    at: str
    source: str


def indicators_table(sheets: Iterable[Sheet]) -> DataTable:
    """Return the figures of the indicators in some sheets."""
    return table_of("indicators", "指標", INDICATORS, (row for s in sheets for row in _rows(s)))


def _rows(sheet: Sheet) -> Iterator[tuple[Value, ...]]:
    heads = row_head(sheet)
    for entry in sheet.rows:
        name = entry.label
        for one in _figures(entry.node, entry.row.fields, sheet, name, ""):
            yield (
                *heads[entry.node.pointer()],
                one.field,
                one.indicator,
                one.unit,
                one.category,
                one.what,
                number_of(one.text),
                one.text,
                one.at,
                one.source,
            )


def _figures(
    node: Mapping, fields: Fields[str, Field], sheet: Sheet, name: str, above: str
) -> Iterator[_Figure]:
    """Yield the figures of a row, and of the evaluations in it."""
    for key, field in fields.items():
        value = node.entries.get(key)
        place = f"{above}{key}"
        if field.kind == "指標":
            yield from (one for item in mappings_of(value, _MOST) for one in _named(item, place))
        elif field.kind == "実績":
            yield from (_achieved(item, key, place) for item in mappings_of(value, _MOST))
        elif field.kind == "指標の値" and isinstance(value, Mapping):
            for what, cell in value.entries.items():
                yield _of_cell(cell, what, place, name)
        elif field.kind == "評価" and isinstance(value, Mapping):
            row = sheet.form.row_of(field)
            if row is not None:
                yield from _figures(value, row.fields, sheet, name, f"{place} ")


def _named(item: Mapping, place: str) -> Iterator[_Figure]:
    said = {key: _text(item.entries.get(key)) for key in INDICATOR}
    for what, cell in item.entries.items():
        if what not in INDICATOR and _text(cell):
            yield _Figure(
                place,
                said[_NAME],
                said[_UNIT],
                said[_CATEGORY],
                what,
                _text(cell),
                said[_AT],
                said[_SOURCE],
            )


def _achieved(item: Mapping, what: str, place: str) -> _Figure:
    name, figure, unit, at = (_text(item.entries.get(key)) for key in ACHIEVED)
    return _Figure(place, name, unit, "", what, figure, at, "")


def _of_cell(cell: Node, what: str, place: str, name: str) -> _Figure:
    text, at = _text(cell), ""
    if isinstance(cell, Mapping):
        text, at = _text(cell.entries.get(_FIGURE)), _text(cell.entries.get(_FIGURE_AT))
    return _Figure(place, name, "", "", what, text, at, "")


def _text(node: Node | None) -> str:
    if not isinstance(node, Scalar) or node.value is None:
        return ""
    return one_line(node.text)


def number_of(text: str) -> float | None:
    """Return a figure as a number; None for words, and for what is more than a figure."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    return float(plain) if _NUMBER.fullmatch(plain) else None
