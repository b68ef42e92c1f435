"""What stands in brackets behind a time: （予定）, （年度末）, （8月を除く）, （毎月1回）."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, Protocol

from orgsheet.fiscal.deadline.deadline_kinds import KINDS
from orgsheet.fiscal.deadline.reading import APPROXIMATE
from orgsheet.fiscal.deadline.stretch import SlipError
from orgsheet.japanese.lazy_patterns import pattern

if TYPE_CHECKING:
    from orgsheet.fiscal.deadline.ranges import Phrase
    from orgsheet.fiscal.deadline.reading import Span
    from orgsheet.fiscal.fiscal_year import FiscalYear

_EXCEPT: Final = pattern(
    "(.+)(?:を除く|以外|は除く|は休み)。?|(土日祝?日?|祝日|休日|閉庁日|休館日)(?:に当たる|の)場合は.+"
)
_SUPPLEMENT: Final = pattern(r" ?\( ?([^()]{1,40}?) ?\)")
_COUNT: Final = pattern("(?<![~ー-])([0-9]{1,3})回$")
_PLAIN_SUPPLEMENT: Final = frozenset(
    {"予定", "予", "見込み", "見込", "予定日", "変更あり", "必着", "締切", "厳守"}
)
_ROUGH_SUPPLEMENT: Final = frozenset({"頃", "目途", "目処", "目標", "めど"})


class Read(Protocol):
    """The grammar's entry, `grammar.read_phrase`."""

    def __call__(self, text: str, pos: int, year: FiscalYear, *, whole: bool) -> Phrase | None:
        """Return the longest deadline phrase at `pos`, or None."""


def read_supplement(text: str, phrase: Phrase, year: FiscalYear, read: Read) -> None:
    """Take in what stands in parentheses behind the phrase, when it is understood."""
    match = _SUPPLEMENT.match(text, phrase.end)
    if match is None:
        return
    inner = match[1]
    if inner in _ROUGH_SUPPLEMENT and phrase.first is not None:
        phrase.certainty = APPROXIMATE
    elif inner not in _PLAIN_SUPPLEMENT:
        excepted = _EXCEPT.fullmatch(inner)
        limit = (excepted[1] or excepted[2]) if excepted else inner
        other = read(limit, 0, year, whole=True)
        if other is None or other.end != len(limit):
            return
        counted = _COUNT.search(text, 0, phrase.end) if phrase.kind == "count_per_year" else None
        if counted and 1 < other.members != int(counted[1]):
            raise SlipError(
                f"{counted[0]}に対して、時期が{other.members}つ書かれています。どちらかに直してください。"
            )
        if excepted is not None:
            phrase.gaps = _stretches(other)
            phrase.notes.append(f"「{inner}」は補足と読みます。")
        elif _agrees(phrase, other, inner):
            phrase.notes += other.notes
        else:
            return
    phrase.end, phrase.glues = match.end(), True


def _stretches(phrase: Phrase) -> tuple[Span, ...]:
    """Return the stretches of days that a phrase names; () where it names none."""
    if phrase.spans or phrase.first is None or phrase.last is None:
        return phrase.spans
    return ((phrase.first, phrase.last),)


def _agrees(phrase: Phrase, other: Phrase, inner: str) -> bool:
    """Tell whether the supplement fits; a pace then becomes a note, and dates fill a pace."""
    if phrase.first is None and phrase.last is None:
        return _fills(phrase, other, inner)
    if KINDS[other.kind].is_datable:
        phrase.notes.append(f"「{inner}」は補足と読みます。")
        return True
    if other.first is None and other.last is None:
        return False
    if phrase.last is None:
        _ends(phrase, other, inner)
    elif _within(other, phrase):
        if (phrase.first, phrase.last) != (other.first, other.last):
            phrase.notes = [f"かっこの「{inner}」のほうを読みます。"]
        if phrase.last != other.last or phrase.first is not None:
            phrase.first, phrase.last = other.first, other.last
            phrase.certainty, phrase.spans = other.certainty, other.spans
    elif not _within(phrase, other):
        raise _differs(inner)
    return True


def _fills(phrase: Phrase, other: Phrase, inner: str) -> bool:
    """Date a phrase that has no days of its own by what its brackets say, if it may be dated."""
    if not KINDS[phrase.kind].is_datable:
        return False
    dated = not KINDS[other.kind].is_datable or other.calendar
    if phrase.kind == "as_needed" or not dated:
        phrase.notes.append(f"「{inner}」は補足と読みます。")
    if dated:
        phrase.first, phrase.last, phrase.spans = other.first, other.last, other.spans
        phrase.certainty, phrase.reversed = other.certainty, other.reversed
    return True


def _ends(phrase: Phrase, other: Phrase, inner: str) -> None:
    """Give a phrase without an end (5月～) the end in its brackets (（10月まで）)."""
    if (phrase.first, phrase.last) == (other.first, other.last):
        return
    start = other.first or phrase.first
    if start != phrase.first or start is None or other.last is None or other.last < start:
        raise _differs(inner)
    phrase.last, phrase.certainty = other.last, other.certainty
    phrase.kind = "date_range" if phrase.kind == "from_date" else "month_range"
    phrase.notes = []


def _differs(inner: str) -> SlipError:
    return SlipError(f"かっこの前と「{inner}」が違う日付です。どちらかに直してください。")


def _within(inner: Phrase, outer: Phrase) -> bool:
    """Tell whether every day of one phrase is a day of the other; what is not written is open."""
    return (inner.first or date.min) >= (outer.first or date.min) and (inner.last or date.max) <= (
        outer.last or date.max
    )
