"""The column 目標期限と達成基準: labels off, criteria apart, dated steps where that is certain.

`目標期限` opens the cell, one `達成基準` (or `基準:`) closes the deadline part; where they stand
otherwise, the whole cell stays as it is. How the deadline part is split: `steps`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orgsheet.fiscal import split_leading
from orgsheet.importers.account import Reason
from orgsheet.importers.cells import BULLET, SPACES, split, trim
from orgsheet.importers.split_milestones import COLONS, StepSplitter, UncertainError

if TYPE_CHECKING:
    from orgsheet.fiscal import FiscalYear
    from orgsheet.importers.draft import Draft
    from orgsheet.importers.traced import Traced

_LABEL = re.compile(
    rf"(?:^|(?<=[{SPACES}\n]))(?:"
    rf"(?P<goal>【目標期限】|目標期限(?=[{SPACES}\n{COLONS}]|\Z))"
    rf"|(?P<criteria>【(?:達成)?基準】|達成基準(?=[{SPACES}\n{COLONS}]|\Z)|基準(?=[{COLONS}])))"
    rf"[{SPACES}\n]*+[{COLONS}]?[{SPACES}\n]*+"
)
# The look-behind lets a run of spaces be tried once, from its start.
_CRITERION = re.compile(rf"(?:^|(?<![{SPACES}\n])[{SPACES}\n]++){BULLET}[{SPACES}]*+")


@dataclass(slots=True)
class Goal:
    """What the cell says: steps with 時期 and 内容 (and 区分), or `raw` text, and criteria."""

    steps: list[dict[str, Traced]] = field(default_factory=list)
    raw: Traced | None = None
    criteria: list[Traced] = field(default_factory=list)


def read_goal(draft: Draft, cell: Traced, year: FiscalYear) -> Goal:
    """Return the steps and criteria of a cell, or its deadline part as it is, with a note."""
    value = trim(draft, cell)
    labels = list(_LABEL.finditer(value.text))
    kinds = [label.lastgroup for label in labels]
    if kinds not in ([], ["goal"], ["criteria"], ["goal", "criteria"]) or (
        "goal" in kinds and labels[0].start() > 0
    ):
        return _kept(
            draft, value, UncertainError(0, "「目標期限」「達成基準」の並びがふつうと違う")
        )
    goal = Goal()
    start, end = 0, len(value.text)
    for label, kind in zip(labels, kinds, strict=True):
        draft.drop_text(value.slice(*label.span()), Reason.LABEL)
        if kind == "goal":
            start = label.end()
        else:
            end = label.start()
            criteria = value.slice(label.end(), len(value.text))
            goal.criteria = _read_criteria(draft, criteria)
    part = trim(draft, _without_line_ends(draft, value.slice(start, end)))
    if not part.text:
        return goal
    if kinds == ["goal", "criteria"] and _is_one_deadline(part.text, year):
        goal.steps = [{"時期": part}]
        return goal
    try:
        splitter = StepSplitter(part.text, year)
        splitter.run()
    except UncertainError as uncertain:
        goal.raw = _kept(draft, part, uncertain).raw
        return goal
    for left, right, reason in splitter.drops:
        draft.drop_text(part.slice(left, right), reason)
    goal.steps = [
        {name: part.slice(*span) for name, span in step.items()} for step in splitter.steps
    ]
    return goal


def _is_one_deadline(text: str, year: FiscalYear) -> bool:
    """Whether a labelled deadline is one date for the whole row, as its own criterion follows."""
    found = split_leading(text, year)
    return found is not None and found[1] == len(text)


def _kept(draft: Draft, part: Traced, uncertain: UncertainError) -> Goal:
    draft.note(
        part.offset(uncertain.index),
        f"{uncertain.why}ため、時期と内容に分けずに「期限原文」へそのまま入れました。"
        "シートの「目標期限」に時期と内容を組にして書き直してください。",
    )
    return Goal(raw=part)


def _without_line_ends(draft: Draft, part: Traced) -> Traced:
    """Return the part without the line end that parted it from a label."""
    end = len(part.text.rstrip(f"{SPACES}\n"))
    return draft.drop_outside(part, 0, end, Reason.EDGE)


def _read_criteria(draft: Draft, part: Traced) -> list[Traced]:
    """Return the criteria: one, or as many as there are `・` items when all are."""
    value = trim(draft, part)
    if value.text.startswith(BULLET) and all(
        line.startswith(BULLET) for line in value.text.split("\n")
    ):
        return [trim(draft, item) for item in split(draft, value, _CRITERION, Reason.BULLET)]
    return [value] if value.text else []
