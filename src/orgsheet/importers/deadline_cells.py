"""A cell of deadlines and criteria: labels off, criteria apart, steps where that is certain.

The deadline's word opens the cell, the criteria's (or an alias with a colon) closes the deadline
part; where they stand otherwise, the whole cell stays as it is. How it is split:
`split_milestones`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from orgsheet.fiscal import split_leading
from orgsheet.importers.account import Reason
from orgsheet.importers.cells import BULLET, SPACES, split, trim
from orgsheet.importers.split_milestones import COLONS, StepSplitter, UncertainError

if TYPE_CHECKING:
    from orgsheet.fiscal import FiscalYear
    from orgsheet.form.definition import Field
    from orgsheet.importers.draft import Draft
    from orgsheet.importers.labels import Column
    from orgsheet.importers.traced import Traced


@lru_cache(maxsize=16)
def _label(goal: str, criteria: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of the words that open a cell's deadline and its criteria.

    `criteria` are the key and its aliases, () where the cell holds none.
    """
    ends = rf"(?=[{SPACES}\n{COLONS}]|\Z)"
    kinds = rf"(?P<goal>【{re.escape(goal)}】|{re.escape(goal)}{ends})"
    if criteria:
        words = "|".join(map(re.escape, criteria))
        key = re.escape(criteria[0])
        kinds += rf"|(?P<criteria>【(?:{words})】|{key}{ends}|(?:{words})(?=[{COLONS}]))"
    return re.compile(rf"(?:^|(?<=[{SPACES}\n]))(?:{kinds})[{SPACES}\n]*+[{COLONS}]?[{SPACES}\n]*+")


# The look-behind lets a run of spaces be tried once, from its start.
_CRITERION = re.compile(rf"(?:^|(?<![{SPACES}\n])[{SPACES}\n]++){BULLET}[{SPACES}]*+")


@dataclass(slots=True)
class Goal:
    """What the cell says: steps with 時期 and 内容 (and 区分), or `raw` text, and criteria."""

    steps: list[dict[str, Traced]] = field(default_factory=list)
    raw: Traced | None = None
    criteria: list[Traced] = field(default_factory=list)


def read_goal(draft: Draft, cell: Traced, year: FiscalYear, column: Column) -> Goal:
    """Return the steps and criteria of a cell, or its deadline part as it is, with a note."""
    value = trim(draft, cell)
    joined = column.joined
    criteria_words = () if joined is None else (joined.key, *joined.aliases)
    labels = list(_label(column.field.key, criteria_words).finditer(value.text))
    kinds = [label.lastgroup for label in labels]
    if kinds not in ([], ["goal"], ["criteria"], ["goal", "criteria"]) or (
        "goal" in kinds and labels[0].start() > 0
    ):
        words = "".join(f"「{one.key}」" for one in (column.field, joined) if one is not None)
        return _kept(draft, value, UncertainError(0, f"{words}の並びがふつうと違う"), column.field)
    goal = Goal()
    start, end = 0, len(value.text)
    for label, kind in zip(labels, kinds, strict=True):
        draft.drop_text(value.slice(*label.span()), Reason.LABEL)
        if kind == "goal":
            start = label.end()
        else:
            end = label.start()
            criteria = value.slice(label.end(), len(value.text))
            goal.criteria = read_criteria(draft, criteria)
    part = trim(draft, _without_line_ends(draft, value.slice(start, end)))
    if not part.text:
        return goal
    if (kinds[-1:] == ["criteria"] or joined is None) and _is_one_deadline(part.text, year):
        goal.steps = [{"時期": part}]
        return goal
    try:
        splitter = StepSplitter(part.text, year)
        splitter.run()
    except UncertainError as uncertain:
        goal.raw = _kept(draft, part, uncertain, column.field).raw
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


def _kept(draft: Draft, part: Traced, uncertain: UncertainError, goal: Field) -> Goal:
    draft.note(
        part.offset(uncertain.index),
        f"{uncertain.why}ため、時期と内容に分けずに「{goal.raw or goal.key}」へそのまま入れました。"
        f"シートの「{goal.key}」に時期と内容を組にして書き直してください。",
    )
    return Goal(raw=part)


def _without_line_ends(draft: Draft, part: Traced) -> Traced:
    """Return the part without the line end that parted it from a label."""
    end = len(part.text.rstrip(f"{SPACES}\n"))
    return draft.drop_outside(part, 0, end, Reason.EDGE)


def read_criteria(draft: Draft, part: Traced) -> list[Traced]:
    """Return the criteria: one, or as many as there are `・` items when all are."""
    value = trim(draft, part)
    if value.text.startswith(BULLET) and all(
        line.startswith(BULLET) for line in value.text.split("\n")
    ):
        return [trim(draft, item) for item in split(draft, value, _CRITERION, Reason.BULLET)]
    return [value] if value.text else []
