"""How alike two rows are, from 0 to 1, and in which words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import exp
from typing import NamedTuple

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.match.doubts import doubt_of
from orgsheet.match.guard import (
    Conflict,
    Marks,
    conflict_of,
    is_contrasted,
    marks_of,
    succession_of,
)
from orgsheet.match.tokens import LONGEST_NAME, RowText, Weights
from orgsheet.registers.plans import Plan, PlanRegister

_COMMON = 32
"""A pair of characters that stands in more rows than this brings no two rows together."""
_BEST = 6
"""Every row is compared closely with at most this many rows of the other side, and their ties."""
_ALL = 400
"""Up to this many pairs of rows, each is compared closely."""
_SHOWN_WORDS = 3
_NOTABLE = 0.2
"""Less text in common is chance and no reason to show."""
_NOTABLE_BODY = 0.3

# A logistic model of being the same row, fitted on the half of the labelled pairs that is for it
# (docs/diff-accuracy.md). How alike the names alone are adds nothing to it: what looks alike and
# is not the same (東小学校, 北小学校) is alike in name.
_BASE, _TEXT, _NAMED = -5.7, 18.0, 5.0
_BASE_BARE, _BARE = -4.0, 8.0
"""For rows of which one has nothing but a name."""
_PLAN = 0.5
_CONTRAST = 2.0


_BRACKETS = pattern("[()（）「」『』【】〔〕［］]")
_JOINED = pattern("^(?:[・、]|及び|並びに|又は|の(?![ぁ-ん]))|[・、]$")


class Score(NamedTuple):
    """How alike two rows are: altogether, by their text, by one's name in the other; a plan."""

    total: float
    text: float
    named: float
    plan: str


class Judge:
    """Compares rows of two sides; what it learns of a row is kept."""

    def __init__(
        self, rows: Sequence[RowText], plans: PlanRegister, own_words: Iterable[Iterable[str]]
    ) -> None:
        self._weights = Weights(row.pairs_once() for row in rows)
        self._totals: dict[frozenset[str], float] = {}
        self._plans = plans
        self._roots = _roots(plans)
        self._own = [tuple(group) for group in own_words]
        self._marks: dict[RowText, Marks] = {}
        self._mentioned: dict[RowText, frozenset[str]] = {}

    def score(self, one: RowText, other: RowText) -> Score:
        """Return how alike two rows are, as a likelihood; symmetric."""
        contrasted = is_contrasted(one.plain, other.plain)
        if contrasted:
            # Only what the texts share beyond the names says that both mean the same.
            both = one.name_pairs & other.name_pairs
            text = self._weights.dice(one.body_pairs - both, other.body_pairs - both)
            named = 0.0
        else:
            text = self._dice(one.text_pairs, other.text_pairs)
            named = max(self._named(one, other), self._named(other, one))
        shared = self._plan_names(one) & self._plan_names(other)
        if one.body_pairs and other.body_pairs:
            total = _BASE + _TEXT * text + _NAMED * named
        else:
            total = _BASE_BARE + _BARE * text
        total += _PLAN * bool(shared) - _CONTRAST * contrasted
        return Score(1 / (1 + exp(-total)), text, named, min(shared, default=""))

    def bodies_alike(self, one: RowText, other: RowText) -> bool:
        """Say whether two rows' texts beside their names have much in common."""
        return self._dice(one.body_pairs, other.body_pairs) >= _NOTABLE_BODY

    def excludes(self, one: RowText, other: RowText) -> bool:
        """Say whether two rows cannot be the same: their ids, or what their names name, differ."""
        conflict = conflict_of(self._marks_of(one), self._marks_of(other))
        return conflict is not None or one.denies(other)

    def succession(self, one: RowText, other: RowText) -> Conflict | None:
        """Return the editions where one row is about the edition next to the other's."""
        return succession_of(self._marks_of(one), self._marks_of(other))

    def reasons(self, one: RowText, other: RowText, score: Score) -> tuple[str, ...]:
        """Return in Japanese what two rows have in common."""
        found = []
        if one.core == other.core:
            found.append("名称が同じ")
        elif words := shared_words(*("".join(row.ref.name.split()) for row in (one, other))):
            found.append(f"名称に共通の語: {'、'.join(words)}")
        if doubt := doubt_of(one, other):
            found.append(doubt)
        if score.text >= _NOTABLE:
            found.append(f"文章の重なり {score.text:.0%}")
        if score.plan:
            found.append(f"同じ計画に関わる: {score.plan}")
        if editions := self.succession(one, other):
            first, second = sorted(
                (editions.before, editions.after), key=lambda text: (len(text), text)
            )
            found.append(f"次の期・回: {first}と{second}")
        return tuple(found)

    def candidates(
        self, before: Sequence[RowText], after: Sequence[RowText]
    ) -> Iterator[tuple[RowText, RowText]]:
        """Yield the pairs worth comparing closely, each once.

        That is all pairs of short lists; of long ones those that share the rarest characters, so
        that the work grows with the number of rows and not with its square.
        """
        if len(before) * len(after) <= _ALL:
            yield from ((one, other) for one in before for other in after)
            return
        chosen: dict[tuple[int, int], tuple[RowText, RowText]] = {}
        for ones, others, flipped in ((before, after, False), (after, before, True)):
            places: dict[str, list[RowText]] = defaultdict(list)
            for row in others:
                for pair in row.text_pairs:
                    places[pair].append(row)
            for row in ones:
                for found in _nearest(row.text_pairs, places, self._weights):
                    one, other = (found, row) if flipped else (row, found)
                    chosen[one.number, other.number] = one, other
        yield from chosen.values()

    def _dice(self, first: frozenset[str], second: frozenset[str]) -> float:
        """Return what `Weights.dice` does, for sets that come again."""
        if not (shared := first & second):
            return 0.0
        return 2 * self._weights.total(shared) / (self._total(first) + self._total(second))

    def _named(self, one: RowText, other: RowText) -> float:
        """Return how much of one row's name is in the other's text, from 0 to 1."""
        shared = one.name_pairs & other.text_pairs
        return self._weights.total(shared) / self._total(one.name_pairs) if shared else 0.0

    def _total(self, pairs: frozenset[str]) -> float:
        # A frozen set keeps its hash, so that looking it up again costs nothing.
        if pairs not in self._totals:
            self._totals[pairs] = self._weights.total(pairs)
        return self._totals[pairs]

    def _marks_of(self, row: RowText) -> Marks:
        if row not in self._marks:
            self._marks[row] = marks_of(row.ref.name[:LONGEST_NAME], self._own)
        return self._marks[row]

    def _plan_names(self, row: RowText) -> frozenset[str]:
        """Return the plans a row names, each by the last of its line of successors."""
        if not self._roots:
            return frozenset()
        if row not in self._mentioned:
            text = f"{row.ref.name}\n{row.body}"
            self._mentioned[row] = frozenset(
                self._roots[mention.plan.name] for mention in self._plans.mentions(text)
            )
        return self._mentioned[row]


