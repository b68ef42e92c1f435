"""What Excel shows for a day or a time: the parts of its date formats, Japanese eras among them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from orgsheet.fiscal import to_wareki

_WEEKDAYS = "月火水木金土日"
_ENGLISH_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_FIRST_1900 = datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook knows no zone
_FIRST_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_LEAP_FAULT = 60
"""Excel's calendar has a 29 February 1900: days before it count one more."""
_LAST = 2_958_466
_NOON = 12
_SHORT = 3

_KNOWN = re.compile("y{1,4}|m{1,5}|d{1,4}|h{1,2}|s{1,2}|g{1,3}|e{1,2}|r{1,2}|a{3,4}")


def is_date_token(text: str) -> bool:
    """Tell whether a part of a format is one of a date that is known here."""
    return _KNOWN.fullmatch(text.lower()) is not None


def date_shown(
    value: float,
    tokens: Sequence[tuple[str, str]],
    *,
    is_1904: bool,
    has_first_year: bool,
) -> str | None:
    """Return what is seen for a day in the tokens (kind and text) of a format.

    `has_first_year` says that the first year of an era is 元. None for what is no day, or for a
    format that is not understood.
    """
    if not 0 <= value < _LAST:
        return None
    serial = value if is_1904 or value >= _LEAP_FAULT else value + 1
    day = (_FIRST_1904 if is_1904 else _FIRST_1900) + timedelta(seconds=round(serial * 86400))
    has_halves = any(kind == "ampm" for kind, _ in tokens)
    shown = []
    for number, (kind, text) in enumerate(tokens):
        if kind == "elapsed":
            total = round(value * 86400)
            unit = {"h": 3600, "m": 60, "s": 1}[text[0]]
            shown.append(f"{total // unit:0{len(text)}d}")
        elif kind == "ampm":
            is_morning = day.hour < _NOON
            words = text.split("/")
            shown.append(words[0] if is_morning else words[-1])
        elif kind == "date":
            part = text.lower()
            if part[0] == "m" and len(part) <= 2 and _is_minute(tokens, number):  # noqa: PLR2004
                shown.append(f"{day.minute:0{len(part)}d}")
                continue
            one = _part(part, day, has_halves=has_halves, has_first_year=has_first_year)
            if one is None:
                return None
            shown.append(one)
        elif kind in ("number", "general", "percent", "text"):
            return None
        else:
            shown.append(text)
    return "".join(shown)


def _is_minute(tokens: Sequence[tuple[str, str]], number: int) -> bool:
    """Tell whether an `m` stands behind hours or before seconds."""
    times = [
        (index, text[0].lower())
        for index, (kind, text) in enumerate(tokens)
        if kind in ("date", "elapsed")
    ]
    at = next(place for place, (index, _) in enumerate(times) if index == number)
    before = times[at - 1][1] if at else ""
    after = times[at + 1][1] if at + 1 < len(times) else ""
    return before == "h" or after == "s"


def _part(part: str, day: datetime, *, has_halves: bool, has_first_year: bool) -> str | None:
    letter, size = part[0], len(part)
    if letter in "ger":
        return _era_part(part, day, has_first_year=has_first_year)
    if letter == "h":
        hour = (day.hour % _NOON or _NOON) if has_halves else day.hour
        return f"{hour:0{size}d}"
    return _PARTS[letter](day, size)


def _era_part(part: str, day: datetime, *, has_first_year: bool) -> str | None:
    try:
        era, year = to_wareki(day.date())
    except ValueError:
        return None
    number = "元" if has_first_year and year == 1 else str(year)
    names = {"g": era.letter, "gg": era.name[0], "ggg": era.name}
    if part in names:
        return names[part]
    two = number if number == "元" else number.rjust(2, "0")
    return {
        "e": number,
        "ee": two,
        "r": f"{era.name}{number}",
        "rr": f"{era.name}{two}",
    }[part]


def _month(day: datetime, size: int) -> str:
    name = _MONTHS[day.month - 1]
    if size > _SHORT:
        return name if size == _SHORT + 1 else name[0]
    return name[:_SHORT] if size == _SHORT else f"{day.month:0{size}d}"


def _day(day: datetime, size: int) -> str:
    name = _ENGLISH_DAYS[day.weekday()]
    if size < _SHORT:
        return f"{day.day:0{size}d}"
    return name[:_SHORT] if size == _SHORT else name


def _year(day: datetime, size: int) -> str:
    return f"{day.year % 100:02d}" if size < _SHORT else f"{day.year:04d}"


def _second(day: datetime, size: int) -> str:
    return f"{day.second:0{size}d}"


def _weekday(day: datetime, size: int) -> str:
    return _WEEKDAYS[day.weekday()] + ("曜日" if size > _SHORT else "")


_PARTS: dict[str, Callable[[datetime, int], str]] = {
    "y": _year,
    "m": _month,
    "d": _day,
    "s": _second,
    "a": _weekday,
}
