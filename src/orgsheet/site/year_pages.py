"""The first page, the page of each year and of each department with its sections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from orgsheet.form.sheet import Sheet
from orgsheet.render.web.anchors import row_anchors
from orgsheet.site.addresses import PageFile, Place, file_link, link
from orgsheet.site.downloads import Download
from orgsheet.site.edition import Edition, SiteYear, sample_notice
from orgsheet.site.frame import Entry, Frames
from orgsheet.site.sheet_pages import name_of


class Unit(NamedTuple):
    """A section on the page of its department: its sheet, and what it means to do first."""

    name: str
    link: str
    goal: str
    first: tuple[Entry, ...]
    is_sample: bool


class Card(NamedTuple):
    """A department on the page of its year, with its sections."""

    name: str
    link: str
    sections: tuple[Entry, ...]


def year_pages(
    edition: Edition,
    frames: Frames,
    tables: dict[str, tuple[tuple[str, Place], ...]],
    downloads: Sequence[Download] = (),
) -> Iterator[PageFile]:
    """Yield the first page, and a page for every year and department.

    Args:
        edition: what the site is made from.
        frames: puts pages into their frame.
        tables: the pages over a whole year, by the year's label: words and place.
        downloads: files of a year that its page leads to.
    """
    yield _first(edition, frames, tables)
    for one in edition.years:
        mine = [file for file in downloads if file.year == one.label and not file.section]
        yield _year(edition, frames, one, tables.get(one.label, ()), mine)
        for department in one.departments:
            yield _department(edition, frames, one, department)


def _first(
    edition: Edition, frames: Frames, tables: dict[str, tuple[tuple[str, Place], ...]]
) -> PageFile:
    latest, here = edition.latest, ()
    return frames.page(
        "first.html",
        here,
        edition.name,
        year=latest.year.kanji,
        year_link=link(here, edition.addresses.year(latest.label)),
        figures=_figures(latest.sheets),
        cards=_cards(edition, latest, here),
        tables=[Entry(words, link(here, there)) for words, there in tables.get(latest.label, ())],
        years=[
            Entry(one.year.kanji, link(here, edition.addresses.year(one.label)))
            for one in reversed(edition.years)
        ],
        search=link(here, ("search",)),
    )


def _year(
    edition: Edition,
    frames: Frames,
    year: SiteYear,
    tables: tuple[tuple[str, Place], ...],
    downloads: Sequence[Download],
) -> PageFile:
    place = edition.addresses.year(year.label)
    kept = sorted(year.kept_back, key=edition.listing.sheet)
    return frames.page(
        "year.html",
        place,
        year.year.kanji,
        notices=year.samples,
        figures=_figures(year.sheets),
        cards=_cards(edition, year, place),
        tables=[Entry(words, link(place, there)) for words, there in tables],
        downloads=[Entry(one.words, file_link(place, one.path)) for one in downloads],
        kept_back=[one.label for one in kept],
    )


def _department(edition: Edition, frames: Frames, year: SiteYear, name: str) -> PageFile:
    place = edition.addresses.department(year.label, name)
    sheets = year.of_department(name)
    return frames.page(
        "department.html",
        place,
        name,
        way=[(year.year.kanji, edition.addresses.year(year.label))],
        notices=year.samples_of(name),
        title=f"{name} {year.year.kanji}",
        year=year.year.kanji,
        figures=_figures(sheets),
        units=[_unit(edition, place, sheet) for sheet in sheets],
    )


def _figures(sheets: tuple[Sheet, ...]) -> list[tuple[str, str, str]]:
    first = sum(len(sheet.priorities) for sheet in sheets)
    steps = sum(len(sheet.milestones) for sheet in sheets)
    counts = {"シート": len(sheets), "重点とする取組み": first, "期限": steps}
    return [
        (name, f"{count:,}", "枚" if name == "シート" else "件")
        for name, count in counts.items()
        if count
    ]


def _cards(edition: Edition, year: SiteYear, here: Place) -> list[Card]:
    return [
        Card(
            name,
            link(here, edition.addresses.department(year.label, name)),
            tuple(
                Entry(name_of(sheet), link(here, edition.addresses.sheet(sheet.id)))
                for sheet in year.of_department(name)
            ),
        )
        for name in year.departments
    ]


def _unit(edition: Edition, here: Place, sheet: Sheet) -> Unit:
    there = edition.addresses.sheet(sheet.id)
    anchors = row_anchors(sheet)
    goal = sheet.text(sheet.form.role_key("目標")) if sheet.form.role_key("目標") else None
    lines = [] if goal is None else [line for line in goal.text.split("\n") if line.strip()]
    return Unit(
        name_of(sheet),
        link(here, there),
        lines[0].strip() if lines else "",
        tuple(
            Entry(action.name, link(here, there, anchors[id(action.node)].anchor))
            for action in sheet.priorities
            if action.name
        ),
        bool(sample_notice(sheet)),
    )
