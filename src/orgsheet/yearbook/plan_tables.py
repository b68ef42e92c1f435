"""Who serves the city's plans, as tables: every item, and every sheet that names one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from orgsheet.fiscal import FiscalYear
from orgsheet.yearbook.data_table import HEAD, Column, DataTable, Value, head, table_of
from orgsheet.yearbook.plan_coverage import Coverage, Served

_ITEM = (
    Column("number", "番号", "text", "様式の番号（①など）。計画の名前を直接書く欄では空。"),
    Column("label", "番号の意味", "text", "その年度にその番号が表すもの（計画台帳）。"),
    Column("plan", "計画", "text", "計画の名称（計画台帳）。分からなければ空。"),
    Column("item", "項目", "text", "計画の項目。個別計画では計画の名称。", "計画の項目"),
    Column("registered", "台帳にある", "yes", "計画台帳にある項目か。"),
    Column("verified", "確認済", "yes", "計画台帳が、計画そのもので確かめた項目か。"),
    Column("near", "近い項目", "text", "台帳にないとき、書き誤りかもしれない台帳の項目。"),
)
PLANS = (*_ITEM, Column("duties", "事務事業", "list", "その番号を挙げた行の名称。"))
"""The columns of the table of sheets that name an item, behind those of every table."""

PLAN_ITEMS = (
    *HEAD[:2],
    *_ITEM,
    Column("complete", "全部の項目がある", "yes", "計画台帳に、その計画の項目が全部あるか。"),
    Column("sheets", "シートの数", "integer", "項目を挙げたシートの数。0 は、どこも担っていない。"),
)
"""The columns of the table of items."""


def plans_table(*years: Coverage) -> DataTable:
    """Return which sheets name which items, one pair a row."""
    return table_of("plans", "計画との関連", PLANS, _pairs(years))


def plan_items_table(*years: Coverage) -> DataTable:
    """Return the items of the plans, one a row, with the number of sheets that name it.

    To be made of whole years: of some sheets of a year nobody could say what nobody serves.
    """
    return DataTable("plan_items", "計画の項目", PLAN_ITEMS, tuple(_items(years)))


def coverage_table(coverage: Coverage) -> DataTable:
    """Return a matrix as pairs: every item with each sheet that names it, or with none.

    An item that nobody names has a row with an empty department.
    """
    nobody = (coverage.year.label, coverage.year.start, "", "", "", "", "")
    labels = {one.number: one.label for one in coverage.numbers}
    rows = [
        (*row_head, *_item(item, labels.get(item.number, "")), duties)
        for item in coverage.items
        for row_head, duties in (
            [(head(by.sheet, by.sample), by.duties) for by in item.by] or [(nobody, ())]
        )
    ]
    return table_of("coverage", "計画の項目と、担う課", PLANS, rows)


def _item(item: Served, label: str) -> tuple[Value, ...]:
    """Return the values of the columns that are about an item."""
    return (
        item.number,
        label,
        item.plan,
        item.item,
        item.is_registered,
        item.is_verified,
        item.near,
    )


def _pairs(years: Iterable[Coverage]) -> Iterator[tuple[Value, ...]]:
    for coverage in years:
        labels = {one.number: one.label for one in coverage.numbers}
        for item in coverage.items:
            label = labels.get(item.number, "")
            for by in item.by:
                yield (
                    *head(by.sheet, by.sample),
                    *_item(item, label),
                    by.duties,
                )


def _items(years: Iterable[Coverage]) -> Iterator[tuple[Value, ...]]:
    for coverage in years:
        meanings = {one.number: one for one in coverage.numbers}
        for item in coverage.items:
            meaning = meanings.get(item.number)
            yield (
                *_year(coverage.year),
                *_item(item, "" if meaning is None else meaning.label),
                meaning is not None and meaning.is_complete,
                len(item.by),
            )


def _year(year: FiscalYear) -> tuple[Value, ...]:
    return year.label, year.start