def shared_words(one: str, other: str) -> list[str]:
    """Return the longest stretches two names share, at most three, in the order of the shorter.

    A stretch ends at a bracket. Stretches of less than two characters or of hiragana alone do not
    count. The order of the two names does not matter.
    """
    one, other = sorted((one[:LONGEST_NAME], other[:LONGEST_NAME]), key=lambda key: (len(key), key))
    # Nothing is shared across what one of the two does not have.
    one, other = _BRACKETS.sub("\n", one), _BRACKETS.sub("\r", other)
    found: list[str] = []
    start = 0
    while start < len(one) - 1:
        size = 2
        if one[start : start + size] not in other:
            start += 1
            continue
        while start + size < len(one) and one[start : start + size + 1] in other:
            size += 1
        word = _JOINED.sub("", one[start : start + size])
        if len(word) > 1 and not all("ぁ" <= char <= "ん" for char in word):
            found.append(word)
        start += size
    kept = sorted(found, key=lambda word: (-len(word), word))[:_SHOWN_WORDS]
    return [word for word in dict.fromkeys(found) if word in kept]


def _nearest(
    pairs: frozenset[str], places: dict[str, list[RowText]], weights: Weights
) -> list[RowText]:
    """Return the rows that share most with `pairs`, and all that share as much as the last."""
    shared: dict[RowText, float] = defaultdict(float)
    for pair in sorted(pairs):
        held = places.get(pair, ())
        if len(held) <= _COMMON:
            weight = weights.weight(pair) if held else 0.0
            for row in held:
                shared[row] += weight
    if len(shared) <= _BEST:
        return list(shared)
    least = sorted(shared.values(), reverse=True)[_BEST - 1]
    return [row for row, weight in shared.items() if weight >= least]


def _roots(plans: PlanRegister) -> dict[str, str]:
    """Return for each plan's name the name of the last plan that succeeds it."""
    roots = {}
    for plan in plans.plans:
        current: Plan = plan
        seen = {plan.name}
        while current.successor and (following := plans.find(current.successor)) is not None:
            if following.name in seen:
                break
            seen.add(following.name)
            current = following
        roots[plan.name] = current.name
    return roots
