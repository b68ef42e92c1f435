"""Charts as drawings with text in them: what stands where, worked out; templates draw it.

Each stands beside a table that says the same, and nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from orgsheet.fiscal import FiscalYear
from orgsheet.japanese.shorten import shorten
from orgsheet.yearbook.due_calendar import DATED, MONTHS, OPEN, YEAR_ROUND, Due

WIDTH = 880
_LABEL, _ROW, _HEAD = 250, 26, 28
_LETTERS = 17
_TIME_LETTERS = 14
_NEAR_END = 0.72
"""From here on, as a part of the year, the time stands left of its bar."""

_BAR_ROOM = 150
_BAR_HEIGHT = 200


class Line(NamedTuple):
    """A bar of a chart over a year: where it stands, and its words, cut and whole.

    `is_open` has no end.
    """

    y: int
    label: str
    time: str
    x: float
    width: float
    time_x: float
    is_left: bool
    is_open: bool
    words: str
    when: str


class YearChart(NamedTuple):
    """A chart over the months of a fiscal year: its size, its months with places, its bars."""

    title: str
    height: int
    months: tuple[tuple[float, str], ...]
    lines: tuple[Line, ...]
    today: float


class Bar(NamedTuple):
    """A bar of a chart of numbers: its place and height, its words and its number."""

    x: float
    y: float
    width: float
    height: float
    label: str
    number: int


class BarChart(NamedTuple):
    """A chart of numbers: its title and its bars."""

    title: str
    bars: tuple[Bar, ...]


def year_chart(title: str, dues: Sequence[Due], year: FiscalYear, day: date) -> YearChart:
    """Return the chart of steps that have days, in the order of their first ones.

    Args:
        title: what the chart is called.
        dues: the steps; those without days are left out.
        year: the fiscal year that is drawn.
        day: the day that is marked, where it is in the year.
    """
    drawn = [one for one in dues if one.place in (DATED, OPEN, YEAR_ROUND)]
    drawn.sort(key=lambda one: _days(one, year))
    lines = tuple(_line(one, number, year) for number, one in enumerate(drawn))
    months = tuple(
        (_x(date(year.calendar_year(month), month, 1), year), f"{month}月") for month in MONTHS
    )
    today = _x(day, year) if day in year else 0.0
    return YearChart(title, _HEAD + _ROW * len(lines) + 6, months, lines, today)


def month_chart(title: str, counts: Sequence[int]) -> BarChart:
    """Return the chart of twelve numbers, of April first."""
    most = max(*counts, 1)
    step = WIDTH / len(MONTHS)
    bars = tuple(
        Bar(
            round(step * number + step * 0.18, 1),
            round(_BAR_HEIGHT - 24 - _BAR_ROOM * count / most, 1),
            round(step * 0.64, 1),
            round(_BAR_ROOM * count / most, 1),
            f"{month}月",
            count,
        )
        for number, (month, count) in enumerate(zip(MONTHS, counts, strict=True))
    )
    return BarChart(title, bars)


def _days(due: Due, year: FiscalYear) -> tuple[date, date]:
    deadline = due.deadline
    first = deadline.first if deadline is not None else None
    last = deadline.last if deadline is not None else None
    start = max(first or year.first, year.first)
    end = min(last or year.last, year.last)
    if first is None and last is not None:
        start = max(date(end.year, end.month, 1), year.first)
    return (start, max(start, end))


def _line(due: Due, number: int, year: FiscalYear) -> Line:
    start, end = _days(due, year)
    is_open = due.place == OPEN
    x = _x(start, year)
    width = 40.0 if is_open else max(_x(end, year) - x + _day_width(year), 6.0)
    words = due.event or due.name
    is_left = (x - _LABEL) / (WIDTH - _LABEL) > _NEAR_END or width > (WIDTH - _LABEL) * 0.7
    inside = width > (WIDTH - _LABEL) * 0.7
    time_x = x + 8 if inside else x - 6 if is_left else x + width + 6
    return Line(
        _HEAD + _ROW * number,
        shorten(words, _LETTERS),
        shorten(due.when, _TIME_LETTERS),
        round(x, 1),
        round(width, 1),
        round(time_x, 1),
        is_left and not inside,
        is_open,
        words,
        due.when,
    )


def _day_width(year: FiscalYear) -> float:
    return (WIDTH - _LABEL) / ((year.last - year.first).days + 1)


def _x(day: date, year: FiscalYear) -> float:
    inside = min(max(day, year.first), year.last)
    return round(_LABEL + (inside - year.first).days * _day_width(year), 1)
