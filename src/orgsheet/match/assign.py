"""Links by similarity: the best pair first, each row once; what is doubtful is only asked."""

from __future__ import annotations

from collections import defaultdict

from orgsheet.match.doubts import doubt_of
from orgsheet.match.ledger import PROJECTS, Found, Ledger, same_list
from orgsheet.match.row_likeness import Judge, Score
from orgsheet.match.tokens import RowText

_Scored = tuple[Score, RowText, RowText]


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
    scored: list[_Scored] = []
    for one, other in judge.candidates(before, after):
        if other.number in ledger.closed or (moved and not _may_move(ledger, judge, one, other)):
            continue
        score = judge.score(one, other)
        if score.total >= ask and not judge.excludes(one, other):
            if doubt_of(one, other):
                # What is sure goes first, and what is asked about is not called almost certain.
                score = score._replace(total=score.total / 2)
            scored.append((score, one, other))
    # Ties go by what the rows hold and not by where they stand; both directions sort alike.
    scored.sort(key=lambda item: (-item[0].total, *sorted((item[1].content, item[2].content))))
    rivals: dict[RowText, list[tuple[float, RowText]]] = defaultdict(list)
    for score, one, other in scored:
        rivals[one].append((score.total, other))
        rivals[other].append((score.total, one))
    taken: set[RowText] = set()
    for score, one, other in scored:
        if one in taken or other in taken:
            continue
        taken |= {one, other}
        second = max(
            (total for row in (one, other) for total, rival in rivals[row] if rival not in taken),
            default=0.0,
        )
        # Of two equally good pairs neither is better founded.
        is_sure = score.total >= accept and score.total > second and not doubt_of(one, other)
        reasons = judge.reasons(one, other, score)
        ledger.link(
            one, other, Found("similar", "accepted" if is_sure else "asked", score.total, reasons)
        )


def _may_move(ledger: Ledger, judge: Judge, one: RowText, other: RowText) -> bool:
    """Say whether two rows stand in different sections and are more than a common intention."""
    if ledger.group(0, one) == ledger.group(1, other):
        return False
    return one.ref.section in PROJECTS or judge.bodies_alike(one, other)


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
                ledger.link(one, other, Found("similar", "asked", score.total, reasons))


def _best_wholes(
    judge: Judge, parts: list[RowText], wholes: list[RowText], least: float
) -> list[_Scored]:
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
