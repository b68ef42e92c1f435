"""Links by similarity: the best pair first, each row once; what is doubtful is only asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import exp, log
from typing import NamedTuple

from orgsheet.match.ledger import Found, Ledger, same_list
from orgsheet.match.match_data import match_data
from orgsheet.match.row_likeness import Judge, Score
from orgsheet.match.tokens import RowText

HIGHEST = 0.99
"""Likeness is never certainty: only what is stated or equal has the score 1."""
_TWO = 2


class _Scored(NamedTuple):
    """A pair with its likelihood and why a person should decide about it."""

    score: Score
    one: RowText
    other: RowText
    doubt: str


def link_similar(
    ledger: Ledger,
    judge: Judge,
    before: list[RowText],
    after: list[RowText],
    *,
    accept: float,
    ask: float,
    moved: bool,
) -> None:
    """Link alike rows: accepted from the score `accept` on, asked from `ask` on.

    With `moved` only rows of different sections are compared.
    """
    pairs = (
        (one, other)
        for one, other in judge.candidates(before, after, moved=moved)
        if other.number not in ledger.closed and (not moved or _may_move(ledger, judge, one, other))
    )
    # Rows of other sections are rivals only where they may be linked.
    scored = _scored(judge, pairs, ask) if moved else _against_rivals(judge, pairs, ask)
    scored = [found for found in scored if found.score.total >= ask]
    # Ties go by what the rows hold and not by where they stand; both directions sort alike.
    scored.sort(
        key=lambda found: (
            -found.score.total,
            *sorted((found.one.digest, found.other.digest)),
        )
    )
    rivals: dict[RowText, list[tuple[float, RowText]]] = defaultdict(list)
    for score, one, other, _ in scored:
        rivals[one].append((score.total, other))
        rivals[other].append((score.total, one))
    taken: set[RowText] = set()
    for score, one, other, doubt in scored:
        if one in taken or other in taken:
            continue
        taken |= {one, other}
        second = max(
            (total for row in (one, other) for total, rival in rivals[row] if rival not in taken),
            default=0.0,
        )
        # Of two equally good pairs neither is better founded.
        is_sure = score.total >= accept and score.total > second and not doubt
        if moved and judge.is_other_object(one, other):
            is_sure = False
        reasons = judge.reasons(one, other, score, doubt)
        band = "accepted" if is_sure else "asked"
        contested = len(rivals[one]) + len(rivals[other]) > len((one, other))
        ledger.link(
            one, other, Found("similar", band, min(score.total, HIGHEST), reasons, contested)
        )


def _scored(judge: Judge, pairs: Iterable[tuple[RowText, RowText]], least: float) -> list[_Scored]:
    """Return the pairs that may be the same row at all and are as likely as that before doubts."""
    found = []
    for one, other in pairs:
        score = judge.score(one, other)
        if score.total >= least and (judged := _judged(judge, score, one, other)):
            found.append(judged)
    return found


def _judged(judge: Judge, score: Score, one: RowText, other: RowText) -> _Scored | None:
    """Return a pair, half as likely where there is a doubt; None for what is no pair."""
    # Rows without anything in common are no rivals of others.
    if not score.text or judge.excludes(one, other):
        return None
    if doubt := judge.doubt(one, other):
        # What is sure goes first, and what is asked about is not called almost certain.
        score = score._replace(total=score.total / 2)
    return _Scored(score, one, other, doubt)


def _against_rivals(
    judge: Judge, pairs: Iterable[tuple[RowText, RowText]], ask: float
) -> Iterator[_Scored]:
    """Yield the pairs, likelier where neither row has another pair as good, else less likely.

    What cannot reach `ask` is left out.
    """
    weight, farthest, alone = (match_data().margin[key] for key in ("weight", "farthest", "alone"))
    least = _logit(ask) - weight * farthest
    rivals = _Rivals(judge)
    likely = []
    for one, other in pairs:
        score = judge.score(one, other)
        if _logit(score.total) < least:
            rivals.add_unlikely(score, one, other)
        elif found := _judged(judge, score, one, other):
            rivals.add(found)
            likely.append(found)
    for found in likely:
        own = _logit(found.score.total)
        if own < least:
            continue
        gap = own - max(rivals.of(found, own), default=own - alone)
        gap = max(-farthest, min(farthest, gap))
        if gap > 0 and (found.doubt or found.score.is_contrasted):
            gap = 0.0
        total = 1 / (1 + exp(-own - weight * gap))
        yield found._replace(score=found.score._replace(total=total))


class _Rivals:
    """The two best pairs of each row.

    A pair that is too unlikely to be told of itself is judged only where it may be one of them.
    """

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._judged: dict[RowText, list[float]] = defaultdict(list)
        self._unlikely: dict[RowText, list[tuple[float, Score, RowText, RowText]]]
        self._unlikely = defaultdict(list)
        self._best: dict[RowText, list[float]] = {}

    def add(self, found: _Scored) -> None:
        """Add a pair that is judged."""
        for row in (found.one, found.other):
            self._judged[row].append(_logit(found.score.total))

    def add_unlikely(self, score: Score, one: RowText, other: RowText) -> None:
        """Add a pair that is not judged yet."""
        for row in (one, other):
            self._unlikely[row].append((score.total, score, one, other))

    def of(self, found: _Scored, own: float) -> Iterator[float]:
        """Yield the logit of the best of each row's other pairs."""
        for row in (found.one, found.other):
            if row not in self._best:
                self._best[row] = self._two_best(row)
            best, *rest = self._best[row]
            if best != own:
                yield best
            else:
                yield from rest

    def _two_best(self, row: RowText) -> list[float]:
        best = sorted(self._judged[row], reverse=True)[:_TWO]
        for total, score, one, other in sorted(
            self._unlikely.get(row, ()), key=lambda pair: -pair[0]
        ):
            # A doubt makes it only less likely.
            if len(best) == _TWO and best[-1] >= _logit(total):
                break
            if found := _judged(self._judge, score, one, other):
                best = sorted([*best, _logit(found.score.total)], reverse=True)[:_TWO]
        return best


