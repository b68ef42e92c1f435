"""Read a month, a part of it or a day in it: 7月, 7月上旬, 7月末, 7月31日(月), 7/31."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from orgsheet.fiscal.deadline.reading import APPROXIMATE, EXACT
from orgsheet.fiscal.deadline.stretch import MARK, SEPARATOR, NoSuchDateError, Point, number_of
from orgsheet.fiscal.eras import WarekiError, month_end, wareki_date, wareki_month
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.numerals import NUMBER

if TYPE_CHECKING:
    from collections.abc import Callable

    from orgsheet.fiscal.eras import Era

MONTHS: Final = 12
WEEKDAYS: Final = "月火水木金土日"

_SHORT = "(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})"
_NEXT = rf" ?(?:{MARK}|{SEPARATOR}) ?"
# In 6～10月 and 6、9、12月 only the last number carries its 月.
_MONTH_OMITTED = rf"(?={_NEXT}(?:{_SHORT}{_NEXT}){{0,11}}(?:翌年?の? ?)?{_SHORT} ?月(?![間曜]))"
_DAY_OMITTED = rf"(?={_NEXT}(?:{_SHORT}{_NEXT}){{0,30}}{_SHORT} ?日(?!間|ごと|毎))"

_MONTH: Final = pattern(rf"(?P<m>{NUMBER})(?: ?月(?![間曜])度?|{_MONTH_OMITTED})")
_AS_DAY = rf"(?P<d>{NUMBER})(?: ?日(?!間|ごと|毎|後|前(?!後)|目|程度|以内)|{_DAY_OMITTED})"
_DAY: Final = pattern(f" ?{_AS_DAY}")
_LATER_DAY: Final = pattern(f"(?:同月)?{_AS_DAY}")
_HOLIDAY = (
    "祝日?|休日?|振替休日|元日|成人の日|建国記念の日|天皇誕生日|春分の日|昭和の日|憲法記念日|みどりの日"
    "|こどもの日|海の日|山の日|敬老の日|秋分の日|スポーツの日|文化の日|勤労感謝の日"
)
# ㈪ … ㈰ and ㊊ … ㊐; a sign is never folded to 月, because 3㈪ is no month.
_WEEKDAY_SIGNS = "㈪㈫㈬㈭㈮㈯㈰㊊㊋㊌㊍㊎㊏㊐"
_WEEKDAY: Final = pattern(
    rf" ?\( ?(?P<a>[{WEEKDAYS}])(?:曜日?)?(?: ?[・、,]? ?[祝休])? ?\)|(?P<b>[{WEEKDAYS}])曜日?"
    rf"| ?(?P<sign>[{_WEEKDAY_SIGNS}])"
    rf"| ?\( ?(?:{_HOLIDAY}) ?\)"
)
_DATED: Final = pattern("付け?(?!近)")
_SLASHED: Final = pattern("(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})(?![0-9/月])")

# In 第2・3週 only the last number carries 週, and only the first 第.
_JOIN = rf"(?:{MARK}|{SEPARATOR}|及び|と)"
_MORE_WEEKS = rf"(?: ?{_JOIN} ?第? ?[1-5一二三四五]){{1,4}} ?週(?!間)"
_JOINED = "[~ー・、,び と-]"
_PARTS: Final = pattern(
    r" ?の?(?:"
    r"(?P<p1>上中旬|上・中旬)|(?P<p2>中下旬|中・下旬)|(?P<p3>上旬|初旬|当初(?!予算)|初頭|初め(?!て)|始め|はじめ(?!て))"
    rf"|(?P<tens>[上下](?= ?{MARK} ?(?:{NUMBER}月の?)?[上中下初]旬)|中(?= ?{MARK} ?下旬))"
    r"|(?P<p4>中旬|半ば|なかば|中頃|中ごろ|中盤)|(?P<p5>下旬|終盤)|(?P<p6>前半(?!戦))|(?P<p7>後半(?!戦))"
    r"|(?P<about>末(?:頃|ごろ|ころ|近く|あたり))|(?P<end>末日|末(?![広端梢])|終わり)"
    r"|(?P<week>第 ?[1-5一二三四五] ?週(?!間)目?|最終週(?!間))"
    rf"|第 ?(?P<week2>[1-5一二三四五])(?={_MORE_WEEKS})"
    rf"|(?<={_JOINED}) ?(?P<week3>[1-5一二三四五])(?: ?週(?!間)目?|(?={_MORE_WEEKS}))"
    rf"|第 ?(?P<nth2>[1-5一二三四五])(?= ?[・、,] ?第? ?[1-5一二三四五] ?(?P<on2>[{WEEKDAYS}])曜)"
    rf"|(?:第|(?<=[・、,])) ?(?P<nth>[1-5一二三四五]) ?(?P<on>[{WEEKDAYS}])曜日?"
    rf"|最終(?P<lastday>[{WEEKDAYS}])曜日?)"
)
_LATER_PART: Final = pattern(f"(?:同月)?(?={_PARTS.pattern})")

_TENS: Final = {
    "p1": (1, 20),
    "p2": (11, 31),
    "p3": (1, 10),
    "p4": (11, 20),
    "p5": (21, 31),
    "p6": (1, 15),
    "p7": (16, 31),
    "上": (1, 10),
    "中": (11, 20),
    "下": (21, 31),
}


def read_month(
    text: str, pos: int, calendar: Callable[[int], int], era: Era | None, *, dated: bool
) -> tuple[Point, int] | None:
    """Return the month at `pos` with the day or part that follows it, and where it ends.

    `calendar` gives the Gregorian year for a month number; `era` is set when the year was written
    in wareki. Raise NoSuchDateError when there is no such month or day, or it is not in the era.
    """
    match = _MONTH.match(text, pos)
    if match is None:
        return None
    month, pos = _month_number(match["m"]), match.end()
    whole = _whole_month(calendar(month), month, era, dated=dated)
    if text[pos - 1] not in "月度":
        return _in_era(whole, era), pos
    # The day comes first: 平成31年5月1日 is to be answered with 令和元年5月1日.
    return _read_day(text, pos, whole, era) or _month_or_part(text, pos, _in_era(whole, era))


def read_separated(
    text: str, pos: int, year: int, era: Era | None, separator: str
) -> tuple[Point, int] | None:
    """Return the rest of R6.3.31, 2024/3/31 or R6.3 after the year and its separator."""
    sep = re.escape(separator)
    match = re.compile(rf"([0-9]{{1,2}})(?:{sep}([0-9]{{1,2}}))?(?![0-9])月?").match(text, pos)
    if match is None:
        return None
    month, end = _month_number(match[1]), match.end()
    whole = _whole_month(year, month, era, dated=True)
    if match[2] is None:
        return _month_or_part(text, end, _in_era(whole, era))
    point = _day(whole, number_of(match[2]), era)
    return point, _weekday(text, end, point)


def read_slashed(text: str, pos: int, calendar: Callable[[int], int]) -> tuple[Point, int] | None:
    """Return a day written as month and day, 3/31."""
    match = _SLASHED.match(text, pos)
    if match is None:
        return None
    month = _month_number(match["m"])
    whole = _whole_month(calendar(month), month, None, dated=False)
    point = _day(whole, number_of(match["d"]), None)
    return point, _weekday(text, match.end(), point)


def read_later(text: str, pos: int, after: Point) -> tuple[Point, int] | None:
    """Return the day or part that takes its month from the point before it: 7月1日～31日."""
    whole = _whole_month(after.first.year, after.first.month, None, dated=after.dated)
    if after.unit == "day" and (match := _LATER_DAY.match(text, pos)):
        point = _day(whole, number_of(match["d"]), None)
        return point, _weekday(text, match.end(), point)
    if after.unit in ("part", "end", "month", "day") and (match := _LATER_PART.match(text, pos)):
        return read_part(text, match.end(), whole)
    return None


def read_part(text: str, pos: int, whole: Point) -> tuple[Point, int] | None:
    """Return the part of the month `whole` that is written at `pos`."""
    match = _PARTS.match(text, pos)
    if match is None:
        return None
    first, last, kind, unit, certainty = whole.first, whole.last, "part_of_month", "part", EXACT
    if match["end"] or match["about"]:
        first, kind, unit = last, "month_end", "end"
        certainty = APPROXIMATE if match["about"] else EXACT
    elif weekday := match["on"] or match["on2"] or match["lastday"]:
        first = last = _nth_weekday(whole, match["nth"] or match["nth2"], weekday)
        kind, unit = "date", "day"
    elif named := match["week"] or match["week2"] or match["week3"]:
        certainty = APPROXIMATE
        if named == "最終週":
            first = last.replace(day=last.day - 6)
        else:
            week = number_of(named.strip("第週目 "))
            if 7 * week - 6 > last.day:
                raise NoSuchDateError(f"{first.year}年{first.month}月に第{week}週はありません。")
            first = first.replace(day=7 * week - 6)
            last = last.replace(day=min(7 * week, last.day))
    else:
        certainty = APPROXIMATE
        low, high = _TENS[match["tens"] or match.lastgroup or ""]
        first, last = first.replace(day=low), last.replace(day=min(high, last.day))
    return whole._replace(
        first=first, last=last, kind=kind, unit=unit, certainty=certainty
    ), match.end()


def _month_or_part(text: str, pos: int, whole: Point) -> tuple[Point, int]:
    return read_part(text, pos, whole) or (whole, pos)


def _read_day(text: str, pos: int, whole: Point, era: Era | None) -> tuple[Point, int] | None:
    match = _DAY.match(text, pos)
    if match is None:
        return None
    point = _day(whole, number_of(match["d"]), era)
    return point, _weekday(text, match.end(), point)


def _month_number(text: str) -> int:
    month = number_of(text)
    if not 1 <= month <= MONTHS:
        raise NoSuchDateError(
            f"「{text}月」という月はありません。1月から12月までで書いてください。"
        )
    return month


def _whole_month(year: int, month: int, era: Era | None, *, dated: bool) -> Point:
    last = month_end(year, month)
    kind = "wareki_month" if era else "month"
    return Point(last.replace(day=1), last, kind, "month", dated=dated, wareki=era is not None)


def _in_era(whole: Point, era: Era | None) -> Point:
    """Return the month unchanged; raise NoSuchDateError when it is not in its era."""
    if era is not None:
        try:
            wareki_month(era, whole.first.year - era.base, whole.first.month)
        except WarekiError as error:
            raise NoSuchDateError(str(error)) from error
    return whole


def _day(whole: Point, day: int, era: Era | None) -> Point:
    year, month, length = whole.first.year, whole.first.month, whole.last.day
    if not 1 <= day <= length:
        hint = f"月の終わりなら「{month}月末」か「{month}月{length}日」と書いてください。"
        raise NoSuchDateError(
            f"{month}月{day}日という日はありません。{year}年{month}月は{length}日までです。"
            + (hint if day > length else "")
        )
    try:
        when = wareki_date(era, year - era.base, month, day) if era else date(year, month, day)
    except WarekiError as error:
        raise NoSuchDateError(str(error)) from error
    kind = "wareki_date" if era else "date"
    return whole._replace(first=when, last=when, kind=kind, unit="day")


def _weekday(text: str, pos: int, point: Point) -> int:
    if match := _WEEKDAY.match(text, pos):
        written, real = match["a"] or match["b"], WEEKDAYS[point.first.weekday()]
        if match["sign"]:
            written = WEEKDAYS[_WEEKDAY_SIGNS.index(match["sign"]) % len(WEEKDAYS)]
        if written and written != real:
            day = point.first
            raise NoSuchDateError(
                f"{day.year}年{day.month}月{day.day}日は{real}曜日です。"
                f"「{written}」と合っていません。日か曜日を直してください。"
            )
        pos = match.end()
    if match := _DATED.match(text, pos):
        pos = match.end()
    return pos


def _nth_weekday(whole: Point, nth: str | None, weekday: str) -> date:
    target = WEEKDAYS.index(weekday)
    if nth is None:
        last = whole.last
        return last.replace(day=last.day - (last.weekday() - target) % 7)
    first = whole.first
    day = 1 + (target - first.weekday()) % 7 + 7 * (number_of(nth) - 1)
    if day > whole.last.day:
        raise NoSuchDateError(f"{first.year}年{first.month}月に第{nth}{weekday}曜日はありません。")
    return first.replace(day=day)
