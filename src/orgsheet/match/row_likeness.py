"""How alike two rows are, from 0 to 1, and in which words.

Long because one judge keeps what it learns of rows, whichever of its questions is asked first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from operator import mul
from typing import NamedTuple

from orgsheet.match.discern import DOUBTFUL, OTHER, discern, is_early, is_late, is_told, parts_of
from orgsheet.match.doubts import doubt_of, lack_of_evidence, tell_of_other_objects
from orgsheet.match.guard import Conflict, is_contrasted
from orgsheet.match.match_data import match_data
from orgsheet.match.odds import ROUNDING, likelihood
from orgsheet.match.pair_weights import Weights
from orgsheet.match.row_contrasts import RowContrasts
from orgsheet.match.tokens import LONGEST_NAME, RowText
from orgsheet.match.words_in_common import words_in_common
from orgsheet.registers.plans import Plan, PlanRegister

_COMMON = 32
"""A pair of characters that stands in more rows than this brings no two rows together."""
_BEST = 6
"""Every row is compared closely with at most this many rows of the other side, and their ties."""
_ALL = 400
"""Up to this many pairs of rows, each is compared closely."""
_KEPT = 1_000
"""Rows of which all that was worked out is kept; more would fill the memory in a large city."""
_MOST_KEPT = 8_000
"""The same among the rows of one long list, which come again in any order."""
_RAREST = 4
"""So many of the rarest characters in common count."""

OTHER_TEXT = "名称は同じだが、文章が大きく違う"
"""Why rows of one name are asked about."""

_MUCH_LONGER = 3
"""So many times as many pairs of characters make a text much longer than another."""


class Score(NamedTuple):
    """How alike two rows are: altogether, by their text, by one's name in the other; a plan."""

    total: float
    text: float
    named: float
    plan: str
    is_contrasted: bool
    """Whether their names end alike but name different objects."""


class Features(NamedTuple):
    """What the model knows of two rows; each from 0 to 1.

    The text altogether, the name of one in what the other says itself, whether the names are
    contrasted, what they do beside their names, the rarest characters of a name that the other row
    has, whether one prepares what the other does.
    """

    text: float
    named: float
    contrast: float
    deed: float
    rare: float
    phase: float


_FEATURES = Features._fields


class _Known(NamedTuple):
    """A row's character pairs and how much those of a kind weigh together."""

    text: frozenset[str]
    text_weight: float
    name: frozenset[str]
    name_weight: float
    deed: frozenset[str]
    deed_weight: float
    said: frozenset[str]
    has_body: bool
    is_early: bool
    is_late: bool


