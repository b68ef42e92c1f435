"""Read one point or span in time at a place in folded text, whatever its size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsheet.fiscal.deadline.months import read_later, read_month, read_separated, read_slashed
from orgsheet.fiscal.deadline.named_years import NamedYear, read_named_year
from orgsheet.fiscal.deadline.periods import (
    read_bare_calendar,
    read_in_calendar_year,
    read_in_fiscal_year,
    read_span,
)
from orgsheet.fiscal.fiscal_year import FIRST_MONTH, FiscalYear

if TYPE_CHECKING:
    from orgsheet.fiscal.deadline.stretch import Point


def read_point(
    text: str, pos: int, year: FiscalYear, after: Point | None = None, *, whole: bool
) -> tuple[Point, int] | None:
    """Return the point or span written at `pos` of folded `text`, and the offset where it ends.

    `after` is the point that a range began with: an end without a year is the next such month
    when the beginning names its year (令和5年12月～2月), and the month of the fiscal year when not.
    `whole` allows readings that would be rash inside a sentence (5年3月).
    Return None when nothing of the kind is written there; raise ValueError with a Japanese text
    when it is written but does not exist.
    """
    named = read_named_year(text, pos, year, after, whole=whole)
    if named is not None:
        found = _after_year(text, named, year)
        if found is None or not named.note:
            return found
        return found[0]._replace(note=named.note + found[0].note), found[1]
    start = after.first if after is not None and after.dated else None

    def calendar(month: int) -> int:
        if start is None:
            return year.calendar_year(month)
        return start.year if month >= start.month else start.year + 1

    dated = start is not None
    if start is not None:
        year = FiscalYear.containing(start)
    return (
        read_month(text, pos, calendar, None, dated=dated)
        or read_slashed(text, pos, calendar)
        or (read_later(text, pos, after) if after is not None else None)
        or read_span(text, pos, year, dated=dated)
        or read_bare_calendar(text, pos, year)
    )


def _after_year(text: str, named: NamedYear, sheet: FiscalYear) -> tuple[Point, int] | None:
    if named.fiscal is not None:
        fiscal = named.fiscal
        found = read_month(
            text, named.end, fiscal.calendar_year, None, dated=named.dated
        ) or read_slashed(text, named.end, fiscal.calendar_year)
        if found is None:
            return read_in_fiscal_year(text, named, fiscal)
        point, end = found
        if named.dated and point.first.month < FIRST_MONTH:
            note = f"{fiscal.kanji}の{point.first.month}月は{point.first.year}年です。"
            point = point._replace(note=note)
        return point, end
    assert named.calendar is not None
    year = named.calendar
    if named.separator:
        return read_separated(text, named.end, year, named.era, named.separator)
    return (
        read_month(text, named.end, lambda _: year, named.era, dated=True)
        or read_slashed(text, named.end, lambda _: year)
        or read_in_calendar_year(text, named.end, year, sheet, needs_more=named.needs_more)
    )
