"""Read deadline phrases: one whole phrase, the phrase that begins a text, or all in a text."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, Protocol

from orgsheet.fiscal.deadline.deadline_kinds import KINDS
from orgsheet.fiscal.deadline.reading import Deadline
from orgsheet.fiscal.deadline.shortcut import read_plain
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.numerals import fold

if TYPE_CHECKING:
    from orgsheet.fiscal.deadline.ranges import Phrase
    from orgsheet.fiscal.fiscal_year import FiscalYear


class ReadPhrase(Protocol):
    """The grammar's entry, `phrase.read_phrase`."""

    def __call__(self, text: str, pos: int, year: FiscalYear, *, whole: bool) -> Phrase | None:
        """Return the longest deadline phrase at `pos`, or None."""


LONGEST: Final = 100
"""No deadline phrase is longer than this many code points."""

BRACKETS: Final = {"【": "】", "(": ")", "[": "]", "〔": "〕", "〈": "〉", "《": "》", "「": "」"}
_BREAKS: Final = frozenset(" :;、。・,()[]【】「」『』〔〕〈〉《》…○◯●■□◆◇※★→⇒|")
_OR: Final = pattern(
    " ?[、,]? ?(?:(?P<sure>又は|または|もしくは|若しくは|あるいは|或いは|それとも)|or"
    "|か、?(?=[0-9一二三四五六七八九十令平R上下第年春夏秋冬])) ?"
)
# A bracket that limits the time before it, or the rest of a time, is no beginning of an event.
_QUALIFIED: Final = pattern(
    r" ?\([^()]{0,40}?(?:除く|以外|ただし|例年|原則|[0-9一二三四五六七八九十] ?[月日/]|[上中下]旬"
    r"|曜|年度)[^()]{0,40}\)|[上中下初](?:[~・]|旬)|第[0-9]週|限り|予定|執行予定|頃|以内"
)
_NUMBERED: Final = pattern("^[①-⑳⑴-⒇] ?(?=[^ ])")
_TRAILING: Final = ("には", "にて", "に", "で", "の予定", "を予定")
# Every character that some deadline can begin with; it spares a search at the other word starts.
_STARTS: Final = pattern(
    "[0-9〇一二三四五六七八九十令平昭大明㋿㍻㍼㍽㍾RHSTMrhstmQ西"
    "翌次前昨今本当年遅概およそだ約原以最少毎月週日隔各四半学第全計合延通常必随適都逐順不"
    "依要申相問請照速す直早至即で出可な例極春夏秋冬上下後期未調検協交別追実開時議定臨市区町村Gゴ数偶奇]"
)
# Behind a month glued to a word, these make the month part of another word: 7月号, 4月1日現在.
_NOT_A_DATE: Final = pattern(
    "号|現在|時点|間|生まれ|版|額|以外|以上|未満|曜|過ぎ|付近|期(?!末|日|限)|例(?![会年])"
    "|分(?![析科担野別館団譲散])|中(?!学校|学生|央|間|心|高)|前[^期年半回]"
    "|[0-9]+(?![回次部班校社])|(?P<particle>から|まで|より|[でにはのをとがもへや])|など|[かぞほ~ー/-]"
)


def read_deadline(text: str, year: FiscalYear) -> Deadline:
    """Read one phrase completely in the light of a fiscal year.

    Spaces around it and one pair of brackets do not matter.
    Whatever is left over makes the phrase `unreadable`; the note then says what to write.
    Never raises; takes a time linear in the length of `text`.
    """
    if len(text) > 4 * LONGEST:
        return _too_long(text)
    return _read(text, year)


def split_leading(text: str, year: FiscalYear) -> tuple[Deadline, int] | None:
    """Return the longest deadline phrase that begins `text`, and the code points it takes up.

    Spaces before the phrase count, a separator behind it does not.
    Only a phrase that ends in a date or a count may be glued to what follows (9月起工,
    年4回四者連絡会議); a word must be followed by a space, a punctuation mark or the end.
    None when it is one of two alternatives (7月又は8月), when a bracket that is not read limits it,
    and when the phrase may be a part of the sentence: before a particle (通年で…, 7月に…, which
    leaves out nouns that begin with one of its letters), before 号, 分, 現在 and the like, for a
    bare year (令和4年度に…), or when a line break may have been lost (5月～ 8月～).
    """
    head = fold(text[: 2 * LONGEST])
    start = len(head) - len(head.lstrip(" "))
    if close := BRACKETS.get(head[start : start + 1]):
        end = head.find(close, start + 1, start + LONGEST)
        if end < 0:
            return None
        found = read_deadline(text[start : end + 1], year)
        return None if not found.traits.is_readable else (found, end + 1)
    phrase = _leading(head[start : start + LONGEST], year)
    if phrase is None or not _separate(head, start + phrase.end, phrase):
        return None
    end = start + phrase.end
    if _QUALIFIED.match(head, end) or _alternative(head, end, year):
        return None
    return phrase.deadline(text[start:end], year), end


