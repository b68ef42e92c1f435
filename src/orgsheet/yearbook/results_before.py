"""How the rows of a year went in the years before: the same projects, whatever they were called."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from orgsheet.fiscal import FiscalYear
from orgsheet.match.links import RowRef, Side
from orgsheet.match.match_rows import match
from orgsheet.match.one_form import in_one_form
from orgsheet.match.sides import side_of
from orgsheet.workspace.workspace import Workspace
from orgsheet.yearbook.read_results import results_of
from orgsheet.yearbook.year_results import RowKey, RowResults, YearResults, key_of


class Earlier(NamedTuple):
    """A row as it was in an earlier year: the year, and how it went.

    `unit` is the department and section where it stood, "" where they are the same as now.
    """

    year: FiscalYear
    unit: str
    row: RowResults


def results_before(
    workspace: Workspace, results: YearResults, most: int = 2
) -> dict[RowKey, tuple[Earlier, ...]]:
    """Return how the rows of a year went before, the latest year first.

    Args:
        workspace: where the sheets are.
        results: how the year went.
        most: how many years to go back.
    """
    years = _years_before(workspace, results.year, most)
    sides = [side_of(workspace, year.label, year.label) for year in (results.year, *years)]
    for number in range(1, len(sides)):
        sides[number], sides[number - 1] = in_one_form(sides[number], sides[number - 1])
    found: dict[RowKey, list[Earlier]] = {}
    # By the place of a row in the year that was looked at last, the rows of now that go on there.
    asking = {key_of(row): [row] for row in results.rows}
    for year, (later, earlier) in zip(years, pairwise(sides), strict=True):
        went = results_of(earlier.sheets.values(), year, workspace.scales)
        was = {key_of(row): row for row in went.rows}
        asking = _moved(asking, _links(workspace, earlier, later))
        for place, rows in asking.items():
            for row in rows if place in was else ():
                before = was[place]
                unit = "" if before.sheet[1:] == row.sheet[1:] else before.sheet.label
                found.setdefault(key_of(row), []).append(Earlier(year, unit, before))
    return {key: tuple(rows) for key, rows in found.items()}


def _years_before(workspace: Workspace, year: FiscalYear, most: int) -> list[FiscalYear]:
    """Return the years directly before that have sheets, the latest first, without a gap."""
    labels = {identity.year for identity in workspace.sheet_ids}
    found: list[FiscalYear] = []
    before = year.previous
    while len(found) < most and before.label in labels:
        found.append(before)
        before = before.previous
    return found


def _links(workspace: Workspace, earlier: Side, later: Side) -> dict[RowKey, list[RowKey]]:
    """Return by the place of a later row those of the earlier rows that it goes on."""
    matching = match(earlier, later, organization=workspace.organization, plans=workspace.plans)
    found: dict[RowKey, list[RowKey]] = {}
    for link in matching.links:
        if link.band == "accepted":
            found.setdefault(_place(link.after), []).append(_place(link.before))
    return found


def _moved(
    asking: dict[RowKey, list[RowResults]], links: dict[RowKey, list[RowKey]]
) -> dict[RowKey, list[RowResults]]:
    moved: dict[RowKey, list[RowResults]] = {}
    for place, rows in asking.items():
        for before in links.get(place, ()):
            moved.setdefault(before, []).extend(rows)
    return moved


def _place(ref: RowRef) -> RowKey:
    return ref.sheet.id, ref.section, ref.number
