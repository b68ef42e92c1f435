"""The guard: names that look alike but mean different places, numbers, periods or people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.numerals import read_number
from orgsheet.match.discern import with_digits
from orgsheet.match.match_data import match_data

_KANJI = "\u3005\u3400-\u4dbf\u4e00-\u9fff"
_NUMBER = "[0-9]+(?:[-・.][0-9]+)*|[〇一二三四五六七八九十]+"
_COUNTED = pattern(
    rf"(?P<ordinal>第)?(?P<number>{_NUMBER})(?P<counter>号線|号棟|号機|号公園|号館|工区|丁目|番街|"
    "地区|分団|小隊|保育所|保育園|小学校|中学校|小|中|公園|期|次|回|弾|号|条|種|類|棟|区|班|系)"
)
_SUCCEEDING = frozenset({"期", "次", "回", "弾"})
"""Counters by which one edition of the same thing follows another."""

_NO_NAME = ")(?<!".join(
    (
        *(
            "する",
            "した",
            "ある",
            "った",
            "ない",
            "たい",
            "れる",
            "える",
            "ける",
            "せる",
            "など",
            "から",
        ),
        *("まで", "よる", "つく", "くり", "の", "に", "を", "が", "は", "で", "と", "へ", "も"),
    )
)
_TO_SCHOOL = pattern("^.*(?:市立|町立|県立|市営|市内)")


_SIDES = "東西南北"
_SIDE = pattern(rf"[（(]([{_SIDES}])[)）]")


class Conflict(NamedTuple):
    """Why two names are not the same thing, and what each says, where a person may read that."""

    kind: str
    """`count` for numbers, `edition` for such as follow one another, `place` for names of places,
    `word` for words that exclude others."""
    before: str = ""
    after: str = ""


class Marks(NamedTuple):
    """What tells a name from its look-alikes, by kind: `{"小学校": {"東"}, "期": {"3"}}`.

    `counts` holds the numbers by their counter, `words` everything else.
    """

    counts: dict[str, frozenset[str]]
    words: dict[str, frozenset[str]]


def marks_of(name: str, own: Iterable[Iterable[str]] = ()) -> Marks:
    """Return the marks of a name.

    Args:
        name: the name as written.
        own: the city's own groups of words that exclude one another, such as its districts.
    """
    key = _key_of(name)
    words: dict[str, set[str]] = {}
    for kind, found in _places(key):
        words.setdefault(kind, set()).add(found)
    for group, meanings in contrasting_words(key, own).items():
        words.setdefault(group, set()).update(meanings)
    for match in _SIDE.finditer(key):
        words.setdefault("方角", set()).add(match[1])
    return Marks(_counts_in(key), _frozen(words))


def counts_of(name: str) -> dict[str, frozenset[str]]:
    """Return the `counts` of a name's marks alone."""
    return _counts_in(_key_of(name))


def _key_of(name: str) -> str:
    # Not `likeness.normalize`, which makes the long vowel of センター a dash.
    return "".join(unicodedata.normalize("NFKC", with_digits(name)).split())


def _counts_in(key: str) -> dict[str, frozenset[str]]:
    counts: dict[str, set[str]] = {}
    for match in _COUNTED.finditer(key):
        if match["ordinal"] or match["number"][0].isascii() or match["counter"] in ("丁目", "号線"):
            counts.setdefault(match["counter"], set()).add(_number(match["number"]))
    return _frozen(counts)


def contrasting_words(key: str, own: Iterable[Iterable[str]] = ()) -> dict[str, frozenset[str]]:
    """Return the words of a text that exclude others, by their group and by what they mean.

    Args:
        key: a text in one width, without white space.
        own: as for `marks_of`.
    """
    words: dict[str, set[str]] = {}
    for word, both in match_data().words.wholes.items():
        if word in key:
            key = key.replace(word, "\n".join(both))
    contrasts = _groups(tuple(map(tuple, own)))
    if contrasts.any_word.search(key):
        for group in contrasts.groups:
            group.add_to(words, key)
    return _frozen(words)


def listed_words(words: frozenset[str]) -> str:
    """Return words that exclude others for a person, each by the first of its spellings."""
    return "・".join(sorted(word.split("|")[0] for word in words))


def conflict_of(before: Marks, after: Marks) -> Conflict | None:
    """Return why the two cannot be the same thing, None when nothing speaks against it.

    An edition that follows the other (第8期, 第9期) is no conflict; see `succession_of`.
    """
    for kind in before.counts.keys() & after.counts.keys():
        one, other = before.counts[kind], after.counts[kind]
        if not one & other and not _follows(kind, one, other):
            return Conflict("count")
    for kind in sorted(before.words.keys() & after.words.keys()):
        one, other = before.words[kind], after.words[kind]
        if not one & other and not _contains(one, other):
            if kind in match_data().words.places:
                return Conflict("place")
            return Conflict("word", listed_words(one), listed_words(other))
    return None


def succession_of(before: Marks, after: Marks) -> Conflict | None:
    """Return the editions where one name is the next edition of the other (第8期, 第9期)."""
    for kind in sorted(before.counts.keys() & after.counts.keys() & _SUCCEEDING):
        one, other = before.counts[kind], after.counts[kind]
        if not one & other and _follows(kind, one, other):
            return Conflict("edition", *(f"第{number}{kind}" for number in (*one, *other)))
    return None


