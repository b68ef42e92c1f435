"""Read the year that a deadline names before its month: 令和6年, 2024年, R6., 翌年, 令和5年度."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from orgsheet.fiscal.deadline.stretch import NoSuchDateError, Point, SlipError, number_of
from orgsheet.fiscal.eras import Era, find_era, to_wareki, year_text
from orgsheet.fiscal.fiscal_year import EARLIEST, LATEST, FiscalYear
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.numerals import NUMBER

_PAST: Final = 2
_AHEAD: Final = 7
"""How far from the sheet's year a year without an era may be; what is further off is a slip."""

_ERA = "令和|平成|昭和|大正|明治|[㋿㍻㍼㍽㍾]|[令平昭大明RHSTMrhstm](?= ?(?:元|[0-9]))"

_WAREKI: Final = pattern(
    rf"(?P<era>{_ERA}) ?(?P<n>元|{NUMBER}) ?(?:\( ?(?P<inner>[0-9]{{4}})年? ?\) ?)?年"
    rf"(?: ?\( ?(?P<after>[0-9]{{4}})年? ?\))?(?P<fiscal> ?度)?(?P<the> ?の)? ?"
)
_FOUR = "[0-9]{4}|[〇一二三四五六七八九]{4}"
_GREGORIAN: Final = pattern(
    rf"(?:西暦 ?)?(?P<n>{_FOUR}) ?(?:\( ?(?P<era1>{_ERA}) ?(?P<n1>元|[0-9]{{1,2}})年? ?\) ?)?年"
    rf"(?: ?\( ?(?P<era2>{_ERA}) ?(?P<n2>元|[0-9]{{1,2}})年? ?\))?(?P<fiscal> ?度)?(?P<the> ?の)? ?"
)
_SEPARATED: Final = pattern(
    rf"(?:(?P<era>{_ERA}) ?(?P<n>元|[0-9]{{1,2}})|(?P<g>(?:1[89]|2[01])[0-9]{{2}}))"
    r"(?P<sep>[./-])(?=[0-9])"
)
# In 令和5年10月～6年3月 the end is in the era of the beginning.
_SAME_ERA: Final = pattern("(?P<n>[0-9]{1,2}|[一二三四五六七八九十]{1,3}) ?年(?P<fiscal>度)? ?")
# In R5～R7年度 and 令和5～7年度 only the last year carries its 年度.
_OMITTED: Final = pattern(
    rf"(?:(?P<era>{_ERA}) ?(?P<n>元|{NUMBER})|(?P<g>{_FOUR}))"
    rf"(?= ?(?:[~ー・、,-]|から) ?(?:{_ERA})? ?(?:元|{NUMBER}) ?年度)"
)
# In R5上期 and 2023第2四半期 the year is a fiscal year without saying so.
_OF_PART: Final = pattern(
    rf"(?:(?P<era>{_ERA}) ?(?P<n>元|[0-9]{{1,2}})|(?P<g>20[0-9]{{2}}))(?:FY)? ?"
    "(?=[上下前後](?:半)?期|第 ?[0-9一二三四] ?四半期|[0-9]Q)"
)
# A year without an era is the sheet's: 26年度末 in a sheet of 平成26年度.
_ERA_LESS: Final = pattern(
    rf"(?P<n>元|[0-9]{{1,2}}|[〇一二三四五六七八九十]{{1,3}}) ?年"
    rf"(?:(?P<fiscal> ?度)(?![目別間計生])(?P<the> ?の)? ?"
    rf"|(?= ?(?:{NUMBER} ?月(?!間)|[0-9]{{1,2}}/[0-9]|末)) ?)"
)
_EDGE_OF_YEAR: Final = pattern(rf"[当初始末内中上下前後第]|{NUMBER} ?月(?!間)")
_SAME_YEAR: Final = pattern(rf"同年(?P<fiscal>度)?の? ?(?={NUMBER} ?月|[末内春夏秋])")
_FISCAL: Final = pattern(
    "(?:(?P<this>[今本当]年度|当該年度)|(?P<bare>年度)(?=[当初始は前後末内中を上下第半な])"
    "|(?P<next>[翌次来]年度)|(?P<last>[前昨]年度))(?P<the> ?の)? ?"
)
_NEXT: Final = pattern(rf"翌年?の? ?(?={NUMBER} ?月)|翌年の?(?=[末内中]|春|夏|秋|冬)")
_VAGUE: Final = pattern(
    "(?P<word>再来年|一昨年|[来今本昨去同]年|[来昨][春夏秋冬])(?!度)"
    rf"(?:の? ?(?:{NUMBER} ?月|[末内中])|(?<=[春夏秋冬]))"
    rf"|(?P<new>新年度)(?=の? ?{NUMBER} ?月|[初は早末]|当初(?!予算)|から|より|以降|に?$)"
)


