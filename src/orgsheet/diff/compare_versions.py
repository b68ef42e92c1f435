"""What changed between two versions of some sheets of one year, as `diff` tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from orgsheet.diff.change_book import ChangeRule
from orgsheet.diff.change_values import values_of
from orgsheet.diff.changes import Report
from orgsheet.diff.run import run_diff
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.match.links import Side
from orgsheet.match.one_form import in_one_form
from orgsheet.match.sides import Sides
from orgsheet.registers.organization import OrganizationRegister
from orgsheet.registers.plans import PlanRegister


class ItemChange(NamedTuple):
    """A change of an item of a sheet: the item in words, its text before and after, "" for none."""

    sheet: SheetId
    item: str
    before: str
    after: str


def compare_versions(
    before: Mapping[SheetId, Sheet],
    after: Mapping[SheetId, Sheet],
    plans: PlanRegister,
    organization: OrganizationRegister,
    rules: Mapping[str, ChangeRule] | None = None,
) -> Report:
    """Return what changed between versions of sheets that both sides have.

    Args:
        before: the earlier versions.
        after: the later versions.
        plans: the register of plans.
        organization: the register of departments and sections.
        rules: the change rules by id, None for those of the program.
    """
    first, second = in_one_form(Side("前", dict(before)), Side("後", dict(after)))
    report, _ = run_diff(Sides(first, second, "pr", plans, organization, ()), rules)
    return report


def item_changes(report: Report) -> list[ItemChange]:
    """Return the changes of a report item by item, in its order."""
    found = []
    for change in report.changes:
        spot = change.after or change.before
        if spot is not None:
            old, new = values_of(change, ()).texts
            found.append(ItemChange(spot.sheet.id, spot.item, old, new))
    return found