def _logit(likelihood: float) -> float:
    kept = min(max(likelihood, 1e-9), 1 - 1e-9)
    return log(kept / (1 - kept))


def _may_move(ledger: Ledger, judge: Judge, one: RowText, other: RowText) -> bool:
    """Say whether two rows stand in different sections and are more than a common intention."""
    if ledger.group(0, one) == ledger.group(1, other):
        return False
    return one.ref.row.table.has_projects or judge.bodies_alike(one, other)


def ask_parts(ledger: Ledger, judge: Judge, least: float) -> None:
    """Ask about rows left over that are like a row linked already: it may be split or merged."""
    asked = [{numbers[side] for numbers in ledger.found} for side in (0, 1)]
    for rows in ledger.scopes(same_list, linked=True):
        for side in (1, 0):
            parts = [row for row in rows[side] if row.number not in asked[side]]
            wholes = [row for row in rows[1 - side] if ledger.is_linked(1 - side, row)]
            later = parts if side else wholes
            later[:] = [row for row in later if row.number not in ledger.closed]
            for score, part, whole in _best_wholes(judge, parts, wholes, least):
                one, other = (whole, part) if side else (part, whole)
                reasons = (*judge.reasons(one, other, score), "分割か統合の可能性")
                likely = min(score.total, HIGHEST)
                ledger.link(one, other, Found("similar", "asked", likely, reasons, contested=True))


def _best_wholes(
    judge: Judge, parts: list[RowText], wholes: list[RowText], least: float
) -> list[tuple[Score, RowText, RowText]]:
    """Return for each part the row most like it, where one is like it enough."""
    best: dict[RowText, tuple[float, str, Score, RowText]] = {}
    for part, whole in judge.candidates(parts, wholes) if parts and wholes else ():
        score = judge.score(part, whole)
        if score.total < least or judge.excludes(part, whole):
            continue
        found = (-score.total, whole.content, score, whole)
        if part not in best or found[:2] < best[part][:2]:
            best[part] = found
    return [(score, part, whole) for part, (_, _, score, whole) in best.items()]