class NamedYear(NamedTuple):
    """A year as written, ending at `end`: either a calendar year or a fiscal year.

    `era` is set for wareki, `separator` for the forms R6.3.31 and 2024/3/31.
    `needs_more` tells that the year is no deadline by itself (今年度の, 年度).
    `dated` is False for 年度 and 今年度, which only repeat the sheet's own year.
    """

    end: int
    calendar: int | None = None
    fiscal: FiscalYear | None = None
    era: Era | None = None
    separator: str = ""
    needs_more: bool = False
    dated: bool = True
    note: str = ""


def read_named_year(
    text: str, pos: int, year: FiscalYear, after: Point | None, *, whole: bool
) -> NamedYear | None:
    """Return the year written at `pos` of folded `text`, or None when none is.

    `after` is the point that the range began with, for 翌年 and 同年.
    Without `whole`, a year without an era (5年3月) is one only close to the sheet's year, because
    a sentence may mean a length.
    Raise SlipError when the year does not exist or depends on the day of writing (来年).
    """
    for form, read in _FORMS:
        match = form.match(text, pos)
        if match is not None and (named := read(match, year, after)) is not None:
            return named
    match = _ERA_LESS.match(text, pos)
    if match is None:
        return None
    if not whole and match["fiscal"] and not _EDGE_OF_YEAR.match(text, match.end()):
        return None
    return _era_less(match, range(year.start - _PAST, year.start + (_AHEAD if whole else 3)), year)


def _era_less(match: re.Match[str], near: range, year: FiscalYear) -> NamedYear | None:
    """Return the year in the era of the sheet, when it is one that a plan of the year can name."""
    number, needs_more = _era_year(match["n"]), bool(match["the"])
    found: dict[int, NamedYear] = {}
    for era in {to_wareki(year.first)[0], to_wareki(year.last)[0]}:
        start = era.base + number
        if not number or start not in near:
            continue
        note = (
            f"元号がないので、{year_text(era, number)}{'度' if match['fiscal'] else ''}と読みます。"
        )
        if match["fiscal"]:
            fiscal = FiscalYear(start)
            found[start] = NamedYear(
                match.end(), fiscal=fiscal, era=era, needs_more=needs_more, note=note
            )
        else:
            found[start] = NamedYear(match.end(), calendar=start, era=era, note=note)
    return next(iter(found.values())) if len(found) == 1 else None


def _wareki(match: re.Match[str], _year: FiscalYear, _after: Point | None) -> NamedYear:
    era, number = find_era(match["era"]), _era_year(match["n"])
    _agree(match["inner"] or match["after"], era, number)
    needs_more = bool(match["the"])
    if match["fiscal"]:
        return NamedYear(match.end(), fiscal=_fiscal(era, number), era=era, needs_more=needs_more)
    calendar = _in_reach(era.base + number)
    return NamedYear(match.end(), calendar=calendar, era=era, needs_more=needs_more)


def _same_era(match: re.Match[str], _year: FiscalYear, after: Point | None) -> NamedYear | None:
    if after is None or not after.wareki:
        return None
    era, number = to_wareki(after.first)[0], number_of(match["n"])
    if match["fiscal"]:
        return NamedYear(match.end(), fiscal=_fiscal(era, number), era=era)
    return NamedYear(match.end(), calendar=_in_reach(era.base + number), era=era)


