"""What changed since the year before: for the whole year, and for each department in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from orgsheet.diff.change_values import values_of
from orgsheet.diff.changes import LEVELS, Change
from orgsheet.diff.marked_phrases import Piece
from orgsheet.diff.proper_nouns import proper_names
from orgsheet.diff.table.build_table import comparison_table
from orgsheet.diff.table.table_parts import Table, TableSection, TableSettings
from orgsheet.render.changes.view import (
    LEVEL_WORDS,
    department_of,
    left_out_of,
    place_of,
    summary_of,
)
from orgsheet.render.page import is_long
from orgsheet.site.addresses import PageFile, Place, link, segment
from orgsheet.site.edition import Edition
from orgsheet.site.frame import Entry, Frames
from orgsheet.site.year_reports import YearReport
from orgsheet.source import Plain
from orgsheet.workspace.publication import NO_STAFF

NAME = "changes"
TITLE = "前年度からの変更"
_MARKS = {"重": "■", "注": "▲", "参": "●", "雑": "・"}
_GRAVE = LEVELS[0]
_MOST = 40
"""Grave changes that the page of the year tells; of more the number is told."""


class Line(NamedTuple):
    """A change: of whom, what, at which item, and both values with their marks."""

    section: str
    message: str
    item: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    is_same: bool
    is_long: bool


class Group(NamedTuple):
    """The changes of one level."""

    title: str
    anchor: str
    lines: tuple[Line, ...]


def place_of_year(edition: Edition, label: str) -> Place:
    """Return the place of the page of a year."""
    return (*edition.addresses.year(label), NAME)


def year_change_pages(
    edition: Edition, frames: Frames, one: YearReport, table: Mapping[str, Plain]
) -> Iterator[PageFile]:
    """Yield the page of a year, and one for each department that changed.

    Args:
        edition: what the site is made from.
        frames: puts pages into their frame.
        one: the two years with their report.
        table: what the settings say of the 新旧対照表.
    """
    has_staff = edition.is_internal or edition.staff != NO_STAFF
    settings = TableSettings(**{**table, "staff": has_staff})
    whole = comparison_table(one.report, settings)
    names = proper_names(one.report)
    by_department: dict[str, list[Change]] = {}
    for change in one.report.changes:
        by_department.setdefault(department_of(change), []).append(change)
    sections = _by_department(one, whole)
    wanted = [name for name in dict.fromkeys((*by_department, *sections)) if name]
    order = (*one.after.departments, *one.before.departments)
    wanted.sort(key=lambda name: order.index(name) if name in order else len(order))
    here = place_of_year(edition, one.after.label)
    places = {name: (*here, segment(name)) for name in wanted}
    yield _year(edition, frames, one, by_department, places)
    for name, place in places.items():
        yield frames.page(
            "department_changes.html",
            place,
            f"{name}の{TITLE}",
            way=[
                (one.after.year.kanji, edition.addresses.year(one.after.label)),
                (TITLE, here),
            ],
            notices=one.report.notices,
            title=f"{name}の{TITLE} {one.after.year.kanji}",
            before=one.before.year.kanji,
            after=one.after.year.kanji,
            groups=_groups(by_department.get(name, []), names),
            table=whole,
            sections=[
                (title, [(part, [_long(row) for row in part.rows]) for part in parts])
                for title, parts in sections.get(name, {}).items()
            ],
        )


def _long(row: object) -> bool:
    new, old = getattr(row, "new", None), getattr(row, "old", None)
    return is_long(*(cell.text for cell in (new, old) if cell is not None))


def _year(
    edition: Edition,
    frames: Frames,
    one: YearReport,
    by_department: Mapping[str, list[Change]],
    places: Mapping[str, Place],
) -> PageFile:
    here = place_of_year(edition, one.after.label)
    grave = [change for change in one.report.changes if change.level == _GRAVE]
    names = proper_names(one.report)
    counts = []
    for name, place in places.items():
        found = Counter(change.level for change in by_department.get(name, ()))
        counts.append((Entry(name, link(here, place)), [found[level] for level in LEVELS]))
    return frames.page(
        "changes.html",
        here,
        TITLE,
        way=[(one.after.year.kanji, edition.addresses.year(one.after.label))],
        notices=one.report.notices,
        title=f"{TITLE} {one.after.year.kanji}",
        before=one.before.year.kanji,
        after=one.after.year.kanji,
        summary=summary_of(one.report),
        left_out=left_out_of(one.report),
        levels=[f"{_MARKS[level]} {LEVEL_WORDS[level]}" for level in LEVELS],
        counts=counts,
        grave=[_line(change, names) for change in grave[:_MOST]],
        grave_count=len(grave),
    )


def _groups(changes: list[Change], names: tuple[str, ...]) -> list[Group]:
    return [
        Group(
            f"{_MARKS[level]} {LEVEL_WORDS[level]}",
            f"level-{number}",
            tuple(_line(change, names) for change in changes if change.level == level),
        )
        for number, level in enumerate(LEVELS)
        if any(change.level == level for change in changes)
    ]


def _line(change: Change, names: tuple[str, ...]) -> Line:
    section, item = place_of(change)
    values = values_of(change, names)
    before, after = values.texts
    return Line(
        section,
        change.message,
        item,
        values.before,
        values.after,
        is_same=before == after and bool(before),
        is_long=is_long(before, after),
    )


def _by_department(one: YearReport, table: Table) -> dict[str, dict[str, list[TableSection]]]:
    """Return the sections of a 新旧対照表 by department, and by what heads them."""
    departments: dict[str, str] = {}
    for pair in one.report.matching.sheets:
        labels = [sheet.id.label for sheet in pair if sheet is not None]
        shown = pair[1] or pair[0]
        if shown is not None:
            departments.setdefault(" → ".join(dict.fromkeys(labels)), shown.id.department)
    found: dict[str, dict[str, list[TableSection]]] = {}
    for section in table.sections:
        name = departments.get(section.organization, "")
        found.setdefault(name, {}).setdefault(section.organization, []).append(section)
    return found
