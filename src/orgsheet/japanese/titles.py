"""Names of programmes: when two of them, written differently, are meant to be the same one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.likeness import normalize, similarity
from orgsheet.japanese.term_typos import folding

DISTINGUISHING = "東西南北上下左右前後新旧大小中内外男女老若春夏秋冬国県市町村区等的系元本副総第"
"""Characters by which names are told apart: 東部 and 西部, 新庁舎 and 旧庁舎."""
ENDINGS = ("事業", "事務", "業務")
"""Words at the end of a name that do not make it another programme."""

_MARKS = pattern("[・()「」『』\\[\\]【】〔〕\"'、,]")
_PART = pattern(r"[^()（）「」『』\[\]【】\s]+")
_KANJI = pattern("[々\u4e00-\u9fff]")
_NUMBER = pattern("[0-9〇一二三四五六七八九十百A-Za-z\u2460-\u24ff]")
_HIRAGANA = pattern("[\u3041-\u309f]")
_LONGEST = 200
_SHORTEST = 4
"""Shorter names are everyday words as well."""


class Likeness(NamedTuple):
    """When two names are taken for one.

    `cutoff` is how alike they must be, from 0 to 1; `endings` and `fixed` are as `ENDINGS` and
    `DISTINGUISHING`; `similar` are groups of characters that are taken for one another.
    """

    cutoff: float = 0.8
    endings: tuple[str, ...] = ENDINGS
    fixed: str = DISTINGUISHING
    similar: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def bare(name: str) -> str:
    """Return a name without what is no word in it: widths, spaces, brackets, middle dots."""
    return _MARKS.sub("", normalize(name))


def without_ending(key: str, endings: Iterable[str]) -> str:
    """Return a bare name without one of the endings; a name that is nothing else stays."""
    for ending in endings:
        if key.endswith(ending) and len(key) > len(ending):
            return key[: -len(ending)]
    return key


def core(key: str, endings: Iterable[str]) -> str:
    """Return a bare name without its ending and every の: 行政改革の推進 is 行政改革推進事業."""
    return without_ending(key, endings).replace("の", "")


@lru_cache(maxsize=4096)
def skeleton(key: str, likeness: Likeness) -> str:
    """Return what is left of a bare name without ending and hiragana, similar shapes made one."""
    stem = without_ending(key, likeness.endings)
    return _HIRAGANA.sub("", stem).translate(folding(likeness.similar))


def parts(name: str) -> list[tuple[int, int]]:
    """Return the offsets of the parts that brackets and spaces cut a name into."""
    return [match.span() for match in _PART.finditer(name)]


def part_keys(name: str) -> set[str]:
    """Return the bare parts of a name."""
    return {bare(name[start:end]) for start, end in parts(name)} - {""}


def contains(name: str, other: str) -> bool:
    """Say whether a bare name holds another one that is long enough to be recognised."""
    return len(other) >= _SHORTEST and other in name


def nearness(first: str, second: str, likeness: Likeness) -> float:
    """Return how near two names for one programme are, 0.0 where they name two.

    Texts of more than 200 characters are no names; only the same ones are near.
    """
    a, b = bare(first), bare(second)
    if not a or not b:
        return 0.0
    # Two names of this likeness have most of their characters in common.
    if len(_letters(a) & _letters(b)) * 2 < max(len(_letters(a)), len(_letters(b))):
        return 0.0
    if min(len(a), len(b)) >= _SHORTEST and core(a, likeness.endings) == core(b, likeness.endings):
        return 1.0
    if max(len(a), len(b)) > _LONGEST:
        return 0.0
    score = similarity(a, b)
    return score if score >= likeness.cutoff and not names_another(a, b, likeness) else 0.0


@lru_cache(maxsize=4096)
def _letters(key: str) -> frozenset[str]:
    return frozenset(key)


def nearest(
    name: str, candidates: Iterable[str], likeness: Likeness
) -> tuple[str, tuple[int, int]] | None:
    """Return the candidate nearest to a name, or to a part of it, and the part's offsets."""
    best: tuple[float, str, tuple[int, int]] | None = None
    spans = dict.fromkeys([(0, len(name)), *parts(name)])
    for candidate in candidates:
        for start, end in spans:
            score = nearness(name[start:end], candidate, likeness)
            if score and (best is None or score > best[0]):
                best = score, candidate, (start, end)
    return None if best is None else (best[1], best[2])


def names_another(a: str, b: str, likeness: Likeness) -> bool:
    """Say whether the difference makes it another programme: a number, 東 for 西, another word.

    Texts of more than 200 characters are no names, and so never the same one.
    """
    if max(len(a), len(b)) > _LONGEST:  # the comparison takes quadratic time
        return True
    from difflib import SequenceMatcher

    table = folding(likeness.similar)
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        ours, theirs = a[a1:a2], b[b1:b2]
        if tag == "equal" or ours.translate(table) == theirs.translate(table):
            continue
        if any(char in likeness.fixed or _NUMBER.match(char) for char in ours + theirs):
            return True
        if tag == "replace" and _KANJI.search(ours) and _KANJI.search(theirs):
            return True
    return False
