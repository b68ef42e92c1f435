"""Names that are alike but for what tells two works apart: brackets, quotations, numbers."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.match.match_data import match_data

OTHER = "other"
"""The names are the same but for what they single out: two works."""
DOUBTFUL = "doubtful"
"""The names single out different things, and are not the same otherwise."""

_ROMAN = str.maketrans({char: str(number + 1) for number, char in enumerate("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ")})
_LATIN_ROMAN = pattern(
    "(?<![a-z])(?:i{2,3}|iv|vi{1,3}|ix)(?![a-z])|(?<![a-z])i(?=[期型種類区部号工地棟])"
)
_VALUES = {
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9",
}  # fmt: skip

_GROUP = pattern(r"[(\[【〔〈《<{]([^()\[\]【】〔〕〈〉《》<>{}]{1,60})[)\]】〕〉》>}]")
_QUOTED = pattern('[「『“"]([^「」『』“”"]{1,60})[」』”"]')
_ASIDE = pattern("(?<=..)[:~〜―](.{1,40})$")

_YEARS = pattern(
    "(?:令和|平成|昭和|r|h)?(?:元|[0-9]{1,4}(?:[・~-][0-9]{1,4})*)年度(?:分|末|版|追加|定期|実施)?"
    "|(?:令和|平成)(?:元|[0-9]{1,2})年|(?<![0-9])(?:19|20)[0-9]{2}年?(?![0-9])"
    "|[0-9]+(?:か|カ|ヶ|ヵ|ケ|箇)年(?:間|計画)?の?|[0-9]+年目|(?<![a-z])[rh][0-9]{1,2}(?![0-9])"
    "|第?[0-9]+(?:次|期|回|弾|版|年次|巡目|段階|クール|周年)(?!目)|第?[0-9]+(?:回|期|次)目"
    "|[0-9]{1,2}月[0-9]{1,2}日|(?:その|フェーズ|ステップ|ステージ|パート|ver\\.?|vol\\.?|part|phase|no\\.)[0-9]+"
)
"""What tells one edition or year of a work from another and not one work from another."""
_NUMBER = pattern(r"[0-9]+(?:[.,・-][0-9]+)*")
_COUNTED = pattern("([0-9]+(?:[.,・-][0-9]+)*)([^\\W\\dぁ-ん]{1,2})")
_LOT = pattern("(?<![第0-9])([0-9]{1,2})期(?![目生間待日])")
_LETTER = pattern("(?<![a-z0-9.])[a-z](?![a-z0-9.])")
_SPLIT = pattern("[・、,/&+]|(?<![ぁ-ん])と(?![ぁ-ん])|及び|並びに|又は|ほか|その他")
_TAIL = pattern("(?:に係る分|向け|対象|関係|分野|など|等|分|編)+$")
_MARKS = pattern(r"[\s、。・,.「」『』“”\"()\[\]【】〔〕〈〉《》<>{}:：;~〜―\-]+")


def with_digits(name: str) -> str:
    """Return a name with its Roman numerals as digits."""
    return name.translate(_ROMAN)


class Parts(NamedTuple):
    """A name taken apart: what stands outside brackets and quotations, and what they hold."""

    outer: str
    bracketed: frozenset[str]
    quoted: frozenset[str]
    bare: str


def key_of(name: str) -> str:
    """Return a name with one width, one case, no white space, and Roman numerals as digits."""
    text = unicodedata.normalize("NFKC", with_digits(name)).casefold()
    return _LATIN_ROMAN.sub(lambda found: _VALUES[found[0]], "".join(text.split()))


@lru_cache(maxsize=20_000)
def parts_of(name: str) -> Parts:
    """Return a name's parts, without years, editions and stages."""
    key = key_of(name)
    groups = _GROUP.findall(key)
    rest = _GROUP.sub("", key)
    aside = _ASIDE.search(rest)
    if aside is not None:
        groups.append(aside[1])
        rest = rest[: aside.start()]
    quoted = _QUOTED.findall(rest)
    outer = _MARKS.sub("", _YEARS.sub("", _QUOTED.sub("", rest)))
    return Parts(outer, _items(groups), _items(quoted), _MARKS.sub("", _YEARS.sub("", key)))


