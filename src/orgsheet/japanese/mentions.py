"""Names in running text: where a known name stands, whole or with one slip.

Precision comes before recall: a slip is reported only where one small change inside a long name
explains the text, and never where the text names another edition (第五次, プラン2016).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.likeness import key_of, normalize

T = TypeVar("T")

MIN_EXACT = 4
"""Shorter names are everyday words as well."""
MIN_DAMAGED = 8
"""In a shorter name one changed character is as likely another word."""
MAX_MISSING = 3
"""A missing word such as プラン has up to three characters."""
MAX_NAME = 200
"""Longer names are not looked for."""
MAX_HITS = 20_000
MAX_QUOTES = 200
"""Bounds on the work for one text; prose stays far below both."""

_WHOLE, _HEAD, _TAIL = "whole", "head", "tail"
_KEEP = 0.75
_GATE = 3

_ORDINAL = pattern("第([0-9]+|[〇一二三四五六七八九十]+)|([0-9]+)")
_EDITION_BEFORE = pattern("第(?:[0-9]+|[〇一二三四五六七八九十]+)[次期]$")
_KANJI_DIGITS = {char: str(value) for value, char in enumerate("〇一二三四五六七八九")}
QUOTED = pattern("[「『]([^「」『』]{1,80})[」』]")
_KATAKANA = pattern("[ァ-ヺー-]")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A name found in a text: offsets (from 0, end exclusive), the name meant and its owner."""

    start: int
    end: int
    name: str
    owner: T
    exact: bool


@dataclass(frozen=True, slots=True)
class _Name(Generic[T]):
    text: str
    key: str
    owner: T
    numbers: tuple[str, ...]


class NameScanner(Generic[T]):
    """Finds the given names in texts; build it once and use it for many texts."""

    def __init__(self, names: Iterable[tuple[str, T]]) -> None:
        self._names: list[_Name[T]] = []
        self._exact: dict[str, list[_Name[T]]] = {}
        self._heads: dict[str, list[_Name[T]]] = {}
        self._tails: dict[str, list[_Name[T]]] = {}
        seen: set[str] = set()
        for text, owner in names:
            key = normalize(text)
            if not MIN_EXACT <= len(key) <= MAX_NAME or key in seen:
                continue
            seen.add(key)
            name = _Name(text, key, owner, numbers_in(key))
            self._names.append(name)
            if len(key) < MIN_DAMAGED:
                self._exact.setdefault(key, []).append(name)
                continue
            # One gap of at most MAX_MISSING leaves a half of the rest whole on one of its sides.
            half = (len(key) - MAX_MISSING + 1) // 2
            self._heads.setdefault(key[:half], []).append(name)
            self._tails.setdefault(key[-half:], []).append(name)
        starts = {anchor[:_GATE] for anchor in (*self._exact, *self._heads, *self._tails)}
        shortest = min((len(name.key) for name in self._names), default=MIN_EXACT)
        self._shortest = min(shortest, MIN_DAMAGED - 1)
        # Most cells of a sheet name no plan; one search of their text says so.
        self._gate = re.compile("|".join(map(re.escape, sorted(starts))) or r"(?!)")

    def scan(self, text: str) -> list[Found[T]]:
        """Return the names in `text` in the order of their places; no two overlap.

        Where names overlap, a whole name wins over a damaged one and a longer over a shorter.
        """
        if len(text) < self._shortest:
            return []
        key = key_of(text)
        if self._gate.search(key.text) is None and "「" not in text and "『" not in text:
            return []
        whole: dict[tuple[int, int], Found[T]] = {}
        damaged: dict[tuple[int, int], Found[T]] = {}
        for name, start, end in self._candidates(key.text):
            written = key.text[start:end]
            exact = written == name.key
            if exact or _is_slip(written, name):
                place = key.span(start, end)
                if not _continues(text, *place, name.key, exact=exact):
                    found = Found(*place, name.text, name.owner, exact)
                    (whole if exact else damaged).setdefault(place, found)
        for found in self._quoted(text):
            damaged.setdefault((found.start, found.end), found)
        chosen = _without_overlaps(sorted(whole.values(), key=_longest_first), [])
        return _without_overlaps(sorted(damaged.values(), key=_longest_first), chosen)

    def _candidates(self, key: str) -> Iterator[tuple[_Name[T], int, int]]:
        """Yield where a name, or it with one gap, may stand in a key; some places twice."""
        for side, name, at, end in islice(self._hits(key), MAX_HITS):
            if side is _WHOLE or (side is _HEAD and key.startswith(name.key, at)):
                yield name, at, at + len(name.key)
            elif side is _HEAD and (length := _length_from_head(key, at, name.key)) is not None:
                yield name, at, at + length
            elif side is _TAIL and (length := _length_from_tail(key, end, name.key)) is not None:
                yield name, end - length, end

    def _hits(self, key: str) -> Iterator[tuple[str, _Name[T], int, int]]:
        """Yield every place of every anchor in a key, with each name that has the anchor."""
        for side, anchors in ((_WHOLE, self._exact), (_HEAD, self._heads), (_TAIL, self._tails)):
            for anchor, names in anchors.items():
                at = key.find(anchor)
                while at >= 0:
                    for name in names:
                        yield side, name, at, at + len(anchor)
                    at = key.find(anchor, at + 1)

    def _quoted(self, text: str) -> Iterator[Found[T]]:
        """Yield quoted names with a wrong first or last character: the marks show their limits."""
        for match in islice(QUOTED.finditer(text), MAX_QUOTES):
            written = normalize(match.group(1))
            if len(written) < MIN_DAMAGED - 1:
                continue
            for name in self._names:
                if (
                    len(name.key) == len(written)
                    and written != name.key
                    and (written[1:] == name.key[1:] or written[:-1] == name.key[:-1])
                    and numbers_in(written) == name.numbers
                ):
                    yield Found(*match.span(1), name.text, name.owner, exact=False)


