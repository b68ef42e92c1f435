"""Links by similarity: the best pair first, each row once; what is doubtful is only asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from orgsheet.match.ledger import Found, Ledger, same_list
from orgsheet.match.rivals import Scored, against_rivals, judged
from orgsheet.match.row_likeness import Judge, Score
from orgsheet.match.tokens import RowText

HIGHEST = 0.99
"""Likeness is never certainty: only what is stated or equal has the score 1."""


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
    scored = _scored(judge, pairs, ask) if moved else against_rivals(judge, pairs, ask)
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


def _scored(judge: Judge, pairs: Iterable[tuple[RowText, RowText]], least: float) -> list[Scored]:
    """Return the pairs that may be the same row at all and are as likely as that before doubts."""
    found = []
    for one, other in pairs:
        score = judge.score_from(least, one, other)
        if score and (scored := judged(judge, score, one, other)):
            found.append(scored)
    return found


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
        score = judge.score_from(least, part, whole)
        if score is None or judge.excludes(part, whole):
            continue
        found = (-score.total, whole.content, score, whole)
        if part not in best or found[:2] < best[part][:2]:
            best[part] = found
    return [(score, part, whole) for part, (_, _, score, whole) in best.items()]