class Judge:
    """Compares rows of two sides; what it learns of the rows asked about last is kept."""

    def __init__(
        self,
        rows: Sequence[RowText],
        plans: PlanRegister,
        own_words: Iterable[Iterable[str]],
        longest: int = 0,
    ) -> None:
        """Take the rows of both sides; `longest` tells how many the longest list will compare."""
        self._data = match_data()
        self._rows = rows
        self._known: dict[RowText, _Known] = {}
        self._of_features = [
            [weights.get(name, 0.0) for name in _FEATURES]
            for weights in (self._data.bare_weights, self._data.weights)
        ]
        self._most_of_features = [max(0.0, weight) for weight in self._of_features[1]]
        self._plans = plans
        self._roots = _roots(plans)
        self._contrasts = RowContrasts(rows, own_words)
        self.namesakes: set[RowText] = set()
        """Rows that share a name with a row of the other side which may be other work."""
        self._mentioned: dict[RowText, frozenset[str]] = {}
        self._kept: dict[RowText, None] = {}
        self._most = max(_KEPT, min(_MOST_KEPT, longest))
        self._last_discerned: tuple[RowText | None, RowText | None, str] = (None, None, "")

    @cached_property
    def _weights(self) -> Weights:
        if len(self._rows) <= self._most:
            return Weights(row.text_pairs for row in self._rows)
        return Weights(row.pairs_once() for row in self._rows)

    def score(self, one: RowText, other: RowText) -> Score:
        """Return how alike two rows are, as a likelihood; symmetric."""
        return self._score(one, other, *self._both(one, other))

    def score_from(self, least: float, one: RowText, other: RowText) -> Score | None:
        """Return what `score` does, None where the likelihood is below `least`.

        Most pairs are far below: then all that they share, weighed once, answers for each feature.
        """
        ones, others = self._both(one, other)
        if ones.has_body and others.has_body:
            shared = self._weights.total(ones.text & others.text)
            if likelihood(self._at_most(shared, ones, others) + ROUNDING) < least:
                return None
        score = self._score(one, other, ones, others)
        return None if score.total < least else score

    def features(self, one: RowText, other: RowText) -> Features:
        """Return what the model knows of two rows."""
        return self._features(one, other, *self._both(one, other))

    def _score(self, one: RowText, other: RowText, ones: _Known, others: _Known) -> Score:
        features = self._features(one, other, ones, others)
        has_bodies = ones.has_body and others.has_body
        weights = self._data.weights if has_bodies else self._data.bare_weights
        total, plan = weights["base"], ""
        if self._roots and (shared := self._plan_names(one) & self._plan_names(other)):
            total += self._data.plan_weight
            plan = min(shared)
        total += sum(map(mul, self._of_features[has_bodies], features))
        contrast = features.contrast > 0
        return Score(likelihood(total), features.text, features.named, plan, contrast)

    def _features(self, one: RowText, other: RowText, ones: _Known, others: _Known) -> Features:
        total = self._weights.total
        text = named = deed = rare = 0.0
        if shared := ones.text & others.text:
            text = 2 * total(shared) / (ones.text_weight + others.text_weight)
        if shared := ones.deed & others.deed:
            deed = 2 * total(shared) / (ones.deed_weight + others.deed_weight)
        mine, yours = ones.name & others.text, others.name & ones.text
        if mine or yours:
            # How rare the rarest characters of one's name are that the other row has.
            rare = sum(self._weights.of_written(mine | yours)[:_RAREST]) / _RAREST
            if others.said is not others.text:
                mine &= others.said
            if ones.said is not ones.text:
                yours &= ones.said
            if mine:
                named = total(mine) / ones.name_weight
            if yours:
                named = max(named, total(yours) / others.name_weight)
        phase = (ones.is_early and others.is_late) or (others.is_early and ones.is_late)
        return Features(text, named, is_contrasted(one.plain, other.plain), deed, rare, phase)

    def _at_most(self, shared: float, ones: _Known, others: _Known) -> float:
        """Return a logit that the likelihood of two rows does not exceed.

        `shared` is the weight of all pairs of characters that both rows have: the names, the deeds
        and the rarest have no more in common.
        """
        deeds = ones.deed_weight + others.deed_weight
        names = min(ones.name_weight, others.name_weight)
        text, named, contrast, deed, rare, phase = self._most_of_features
        total = text * 2 * shared / (ones.text_weight + others.text_weight)
        total += named * min(1.0, shared / names) if names else 0.0
        total += deed * min(1.0, 2 * shared / deeds) if deeds else 0.0
        total += rare * min(1.0, shared / _RAREST)
        return total + contrast + phase + self._data.weights["base"] + self._data.plan_weight

    def _both(self, one: RowText, other: RowText) -> tuple[_Known, _Known]:
        """Return what is known of two rows, and keep them; what is known is kept already."""
        ones, others = self._known.get(one), self._known.get(other)
        if ones is None or others is None:
            self._keep(one, other)
            ones, others = self._known_of(one), self._known_of(other)
        return ones, others

    def bodies_alike(self, one: RowText, other: RowText) -> bool:
        """Say whether two rows' texts beside their names have much in common."""
        self._keep(one, other)
        return self._weights.dice(one.body_pairs, other.body_pairs) >= self._data.texts["moved"]

    def is_other_object(self, one: RowText, other: RowText) -> bool:
        """Say whether two names are contrasted outside brackets and the texts are not alike."""
        outer = [parts_of(row.name[:LONGEST_NAME]).outer for row in (one, other)]
        return (
            is_contrasted(*outer)
            and self._weights.dice(one.body_pairs, other.body_pairs) < self._data.texts["near"]
        )

    def excludes(self, one: RowText, other: RowText) -> bool:
        """Say whether two rows cannot be the same: their ids, or what their names name, differ."""
        if one.denies(other):
            return True
        conflict = self._contrasts.conflict(one, other)
        if conflict is not None and not self._may_be_reworded(one, other, conflict):
            return True
        return self._discern(one, other) == OTHER

    def doubt(self, one: RowText, other: RowText) -> str:
        """Return in Japanese why a person should decide about two rows, "" for nothing."""
        return next(filter(None, self._doubts(one, other)), "")

    def _doubts(self, one: RowText, other: RowText) -> Iterator[str | None]:
        if one.core == other.core and self.tell_different(one, other):
            yield OTHER_TEXT
        if one.core != other.core and self.namesakes & {one, other}:
            yield "同じ名称の行がほかにある"
        yield doubt_of(one, other)
        if self._discern(one, other):
            yield "名称が指すものが違うかもしれない"
        if conflict := self._contrasts.conflict(one, other):
            yield f"{conflict.before}と{conflict.after}で、対象が違うかもしれない"
        if told := self._contrasts.texts_apart(one, other):
            yield f"{told}で、対象が違うかもしれない"
        if self._contrasts.is_beside(one, other):
            yield "前の期・回の行も、ほかにある"
        # A next stage or edition is written anew.
        if one.core != other.core and not self._contrasts.goes_on(one, other):
            yield lack_of_evidence(one, other, self._weights.dice)

    def tell_different(self, one: RowText, other: RowText) -> bool:
        """Say whether both rows have texts beside their names, and these are not alike."""
        if len(self._rows) <= self._most:
            texts = [one.body_pairs, other.body_pairs]
        else:
            texts = [one.body_pairs_once(), other.body_pairs_once()]
        short, long = sorted(texts, key=len)
        if not short:
            return False
        share = self._weights.dice(short, long)
        if share < self._data.texts["same_object"] and tell_of_other_objects(one, other):
            return True
        if len(short) * _MUCH_LONGER <= len(long):
            # A note cannot share much with a long text; what counts is how much of it is there.
            share = self._weights.total(short & long) / self._weights.total(short)
        return share < self._data.texts["same_name"]

    def _may_be_reworded(self, one: RowText, other: RowText, conflict: Conflict) -> bool:
        """Say whether words that exclude others stand in names that are otherwise written anew."""
        return (
            conflict.kind == "word"
            and not is_contrasted(one.plain, other.plain)
            and self._weights.dice(one.body_pairs, other.body_pairs) >= self._data.texts["near"]
        )

    def _discern(self, one: RowText, other: RowText) -> str:
        """Return what `discern` says, milder where the text of a row tells what the other means.

        Of the last two rows it is kept: whether they exclude each other is asked before why one
        should doubt.
        """
        if self._last_discerned[:2] != (one, other):
            names = [row.name[:LONGEST_NAME] for row in (one, other)]
            found = discern(*names)
            if found and is_told(names[0], other.body, names[1]) | is_told(
                names[1], one.body, names[0]
            ):
                found = DOUBTFUL if found == OTHER else ""
            self._last_discerned = (one, other, found)
        return self._last_discerned[2]

    def reasons(
        self, one: RowText, other: RowText, score: Score, doubt: str | None = None
    ) -> tuple[str, ...]:
        """Return in Japanese what two rows have in common; `doubt` is their doubt where known."""
        found = []
        if one.core == other.core:
            found.append("名称が同じ")
        elif words := words_in_common(*("".join(row.name.split()) for row in (one, other))):
            found.append(f"名称に共通の語: {'、'.join(words)}")
        if doubt is None:
            doubt = self.doubt(one, other)
        if doubt:
            found.append(doubt)
        if score.text >= self._data.texts["notable"]:
            found.append(f"文章の重なり {score.text:.0%}")
        if score.plan:
            found.append(f"同じ計画に関わる: {score.plan}")
        if editions := self._contrasts.succession(one, other):
            first, second = sorted(
                (editions.before, editions.after), key=lambda text: (len(text), text)
            )
            found.append(f"次の期・回: {first}と{second}")
        return tuple(found)

    def candidates(
        self, before: Sequence[RowText], after: Sequence[RowText], *, moved: bool = False
    ) -> Iterator[tuple[RowText, RowText]]:
        """Yield the pairs worth comparing closely, each once.

        That is all pairs of short lists; of long ones those that share the rarest characters, so
        that the work grows with the number of rows and not with its square. `moved` tells that
        the rows are those of the whole city.
        """
        if len(before) * len(after) <= _ALL:
            yield from ((one, other) for one in before for other in after)
            return
        together = len(before) + len(after)
        if not moved:
            self._most = max(_KEPT, min(_MOST_KEPT, together))
        keeps = together <= self._most
        if keeps:
            for row in (*before, *after):
                self._kept.pop(row, None)  # so that it is among the last to be let go of
            self._keep(*before, *after)
        by_number = [{row.number: row for row in side} for side in (before, after)]
        chosen: dict[int, None] = {}
        width = max(by_number[1]) + 1
        for ones, others, flipped in ((before, after, False), (after, before, True)):
            rare = self._rare_pairs(others, keeps=keeps)
            for row in ones:
                pairs = row.text_pairs if keeps else row.pairs_once()
                for found in _nearest(pairs, rare):
                    one, other = (found, row) if flipped else (row, found)
                    chosen[one.number * width + other.number] = None
        for numbers in chosen:
            first, second = divmod(numbers, width)
            yield by_number[0][first], by_number[1][second]

    def _rare_pairs(
        self, rows: Sequence[RowText], *, keeps: bool
    ) -> dict[str, tuple[float, list[RowText]]]:
        """Return the weight of each pair of characters that stands in few rows, and these rows."""
        places: dict[str, list[RowText]] = defaultdict(list)
        for row in rows:
            for pair in row.text_pairs if keeps else row.pairs_once():
                places[pair].append(row)
        weight = self._weights.weight
        return {pair: (weight(pair), few) for pair, few in places.items() if len(few) <= _COMMON}

    def _keep(self, *rows: RowText) -> None:
        """Keep what is learnt of these rows, and let go of those not asked about for long."""
        for row in rows:
            if row not in self._kept:
                self._kept[row] = None
        if len(self._kept) > self._most:
            for row in list(self._kept)[: -max(self._most // 2, len(rows))]:
                del self._kept[row]
                row.forget()
                self._contrasts.forget(row)
                self._mentioned.pop(row, None)
                self._known.pop(row, None)

    def _known_of(self, row: RowText) -> _Known:
        if (known := self._known.get(row)) is None:
            total = self._weights.total
            text, name, deed = row.text_pairs, row.name_pairs, row.deed_pairs
            known = self._known[row] = _Known(
                *(text, total(text), name, total(name), deed, total(deed)),
                row.said_pairs,
                *(bool(row.body_pairs), is_early(row.name), is_late(row.name)),
            )
        return known

    def _plan_names(self, row: RowText) -> frozenset[str]:
        """Return the plans a row names, each by the last of its line of successors."""
        if not self._roots:
            return frozenset()
        if row not in self._mentioned:
            text = f"{row.name}\n{row.body}"
            self._mentioned[row] = frozenset(
                self._roots[mention.plan.name] for mention in self._plans.mentions(text)
            )
        return self._mentioned[row]


def _nearest(
    pairs: frozenset[str], places: dict[str, tuple[float, list[RowText]]]
) -> list[RowText]:
    """Return the rows that share most with `pairs`, and all that share as much as the last.

    `places` tells of each pair how much it weighs and which rows hold it.
    """
    shared: dict[RowText, float] = defaultdict(float)
    # In one order, so that rounding is the same in every run.
    for pair in sorted(pairs & places.keys()):
        weight, rows = places[pair]
        for row in rows:
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
