"""Which rows are one project: those that are linked from year to year, whatever they are called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from orgsheet.diff.changes import Change
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.match.links import RowRef
from orgsheet.match.match_rows import rows_of
from orgsheet.render.web.anchors import row_anchors
from orgsheet.site.addresses import Place
from orgsheet.site.edition import Edition
from orgsheet.site.year_reports import YearReport

Key: TypeAlias = tuple[SheetId, int, str]
"""A row by its sheet, its place and its name: the same whatever its form calls its table."""

_ROW_STEPS = 3
"""A row's pointer is `/重点の事業/0`."""


class ProjectRow(NamedTuple):
    """A row of a project with its anchor on its sheet's page."""

    ref: RowRef
    anchor: str


@dataclass
class Project:
    """A project: its rows by year, earliest first, and what changed on the way into each year."""

    place: Place
    name: str
    rows: dict[str, list[ProjectRow]]
    changes: dict[str, list[Change]] = field(default_factory=dict)

    @property
    def last(self) -> ProjectRow:
        """Its row of the latest year."""
        return next(reversed(self.rows.values()))[0]

    @property
    def names(self) -> tuple[str, ...]:
        """What it was called, each once, earliest first."""
        return tuple(dict.fromkeys(one.ref.name for rows in self.rows.values() for one in rows))


def projects_of(edition: Edition, reports: Sequence[YearReport]) -> list[Project]:
    """Return the projects that stood among what comes first in any year, in the order of lists."""
    rows: dict[Key, ProjectRow] = {}
    for one in edition.years:
        for sheet in one.sheets:
            anchors = row_anchors(sheet)
            for ref in rows_of([sheet]):
                if ref.name:
                    rows.setdefault(_key(ref), ProjectRow(ref, anchors[id(ref.row.node)].anchor))
    groups = _groups(rows, reports)
    found = [
        _project(edition, [rows[key] for key in group])
        for group in groups
        if any(rows[key].ref.row.table.is_first for key in group)
    ]
    _add_changes(found, reports)
    return found


def _key(ref: RowRef) -> Key:
    return ref.sheet.id, ref.number, ref.name


def _groups(rows: Iterable[Key], reports: Sequence[YearReport]) -> list[list[Key]]:
    """Return the rows that accepted links join, each group in the order of the rows."""
    above: dict[Key, Key] = {key: key for key in rows}

    def top(key: Key) -> Key:
        while above[key] != key:
            above[key] = above[above[key]]
            key = above[key]
        return key

    for one in reports:
        for link in one.report.matching.links:
            pair = _key(link.before), _key(link.after)
            if link.band == "accepted" and all(key in above for key in pair):
                above[top(pair[1])] = top(pair[0])
    own: dict[tuple[str, str, str], Key] = {}
    for key in above:
        if key[0].is_department:
            own.setdefault((key[0].year, key[0].department, key[2]), key)
    for key in above:
        # What a department takes from one of its sections by its name is the same project.
        same = own.get((key[0].year, key[0].department, key[2]), key)
        above[top(key)] = top(same)
    groups: dict[Key, list[Key]] = {}
    for key in above:
        groups.setdefault(top(key), []).append(key)
    return list(groups.values())


def _project(edition: Edition, rows: list[ProjectRow]) -> Project:
    by_year: dict[str, list[ProjectRow]] = {}
    for one in edition.years:
        mine = [row for row in rows if row.ref.sheet.id.year == one.label]
        # What comes first stands first: it is what the project is called after.
        mine.sort(key=lambda row: not row.ref.row.table.is_first)
        if mine:
            by_year[one.label] = mine
    last = next(reversed(by_year.values()))[0].ref
    first = rows[0].ref
    key = f"{first.sheet.id}#{first.section}#{first.name}"
    place = edition.addresses.project(last.name, last.sheet.id.unit, key)
    return Project(place, last.name, by_year)


def _add_changes(projects: Iterable[Project], reports: Sequence[YearReport]) -> None:
    """Put to each project what changed of its rows from year to year."""
    owners = {
        _key(row.ref): project
        for project in projects
        for rows in project.rows.values()
        for row in rows
    }
    for one in reports:
        pointers: dict[tuple[SheetId, str], Key] = {}
        for side in (one.report.before, one.report.after):
            for ref in rows_of(side.sheets.values()):
                pointers[ref.sheet.id, ref.row.node.pointer()] = _key(ref)
        for change in one.report.changes:
            owner = _owner(change, pointers, owners)
            if owner is not None:
                owner.changes.setdefault(one.after.label, []).append(change)


def _owner(
    change: Change, pointers: dict[tuple[SheetId, str], Key], owners: dict[Key, Project]
) -> Project | None:
    for spot in (change.after, change.before):
        if spot is not None:
            row = "/".join(spot.pointer.split("/")[:_ROW_STEPS])
            key = pointers.get((spot.sheet.id, row))
            if key in owners:
                return owners[key]
    return None


def pages_by_row(projects: Iterable[Project]) -> dict[SheetId, dict[str, Place]]:
    """Return the places of projects by sheet and the anchor of their row."""
    found: dict[SheetId, dict[str, Place]] = {}
    for project in projects:
        for rows in project.rows.values():
            for row in rows:
                found.setdefault(row.ref.sheet.id, {})[row.anchor] = project.place
    return found


def sheets_in(project: Project) -> tuple[Sheet, ...]:
    """Return the sheets that a project stood in, each once."""
    found = {row.ref.sheet.id: row.ref.sheet for rows in project.rows.values() for row in rows}
    return tuple(found.values())
