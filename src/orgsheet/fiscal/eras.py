"""The Japanese eras 明治 to 令和: where each begins and ends, and which year a date has in them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


LATEST_YEAR: Final = 2999


class Era(NamedTuple):
    """One era: its `name`, the letter and the ligature that stand for it, and its days.

    `first` and `last` are both inside the era; `last` is `date.max` for the era that is running.
    `base` is the Gregorian year before 元年, so that year n of the era is `base + n`.
    """

    name: str
    letter: str
    ligature: str
    base: int
    first: date
    last: date


# Boundary days are those of the rescripts, and of 元号法 for 平成 and 令和.
# 1912-07-30 and 1926-12-25 belong to two eras, because the new era took effect on the day itself.
# Days before 1873-01-01 (明治6年) are in the lunisolar calendar and have no plain reading here.
ERAS: Final = (
    Era("令和", "R", "㋿", 2018, date(2019, 5, 1), date.max),
    Era("平成", "H", "㍻", 1988, date(1989, 1, 8), date(2019, 4, 30)),
    Era("昭和", "S", "㍼", 1925, date(1926, 12, 25), date(1989, 1, 7)),
    Era("大正", "T", "㍽", 1911, date(1912, 7, 30), date(1926, 12, 25)),
    Era("明治", "M", "㍾", 1867, date(1873, 1, 1), date(1912, 7, 30)),
)
"""All eras, the newest first."""

_BY_NAME: Final = {
    key: era for era in ERAS for key in (era.name, era.name[0], era.letter, era.ligature)
}


class WarekiError(ValueError):
    """A year, month or day that does not exist in the era named; the text is Japanese."""


def find_era(name: str) -> Era:
    """Return the era written as `令和`, `令`, `R`, `r` or `㋿`; raise KeyError otherwise."""
    return _BY_NAME[name.upper()]


def to_wareki(day: date) -> tuple[Era, int]:
    """Return the era of `day` and the year in it (1 for 元年).

    A day that two eras share belongs to the newer one.
    Raise WarekiError before 1873-01-01.
    """
    for era in ERAS:
        if era.first <= day:
            return era, day.year - era.base
    raise WarekiError("明治5年までは旧暦のため、日付を読めません。西暦で書いてください。")


def year_text(era: Era, year: int) -> str:
    """Return `令和元年` for year 1 and `令和5年` for year 5 of the era."""
    return f"{era.name}{'元' if year == 1 else year}年"


def month_text(day: date) -> str:
    """Return the month of `day` in wareki: `令和6年3月`."""
    return f"{year_text(*to_wareki(day))}{day.month}月"


def date_text(day: date) -> str:
    """Return `day` in wareki: `令和6年3月31日`."""
    return f"{month_text(day)}{day.day}日"


def month_end(year: int, month: int) -> date:
    """Return the last day of a Gregorian month; raise ValueError outside years 1 to 9999."""
    return date(year, month, monthrange(year, month)[1])


def require_year(era: Era, year: int) -> None:
    """Raise WarekiError when no day of a year is in the era (平成35年)."""
    if _gregorian_year(era, year) > era.last.year:
        when = month_end(era.base + year, 12)
        raise WarekiError(_outside(era, lambda day: year_text(*to_wareki(day)), when, before=False))


def wareki_month(era: Era, year: int, month: int) -> tuple[date, date]:
    """Return the first and last day of a month written in wareki.

    A month in which the era changes is a month of both eras and is returned whole
    (昭和64年1月 and 平成元年1月 are both 1989-01-01 … 1989-01-31).
    Raise WarekiError when no day of the month is in the era, and ValueError when there is no
    such month.
    """
    first = date(_gregorian_year(era, year), month, 1)
    last = month_end(first.year, month)
    if last < era.first:
        raise WarekiError(_outside(era, month_text, last, before=True))
    if first > era.last:
        raise WarekiError(_outside(era, month_text, first, before=False))
    return first, last


def wareki_date(era: Era, year: int, month: int, day: int) -> date:
    """Return the date written in wareki.

    Raise WarekiError when it is not in the era (令和元年4月30日), and ValueError when there is no
    such day.
    """
    when = date(_gregorian_year(era, year), month, day)
    if when < era.first:
        raise WarekiError(_outside(era, date_text, when, before=True))
    if when > era.last:
        raise WarekiError(_outside(era, date_text, when, before=False))
    return when


def _gregorian_year(era: Era, year: int) -> int:
    if year < 1:
        raise WarekiError(f"{era.name}{year}年という年はありません。{era.name}元年から始まります。")
    if era.base + year > LATEST_YEAR:
        raise WarekiError(f"{era.name}{year}年は先の年すぎて読めません。")
    return era.base + year


def _outside(era: Era, spell: Callable[[date], str], when: date, *, before: bool) -> str:
    if when < ERAS[-1].first:
        return "明治5年までは旧暦のため、日付を読めません。西暦で書いてください。"
    edge = era.first if before else era.last
    limit = f"{year_text(era, edge.year - era.base)}{edge.month}月{edge.day}日"
    side = "から" if before else "まで"
    return f"{era.name}は{limit}{side}です。「{spell(when)}」と書いてください。"
