"""The grammar of a deadline: points and words with まで, 以降, 頃, 中 and a supplement (予定)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from orgsheet.fiscal.deadline.deadline_kinds import KINDS
from orgsheet.fiscal.deadline.ranges import Item, Phrase, read_items
from orgsheet.fiscal.deadline.reading import APPROXIMATE, EXACT, OPEN
from orgsheet.fiscal.deadline.supplement import read_supplement
from orgsheet.fiscal.deadline.word_deadlines import counts, read_word
from orgsheet.japanese.lazy_patterns import pattern

if TYPE_CHECKING:
    from orgsheet.fiscal.fiscal_year import FiscalYear

_LEAD: Final = pattern(
    "(?=[概おだ約遅毎例~で出可な極])(?:"
    "(?P<every>毎(?=年度[末当初始は中内])|毎年度?|例年(?:、|の|は、?)?) ?)?"
    "(?:(?:(?P<rough>概ね|おおむね|およそ|だいたい|約)|(?P<by>遅くとも)"
    "|(?:(?:できる|出来る|可能な)(?:だけ|限り)|なるべく|極力)、?|(?P<mark>~)) ?)?"
)
_SUFFIX: Final = pattern(
    "(?P<by>まで(?:に|を(?:目途|目処|めど|目標)に?)?|迄に?|以前|限り(?![なあ])"
    "| ?(?:締切り?|締め切り|〆切|〆|必着|期限)(?![をがは]))"
    "|(?P<during>内に?|いっぱい(?:まで)?(?:に|で)?|中(?![旬学央間心高核止小途])に?|の間に?|にかけて|の期間中?)"
    "|(?P<rough>頃|ごろ|ころ|あたり|前後|[をの]?(?:目途|目処|めど|目標)に?)"
    "|(?P<plan> ?(?:予定|見込み?)(?![表地者数人価額])"
    "| ?各 ?[0-9一二三四五六七八九十]{1,2} ?回(?:ずつ)?)"
    "|(?P<some>中?の? ?[0-9一二三四五六七八九十]{1,2} ?(?:日|週)間)"
    "|(?P<ends>の?各月末日?)|(?P<now>時点(?=$|[ :;、。・()にで]))"
)
_NOW: Final = pattern("(?:(?<=末)|(?<=末日))現在(?=$|[ (])")
# What is done, in words that name nothing: 10月実施, 6月執行予定, 随時対応.
_DOING: Final = pattern(
    "[にで]?(?:(?:実施|開催|執行|実行|(?:完了|完成|達成|終了)(?![後前時]))|(?P<pace>対応|継続|運用|推進|受付|更新))"
    "(?:する|して(?:いく)?)?(?:中|[をの]?予定|見込み?)?(?=$|[ (])"
)
_CLOCK: Final = pattern(
    " ?(?:午前|午後|AM|PM)? ?[0-9]{1,2}(?:時(?:[0-9]{1,2}分|半)?|:[0-9]{2})"
    "(?:(?: ?~ ?|から)(?:午前|午後)? ?[0-9]{1,2}(?:時(?:[0-9]{1,2}分|半)?|:[0-9]{2}))?"
    "(?:まで|~|から|開始)?$"
)
# A time that has a name and stands in brackets: 施行日（令和5年10月1日）, 出水期（6月～10月）.
_NAMED_TIME: Final = pattern(
    "[^0-9 ~、。,:;()「」【】/]{1,15}(?:期間?|日|祭り?|まつり|式|大会)(?= ?[(])"
)
_OPEN: Final = pattern("(?:以降|以後|から|より|~)(?: ?(?:随時|順次|適宜|通年)(?= |$))?")
_BY: Final = pattern("まで(?:に(?![はも]))?")


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
    if best is None:
        return _named_time(text, pos, year) if whole else None
    for _ in range(2):
        _doing(text, best, whole=whole)
        read_supplement(text, best, year, read_phrase)
    if text[best.end - 1] == ")" and best.last is not None and (by := _BY.match(text, best.end)):
        best.end, best.first = by.end(), None
    return best


def _doing(text: str, phrase: Phrase, *, whole: bool) -> None:
    """Take in what is done where its words say nothing, and a time of day behind a day.

    Before an event only a pace may be so continued (通年実施 講座), not a date (10月開催 講座).
    """
    match = _DOING.match(text, phrase.end)
    if match is not None and phrase.kind != "undecided":
        dated = phrase.certainty in (EXACT, APPROXIMATE) and not KINDS[phrase.kind].is_datable
        if not dated or (whole and not match["pace"]):
            phrase.end, phrase.glues = match.end(), True
    elif now := _NOW.match(text, phrase.end):
        phrase.end = now.end()
    elif not whole:
        return
    elif KINDS[phrase.kind].is_day and (clock := _CLOCK.match(text, phrase.end)):
        phrase.end = clock.end()
        phrase.first = None if clock[0].endswith("まで") else phrase.first
        phrase.notes.append("時刻は読みません。時刻は内容に書いてください。")
    elif phrase.certainty == OPEN:
        pace = read_word(text, phrase.end, whole=False)
        phrase.end = pace[1] if pace and KINDS[pace[0]].is_datable else phrase.end


def _named_time(text: str, pos: int, year: FiscalYear) -> Phrase | None:
    """Return a time that the text names and dates in brackets (出水期（6月～10月）), or None."""
    match = _NAMED_TIME.match(text, pos)
    if match is None:
        return None
    phrase = Phrase("event_tied", match.end())
    read_supplement(text, phrase, year, read_phrase)
    return phrase if phrase.first or phrase.last else None


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
        if match is None or ((match["ends"] or match["some"]) and not items[0].in_months):
            break
        if match["during"] and not _during_ends(text, match):
            break
        phrase.end = match.end()
        if match["ends"]:
            phrase.first = items[0].point.last
        by = by or (bool(match["by"]) and not closed)
        if match["rough"] or match["some"] or (match["by"] and "を" in match["by"]):
            phrase.certainty = APPROXIMATE
    if by:
        phrase.first = None
    if opened:
        _open(phrase, items[0])


def _open(phrase: Phrase, item: Item) -> None:
    phrase.last, phrase.certainty = None, OPEN
    if item.point.unit == "day":
        phrase.kind = "from_date"
    elif item.in_months:
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