def _items(groups: list[str]) -> frozenset[str]:
    words, found = match_data().words, set()
    for group in groups:
        whole = _YEARS.sub("", group)
        if whole != group and not _MARKS.sub("", whole):
            found.add(_EDITION)
        for item in _SPLIT.split(whole):
            kept = _TAIL.sub("", _MARKS.sub("", item).strip("のを"))
            found.update(words.wholes.get(kept, ()))
            if kept and kept not in words.tags and not words.scenes.search(kept):
                found.add(kept)
    return frozenset(found)


_EDITION = "\0"
"""Stands for a year or an edition alone in brackets."""


def discern(one: str, other: str) -> str:
    """Return `OTHER` or `DOUBTFUL` where two names single out different things, else "".

    Symmetric. A name that singles out nothing may be the same as one that does.
    """
    first, second = parts_of(one), parts_of(other)
    is_same = first.outer == second.outer
    for ones, others in ((first.bracketed, second.bracketed), (first.quoted, second.quoted)):
        if not ones or not others or _agree(ones, others):
            continue
        stages = [all(map(_is_stage, items)) for items in (ones, others)]
        if not all(stages):
            return OTHER if is_same and not any(stages) else DOUBTFUL
    if _count_differently(first.bare, second.bare):
        return OTHER
    is_other = _count_others(first.bare, second.bare) or _are_lots(one, other)
    return DOUBTFUL if is_other else ""


def is_told(name: str, body: str, other: str) -> bool:
    """Say whether a text tells what a name singles out and another name does not."""
    parts, others = parts_of(name), parts_of(other)
    singled = (parts.bracketed | parts.quoted) - others.bracketed - others.quoted
    text = key_of(body[:_LONGEST_BODY]) if singled else ""
    return any(item in text for item in singled if len(item) > 1)


_LONGEST_BODY = 4_000


def prepares(one: str, other: str) -> bool:
    """Say whether one name is of a first stage (検討, 設計) and the other of a later one."""
    return is_early(one) and is_late(other)


@lru_cache(maxsize=20_000)
def is_early(name: str) -> bool:
    """Say whether a name is of a first stage."""
    return match_data().words.early.search(name) is not None


@lru_cache(maxsize=20_000)
def is_late(name: str) -> bool:
    """Say whether a name is of a later stage."""
    return match_data().words.late.search(name) is not None


def _is_stage(item: str) -> bool:
    return item == _EDITION or bool(match_data().words.stages.fullmatch(item))


def _agree(ones: frozenset[str], others: frozenset[str]) -> bool:
    """Say whether something of the one is something of the other, or a part of it."""
    return any(a in b or b in a for a in ones for b in others)


def _count_differently(one: str, other: str) -> bool:
    """Say whether two keys are equal but for numbers or single letters that are no measures."""
    if one == other:
        return False
    if _shape(one) != _shape(other):
        return False
    measures = match_data().words.measures
    return not any(
        measures.match(key, found.end()) for key in (one, other) for found in _NUMBER.finditer(key)
    )


def _count_others(one: str, other: str) -> bool:
    """Say whether two keys give one word different numbers (3歳児, 5歳児) that are no measures."""
    ones, others = _counted(one), _counted(other)
    return any(not numbers & others[word] for word, numbers in ones.items() if word in others)


def _are_lots(one: str, other: str) -> bool:
    """Say whether two names tell different stages of a work (Ⅰ期, Ⅱ期).

    With 第 they tell editions, of which the next takes the place of the one before.
    """
    ones, others = _lots_of(one), _lots_of(other)
    return bool(ones and others) and not ones & others


@lru_cache(maxsize=20_000)
def _lots_of(name: str) -> frozenset[str]:
    return frozenset(_LOT.findall(key_of(name)))


@lru_cache(maxsize=20_000)
def _counted(key: str) -> dict[str, frozenset[str]]:
    """Return the numbers of a key by what they count, without those that are measures."""
    measures = match_data().words.measures
    found: dict[str, set[str]] = {}
    for number in _COUNTED.finditer(key):
        if not measures.match(key, number.start(2)):
            found.setdefault(number[2], set()).add(number[1])
    return {word: frozenset(numbers) for word, numbers in found.items()}


@lru_cache(maxsize=20_000)
def _shape(key: str) -> str:
    """Return a key with one mark in the place of each number and each single letter."""
    return _LETTER.sub("\0", _NUMBER.sub("\0", key))
