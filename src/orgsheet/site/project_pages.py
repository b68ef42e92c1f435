"""One project through the years: a page each, the years side by side; and the list of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from orgsheet.diff.changes import LEVELS
from orgsheet.form.sheet_mark import sheet_mark
from orgsheet.render.web.value_parts import ValuePart, value_part
from orgsheet.site.addresses import PageFile, Place, link, segment
from orgsheet.site.edition import Edition, sample_notice
from orgsheet.site.frame import Entry, Frames
from orgsheet.site.project_lines import Project, ProjectRow, sheets_in
from orgsheet.site.results_page import history_drawing, scale_marks

PLACE = ("projects",)
TITLE = "事業の一覧"
_TOLD = LEVELS[:3]


class Column(NamedTuple):
    """A row of a project in a year: what it was called, where it stood, its values by heading."""

    year: str
    name: str
    row: Entry
    section: Entry
    values: tuple[tuple[str, ValuePart], ...]


def project_pages(
    edition: Edition, frames: Frames, projects: Sequence[Project]
) -> Iterator[PageFile]:
    """Yield the list of projects, a page for each, and one for each name that one had before."""
    yield _list(edition, frames, projects)
    taken = {project.place for project in projects}
    for project in projects:
        yield _page(edition, frames, project)
    yield from _former(frames, projects, taken)


def _list(edition: Edition, frames: Frames, projects: Sequence[Project]) -> PageFile:
    groups: dict[str, list[tuple[Entry, str, str]]] = {}
    order = edition.listing
    for project in sorted(
        projects, key=lambda one: order.sheet(one.last.ref.sheet.id._replace(year=""))
    ):
        last = project.last.ref.sheet.id
        years = list(project.rows)
        span = years[0] if len(years) == 1 else f"{years[0]}～{years[-1]}"
        entry = Entry(project.name, link(PLACE, project.place))
        groups.setdefault(last.department, []).append((entry, last.unit, span))
    return frames.page(
        "projects.html", PLACE, TITLE, groups=list(groups.items()), count=f"{len(projects):,}"
    )


def _page(edition: Edition, frames: Frames, project: Project) -> PageFile:
    place = project.place
    kanji = {one.label: one.year.kanji for one in edition.years}
    told = [
        (kanji[label], [one.message for one in changes if one.level in _TOLD])
        for label, changes in reversed(project.changes.items())
    ]
    rows = [
        (label, row.ref.section, row.ref.number, row.anchor, sheet_mark(row.ref.sheet))
        for label, rows in project.rows.items()
        for row in rows
    ]
    places = [edition.addresses.sheet(sheet.id) for sheet in sheets_in(project)]
    marks = scale_marks(edition)
    made_from = project.name, project.names, rows, places, told, marks

    def make() -> PageFile:
        columns = [
            _column(edition, place, kanji[label], row)
            for label, rows in project.rows.items()
            for row in rows
        ]
        samples = dict.fromkeys(filter(None, map(sample_notice, sheets_in(project))))
        return frames.page(
            "project.html",
            place,
            project.name,
            way=[(TITLE, PLACE)],
            notices=tuple(samples),
            columns=columns,
            headings=list(dict.fromkeys(key for one in columns for key, _ in one.values)),
            values={number: dict(one.values) for number, one in enumerate(columns)},
            history=_history(edition, project),
            former=[name for name in project.names if name != project.name],
            changes=told,
        )

    return frames.kept_page(place, made_from, make)


def _history(edition: Edition, project: Project) -> str | None:
    years = {one.label: one for one in edition.years}
    rows = [
        (years[label], row.ref.sheet, row.ref.section, row.ref.number)
        for label, rows in project.rows.items()
        for row in rows
    ]
    return history_drawing(edition, rows)


def _column(edition: Edition, here: Place, year: str, row: ProjectRow) -> Column:
    ref = row.ref
    there = edition.addresses.sheet(ref.sheet.id)
    table = ref.row.table
    values = []
    for key, field in table.row.in_sheet():
        node = ref.row.node.entries.get(key)
        if key != table.name and node is not None and field.kind != "職員":
            part = value_part(field, node.data())
            if not part.is_empty:
                values.append((field.title.partition("(")[0] or key, part))
    return Column(
        year,
        ref.name,
        Entry(f"{ref.section} {ref.number + 1}", link(here, there, row.anchor)),
        Entry(ref.sheet.id.label, link(here, there)),
        tuple(values),
    )


def _former(frames: Frames, projects: Sequence[Project], taken: set[Place]) -> Iterator[PageFile]:
    """Yield a page for each name that projects had before: it leads to what they are called now."""
    by_name: dict[Place, tuple[str, list[Project]]] = {}
    for project in projects:
        for name in project.names:
            place: Place = (*PLACE, segment(name))
            if name != project.name and place not in taken:
                by_name.setdefault(place, (name, []))[1].append(project)
    for place, (name, found) in by_name.items():
        yield frames.page(
            "moved.html",
            place,
            name,
            way=[(TITLE, PLACE)],
            words="この名前の事業は、いまは次の名前です。",
            links=[Entry(one.name, link(place, one.place)) for one in found],
            anchors=[],
        )
