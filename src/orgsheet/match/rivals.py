"""How far a pair of rows is ahead of the other pairs of either row, and what that makes of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import inf
from typing import NamedTuple

from orgsheet.match.match_data import match_data
from orgsheet.match.odds import ROUNDING, likelihood, logit_of
from orgsheet.match.row_likeness import Judge, Score
from orgsheet.match.tokens import RowText


class Scored(NamedTuple):
    """A pair with its likelihood and why a person should decide about it."""

    score: Score
    one: RowText
    other: RowText
    doubt: str


def judged(judge: Judge, score: Score, one: RowText, other: RowText) -> Scored | None:
    """Return a pair, half as likely where there is a doubt; None for what is no pair."""
    return _Pair(judge, score, one, other).judged()[0]


def against_rivals(
    judge: Judge, pairs: Iterable[tuple[RowText, RowText]], ask: float
) -> Iterator[Scored]:
    """Yield the pairs, likelier where neither row has another pair as good, else less likely.

    What cannot reach the likelihood `ask` is left out.
    """
    weight, farthest, alone = (match_data().margin[key] for key in ("weight", "farthest", "alone"))
    goal = logit_of(ask)
    all_pairs = [_Pair(judge, judge.score(*pair), *pair) for pair in pairs]
    rivals = _Rivals(all_pairs, farthest)
    for pair in all_pairs:
        # Most pairs are so far behind another that no doubt about either changes it.
        ahead = max(-farthest, min(farthest, pair.most - rivals.leader_at_least(pair)))
        if pair.most + weight * ahead < goal - ROUNDING:
            continue
        found, own = pair.judged()
        if found is None:
            continue
        best = max(rivals.best_beside(pair, own), default=own - alone)
        gap = max(-farthest, min(farthest, own - best))
        if gap > 0 and (found.doubt or found.score.is_contrasted):
            gap = 0.0
        total = likelihood(own + weight * gap)
        yield found._replace(score=found.score._replace(total=total))


class _Pair:
    """Two rows, and of what there is to know about them what was asked for."""

    __slots__ = ("_judge", "_judged", "_may_be_one", "most", "one", "other", "score")

    def __init__(self, judge: Judge, score: Score, one: RowText, other: RowText) -> None:
        self._judge = judge
        # Kept without `cached_property`, of which the lock costs more than most answers.
        self._may_be_one: bool | None = None
        self._judged: tuple[Scored | None, float] | None = None
        self.score = score
        self.one = one
        self.other = other
        self.most = logit_of(score.total)
        """The logit of the likelihood before any doubt."""

    def may_be_one(self) -> bool:
        """Say whether the two may be the same row at all."""
        if self._may_be_one is None:
            # Rows without anything in common are no rivals of others.
            excluded = not self.score.text or self._judge.excludes(self.one, self.other)
            self._may_be_one = not excluded
        return self._may_be_one

    def judged(self) -> tuple[Scored | None, float]:
        """Return what `judged` does, and the logit of the likelihood then, -inf for no pair."""
        if self._judged is None:
            self._judged = (None, -inf)
            if self.may_be_one():
                score = self.score
                if doubt := self._judge.doubt(self.one, self.other):
                    # What is sure goes first, and what is asked about is not called almost certain.
                    score = score._replace(total=score.total / 2)
                found = Scored(score, self.one, self.other, doubt)
                self._judged = found, logit_of(score.total)
        return self._judged


class _Rivals:
    """The pairs of each row, from the likeliest before any doubt."""

    def __init__(self, pairs: Iterable[_Pair], farthest: float) -> None:
        self._farthest = farthest
        self._of: dict[RowText, list[_Pair]] = defaultdict(list)
        for pair in pairs:
            self._of[pair.one].append(pair)
            self._of[pair.other].append(pair)
        for of_row in self._of.values():
            of_row.sort(key=lambda pair: -pair.most)
        self._leaders: dict[RowText, _Pair | None] = {}

    def leader_at_least(self, pair: _Pair) -> float:
        """Return the logit that another pair of either row has whatever is doubted, or -inf."""
        leaders = (self._leader(pair.one), self._leader(pair.other))
        halves = [one.score.total / 2 for one in leaders if one is not None and one is not pair]
        return logit_of(max(halves)) if halves else -inf

    def _leader(self, row: RowText) -> _Pair | None:
        """Return the likeliest pair of a row before any doubt."""
        if row not in self._leaders:
            self._leaders[row] = next((pair for pair in self._of[row] if pair.may_be_one()), None)
        return self._leaders[row]

    def best_beside(self, pair: _Pair, own: float) -> Iterator[float]:
        """Yield the logit of the best of each row's other pairs, -inf where it is far behind.

        `own` is that of the pair itself.
        """
        far = own - self._farthest
        for row in (pair.one, pair.other):
            best = None
            for rival in self._of[row]:
                # A doubt makes it only less likely.
                if best is not None and rival.most <= max(best, far):
                    break
                if rival is not pair and rival.may_be_one():
                    here = -inf if rival.most <= far else rival.judged()[1]
                    best = here if best is None else max(best, here)
            if best is not None:
                yield best
