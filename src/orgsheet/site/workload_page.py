"""Who carries how much: only where names of staff are shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from orgsheet.site.addresses import PageFile, Place, link
from orgsheet.site.edition import Edition, SiteYear
from orgsheet.site.frame import Entry, Frames
from orgsheet.workspace.publication import NO_STAFF
from orgsheet.yearbook.staff_workload import SectionLoad, workload_of

NAME = "workload"
TITLE = "担当の偏り"


class Section(NamedTuple):
    """A section: its rows, those of all and of nobody, and its people with what they carry."""

    section: Entry
    rows: int
    for_all: int
    for_nobody: int
    people: tuple[tuple[str, int, float], ...]


def place_of(edition: Edition, label: str) -> Place:
    """Return the place of a year's page."""
    return (*edition.addresses.year(label), NAME)


def workload_page(edition: Edition, frames: Frames, year: SiteYear) -> Iterator[PageFile]:
    """Yield the page of a year; none where no names of staff are shown.

    Args:
        edition: what the site is made from.
        frames: puts pages into their frame.
        year: the year with its sheets, which hold names only as they may be shown.
    """
    if edition.staff == NO_STAFF and not edition.is_internal:
        return
    place = place_of(edition, year.label)
    load = workload_of(year.sheets, year.year, None)
    most = max((one.most for one in load.sections), default=0)
    yield frames.page(
        "workload.html",
        place,
        TITLE,
        way=[(year.year.kanji, edition.addresses.year(year.label))],
        notices=year.samples,
        title=f"{TITLE} {year.year.kanji}",
        sections=[_section(edition, place, one, most) for one in load.sections],
    )


def _section(edition: Edition, here: Place, load: SectionLoad, most: int) -> Section:
    return Section(
        Entry(load.sheet.label, link(here, edition.addresses.sheet(load.sheet))),
        load.rows,
        len(load.for_all),
        len(load.for_nobody),
        tuple(
            (one.name, len(one.rows), round(100 * len(one.rows) / max(most, 1), 1))
            for one in load.loads
        ),
    )
