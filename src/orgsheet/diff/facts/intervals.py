"""Two deadlines as intervals of their fiscal years: how far one slipped, or what else it became."""

from __future__ import annotations

import calendar
from datetime import date
from typing import NamedTuple

from orgsheet.diff.facts.scene import same_words
from orgsheet.fiscal import Deadline, FiscalYear

FAR = 3
"""A slip of a quarter or more changes the year's work."""

_YEAR_MONTHS = 12
_LAST_QUARTER, _FIRST_QUARTER = 9, 2
"""Positions, counted from April as 0, between which a deadline crosses the year's end."""
_WHOLE_MONTH = 32
_DATED, _ABOUT, _OPEN, _VAGUE = range(4)


class Change(NamedTuple):
    """What became of a deadline: the kind of fact, and the distance in words ("" if none)."""

    kind: str
    distance: str = ""


_Point = tuple[int, int]
"""Months from April of the fiscal year, and the day (the month's last day counts as 32)."""


def change(
    before: Deadline, after: Deadline, year_before: FiscalYear, year_after: FiscalYear
) -> Change | None:
    """Return how a deadline changed; None for the same slot of the two years.

    A slip is measured at the end of the interval. From January–March to April–June a deadline
    crosses the year's end (3月 → 4月 is one month), unless the years run the other way.
    """
    if same_words(before.text, after.text):
        return None  # 10月第2日曜日 is another day each year and the same promise.
    if any(not one.traits.is_readable or one.reversed for one in (before, after)):
        return Change("milestone-time-text")
    if before.times != after.times and all(map(_is_counted, (before, after))):
        return Change("milestone-times", f"{before.times}回から{after.times}回")
    return _by_ends(before, after, year_before, year_after)


def _by_ends(
    before: Deadline, after: Deadline, year_before: FiscalYear, year_after: FiscalYear
) -> Change | None:
    ranks = _rank(before), _rank(after)
    if ranks == (_VAGUE, _VAGUE):
        return _undated(before, after)
    blurred = Change("milestone-vaguer" if ranks[1] > ranks[0] else "milestone-clearer")
    if min(ranks) < _OPEN <= max(ranks) and (
        crossed := _crossed(before, after, year_before, year_after)
    ):
        return crossed
    if ranks[0] != ranks[1] and (
        max(ranks) >= _OPEN or _may_be_same(before, after, year_before, year_after)
    ):
        return blurred
    moved = _moved(_end(before), _end(after), year_before, year_after)
    if moved is None and ranks[0] != ranks[1]:
        return blurred
    if moved is not None and moved.kind in _PLAIN_MOVES and before.times == after.times == 1:
        moved = _nested(before, after, year_before, year_after) or moved
    return moved or _started(before, after, year_before, year_after)


def _crossed(
    before: Deadline, after: Deadline, year_before: FiscalYear, year_after: FiscalYear
) -> Change | None:
    """Return how far a time crossed the year's end of which one side names no end (9月～, 通年).

    Nobody would say of 9月～ that became 令和6年5月 only that it is clearer now.
    """
    if None in (days := [_first_end(one) for one in (before, after)]):
        return None
    first, last = (
        _point(day, year)[0]
        for day, year in zip(days, (year_before, year_after), strict=True)
        if day
    )
    distance = f"{abs(last - first)}か月"
    if year_before <= year_after and first < _YEAR_MONTHS <= last:
        return Change("milestone-past-year", distance)
    if year_before >= year_after and last < _YEAR_MONTHS <= first:
        return Change("milestone-back-in-year", distance)
    return None


def _first_end(deadline: Deadline) -> date | None:
    """Return the last day of what lasts all year, the first day of anything else."""
    days = deadline.first, deadline.last
    return (days[1] or days[0]) if deadline.traits.is_all_year else (days[0] or days[1])


def moved_in_real_months(before: Deadline, after: Deadline) -> Change | None:
    """Return how a deadline changed by the calendar, whatever the years; None if it did not.

    So is counted what is promised once: put off from 令和5年3月 to 令和5年12月 it is nine months
    late, although December comes before March in a fiscal year.
    """
    first, last = _end(before), _end(after)
    months = (last.year - first.year) * _YEAR_MONTHS + last.month - first.month
    if not months:
        return None
    kind = "milestone-past-year" if months > 0 else "milestone-back-in-year"
    return Change(kind, f"{abs(months)}か月")


def has_end(deadline: Deadline | None) -> bool:
    """Say whether a deadline names days that can be compared, about or exactly."""
    return deadline is not None and deadline.last is not None and not deadline.reversed


