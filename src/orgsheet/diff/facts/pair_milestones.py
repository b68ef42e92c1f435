"""Which milestone of a row is which of the same row later: by event, by month, by what is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from orgsheet.diff.facts.deeds import deed_of, is_any_works
from orgsheet.diff.facts.scene import pair_equal, relative_years
from orgsheet.diff.facts.shared_words import shared_words
from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import Milestone
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.likeness import normalize, similarity

_ALIKE = 0.6
_SAME_SLOT = 0.35
"""Events as little alike as this are one only where the date is the same."""
_MOST = 200
"""Of more milestones in one row only those of the same words are paired."""
_REACH = 2
"""Months that two events may lie apart which name one deed in other words."""
_LAST_REACH = 1
"""The same where they have no other word in common, and are all that is left."""
_YEAR_MONTHS = 12

# The second tank is not the first one a year later; a yearly meeting's number moves on.
_ORDINAL = pattern("(?:([0-9]+)(?:回|期|次|池|棟|号|基|台|地区|工区|か所)目|第([1-5])回(?!目))")

_Years = tuple[FiscalYear | None, FiscalYear | None]


def pair_milestones(
    old: Sequence[Milestone], new: Sequence[Milestone], years: _Years, *, same_words: bool = False
) -> list[tuple[int, int]]:
    """Pair milestones by their event, then by their month, best first; independent of order.

    Args:
        old: the milestones of a row.
        new: those of the row that continues it.
        years: the fiscal years of the two rows' sheets.
        same_words: pair only what says the same; else what is left over is paired too where it
            names the same deed and lies near.
    """
    both = _Both(old, new, years)
    if len(both.left) * len(both.right) <= _MOST * _MOST:
        both.take_best(both.alike)
        if not same_words:
            is_last = len(both.left) == len(both.right) == 1 and len(old) == len(new) > 1
            both.take_best(both.kin_and_last if is_last else both.kin)
    return both.pairs


class _Both:
    """The milestones of two rows: their events and times, the pairs found and what is left."""

    def __init__(self, old: Sequence[Milestone], new: Sequence[Milestone], years: _Years) -> None:
        sides = list(zip((old, new), years, strict=True))
        self.words = [[_event(step, year) for step in steps] for steps, year in sides]
        self.slots = [[_slot(step, year) for step in steps] for steps, year in sides]
        self.keys = [
            [f"{word}\n{slot}" for word, slot in zip(*one, strict=True)]
            for one in zip(self.words, self.slots, strict=True)
        ]
        self.pairs = pair_equal(self.keys[0], self.keys[1])
        self.left = [n for n in range(len(old)) if n not in {a for a, _ in self.pairs}]
        self.right = [n for n in range(len(new)) if n not in {b for _, b in self.pairs}]

    def take_best(self, score_of: Callable[[int, int], float | None]) -> None:
        """Pair what is left, the best scores first; None is no pair."""
        scored = []
        for first in self.left:
            for second in self.right:
                score = score_of(first, second)
                if score is not None:
                    other = self.slots[0][first] != self.slots[1][second]
                    tie = sorted((self.keys[0][first], self.keys[1][second]))
                    scored.append((-score, other, tie, first, second))
        for *_, first, second in sorted(scored):
            if first in self.left and second in self.right:
                self.pairs.append((first, second))
                self.left.remove(first)
                self.right.remove(second)

    def alike(self, first: int, second: int) -> float | None:
        """Return how alike two events are, None where they are two."""
        old, new = self.words[0][first], self.words[1][second]
        if _ordinals(old) != _ordinals(new):
            return None
        same = self.slots[0][first] == self.slots[1][second]
        score = similarity(old, new)
        return score if score >= _ALIKE or (same and score >= _SAME_SLOT) else None

    def kin(self, first: int, second: int, *, last: bool = False) -> float | None:
        """Return how near two events are that name one deed in other words, None if they do not."""
        apart = _apart(self.slots[0][first], self.slots[1][second])
        if apart is None or apart > _REACH:
            return None
        old, new = self.words[0][first], self.words[1][second]
        return _kinship(old, new, last=last and apart <= _LAST_REACH)

    def kin_and_last(self, first: int, second: int) -> float | None:
        """Return the same of the only ones that are left."""
        return self.kin(first, second, last=True)


def _kinship(old: str, new: str, *, last: bool) -> float | None:
    """Return how near two events are that end in the same deed, None where they are two.

    A deed that any work may end in (開始, 設置) needs words in common beside it. With `last` they
    are the only ones left of two equally long lists: then the deed is enough.
    """
    (deed, of_old), (other, of_new) = deed_of(old), deed_of(new)
    if deed != other or _ordinals(old) != _ordinals(new):
        return None
    shared = shared_words(of_old, of_new)
    return shared if shared or last or not is_any_works(deed) else None


def _ordinals(event: str) -> list[str]:
    return sorted(one or other for one, other in _ORDINAL.findall(event))


def _event(step: Milestone, year: FiscalYear | None) -> str:
    return normalize(relative_years(step.event.text, year)) if step.event else ""


def _slot(step: Milestone, year: FiscalYear | None) -> str:
    """Return the time of a milestone, counted from its fiscal year where it is a date."""
    deadline = step.deadline
    if deadline is None or year is None or deadline.last is None:
        return normalize(step.when.text) if step.when else ""
    return f"{(deadline.last.year - year.start) * _YEAR_MONTHS + deadline.last.month}"


def _apart(old: str, new: str) -> int | None:
    """Return how many months lie between two times, None where one is no date."""
    return abs(int(old) - int(new)) if old.isdecimal() and new.isdecimal() else None