def begins_undecided(text: str, year: FiscalYear) -> bool:
    """Tell whether `text` begins with two times of which one is meant (7月又は8月)."""
    head = fold(text[: 2 * LONGEST]).lstrip(" ")
    phrase = _leading(head[:LONGEST], year)
    return phrase is not None and bool(_alternative(head, phrase.end, year))


def find_deadlines(text: str, year: FiscalYear) -> list[tuple[int, int, Deadline]]:
    """Return every deadline phrase in a text as (start, end, deadline), in order, not overlapping.

    A phrase counts where a word can be seen to start: at the beginning, and behind a space or a
    punctuation mark. There a month or a day counts even before a particle (7月に…), unless the word
    goes on (7月号); any other phrase counts only when a space, a punctuation mark or the end
    follows. A year or fiscal year without a month is a subject, never a date.
    Of two alternatives (7月又は8月) neither is found, because neither is decided.
    Positions are code points from the start of `text`.
    """
    folded = fold(text)
    found: list[tuple[int, int, Deadline]] = []
    pos = 0
    for match in _STARTS.finditer(folded):
        start = match.start()
        if start < pos or (start and not _is_break(folded, start - 1)):
            continue
        window = folded[start : start + LONGEST]
        phrase = _leading(window, year)
        if phrase is None:
            continue
        if other := _alternative(folded, start + phrase.end, year):
            pos = other
            continue
        if not _stands_alone(folded, start + phrase.end, phrase):
            continue
        pos = start + phrase.end
        found.append((start, pos, phrase.deadline(text[start:pos], year)))
    return found


@cache
def _reader() -> ReadPhrase:
    """Return the grammar; compiling its patterns takes longer than all the other imports."""
    from orgsheet.fiscal.deadline.grammar import read_phrase

    return read_phrase


@lru_cache(maxsize=4096)
def _read(text: str, year: FiscalYear) -> Deadline:
    return read_plain(text, year) or _read_by_grammar(text, year)


def _read_by_grammar(text: str, year: FiscalYear) -> Deadline:
    from orgsheet.fiscal.deadline.advice import explain

    folded = _NUMBERED.sub("", fold(text).strip(" "))
    if len(folded) > LONGEST:
        return _too_long(text)
    inner = _unwrapped(folded)
    phrase: Phrase | None = None
    problem = ""
    try:
        phrase = _reader()(inner, 0, year, whole=True)
    except ValueError as error:
        problem = str(error)
    if phrase is not None and (phrase.end == len(inner) or inner[phrase.end :] in _TRAILING):
        return phrase.deadline(text, year)
    read_up_to = phrase.end if phrase is not None else 0
    note = explain(inner, read_up_to, problem, lambda other: _readable(other, year))
    note = note.replace("~", "～")
    return Deadline(text, "unreadable", note=note)


def _readable(text: str, year: FiscalYear) -> bool:
    folded = fold(text)
    try:
        phrase = _reader()(folded, 0, year, whole=True)
    except ValueError:
        return False
    return phrase is not None and phrase.end == len(folded)


def _too_long(text: str) -> Deadline:
    note = (
        "期限としては長すぎます。「7月」「7月～9月」のような時期だけを書き、内容は分けてください。"
    )
    return Deadline(text, "unreadable", note=note)


def _unwrapped(folded: str) -> str:
    close = BRACKETS.get(folded[:1])
    inner = folded[1:-1]
    if close is None or folded[-1] != close or close in inner or folded[0] in inner:
        return folded
    return inner.strip(" ")


def _leading(window: str, year: FiscalYear) -> Phrase | None:
    try:
        return _reader()(window, 0, year, whole=False)
    except ValueError:
        return None


def _separate(folded: str, end: int, phrase: Phrase) -> bool:
    if KINDS[phrase.kind].is_whole_year and not folded[:end].endswith(("中", "まで", "までに")):
        return False
    if end == len(folded) or folded[end] in _BREAKS:
        return True
    if folded[:end].endswith(("~", "までに", "中に")):
        return folded[end] not in "~ー-/"
    return phrase.glues and _NOT_A_DATE.match(folded, end) is None


def _stands_alone(folded: str, end: int, phrase: Phrase) -> bool:
    if KINDS[phrase.kind].is_whole_year:
        return False
    if end == len(folded) or folded[end] in _BREAKS:
        return True
    match = _NOT_A_DATE.match(folded, end) if phrase.glues else None
    if phrase.calendar and match is not None:
        return match["particle"] is not None
    return phrase.glues


def _alternative(folded: str, end: int, year: FiscalYear) -> int | None:
    """Return where the other of two times joined by 又は ends; None when no such word follows."""
    match = _OR.match(folded, end)
    if match is None:
        return None
    other = _leading(folded[match.end() : match.end() + LONGEST], year)
    if other is not None:
        return match.end() + other.end
    # 6月上旬又は中旬, 7月又は工事の後: only か and or may be the beginning of another word.
    return match.end() if match["sure"] else None


def _is_break(folded: str, pos: int) -> bool:
    if folded[pos] == "," and pos and folded[pos - 1].isdigit():
        return False
    return folded[pos] in _BREAKS
