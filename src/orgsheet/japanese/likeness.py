"""Comparison of names: what counts as the same spelling, how near two spellings are, and where.

A key is made for comparing only; what is stored or shown is always the text as written.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

from orgsheet.japanese.lazy_patterns import pattern

# Both tables follow what Japanese input methods and office programs put in place of one another.
_DASHES = "-‐‑‒–—―−─━ー\ufe58\ufe63\uff0d"
_TILDES = "~〜～∼∿〰"
_FOLD: dict[int, str] = (
    dict.fromkeys(map(ord, _DASHES), "-")
    | dict.fromkeys(map(ord, _TILDES), "~")
    | dict.fromkeys(map(ord, "·•‧∙⋅"), "・")
    | {ord("゛"): "\u3099", ord("゜"): "\u309a"}
    | dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"), "")
)

# Characters that are their own key. Circled numbers are kept on purpose: NFKC would make ① a 1.
_CIRCLED = "\u2460-\u24ff\u2776-\u2793\u3248-\u324f\u3251-\u325f\u32b1-\u32bf"
_PLAIN = (
    "!-~"
    "\u3001-\u301b\u301d-\u3029"  # 、。々〈〉「」『』【】〔〕 without 〜
    "\u3041-\u3096\u309d\u309e\u30a1-\u30fb\u30fd\u30fe"  # kana without ー
    "\u3400-\u4dbf\u4e00-\u9fff"
    "\u25a0-\u25ff\u00d7" + _CIRCLED
)
# Begins with one class of characters: the search passes over all others at once.
_SPECIAL = pattern(rf"[^{_PLAIN}](?:(?<=\s)\s*|(?<!\s)[^{_PLAIN}\s]*)")
# A sound mark typed as its own character (か + ゛) belongs to the character before it.
_COMPOSING = pattern(rf"(?<![{_CIRCLED}])[\u0300-\u036f\u3099-\u309c\uff9e\uff9f]")

_KEPT_LENGTH = 100
DEFAULT_CUTOFF = 0.6
"""Below this, two names of ordinary length share too little for one to be a slip of the other."""

_DIFF_LIMIT = 200
_LONGEST = 500
_REMEMBERED = 100
"""Characters of a name whose pairs are kept: the same names are compared many times."""
_MAX_PAIRS = 30_000


class Key(NamedTuple):
    """The comparison key of a text and the way back from it.

    `stretches` holds, for each stretch of the key, the position in the key where it begins, the
    offset in the original text, and -1 where both go on character by character; else the end in
    the original text of what the whole stretch stands for.
    """

    text: str
    stretches: tuple[tuple[int, int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets (from 0, end exclusive) in the original text of `text[start:end]`."""
        begin, _ = self._character(start)
        return begin, self._character(end - 1)[1] if end > start else begin

    def _character(self, position: int) -> tuple[int, int]:
        at = bisect_right(self.stretches, position, key=itemgetter(0)) - 1
        begins, offset, end = self.stretches[at]
        if end >= 0:
            return offset, end
        offset += position - begins
        return offset, offset + 1


def normalize(text: str) -> str:
    """Return the comparison key of `text`.

    Full and half width, dashes and long-vowel marks, range marks and middle dots are made one;
    white space is dropped. ① stays distinct from 1, and letters keep their case.
    """
    return key_of(text).text if len(text) > _KEPT_LENGTH else _kept_key(text)


@lru_cache(maxsize=16384)
def _kept_key(text: str) -> str:
    """Remember the keys of names: the same ones are compared many times."""
    return key_of(text).text


def key_of(text: str) -> Key:
    """Return the comparison key of `text` together with its offsets in `text`."""
    pieces: list[str] = []
    stretches = [(0, 0, -1)]
    position = done = 0
    for match in _SPECIAL.finditer(text):
        start, end = match.span()
        if start < end - 1 or _COMPOSING.match(text, start):
            start -= start > done and _COMPOSING.match(text, start) is not None
            parts = _fold_run(text[start:end])
        else:
            parts = ((_fold_char(text[start]), 1),)
        pieces.append(text[done:start])
        position += start - done
        for piece, length in parts:
            done = start + length
            pieces.append(piece)
            if len(piece) != length or length != 1:
                if piece:
                    stretches.append((position, start, done))
                    position += len(piece)
                stretches.append((position, done, -1))
            else:
                position += 1
            start = done
    pieces.append(text[done:])
    return Key("".join(pieces), tuple(stretches))


