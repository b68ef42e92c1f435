"""Slips in terms, found from the terms themselves: a rare form one character off a usual one.

Precision comes before recall. A pair counts only when the two forms differ by a slip of the hand
(a sound mark, a small kana, a similar shape, a doubled or a missing character), the usual form
clearly dominates, and the characters at the slip stand side by side nowhere else.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from sys import intern
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
_HIRAGANA = pattern("[ぁ-ゖ]")
LONG_VOWEL = "ー"
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
    # What comes again in other texts is one string in memory, however many sheets are counted.
    return [*map(intern, _RUN.findall(text))]


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


def differing(odd: str, usual: str) -> int | None:
    """Return where two forms differ when it is by one character only, else None."""
    at = 0
    while at < min(len(odd), len(usual)) and odd[at] == usual[at]:
        at += 1
    rest_odd = odd[at + (len(odd) >= len(usual)) :]
    rest_usual = usual[at + (len(usual) >= len(odd)) :]
    return at if odd != usual and rest_odd == rest_usual else None


def both_words(odd: str, usual: str, place: int, words: tuple[str, ...]) -> bool:
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


def name_slip(odd: str, usual: str, limits: Limits, fixed: str) -> bool:
    """Say whether one whole name is a slip of another (`fixed`: see `NameSlips`)."""
    place = differing(odd, usual)
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
        return not both_words(odd, usual, place, limits.words)
    kana = _KANA.match(here) and _KANA.match(there)
    return bool(kana) and len(usual) >= _LONG and not (here in fixed and there in fixed)


def _is_letter(char: str, fixed: str) -> bool:
    return char.isalpha() and not char.isascii() and char not in fixed and char != LONG_VOWEL


def total(counted: Iterable[Mapping[str, int]]) -> Counter[str]:
    """Return the sum of several counts."""
    summed: Counter[str] = Counter()
    for counts in counted:
        for term, count in counts.items():
            summed[term] += count
    return summed
