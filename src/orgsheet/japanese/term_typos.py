"""Slips in terms, found from the terms themselves: a rare form one character off a usual one.

Precision comes before recall. A pair counts only when the two forms differ by a slip of the hand
(a sound mark, a small kana, a similar shape, a doubled or a missing character), the usual form
clearly dominates, and the characters at the slip stand side by side nowhere else.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import accumulate, islice
from typing import NamedTuple

from orgsheet.japanese.lazy_patterns import pattern

_RUN = pattern("[ァ-ヺー]{4,40}|[々\u4e00-\u9fff]{4,40}")
_SMALL = dict(
    zip(
        "ァィゥェォッャュョヮヵヶぁぃぅぇぉっゃゅょゎ",
        "アイウエオツヤユヨワカケあいうえおつやゆよわ",
        strict=True,
    )
)
_KANA = pattern("[ぁ-ゖァ-ヺー]")
_KATAKANA = pattern("[ァ-ヺー]")
_HIRAGANA = pattern("[ぁ-ゖ]")
_LONG_VOWEL = "ー"
_MANY_SEARCHES = 500
_MAX_PAIRS = 40
"""Forms that one odd form is compared with; more differ so only in a text made to be slow."""
_LONG = 8
"""In a shorter name one other or missing character is as likely another name."""


class Slip(NamedTuple):
    """A form that looks like a slip of a usual one, and how often each occurs."""

    odd: str
    usual: str
    odd_count: int
    usual_count: int


class Limits(NamedTuple):
    """When a form counts as a slip of another.

    The odd form has at least `shortest` characters and occurs at most `most` times; the usual one
    occurs at least `least` times and `times` as often. `similar` are groups of characters of
    similar shape; `words` are words that differ by a mark only and are both right (バス, パス).
    """

    shortest: int = 5
    most: int = 2
    least: int = 3
    times: int = 3
    similar: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def dominates(self, odd: int, usual: int) -> bool:
        """Say whether one count is rare and the other usual beside it."""
        return 0 < odd <= self.most and usual >= max(self.least, self.times * odd)


def runs_in(text: str) -> list[str]:
    """Return the runs of four or more katakana or kanji in a text, in order."""
    return _RUN.findall(text)


@lru_cache(maxsize=8)
def folding(similar: tuple[str, ...]) -> dict[int, str]:
    """Return a table for `str.translate` under which forms that differ by a slip become one."""
    table: dict[str, str] = {}
    for code in (*range(ord("ぁ"), ord("ゖ") + 1), *range(ord("ァ"), ord("ヺ") + 1)):
        char = chr(code)
        plain = unicodedata.normalize("NFD", char)[0]
        table[char] = _SMALL.get(plain, plain)
    for group in similar:
        first = table.get(group[0], group[0])
        for char in group:
            was = table.get(char, char)
            for other, folded in table.items():
                if folded == was:
                    table[other] = first
            table[char] = first
    return {ord(char): folded for char, folded in table.items()}


def run_slips(counts: Mapping[str, int], limits: Limits) -> Iterator[Slip]:
    """Yield the slips among counted runs, each odd form once, in the order of `counts`."""
    index = _Runs(counts, limits)
    seen: set[str] = set()
    for run, count in counts.items():
        if count > limits.most or len(run) < limits.shortest:
            continue
        pairs = islice(index.pairs(run), _MAX_PAIRS)
        found = (slip for odd, usual in pairs if (slip := index.slip(odd, usual)))
        best = max(found, key=lambda slip: (len(slip.usual), slip.usual_count), default=None)
        if best is not None and best.odd not in seen:
            seen.add(best.odd)
            yield best


def name_slips(
    odd_names: Iterable[str], counts: Mapping[str, int], limits: Limits, fixed: str
) -> Iterator[Slip]:
    """Yield the slips among whole names, each odd name once.

    Args:
        odd_names: the names that may be slips.
        counts: how often each name occurs.
        limits: when a form counts as a slip.
        fixed: characters whose absence or exchange makes another name, never a slip.
    """
    table = folding(limits.similar)
    folded: dict[str, list[str]] = {}
    holes: dict[tuple[str, int], list[str]] = {}
    for name, count in counts.items():
        if count >= limits.least and len(name) >= limits.shortest:
            folded.setdefault(name.translate(table), []).append(name)
            for at in range(1, len(name) - 1):
                holes.setdefault((name[:at] + name[at + 1 :], at), []).append(name)
    for odd in odd_names:
        if len(odd) < limits.shortest or not 0 < counts[odd] <= limits.most:
            continue
        near = [*folded.get(odd.translate(table), ())]
        near += [name for at in range(1, len(odd)) for name in holes.get((odd, at), ())]
        for at in range(1, len(odd)):
            rest = odd[:at] + odd[at + 1 :]
            near += holes.get((rest, at), ())
            near += [rest] if rest in counts else []
        for usual in near:
            if limits.dominates(counts[odd], counts[usual]) and _name_slip(
                odd, usual, limits, fixed
            ):
                yield Slip(odd, usual, counts[odd], counts[usual])
                break


class _Runs:
    """The counted runs, by what they become under folding and with one character left out."""

    def __init__(self, counts: Mapping[str, int], limits: Limits) -> None:
        self.counts = counts
        self.limits = limits
        self._table = folding(limits.similar)
        self._folded: dict[str, list[str]] = {}
        self._short: dict[str, list[str]] = {}
        self._totals: dict[str, int] = {}
        self._searched: Counter[int] = Counter()
        # One text of all runs: searching it is far quicker than looking into each run.
        self._text = "\n".join(counts)
        self._starts = list(accumulate((len(run) + 1 for run in counts), initial=0))
        self._counts = list(counts.values())
        for run, count in counts.items():
            if len(run) < limits.shortest:
                continue
            self._folded.setdefault(run.translate(self._table), []).append(run)
            if count > 1 and _KATAKANA.match(run):
                for at in range(1, len(run) - 1):
                    self._short.setdefault(run[:at] + run[at + 1 :], []).append(run)

    def pairs(self, run: str) -> Iterator[tuple[str, str]]:
        """Yield (part of a rare run, run that it may be meant to be)."""
        folded = run.translate(self._table)
        lengths = [len(run)]
        if _KATAKANA.match(run):
            lengths += range(self.limits.shortest + 1, len(run))
            yield from ((run, usual) for usual in self._short.get(run, ()))
        for length in lengths:
            for usual in self._folded.get(folded[:length], ()):
                if usual != run[:length]:
                    yield run[:length], usual
            for usual in self._folded.get(folded[-length:], ()) if length < len(run) else ():
                if usual != run[-length:]:
                    yield run[-length:], usual
        for at in range(1, len(run)):
            if run[at] == run[at - 1] and (short := run[:at] + run[at + 1 :]) in self.counts:
                yield run, short

    def slip(self, odd: str, usual: str) -> Slip | None:
        """Return the two forms as a slip where all signs speak for it."""
        place = _differing(odd, usual)
        if place is None or (len(odd) < len(usual) and usual[place] == _LONG_VOWEL):
            return None
        odd_count = self._total(odd)
        if odd_count > self.limits.most or not self.limits.dominates(odd_count, self._total(usual)):
            return None
        # Elsewhere side by side, these characters are a part of some other word.
        ahead = 2 if len(odd) == len(usual) else 1
        if self._total(odd[max(0, place - 1) : place + ahead]) > odd_count:
            return None
        if _both_words(odd, usual, place, self.limits.words):
            return None
        return Slip(odd, usual, odd_count, self._total(usual))

    def _total(self, part: str) -> int:
        """Return how often a part occurs within the runs."""
        if part not in self._totals:
            size = len(part)
            self._searched[size] += 1
            if self._searched[size] == _MANY_SEARCHES:
                self._count_all(size)
            self._totals[part] = (
                self._totals.get(part, 0)
                if self._searched[size] >= _MANY_SEARCHES
                else self._search(part)
            )
        return self._totals[part]

    def _search(self, part: str) -> int:
        total = 0
        at = self._text.find(part)
        while at >= 0:
            total += self._counts[bisect_right(self._starts, at) - 1]
            at = self._text.find(part, at + 1)
        return total

    def _count_all(self, size: int) -> None:
        """Count every part of one length at once, when so many are asked for that it pays."""
        totals: Counter[str] = Counter()
        for run, count in self.counts.items():
            for at in range(len(run) - size + 1):
                totals[run[at : at + size]] += count
        self._totals.update(totals)


def _differing(odd: str, usual: str) -> int | None:
    """Return where two forms differ when it is by one character only, else None."""
    at = 0
    while at < min(len(odd), len(usual)) and odd[at] == usual[at]:
        at += 1
    rest_odd = odd[at + (len(odd) >= len(usual)) :]
    rest_usual = usual[at + (len(usual) >= len(odd)) :]
    return at if odd != usual and rest_odd == rest_usual else None


def _both_words(odd: str, usual: str, place: int, words: tuple[str, ...]) -> bool:
    """Say whether the difference lies between two words that are both right."""
    if len(odd) != len(usual):
        return False
    known = set(words)
    for word in words:
        for start in range(max(0, place - len(word) + 1), place + 1):
            end = start + len(word)
            if odd[start:end] == word and usual[start:end] in known:
                return True
    return False


def _name_slip(odd: str, usual: str, limits: Limits, fixed: str) -> bool:
    place = _differing(odd, usual)
    if place is None:
        return False
    if len(odd) < len(usual):
        missing, before = usual[place], usual[place - 1]
        # 申込み for 申し込み is a way of writing, not a slip.
        okurigana = _HIRAGANA.match(missing) and not _KANA.match(before)
        return len(usual) >= _LONG and not okurigana and _is_letter(missing, fixed)
    if len(odd) > len(usual):
        return odd[place] == odd[place - 1] and _is_letter(odd[place], fixed)
    here, there = odd[place], usual[place]
    table = folding(limits.similar)
    if here.translate(table) == there.translate(table):
        return not _both_words(odd, usual, place, limits.words)
    kana = _KANA.match(here) and _KANA.match(there)
    return bool(kana) and len(usual) >= _LONG and not (here in fixed and there in fixed)


def _is_letter(char: str, fixed: str) -> bool:
    return char.isalpha() and not char.isascii() and char not in fixed and char != _LONG_VOWEL


def total(counted: Iterable[Mapping[str, int]]) -> Counter[str]:
    """Return the sum of several counts."""
    summed: Counter[str] = Counter()
    for counts in counted:
        for term, count in counts.items():
            summed[term] += count
    return summed