def is_contrasted(one: str, other: str) -> bool:
    """Say whether two keys of names end alike but name different objects (英語検定, 漢字検定).

    In Japanese the end of a name says what is done, and what stands before says to what: such
    names may mean the same (パソコンの更新, 端末の更新) but do not show it.
    """
    if one[-_SHORTEST_END:] != other[-_SHORTEST_END:]:
        return False
    first, second, tail = parted(one, other)
    return ends_alike(tail) and _differ(first, second)


def parted(one: str, other: str) -> tuple[str, str, str]:
    """Return where two keys of names differ, as the one and as the other has it, and their end."""
    limit = min(len(one), len(other))
    tail = 0
    while tail < limit and one[-1 - tail] == other[-1 - tail]:
        tail += 1
    head = 0
    while head < limit - tail and one[head] == other[head]:
        head += 1
    end = len(one) - tail
    return one[head:end], other[head : len(other) - tail], one[end:]


def ends_alike(tail: str) -> bool:
    """Say whether the common end of two names is a word."""
    return sum(map(is_content, tail)) >= _SHORTEST_END


def _differ(first: str, second: str) -> bool:
    """Say whether two stretches are words, and words without a common character."""
    if any(char in second for char in first if is_content(char)):
        return False
    return is_word(first) and is_word(second)


def is_word(text: str) -> bool:
    """Say whether a stretch is more than an ending."""
    return any(map(is_content, text)) or len(text) >= _SHORTEST_WORD


def is_content(char: str) -> bool:
    """Say whether a character is of a word and no hiragana."""
    return not "ぁ" <= char <= "ん" and char.isalnum()


_SHORTEST_END, _SHORTEST_WORD = 2, 3


def _places(key: str) -> Iterator[tuple[str, str]]:
    no_names = match_data().words.no_names
    for match in _place().finditer(key):
        name = _TO_SCHOOL.sub("", match["name"] or match["soft"])
        if match["kind"] == "橋" and key.startswith("梁", match.end()):
            continue
        if match["kind"] == "線" and name.endswith("号"):
            continue  # it is counted
        if name and name not in no_names:
            yield match["kind"], name


@cache
def _place() -> re.Pattern[str]:
    kinds = "|".join(sorted(match_data().words.places, key=len, reverse=True))
    # A 駅前 is a place by its own name.
    kinds = kinds.replace("|駅", "|駅(?![前東西南北])")
    # A name in hiragana (すみれ保育所) begins behind anything else, and is no verb or particle.
    soft = rf"(?<![ぁ-んー])(?P<soft>[ぁ-ん]{{2,8}})(?<!{_NO_NAME})"
    return pattern(rf"(?:(?P<name>[{_KANJI}ァ-ヺー]{{1,8}}?)|{soft})(?P<kind>{kinds})")


class _Group(NamedTuple):
    """Words that exclude one another: (word, what it means), longer words first."""

    name: str
    words: tuple[tuple[str, str], ...]

    def add_to(self, words: dict[str, set[str]], key: str) -> None:
        """Add what a name, its compounds taken apart, says in the words of this group."""
        for word, meaning in self.words:
            if word in key:
                # Longer words first, so that 下水道 does not also count as 水道.
                key = key.replace(word, "\0")
                words.setdefault(self.name, set()).add(meaning)


class _Contrasts(NamedTuple):
    """All groups, and a pattern that finds any word of them."""

    groups: tuple[_Group, ...]
    any_word: re.Pattern[str]


@lru_cache(maxsize=16)
def _groups(own: tuple[tuple[str, ...], ...]) -> _Contrasts:
    groups = []
    for group in (*match_data().words.contrasts, *own):
        pairs = [(word, entry) for entry in group for word in entry.split("|")]
        pairs.sort(key=lambda pair: -len(pair[0]))
        groups.append(_Group("|".join(group), tuple(pairs)))
    words = "|".join(sorted({re.escape(word) for group in groups for word, _ in group.words}))
    # Patterns of a city's own words are not kept for other runs.
    return _Contrasts(tuple(groups), re.compile(words) if own else pattern(words))


def _follows(kind: str, one: frozenset[str], other: frozenset[str]) -> bool:
    if kind not in _SUCCEEDING or len(one) != 1 or len(other) != 1:
        return False
    first, second = (read_number(number) for (number,) in (one, other))
    return first is not None and second is not None and abs(first - second) == 1


def _contains(one: frozenset[str], other: frozenset[str]) -> bool:
    """Say whether a longer name may be the shorter with something before it (本町, 取手本町)."""
    return any(
        min(len(a), len(b)) > 1 and (a.endswith(b) or b.endswith(a)) for a in one for b in other
    )


_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")}
_TEN = 10


def _number(text: str) -> str:
    if text[0].isascii():
        return "-".join(part.lstrip("0") or "0" for part in _SPLIT.split(text))
    total = 0
    for char in text[:6]:
        total = (total or 1) * _TEN if char == "十" else total + _DIGITS[char]
    return str(total)


_SPLIT = pattern("[-・.]")


def _frozen(found: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {kind: frozenset(values) for kind, values in found.items()}