def numbers_in(key: str) -> tuple[str, ...]:
    """Return the numbers that tell one edition from another; 第六次 and 第6次 give the same."""
    return tuple(
        _as_digits(match.group(1)) if match.group(1) else match.group(2)
        for match in _ORDINAL.finditer(key)
    )


def slip_length(written: str, name: str) -> int | None:
    """Return how many characters of `written` are `name` with one slip, or None.

    A slip is one to three characters missing, one wrong, one too many, or two changed places;
    the first and the last character of the name are right.
    """
    return _length_from_head(written, 0, name)


def _length_from_head(text: str, at: int, name: str) -> int | None:
    agree = _agreement(text, at, name)
    if not 0 < agree < len(name):
        return None
    here = at + agree
    rest = name[agree + 1 :]
    if rest and text.startswith(rest, here + 1):
        return len(name)
    swapped = name[agree + 1 : agree + 2] + name[agree] + name[agree + 2 :]
    if len(name) > agree + 2 and text.startswith(swapped, here):
        return len(name)
    if text.startswith(name[agree:], here + 1):
        return len(name) + 1
    for missing in range(1, MAX_MISSING + 1):
        rest = name[agree + missing :]
        if rest and text.startswith(rest, here):
            return len(name) - missing
    return None


def _agreement(text: str, at: int, name: str) -> int:
    """Return how many characters from the start of `name` stand at `at`, by bisection."""
    low, high = 0, min(len(name), len(text) - at)
    while low < high:
        middle = (low + high + 1) // 2
        if text.startswith(name[low:middle], at + low):
            low = middle
        else:
            high = middle - 1
    return low


def _length_from_tail(text: str, end: int, name: str) -> int | None:
    window = text[max(0, end - len(name) - 1) : end]
    return _length_from_head(window[::-1], 0, name[::-1])


def _is_slip(written: str, name: _Name[T]) -> bool:
    if len(written) < _KEEP * len(name.key) or numbers_in(written) != name.numbers:
        return False
    # A particle or a mark inside is grammar (取手市の総合計画), not a slip in the name.
    foreign = set(written) - set(name.key)
    return all(char.isalnum() and char not in "のをはがとやへに" for char in foreign)


def _continues(text: str, start: int, end: int, key: str, *, exact: bool) -> bool:
    """Say whether the text goes on so that it names something else."""
    before, after = text[max(0, start - 8) : start], text[end : end + 1]
    if not key.startswith("第") and _EDITION_BEFORE.search(normalize(before)):
        return True
    if after.isdecimal():
        return True
    if not exact and key[-1].isdigit() and after in ("年", "-", "/"):
        return True
    if _KATAKANA.match(key[-1]) and _KATAKANA.match(after):
        return True
    return bool(before and _KATAKANA.match(key[0]) and _KATAKANA.match(before[-1]))


def _longest_first(found: Found[T]) -> tuple[int, int]:
    return found.start - found.end, found.start


def _without_overlaps(candidates: list[Found[T]], chosen: list[Found[T]]) -> list[Found[T]]:
    """Return `chosen` with those candidates that overlap nothing before them, by place."""
    taken = list(chosen)
    for found in candidates:
        at = bisect_left(taken, found.start, key=lambda other: other.start)
        clear_before = at == 0 or taken[at - 1].end <= found.start
        if clear_before and (at == len(taken) or found.end <= taken[at].start):
            taken.insert(at, found)
    return taken


def _as_digits(number: str) -> str:
    """Return a kanji ordinal up to 99 in digits; digits stay as they are."""
    if "十" not in number:
        return "".join(_KANJI_DIGITS.get(char, char) for char in number)
    tens, _, ones = number.partition("十")
    return (_KANJI_DIGITS.get(tens, tens) or "1") + (_KANJI_DIGITS.get(ones, ones) or "0")
