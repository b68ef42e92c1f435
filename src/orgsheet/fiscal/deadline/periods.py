"""Read what is larger than a month: 年度末, 年内, 上半期, 第2四半期, 秋頃, 令和5年度中."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from orgsheet.fiscal.deadline.reading import APPROXIMATE, EXACT
from orgsheet.fiscal.deadline.stretch import MARK, SEPARATOR, Point, SlipError, number_of
from orgsheet.fiscal.eras import month_end
from orgsheet.fiscal.fiscal_year import FIRST_MONTH
from orgsheet.japanese.lazy_patterns import pattern

if TYPE_CHECKING:
    from orgsheet.fiscal.deadline.named_years import NamedYear
    from orgsheet.fiscal.fiscal_year import FiscalYear

_N = "[0-9]{1,2}|[一二三四五六七八九十]"
_HALF: Final = pattern(
    "(?:年度の)?(?:(?P<both>上[・、]?下(?:半期|期))|(?P<early>上半期|前半期|上期|前期)"
    "|下半期|後半期|下期|後期)"
)
_START: Final = pattern("当初(?!予算)|初め(?!て)|はじめ(?!て)|始め|初頭|早々に?")
_JOIN = f"(?:{MARK}|{SEPARATOR}|から|及び|と)"
# In 第1・第3四半期 and 1～2四半期 only the last number carries 四半期.
_QUARTER: Final = pattern(
    rf"(?:第 ?)?(?P<a>{_N}) ?(?:・ ?)?四半期"
    rf"|(?:第 ?)?(?P<b>{_N})(?=(?: ?{_JOIN} ?(?:第 ?)?(?:{_N})){{1,3}} ?四半期)"
    "|(?P<c>[1-9])Q(?![A-Za-z0-9])|Q(?P<d>[1-9])(?![A-Za-z0-9])"
    rf"|(?P<e>[1-9])(?= ?{_JOIN} ?[1-9]Q(?![A-Za-z0-9]))"
)
_SEASON: Final = pattern("(?:今年?の?)?(?P<season>[春夏秋冬])(?:[季期]間?)?(?![休分至祭み学]|まつ)")
_EDGES: Final = pattern("(?P<edge>末日|末|内|中(?!間|心|央|学|頃|ごろ)|いっぱい)")
_FISCAL_ONLY: Final = pattern(
    "(?P<half>前半|後半)|(?P<start>当初(?!予算)|初め(?!て)|はじめ(?!て)|始め|初頭)"
    "|(?P<all>を通じて|を通して|通年)"
)
_MIDDLE: Final = pattern("(?:の ?)?(?:半ば|なかば|中盤|中頃|中ごろ)")
_CALENDAR_ONLY: Final = pattern(
    "(?P<start>初め(?!て)|はじめ(?!て)|始め|初頭|当初(?!予算)|年?明け(?:早々に?)?)"
)
_BARE_CALENDAR: Final = pattern(
    "年(?:(?P<end>末(?:頃|ごろ)?)(?!年始|調整)|(?P<by>内)|(?P<start>明け(?:早々に?)?|始|初め|頭))"
)

_UNITS: Final = {"half": "half", "quarter": "quarter", "season": "season"}
_SECOND_HALF: Final = 10
_QUARTERS: Final = (4, 7, 10, 1)
_SEASONS: Final = {"春": (4, 5), "夏": (6, 8), "秋": (9, 11), "冬": (12, 2)}


def read_span(text: str, pos: int, year: FiscalYear, *, dated: bool) -> tuple[Point, int] | None:
    """Return the half, quarter or season of the fiscal year `year` at `pos`, and where it ends."""
    if match := _HALF.match(text, pos):
        if match["both"]:
            return _months(year, 4, 3, "half", dated=dated), match.end()
        early = match["early"] is not None
        if begins := _START.match(text, match.end()):
            month = FIRST_MONTH if early else _SECOND_HALF
            point = _months(year, month, month, "half", dated=dated)
            return point._replace(certainty=APPROXIMATE), begins.end()
        return _edge(text, match.end(), _half(year, early=early, dated=dated))
    if match := _QUARTER.match(text, pos):
        number = number_of(match["a"] or match["b"] or match["c"] or match["d"] or match["e"])
        if not 1 <= number <= len(_QUARTERS):
            raise SlipError(
                f"第{number}四半期はありません。第1四半期から第4四半期までで書いてください。"
            )
        start = _QUARTERS[number - 1]
        whole = _months(year, start, start + 2, "quarter", dated=dated)
        return _edge(text, match.end(), whole)
    if match := _SEASON.match(text, pos):
        start, end = _SEASONS[match["season"]]
        note = "春は年度の中の4月から5月までと読みます。" if match["season"] == "春" else ""
        point = _months(year, start, end, "season", dated=dated)
        return point._replace(certainty=APPROXIMATE, note=note), match.end()
    return None


def read_in_fiscal_year(text: str, named: NamedYear, year: FiscalYear) -> tuple[Point, int] | None:
    """Return what follows 令和5年度 or 年度: its end, its start, a half of it, or all of it."""
    pos, dated = named.end, named.dated
    wareki = named.era is not None
    whole = Point(year.first, year.last, "fiscal_year", "year", dated=dated, wareki=wareki)
    if middle := _MIDDLE.match(text, pos):
        raise SlipError(
            f"「年度{middle[0]}」がいつかは、人によって違います。「8月～10月」のように月で書いてください。"
        )
    if _EDGES.match(text, pos):
        return _edge(text, pos, whole, end_kind="fiscal_year_end")
    match = _FISCAL_ONLY.match(text, pos)
    if match is None:
        found = read_span(text, pos, year, dated=dated)
        return found if found or named.needs_more else (whole, pos)
    if match["half"]:
        point = _half(year, early=match["half"] == "前半", dated=dated, certainty=APPROXIMATE)
    elif match["start"]:
        april = _months(year, FIRST_MONTH, FIRST_MONTH, "fiscal_year_start", dated=dated)
        point = april._replace(certainty=APPROXIMATE, note="年度の初めは4月と読みます。")
    else:
        point = whole._replace(kind="year_round")
    return point, match.end()


def read_in_calendar_year(
    text: str, pos: int, year: int, sheet: FiscalYear, *, needs_more: bool
) -> tuple[Point, int] | None:
    """Return what follows 令和5年 when it is not a month: its end, its beginning, or all of it.

    Spring of the year in which the sheet's fiscal year begins is what belongs to the fiscal year.
    """
    whole = Point(date(year, 1, 1), date(year, 12, 31), "calendar_year", "year", dated=True)
    if _EDGES.match(text, pos):
        return _edge(text, pos, whole, end_kind="calendar_year_end")
    if match := _CALENDAR_ONLY.match(text, pos):
        return _new_year(year, dated=True), match.end()
    if match := _SEASON.match(text, pos):
        first, last = _SEASONS[match["season"]]
        if match["season"] == "冬":
            raise SlipError("冬は年をまたぐので、「12月～2月」のように月で書いてください。")
        if match["season"] == "春" and year != sheet.start:
            first = 3
        point = Point(
            date(year, first, 1), month_end(year, last), "season", "season", APPROXIMATE, dated=True
        )
        return point, match.end()
    return None if needs_more else (whole, pos)


def read_bare_calendar(text: str, pos: int, year: FiscalYear) -> tuple[Point, int] | None:
    """Return 年内, 年末 or 年明け, of the calendar year in which the fiscal year begins."""
    match = _BARE_CALENDAR.match(text, pos)
    if match is None:
        return None
    if match["start"]:
        return _new_year(year.start + 1, dated=False), match.end()
    last = date(year.start, 12, 31)
    if match["by"]:
        first = date(year.start, 1, 1)
        return Point(first, last, "calendar_year_end", "year", by=True), match.end()
    return Point(last, last, "calendar_year_end", "end", APPROXIMATE), match.end()


def _edge(text: str, pos: int, whole: Point, end_kind: str = "") -> tuple[Point, int]:
    """Return `whole` narrowed by 末 (its last day) or 内 (by its end), or as it is."""
    match = _EDGES.match(text, pos)
    if match is None:
        return whole, pos
    edge, end = match["edge"], match.end()
    if edge == "中":
        return whole, end
    kind = end_kind or whole.kind
    first = whole.last if edge in ("末", "末日") else whole.first
    point = Point(
        first, whole.last, kind, whole.unit, dated=whole.dated, by=edge in ("内", "いっぱい")
    )
    return point, end


def _half(year: FiscalYear, *, early: bool, dated: bool, certainty: str = EXACT) -> Point:
    start, end = (4, 9) if early else (10, 3)
    return _months(year, start, end, "half", dated=dated)._replace(certainty=certainty)


def _new_year(year: int, *, dated: bool) -> Point:
    return Point(
        date(year, 1, 1),
        date(year, 1, 31),
        "calendar_year_start",
        "month",
        APPROXIMATE,
        dated=dated,
        note="年の初めは1月と読みます。",
    )


def _months(year: FiscalYear, start: int, end: int, kind: str, *, dated: bool) -> Point:
    first = date(year.calendar_year(start), start, 1)
    last = month_end(year.calendar_year(end), end)
    return Point(first, last, kind, _UNITS.get(kind, "month"), dated=dated)
