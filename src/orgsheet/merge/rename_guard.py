"""The merge's guard: a row whose new name contradicts its old one may be another project.

A diff may take the next edition of a plan (第8期, 第9期) for the same project. A merge that is
wrong gives one project's edit to another without a word, while one that is too careful makes a
conflict that a person sees: here whatever contradicts counts.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from functools import lru_cache

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.match.discern import key_of, parts_of
from orgsheet.match.guard import conflict_of, marks_of, parted, succession_of

_OPPOSED = (
    "東西南北", "上中下", "左右", "前後", "新旧", "内外", "男女", "公私", "大中小", "春夏秋冬",
    "甲乙丙丁", "市県国", "イロハ", "abcdefghijklmnopqrstuvwxyz",
)  # fmt: skip
"""Characters that each tell one thing from another of its kind."""

_SHORT = 4
"""In a longer stretch a single character says nothing: 中央の窓口 is not the middle one."""

_LONGEST = 100
"""Characters in brackets that are compared one by one."""

_REWORDED = 0.8
"""From this share of characters in common what stands in brackets was only put otherwise."""

_NUMBERS = pattern("[0-9]+|(?<=第)[〇一二三四五六七八九十]+")


@lru_cache(maxsize=8192)
def contradict(one: str, other: str) -> bool:
    """Return whether two names, as written, name two things: 東部公園整備, 西部公園整備.

    Districts, directions, numbers and ordinals, 新 and 旧, letters, what stands in brackets, and
    the groups of words that exclude one another. What only one of them says is no contradiction,
    nor is a mark in brackets that names nothing (新規, 継続).
    """
    keys = key_of(one), key_of(other)
    if keys[0] == keys[1]:
        return False
    marks = marks_of(one), marks_of(other)
    if conflict_of(*marks) or succession_of(*marks):
        return True
    found = (_numbers(keys[0]), _numbers(keys[1])), _in_brackets(one, other)
    return any(_differ(*both) for both in found) or _opposed(*keys)


def _in_brackets(one: str, other: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return what each singles out, without what is only reworded in the other."""
    first, second = (part.bracketed | part.quoted for part in (parts_of(one), parts_of(other)))
    alike = {(a, b) for a in first for b in second if a != b and _is_reworded(a, b)}
    return first - {a for a, _ in alike}, second - {b for _, b in alike}


def _is_reworded(one: str, other: str) -> bool:
    if max(len(one), len(other)) > _LONGEST:
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _REWORDED


def _numbers(name: str) -> frozenset[str]:
    return frozenset(number.lstrip("0") or "0" for number in _NUMBERS.findall(name))


def _differ(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether each says something the other does not."""
    return bool(one - other) and bool(other - one)


def _opposed(one: str, other: str) -> bool:
    """Return whether the names differ in characters of one group, such as 東 and 西."""
    first, second, _ = parted(one, other)
    if max(len(first), len(second)) > _SHORT:
        return False
    for group in _OPPOSED:
        found = [{char for char in part if char in group} for part in (first, second)]
        if all(found) and not found[0] & found[1]:
            return True
    return False
