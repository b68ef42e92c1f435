"""Tolerant reading of register nodes: what has not the expected shape is left out, never raised."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from orgsheet.fiscal import FiscalYear
from orgsheet.fiscal.eras import find_era, wareki_date
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.numerals import fold
from orgsheet.source import Mapping, Node, Scalar, Sequence

_DAY = pattern(r"(昭和|平成|令和)(元|[0-9]{1,2})年([0-9]{1,2})月([0-9]{1,2})日")


def mappings_of(node: Node | None, limit: int) -> Iterator[Mapping]:
    """Yield the mappings among the first `limit` items of a list."""
    if isinstance(node, Sequence):
        for item in node.items[:limit]:
            if isinstance(item, Mapping):
                yield item


def scalars_of(node: Node | None) -> Iterator[Scalar]:
    """Yield the values of a list that hold visible text."""
    if isinstance(node, Sequence):
        for item in node.items:
            if isinstance(item, Scalar) and item.value is not None and item.text.strip():
                yield item


def text_of(node: Mapping, key: str) -> str:
    """Return the text under `key`, without surrounding space; "" when there is none."""
    value = node.get(key)
    if not isinstance(value, Scalar) or value.value is None:
        return ""
    return value.text.strip()


def year_of(node: Mapping, key: str) -> FiscalYear | None:
    """Return the fiscal year under `key`; None when it is empty or unreadable."""
    return _parse(text_of(node, key))


def years_of(node: Node | None) -> frozenset[FiscalYear]:
    """Return the readable fiscal years of a list."""
    years = (_parse(item.text) for item in scalars_of(node))
    return frozenset(year for year in years if year is not None)


def day_of(node: Mapping, key: str) -> date | None:
    """Return the day under `key` (令和6年10月1日); None when it is empty or unreadable."""
    written = _DAY.fullmatch(fold(text_of(node, key)))
    if written is None:
        return None
    year, month, day = (1 if part == "元" else int(part) for part in written.group(2, 3, 4))
    try:
        return wareki_date(find_era(written.group(1)), year, month, day)
    except ValueError:
        return None


def _parse(text: str) -> FiscalYear | None:
    # The register's schema reports a year that cannot be read; here it is as good as none.
    return FiscalYear.read(text)