def _gregorian(match: re.Match[str], _year: FiscalYear, _after: Point | None) -> NamedYear:
    era_name, number = match["era1"] or match["era2"], match["n1"] or match["n2"]
    if era_name:
        _agree(match["n"], find_era(era_name), _era_year(number))
    calendar, needs_more = _in_reach(number_of(match["n"])), bool(match["the"])
    if match["fiscal"]:
        return NamedYear(match.end(), fiscal=FiscalYear(calendar), needs_more=needs_more)
    return NamedYear(match.end(), calendar=calendar, needs_more=needs_more)


def _separated(match: re.Match[str], _year: FiscalYear, _after: Point | None) -> NamedYear:
    if match["g"]:
        calendar = _in_reach(int(match["g"]))
        return NamedYear(match.end(), calendar=calendar, separator=match["sep"])
    era = find_era(match["era"])
    calendar = _in_reach(era.base + _era_year(match["n"]))
    return NamedYear(match.end(), calendar=calendar, era=era, separator=match["sep"])


def _relative_fiscal(match: re.Match[str], year: FiscalYear, _after: Point | None) -> NamedYear:
    same = bool(match["this"] or match["bare"])
    fiscal = year if same else year.next if match["next"] else year.previous
    needs_more = bool(match["the"] or match["bare"])
    return NamedYear(match.end(), fiscal=fiscal, needs_more=needs_more, dated=not same)


def _fiscal_only(match: re.Match[str], _year: FiscalYear, _after: Point | None) -> NamedYear:
    if match["g"]:
        return NamedYear(match.end(), fiscal=FiscalYear(_in_reach(number_of(match["g"]))))
    era = find_era(match["era"])
    return NamedYear(match.end(), fiscal=_fiscal(era, _era_year(match["n"])), era=era)


def _same_year(match: re.Match[str], _year: FiscalYear, after: Point | None) -> NamedYear | None:
    if after is None:
        return None
    if match["fiscal"]:
        return NamedYear(match.end(), fiscal=FiscalYear.containing(after.first))
    return NamedYear(match.end(), calendar=after.first.year)


def _following(match: re.Match[str], year: FiscalYear, after: Point | None) -> NamedYear:
    base = after.first.year if after else year.start
    return NamedYear(match.end(), calendar=_in_reach(base + 1))


def _vague(match: re.Match[str], year: FiscalYear, _after: Point | None) -> NamedYear:
    if match["new"]:
        raise SlipError(
            f"「新年度」が{year.kanji}か{year.next.kanji}かは、書いた日によって変わります。"
            f"「{year.kanji}当初」「{year.next.kanji}当初」のように年度を書いてください。"
        )
    example = f"{year_text(*year.era_year)}12月"
    raise SlipError(
        f"「{match['word']}」がいつかは、書いた日によって変わります。"
        f"{year.kanji}のシートでは「{example}」のように年を書いてください。"
    )


def _agree(gregorian: str | None, era: Era, number: int) -> None:
    if gregorian is not None and number_of(gregorian) != era.base + number:
        raise NoSuchDateError(
            f"{year_text(era, number)}は{era.base + number}年です。"
            f"「{gregorian}年」と合っていません。どちらかに直してください。"
        )


def _era_year(text: str) -> int:
    return 1 if text == "元" else number_of(text)


def _fiscal(era: Era, number: int) -> FiscalYear:
    try:
        return FiscalYear.of_era(era.name, number)
    except ValueError as error:
        raise NoSuchDateError(str(error)) from error


def _in_reach(calendar: int) -> int:
    # Before 1873 the calendar was lunisolar; the upper limit keeps every later date computable.
    if not EARLIEST <= calendar <= LATEST:
        raise SlipError(f"{calendar}年は期限の年として読めません。年を確かめてください。")
    return calendar


_Read = Callable[[re.Match[str], FiscalYear, Point | None], NamedYear | None]
_FORMS: Final[tuple[tuple[re.Pattern[str], _Read], ...]] = (
    (_WAREKI, _wareki),
    (_SAME_ERA, _same_era),
    (_GREGORIAN, _gregorian),
    (_SEPARATED, _separated),
    (_OMITTED, _fiscal_only),
    (_OF_PART, _fiscal_only),
    (_SAME_YEAR, _same_year),
    (_FISCAL, _relative_fiscal),
    (_NEXT, _following),
    (_VAGUE, _vague),
)