def _fold_run(run: str) -> tuple[tuple[str, int], ...]:
    """Fold characters that may combine; return pieces of the key, each with its length in `run`."""
    folded = tuple((_fold_char(char), 1) for char in run)
    whole = _fold(run)
    return folded if whole == "".join(piece for piece, _ in folded) else ((whole, len(run)),)


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text.translate(_FOLD)).translate(_FOLD)
    return "".join(folded.split())


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    return _fold(char)


def similarity(first: str, second: str) -> float:
    """Return how alike two names are: 0.0 nothing in common, 1.0 the same comparison key.

    The measure is the Dice coefficient over character pairs, with the two ends of a name counting
    as characters, so that it grows with every kept neighbourhood and costs linear time.
    """
    return _score(*_pairs(first), *_pairs(second))


def within_reach(candidates: Iterable[str], searches: int) -> list[str]:
    """Return the candidates that each of so many searches may compare its text with.

    They are all of them unless both are by the thousand, which no sheet of the form is; then the
    first ones, so that what is compared stays below 30,000 pairs.
    """
    return list(islice(candidates, max(1, _MAX_PAIRS // max(1, searches))))


def nearest(
    text: str, candidates: Iterable[str], cutoff: float = DEFAULT_CUTOFF
) -> list[tuple[str, float]]:
    """Return the candidates at least `cutoff` similar to `text` with their similarity, best first.

    Candidates of the same similarity keep their order. A text of more than 500 characters is no
    name, and nothing is near it.
    """
    if len(text) > _LONGEST:
        return []
    key, pairs = _pairs(text)
    scored = []
    for candidate in candidates:
        if len(candidate) > _LONGEST:
            continue
        other, other_pairs = _pairs(candidate)
        # Two texts share at most all the pairs of the shorter one.
        shorter, longer = sorted((len(key) + 1, len(other) + 1))
        if 2 * shorter >= cutoff * (shorter + longer):
            score = _score(key, pairs, other, other_pairs)
            if score >= cutoff:
                scored.append((candidate, score))
    scored.sort(key=lambda item: -item[1])
    return scored


def difference(first: str, second: str) -> tuple[str, str]:
    """Return both texts for a person to compare, with what the other does not have set in 【】."""
    ours, theirs = marked_difference(first, second)
    return ours.replace(_NOTHING, ""), theirs.replace(_NOTHING, "")


_NOTHING = "【】"


def marked_difference(first: str, second: str) -> tuple[str, str]:
    """Return both texts with what differs set in 【】; 【】 alone marks a place of missing text."""
    limit = min(len(first), len(second))
    head = 0
    while head < limit and first[head] == second[head]:
        head += 1
    tail = 0
    while tail < limit - head and first[-1 - tail] == second[-1 - tail]:
        tail += 1
    a, b = first[head : len(first) - tail], second[head : len(second) - tail]
    if not a and not b:
        return first, second
    marked_a, marked_b = _mark(a, b)
    end = first[len(first) - tail :]
    return first[:head] + marked_a + end, second[:head] + marked_b + end


def _mark(a: str, b: str) -> tuple[str, str]:
    # SequenceMatcher is quadratic, so long texts are marked as one block.
    if not a or not b or max(len(a), len(b)) > _DIFF_LIMIT:
        return f"【{a}】", f"【{b}】"
    from difflib import SequenceMatcher

    out_a: list[str] = []
    out_b: list[str] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        same = tag == "equal"
        out_a.append(a[a1:a2] if same else f"【{a[a1:a2]}】")
        out_b.append(b[b1:b2] if same else f"【{b[b1:b2]}】")
    return "".join(out_a), "".join(out_b)


def neighbours(text: str) -> list[str]:
    """Return each two characters that stand side by side, in their order."""
    return [text[at : at + 2] for at in range(len(text) - 1)]


def _pairs(text: str) -> tuple[str, Counter[str]]:
    """Return a name's key and its pairs of characters."""
    return _known_pairs(text) if len(text) <= _REMEMBERED else _counted_pairs(text)


@lru_cache(maxsize=2048)
def _known_pairs(text: str) -> tuple[str, Counter[str]]:
    return _counted_pairs(text)


def _counted_pairs(text: str) -> tuple[str, Counter[str]]:
    key = normalize(text)
    # U+0000 and U+0001 cannot stand in a document, so the ends match nothing else.
    ended = f"\0{key}\1"
    return key, Counter(neighbours(ended))


def _score(first: str, a: Counter[str], second: str, b: Counter[str]) -> float:
    if first == second:
        return 1.0
    shared = sum(min(count, b[pair]) for pair, count in a.items() if pair in b)
    return 2.0 * shared / (a.total() + b.total())
