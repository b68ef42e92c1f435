"""Find the dates in a running text, wherever they stand, and those that cannot be."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from orgsheet.fiscal.deadline.reading import Deadline
from orgsheet.fiscal.deadline.stretch import NoSuchDateError, number_of
from orgsheet.fiscal.eras import WarekiError, find_era, require_year
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.numerals import fold

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from orgsheet.fiscal.fiscal_year import FiscalYear

_N: Final = "(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})"
_YEAR: Final = (
    rf"(?:(?:令和|平成|昭和|大正|明治|[㋿㍻㍼㍽㍾]|(?<![A-Za-z])[RHS](?=[0-9])) ?(?:元|{_N}) ?"
    r"(?:[(][0-9]{4}年?[)])?年(?:[(][0-9]{4}年?[)])?"
    r"|(?:西暦)?(?<![0-9.,])[12][0-9]{3}(?:[(][^()]{1,8}[)])?年(?:[(][^()]{1,8}[)])?"
    rf"|(?<![0-9.,第]){_N}年(?={_N}月)|(?<!昨)[前昨来翌去]年の?(?={_N}月))"
)
_WEEKDAY: Final = (
    "(?: ?[(][月火水木金土日](?:曜日?)?(?:[・、]?[祝休])?[)]|[㈪-㈰]| ?[月火水木金土日]曜日)?"
)
_DAY: Final = rf"(?:{_N}日(?!間|以内|程度|前|後){_WEEKDAY})?"
_PART: Final = "(?:末日?|[上中下初]旬)?"
_DATE: Final = pattern(
    rf"(?P<relative>[前昨今本来翌次当]年度|当該年度)(?:の?{_N}月{_DAY})?{_PART}"
    rf"|(?P<year>{_YEAR})(?:度(?P<pair>[(](?:[0-9]{{4}}|(?:令和|平成)(?:元|{_N}))年度[)])?)?"
    rf"(?: ?の? ?{_N} ?月(?!間)度?{_DAY})?{_PART}"
    rf"|(?<![A-Za-z])[RHS][0-9]{{1,2}}(?P<sep>[./])[0-9]{{1,2}}(?P=sep)[0-9]{{1,2}}(?![0-9./])"
    rf"|(?<![0-9.,])[12][0-9]{{3}}(?P<sep2>[./-])[0-9]{{1,2}}(?P=sep2)[0-9]{{1,2}}(?![0-9./-])"
    rf"|(?<![0-9.,第〇一二三四五六七八九十百]){_N}月(?![間曜]){_DAY}{_PART}"
    rf"|(?<![0-9/.,A-Za-z])(?:1[0-2]|[1-9])/[0-9]{{1,2}} ?[(][月火水木金土日][)]"
    # 1/20まで may be a share; no share of a whole has a larger part.
    r"|(?<![0-9/.,A-Za-z])(?:1[0-2]|[1-9])/(?:1[3-9]|[2-9][0-9])(?=まで|から|より|締|必着|〆)"
)

_BEGINS: Final = pattern("[前昨今本来翌次当令平昭大明㋿㍻㍼㍽㍾RHS西去0-9一二三四五六七八九十]")
"""The first characters of what `_DATE` finds."""


_ERA_YEAR: Final = pattern(
    rf"(?P<era>令和|平成|昭和|大正|明治|[㋿㍻㍼㍽㍾]|[RHS]) ?(?P<n>{_N}) ?年{_PART}"
)


class FoundDate(NamedTuple):
    """One date or year in a text.

    `start` and `end` are code points of the text. `deadline` is how the words are read; of a date
    that does not exist it is `unreadable`, and its note says in Japanese why and what to write;
    `ended_era` tells that it exists under another era.
    `dated` tells that the words name the year, `relative` that they do so from the year of the
    writer (昨年度).
    """

    start: int
    end: int
    deadline: Deadline
    dated: bool
    relative: bool
    ended_era: bool = False

    @property
    def impossible(self) -> bool:
        """Whether no such day, month or year exists, or its parts contradict each other."""
        return not self.deadline.traits.is_readable


@lru_cache(maxsize=1024)
def find_dates(text: str, year: FiscalYear) -> tuple[FoundDate, ...]:
    """Return every date and named year in `text`, in order, in the light of a fiscal year.

    They are found anywhere, behind a word and before a particle too (図面を6月31日までに), one day,
    month or year each: what joins them to ranges and lists is not looked at.
    What can be two things is left out: 来年3月 (of which year it is said), 3/4 without a weekday.
    """
    folded = fold(text)
    found: list[FoundDate] = []
    for match in _dates(folded):
        start, end = match.span()
        words = folded[start:end].rstrip(" の")
        end, ended = start + len(words), False
        try:
            deadline = _read(words.replace(match["pair"] or "\0", ""), text[start:end], year)
            if deadline is not None and match["pair"]:
                _agrees(deadline, match["pair"][1:-1], year)
        except NoSuchDateError as error:
            ended = isinstance(error.__cause__, ValueError)
            deadline = Deadline(text[start:end], "unreadable", note=str(error))
        except ValueError:
            continue
        if deadline is not None:
            dated = bool(match["year"] or match["sep"] or match["sep2"])
            relative = match["relative"] is not None
            found.append(FoundDate(start, end, deadline, dated, relative, ended))
    return tuple(found)


def _dates(folded: str) -> Iterator[re.Match[str]]:
    """Yield the places of `_DATE`, tried only where one can begin: a third of the time."""
    begin = _BEGINS.search(folded)
    while begin is not None:
        match = _DATE.match(folded, begin.start())
        if match is not None:
            yield match
        begin = _BEGINS.search(folded, begin.end() if match is None else match.end())


def _read(words: str, text: str, year: FiscalYear) -> Deadline | None:
    # Most runs see few dates; the grammar takes longer to load than the rest.
    from orgsheet.fiscal.deadline.moments import read_point

    named = _ERA_YEAR.fullmatch(words)
    if named is not None:
        _require_year(named["era"], number_of(named["n"]))
    found = read_point(words, 0, year, whole=False)
    if found is None or found[1] != len(words):
        return None
    point = found[0]
    return Deadline(text, point.kind, point.first, point.last, point.certainty, point.note)


def _require_year(era: str, number: int) -> None:
    """Raise NoSuchDateError when a year without a month is of no day of its era (平成35年)."""
    try:
        require_year(find_era(era), number)
    except WarekiError as error:
        raise NoSuchDateError(str(error)) from error


def _agrees(deadline: Deadline, pair: str, year: FiscalYear) -> None:
    """Raise NoSuchDateError when a fiscal year and its other name in brackets are two years."""
    other = _read(pair, pair, year)
    if other is not None and deadline.first is not None and other.first != deadline.first:
        raise NoSuchDateError(
            f"「{deadline.text.partition('（')[0].partition('(')[0]}」は{deadline.first.year}年度です。"
            f"「{pair}」と合っていません。どちらかに直してください。"
        )
