"""The commonest phrases, read without the grammar: 7月, 7月～8月, 令和6年3月, 通年, 随時."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING, Final

from orgsheet.fiscal.deadline.reading import Deadline
from orgsheet.japanese.kept_patterns import compiled

if TYPE_CHECKING:
    from orgsheet.fiscal.fiscal_year import FiscalYear

_FORM: Final = compiled(
    "(?:令和([1-9])年)?(1[0-2]|[1-9])月(?:[～〜](1[0-2]|[1-9])月)?|(通年)|(随時)"
)
_REIWA: Final = 2018


def read_plain(text: str, year: FiscalYear) -> Deadline | None:
    """Return what the grammar would, for the forms that nine deadlines in ten have; else None.

    A range that runs backwards and a date outside the year need a note: they are left to it.
    """
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    era_year, month, until, year_round, _ = match.groups()
    if month is None:
        if year_round:
            return Deadline(text, "year_round", year.first, year.last, "exact")
        return Deadline(text, "as_needed")
    first = _day(year, int(month))
    last = first if until is None else _day(year, int(until))
    if last < first or (era_year and (until or _REIWA + int(era_year) != first.year)):
        return None
    last = date(last.year, last.month, monthrange(last.year, last.month)[1])
    if era_year:
        return Deadline(text, "wareki_month", first, last, "exact", "月末までと読みます。")
    return Deadline(text, "month" if until is None else "month_range", first, last, "exact")


def _day(year: FiscalYear, month: int) -> date:
    return date(year.calendar_year(month), month, 1)
