"""The page of each sheet, whole and in the order of its form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.form.sheet_mark import sheet_mark
from orgsheet.render.web.charts import YearChart, year_chart
from orgsheet.render.web.sheet_parts import Part, sheet_parts
from orgsheet.site.addresses import PageFile, Place, link
from orgsheet.site.edition import Edition, SiteYear, sample_notice
from orgsheet.site.frame import Entry, Frames
from orgsheet.site.results_page import SheetResults, scale_marks, sheet_results
from orgsheet.yearbook.due_calendar import Calendar, Due

Pages = Mapping[SheetId, Mapping[str, Place]]
"""The places of projects by sheet and the anchor of their row."""


class Former(NamedTuple):
    """A row that the page once had: its anchor and name, and where it is now, if anywhere."""

    anchor: str
    name: str
    link: str = ""
    now: str = ""


class Correction(NamedTuple):
    """A correction: its date in words, its reason, and item, old and new text of each change."""

    date: str
    reason: str
    lines: tuple[tuple[str, str, str], ...]


class Remembered(NamedTuple):
    """What the history of a sheet tells on its page."""

    former: tuple[Former, ...] = ()
    corrections: tuple[Correction, ...] = ()


class SheetPage(NamedTuple):
    """What the page of a sheet is filled with."""

    unit: str
    form: str
    figures: tuple[tuple[str, str, str], ...]
    others: tuple[Entry, ...]
    parts: Sequence[Part]
    projects: Mapping[str, str]
    former: tuple[Former, ...]
    corrections: tuple[Correction, ...]
    chart: YearChart | None
    calendar: bool
    results: SheetResults | None


def sheet_pages(
    edition: Edition,
    frames: Frames,
    calendars: Mapping[str, Calendar],
    projects: Pages,
    remembered: Mapping[SheetId, Remembered],
) -> Iterator[PageFile]:
    """Yield the page of every sheet that is shown.

    Args:
        edition: what the site is made from.
        frames: puts pages into their frame.
        calendars: what is due when in the sheets of each year, by its label.
        projects: the places of projects, by sheet and the anchor of their row.
        remembered: what the history tells of a sheet.
    """
    for one in edition.years:
        dues = calendars[one.label].by_sheet()
        for sheet in one.sheets:
            known = remembered.get(sheet.id, Remembered())
            mine = projects.get(sheet.id, {})
            yield _page(edition, frames, one, sheet, dues[sheet.id], mine, known)


def _page(
    edition: Edition,
    frames: Frames,
    year: SiteYear,
    sheet: Sheet,
    dues: Sequence[Due],
    projects: Mapping[str, Place],
    known: Remembered,
) -> PageFile:
    addresses, identity = edition.addresses, sheet.id
    place = addresses.sheet(identity)
    way = [
        (year.year.kanji, addresses.year(year.label)),
        (identity.department, addresses.department(year.label, identity.department)),
    ]
    if identity.name:
        way.append((identity.section, addresses.sheet(identity.of_unit)))
    others = tuple(_other_years(edition, sheet, place))
    day = edition.as_of if edition.as_of in year.year else None
    labels = _plan_labels(edition, sheet)
    told = sheet_mark(sheet), year.label, way, others, dict(projects), known, day, labels
    made_from = *told, scale_marks(edition)

    def make() -> PageFile:
        sample = sample_notice(sheet)
        results = sheet_results(edition, year, sheet)
        page = SheetPage(
            unit=f"{year.year.kanji}　{identity.department if not identity.is_department else ''}",
            form=sheet.form.title,
            figures=tuple(_figures(sheet)),
            others=others,
            parts=sheet_parts(sheet, edition.plans, has_results=results is not None),
            projects={anchor: link(place, there) for anchor, there in projects.items()},
            former=known.former,
            corrections=known.corrections,
            chart=_chart(edition, year, sheet, dues),
            calendar=bool(dues),
            results=results,
        )
        return frames.page(
            "sheet.html",
            place,
            name_of(sheet),
            way=way,
            notices=(sample,) if sample else (),
            title=f"{name_of(sheet)} {year.year.kanji}",
            page=page,
        )

    return frames.kept_page(place, made_from, make)


def _plan_labels(edition: Edition, sheet: Sheet) -> tuple[str, ...]:
    """Return what the numbers of plans on a sheet stand for in its year, "" where unknown."""
    if sheet.year is None:
        return ()
    meanings = [edition.plans.meaning(number, sheet.year) for number in sheet.form.numbers]
    return tuple("" if meaning is None else meaning.label for meaning in meanings)


def _chart(edition: Edition, year: SiteYear, sheet: Sheet, dues: Sequence[Due]) -> YearChart | None:
    """Return the chart of a sheet's steps; None where none has days."""
    words = f"{name_of(sheet)}の{year.year.kanji}の期限"
    chart = year_chart(words, dues, year.year, edition.as_of)
    return chart if chart.lines else None


def name_of(sheet: Sheet) -> str:
    """Return what a sheet's page is called."""
    name = sheet.id.unit
    if sheet.id.is_department:
        name = f"{name}（部のシート）"
    return f"{name}（{sheet.id.name}）" if sheet.id.name else name


def _figures(sheet: Sheet) -> Iterator[tuple[str, str, str]]:
    for table in sheet.form.lists:
        count = sum(entry.table is table for entry in sheet.rows)
        if count and (table.is_first or table.is_duties):
            yield table.key, str(count), "件"
    steps = len(sheet.milestones)
    if steps:
        yield "期限", str(steps), "件"


def _other_years(edition: Edition, sheet: Sheet, here: Place) -> Iterator[Entry]:
    """Yield links to the pages of the same section in other years."""
    for one in edition.years:
        other = sheet.id._replace(year=one.label)
        if other != sheet.id and other in one.by_id:
            yield Entry(f"{one.year.kanji}のシート", link(here, edition.addresses.sheet(other)))