def _is_counted(deadline: Deadline) -> bool:
    """Say whether a phrase names single times, one or several, and no stretch of months."""
    if deadline.times > 1:
        return True
    first, last = deadline.first, deadline.last
    if first is None or last is None:
        return False
    return (first.year, first.month) == (last.year, last.month)


def _may_be_same(
    before: Deadline, after: Deadline, year_before: FiscalYear, year_after: FiscalYear
) -> bool:
    """Say whether the one that is only about a time (秋頃) covers the months of the other (9月)."""
    spans = (_months(before, year_before), _months(after, year_after))
    about, dated = spans if _rank(before) == _ABOUT else spans[::-1]
    return about[0] <= dated[0] and dated[1] <= about[1]


def _nested(
    before: Deadline, after: Deadline, year_before: FiscalYear, year_after: FiscalYear
) -> Change | None:
    """Return what a period that begins later and ends earlier, or the contrary, became."""
    (first, last), (start, end) = _months(before, year_before), _months(after, year_after)
    if first < start <= end < last:
        return Change("milestone-shrunk")
    if start < first <= last < end:
        return Change("milestone-widened")
    return None


def _months(deadline: Deadline, year: FiscalYear) -> tuple[int, int]:
    """Return the first and the last month, counted from April of the year as 0."""
    end = _end(deadline)
    return _point(deadline.first or end, year)[0], _point(end, year)[0]


_PLAIN_MOVES = frozenset(
    f"milestone-{way}{far}" for way in ("late", "early") for far in ("", "-far")
)


def _started(
    before: Deadline, after: Deadline, year_before: FiscalYear, year_after: FiscalYear
) -> Change | None:
    if before.first is None or after.first is None or before.first == after.first:
        return None
    starts = _point(before.first, year_before), _point(after.first, year_after)
    if starts[0][0] != starts[1][0]:
        return Change("milestone-start")
    if year_before != year_after or starts[0] == starts[1]:
        return None
    # Within a year, a day of a month in place of the month (9月 → 9月30日) is the closer promise.
    return Change("milestone-clearer" if starts[0] < starts[1] else "milestone-vaguer")


def _rank(deadline: Deadline) -> int:
    if deadline.traits.is_all_year or (deadline.first is None and deadline.last is None):
        return _VAGUE
    if deadline.last is None:
        return _OPEN
    return _DATED if deadline.certainty == "exact" else _ABOUT


def _undated(before: Deadline, after: Deadline) -> Change | None:
    if same_words(before.text, after.text):
        return None
    pace = before.traits.is_repeated or after.traits.is_repeated
    return Change("milestone-pace" if pace else "milestone-time-text")


def _end(deadline: Deadline) -> date:
    day = deadline.last or deadline.first
    assert day is not None, "what is not vague has a day"
    return day


def _point(day: date, year: FiscalYear) -> _Point:
    months = (day.year - year.start) * _YEAR_MONTHS + day.month - 4
    last = day.day == calendar.monthrange(day.year, day.month)[1]
    return months, _WHOLE_MONTH if last else day.day


def _moved(
    before: date, after: date, year_before: FiscalYear, year_after: FiscalYear
) -> Change | None:
    if before == after:
        return None
    if year_before > year_after:
        late, across = _slip(after, before, year_after, year_before)
        months, days = -late[0], -late[1]
    else:
        late, across = _slip(before, after, year_before, year_after)
        months, days = late
        if year_before == year_after:
            back, back_across = _slip(after, before, year_after, year_before)
            if back_across:
                (months, days), across = (-back[0], -back[1]), True
    if not months and not days:
        return None
    distance = f"{abs(months)}か月" if months else "同じ月の中で"
    later = (months, days) > (0, 0)
    if across:
        return Change("milestone-past-year" if later else "milestone-back-in-year", distance)
    far = "-far" if abs(months) >= FAR else ""
    return Change(f"milestone-{'late' if later else 'early'}{far}", distance)


def _slip(
    before: date, after: date, year_before: FiscalYear, year_after: FiscalYear
) -> tuple[_Point, bool]:
    """Return (months, days) from one to the other, and whether the year's end lies between."""
    (first, first_day), (last, last_day) = _point(before, year_before), _point(after, year_after)
    days = last_day - first_day
    if first >= _YEAR_MONTHS and year_before != year_after:
        # The promise named a later year already: only the calendar can tell.
        first -= (year_after.start - year_before.start) * _YEAR_MONTHS
        return (last - first, days), first < _YEAR_MONTHS <= last
    if _LAST_QUARTER <= first < _YEAR_MONTHS and 0 <= last <= _FIRST_QUARTER:
        return (last - first + _YEAR_MONTHS, days), True
    return (last - first, days), first < _YEAR_MONTHS <= last
