"""What became of the targets of a year's rows since its start: raised and lowered ones, by row."""

from __future__ import annotations

from collections.abc import Mapping

from orgsheet.diff.change_book import ChangeRule
from orgsheet.diff.facts.gather import each_fact
from orgsheet.diff.judge import judge
from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import SheetId
from orgsheet.match.match_rows import match
from orgsheet.match.one_form import in_one_form
from orgsheet.match.sides import side_of
from orgsheet.source.pointers import steps_of
from orgsheet.workspace.workspace import Workspace
from orgsheet.yearbook.year_results import RowKey

LOWERED = frozenset({"target-lowered"})
CHANGED = LOWERED | {"target-raised"}
"""The change rules that tell of targets."""


def changed_targets(
    start: Workspace,
    now: Workspace,
    year: FiscalYear,
    rules: Mapping[str, ChangeRule] | None = None,
    wanted: frozenset[str] = CHANGED,
) -> dict[RowKey, tuple[str, ...]]:
    """Return sentences on the targets that are others than at the start of the year, by row.

    Args:
        start: the workspace as it was when the year's sheets were settled.
        now: the workspace as it is.
        year: the year whose sheets are compared.
        rules: the change rules by id, None for those of the program.
        wanted: the ids of the rules that are told.
    """
    before, after = in_one_form(
        side_of(start, year.label, year.label), side_of(now, year.label, year.label)
    )
    matching = match(before, after, organization=now.organization, plans=now.plans)
    facts = each_fact(matching, plans=now.plans)
    changes, _ = judge(
        [fact for fact in facts if fact.kind in wanted],
        matching,
        profile="pr",
        rules=rules,
        show_all=True,
    )
    found: dict[RowKey, list[str]] = {}
    for change in changes:
        spot = change.after or change.before
        key = None if spot is None else _row(spot.sheet.id, spot.pointer)
        if key is not None:
            found.setdefault(key, []).append(change.message)
    return {key: tuple(dict.fromkeys(told)) for key, told in found.items()}


def _row(sheet: SheetId, pointer: str) -> RowKey | None:
    """Return the row that a pointer leads into (`/表/0/指標`), None where to none."""
    steps = steps_of(pointer)
    if len(steps) < 2 or not steps[1].isdecimal():  # noqa: PLR2004 - a table and a number
        return None
    return sheet, steps[0], int(steps[1])
