"""The grammar of a deadline: points and words with まで, 以降, 頃, 中 and a supplement (予定)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from orgsheet.fiscal.deadline.ranges import Item, Phrase, read_items
from orgsheet.fiscal.deadline.reading import APPROXIMATE, EXACT, OPEN
from orgsheet.fiscal.deadline.stretch import SlipError
from orgsheet.fiscal.deadline.word_deadlines import counts, read_word
from orgsheet.japanese.lazy_patterns import pattern

if TYPE_CHECKING:
    from orgsheet.fiscal.fiscal_year import FiscalYear

_LEAD: Final = pattern(
    "(?:(?P<rough>概ね|おおむね|およそ|だいたい|約)|(?P<by>遅くとも)"
    "|(?P<every>毎(?=年度[末当初始は中内])|毎年度?)|(?P<mark>~)) ?"
)
_SUFFIX: Final = pattern(
    "(?P<by>まで(?:に|を(?:目途|目処|めど|目標)に?)?|迄に?|以前"
    "| ?(?:締切り?|締め切り|〆切|必着|期限)(?![をがは]))"
    "|(?P<during>内に?|中(?![旬学央間心高核止小途])に?|の間に?|にかけて|の期間中?)"
    "|(?P<rough>頃|ごろ|ころ|前後|[をの]?(?:目途|目処|めど|目標)に?)"
    "|(?P<plan> ?(?:予定|見込み?)(?![表地者数人価額]))"
)
_OPEN: Final = pattern("(?:以降|以後|から|より|~)(?: ?(?:随時|順次|適宜|通年)(?= |$))?")
_SUPPLEMENT: Final = pattern(r" ?\( ?([^()]{1,40}?) ?\)")
_COUNT: Final = pattern("(?<![~ー-])([0-9]{1,3})回$")
_PLAIN_SUPPLEMENT: Final = frozenset(
    {"予定", "予", "見込み", "見込", "予定日", "変更あり", "必着", "締切"}
)
_ROUGH_SUPPLEMENT: Final = frozenset({"頃", "目途", "目処", "目標", "めど"})
_PACES: Final = frozenset(
    {"year_round", "as_needed", "recurring", "count_per_year", "interval", "event_tied"}
)


def read_phrase(text: str, pos: int, year: FiscalYear, *, whole: bool) -> Phrase | None:
    """Return the longest deadline phrase at `pos` of folded `text`, or None.

    `whole` says that the caller wants all of `text` to be the phrase, so that readings that would
    be rash at the start of a sentence are allowed.
    Raise ValueError with a Japanese text when what is written does not exist.
    """
    slip: ValueError | None = None
    try:
        best = _dated(text, pos, year, whole=whole)
    except ValueError as error:
        best, slip = None, error
    word = read_word(text, pos, whole=whole)
    if word is not None and (best is None or word[1] > best.end):
        kind, end = word
        best = Phrase(kind, end, glues=counts(text[pos:end]))
        if kind == "year_round":
            best.first, best.last, best.certainty = year.first, year.last, EXACT
    elif slip is not None:
        raise slip
    if best is not None:
        _supplement(text, best, year)
    return best


def _dated(text: str, pos: int, year: FiscalYear, *, whole: bool) -> Phrase | None:
    lead = _LEAD.match(text, pos)
    if lead is not None:
        if lead["mark"] and not whole:
            return None
        pos = lead.end()
    found = read_items(text, pos, year, whole=whole)
    if found is None:
        return None
    phrase, items = found
    by = lead is not None and bool(lead["by"] or lead["mark"])
    if lead is not None and lead["rough"]:
        phrase.certainty = APPROXIMATE
    _suffixes(text, phrase, items, by=by)
    if lead is not None and lead["every"]:
        phrase.kind = "recurring"
    if phrase.kind == "wareki_month" and phrase.first and phrase.last and not phrase.notes:
        phrase.notes.append("月末までと読みます。")
    return phrase


def _suffixes(text: str, phrase: Phrase, items: list[Item], *, by: bool) -> None:
    closed = len(items) > 1 or items[0].until is not None
    opened = False
    for _ in range(3):
        start = _OPEN.match(text, phrase.end)
        if start is not None and not closed and not by:
            opened, phrase.end = True, start.end()
            break
        match = _SUFFIX.match(text, phrase.end)
        if match is None:
            break
        if match["during"] and not _during_ends(text, match):
            break
        phrase.end = match.end()
        by = by or (bool(match["by"]) and not closed)
        if match["rough"] or (match["by"] and "を" in match["by"]):
            phrase.certainty = APPROXIMATE
    if by:
        phrase.first = None
    if opened:
        point = items[0].point
        phrase.last, phrase.certainty = None, OPEN
        if point.unit == "day":
            phrase.kind = "from_date"
        elif items[0].in_months:
            phrase.kind = "from_month"
        phrase.notes.append(
            "終わりは書かれていません。決まっていれば「5月～9月」のように書いてください。"
        )


def _during_ends(text: str, match: re.Match[str]) -> bool:
    """Tell that 中 or 内 is as in 7月中, and not the first character of the word that follows."""
    if not match["during"].startswith(("中", "内")):
        return True
    follows = text[match.end() : match.end() + 1]
    return match["during"] in ("中に", "内に") or not follows or follows in " :;、。・()を頃まの】)"


def _supplement(text: str, phrase: Phrase, year: FiscalYear) -> None:
    """Take in what stands in parentheses behind the phrase, when it is understood."""
    match = _SUPPLEMENT.match(text, phrase.end)
    if match is None:
        return
    inner = match[1]
    if inner in _ROUGH_SUPPLEMENT and phrase.first is not None:
        phrase.certainty = APPROXIMATE
    elif inner not in _PLAIN_SUPPLEMENT:
        other = read_phrase(inner, 0, year, whole=True)
        if other is None or other.end != len(inner):
            return
        counted = _COUNT.search(text, 0, phrase.end) if phrase.kind == "count_per_year" else None
        if counted and 1 < other.members != int(counted[1]):
            raise SlipError(
                f"{counted[0]}に対して、時期が{other.members}つ書かれています。どちらかに直してください。"
            )
        if not _agrees(phrase, other, inner):
            return
        phrase.notes += other.notes
    phrase.end, phrase.glues = match.end(), True


def _agrees(phrase: Phrase, other: Phrase, inner: str) -> bool:
    """Tell whether the supplement fits; a pace then becomes a note, and dates fill a pace."""
    if phrase.first is None and phrase.last is None:
        if phrase.kind not in _PACES:
            return False
        if phrase.kind == "as_needed" or other.kind in _PACES:
            phrase.notes.append(f"「{inner}」は補足と読みます。")
        if other.kind not in _PACES:
            phrase.first, phrase.last = other.first, other.last
            phrase.certainty, phrase.reversed = other.certainty, other.reversed
        return True
    if other.kind in _PACES:
        phrase.notes.append(f"「{inner}」は補足と読みます。")
        return True
    if (phrase.first, phrase.last) == (other.first, other.last):
        return True
    raise SlipError(f"かっこの前と「{inner}」が違う日付です。どちらかに直してください。")
