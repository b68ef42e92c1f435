"""Numeric targets: which number became which, in what unit, and whether that asks for less."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from orgsheet.japanese.amounts import LONGEST, Amount, read_amounts
from orgsheet.japanese.lazy_patterns import pattern

_CONTEXT, _AFTER = 6, 10
_AIM = pattern("以上|達成|目指|目標|目安|確保|上回|超え|増|削減|縮減|減らす|維持|到達")


class Quantity(NamedTuple):
    """An amount in a text that is being compared.

    `aim` says that the words around tell of a target; `context` are the words before it.
    """

    amount: Amount
    aim: bool
    context: str

    @property
    def text(self) -> str:
        """The amount as written."""
        return self.amount.text

    @property
    def measure(self) -> tuple[str, bool]:
        """What is counted, and whether it is where things stood rather than where they shall go."""
        return self.amount.unit, self.amount.base

    @property
    def value(self) -> tuple[Decimal, Decimal]:
        """The lower and the upper end, equal but for a range."""
        return self.amount.low, self.amount.high


class TargetChange(NamedTuple):
    """A number that became another: the kind of fact and its values."""

    kind: str
    values: dict[str, str]


def quantities(text: str) -> list[Quantity]:
    """Return the amounts in a text; dates, ordinals and editions are none."""
    folded = _folded(text[:LONGEST])
    found = []
    for amount in read_amounts(folded):
        said = _AIM.search(folded, amount.end, amount.end + _AFTER) is not None
        context = folded[max(0, amount.start - _CONTEXT) : amount.start]
        found.append(Quantity(amount, said or amount.limit == "upper", context))
    return found


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "")


def masked(text: str) -> str:
    """Return a text, widths and spaces aside, without its quantities."""
    folded = _folded(text)
    kept, end = [], 0
    for amount in read_amounts(folded):
        kept.append(folded[end : amount.start])
        end = amount.end
    return "".join("〔数〕".join([*kept, folded[end:]]).split())


def target_changes(before: str, after: str, *, whole: bool = False) -> Iterator[TargetChange]:
    """Yield the numbers that changed between two forms of a text.

    With `whole` the text is a criterion: its numbers are targets, and one that is gone or came is
    told as well. In running text only what is called an aim is a target.
    """
    old, new = quantities(before), quantities(after)
    pairs = _paired(old, new)
    used_old, used_new = {a for a, _ in pairs}, {b for _, b in pairs}
    for first, second in pairs:
        found = _compared(old[first], new[second], whole=whole)
        if found is not None:
            yield found
    if whole:
        for number, quantity in enumerate(old):
            if number not in used_old and not quantity.amount.base:
                yield TargetChange("target-removed", {"前": quantity.text})
        for number, quantity in enumerate(new):
            if number not in used_new and not quantity.amount.base:
                yield TargetChange("target-added", {"後": quantity.text})


def _paired(old: list[Quantity], new: list[Quantity]) -> list[tuple[int, int]]:
    """Pair numbers: first those in the same words, then the only ones of a unit, then the only."""
    pairs: list[tuple[int, int]] = []
    free_old, free_new = list(range(len(old))), list(range(len(new)))

    def take(first: int, second: int) -> None:
        pairs.append((first, second))
        free_old.remove(first)
        free_new.remove(second)

    for same in (_same_place, _same_words):
        for first in tuple(free_old):
            for second in tuple(free_new):
                if same(old[first], new[second]):
                    take(first, second)
                    break
    for measure in dict.fromkeys(old[number].measure for number in free_old):
        left = [number for number in free_old if old[number].measure == measure]
        right = [number for number in free_new if new[number].measure == measure]
        if len(left) == len(right) == 1:
            take(left[0], right[0])
    if len(free_old) == len(free_new) == 1:
        first, second = free_old[0], free_new[0]
        same_place = old[first].context == new[second].context or len(old) == len(new) == 1
        if same_place and old[first].amount.base == new[second].amount.base:
            take(first, second)
    return sorted(pairs)


def _same_place(old: Quantity, new: Quantity) -> bool:
    return old.context == new.context and old.measure == new.measure and old.value == new.value


def _same_words(old: Quantity, new: Quantity) -> bool:
    return old.context == new.context and old.measure == new.measure


def _compared(old: Quantity, new: Quantity, *, whole: bool) -> TargetChange | None:
    kind = _kind(old, new, whole=whole)
    return TargetChange(kind, {"前": old.text, "後": new.text}) if kind else None


def _kind(old: Quantity, new: Quantity, *, whole: bool) -> str:
    """Return the kind of fact, empty where nothing changed."""
    same = (old.value, old.measure) == (new.value, new.measure)
    bounds = old.amount.limit == "upper", new.amount.limit == "upper"
    aimed = whole or (old.aim and new.aim)
    # Whether less of a loss or of a base is better cannot be told.
    if not aimed or old.amount.base or min(*old.value, *new.value) < 0:
        return "" if same else "number-changed"
    if old.measure != new.measure:
        return "target-unit"
    if bounds[0] != bounds[1]:
        return "target-direction"
    if same:
        return ""
    low, high = (after - before for after, before in zip(new.value, old.value, strict=True))
    if low * high < 0:
        return "number-changed"
    kinds = (
        ("limit-relaxed", "limit-tightened") if bounds[1] else ("target-raised", "target-lowered")
    )
    better = (low + high > 0) != (new.amount.unit == _RANK and not bounds[1])
    return kinds[0] if better else kinds[1]


_RANK = "位"
"""The smaller a rank, the better."""
