"""Which plan items are served by whom: a matrix of items and sections, and the items of nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from orgsheet.form.sheet import SheetId
from orgsheet.site.addresses import PageFile, Place, link
from orgsheet.site.edition import Edition, SiteYear
from orgsheet.site.frame import Entry, Frames
from orgsheet.yearbook.plan_coverage import Coverage, Served

NAME = "coverage"
TITLE = "計画との対応"
_WIDE = 70
"""Sections that the matrix has columns for; of more there is a column for each department."""


class Item(NamedTuple):
    """A row of the matrix: the item, what is to be said of it, and for each column a link or ""."""

    text: str
    remarks: tuple[str, ...]
    cells: tuple[str, ...]
    by: tuple[Entry, ...]
    duties: int


class Group(NamedTuple):
    """The items under one number, with what it stands for; `is_complete`: that is all of them."""

    number: str
    label: str
    anchor: str
    is_complete: bool
    items: tuple[Item, ...]
    unserved: tuple[str, ...]


def place_of(edition: Edition, label: str) -> Place:
    """Return the place of a year's page."""
    return (*edition.addresses.year(label), NAME)


def coverage_page(edition: Edition, frames: Frames, year: SiteYear, coverage: Coverage) -> PageFile:
    """Return the page of a year.

    Args:
        edition: what the site is made from.
        frames: puts pages into their frame.
        year: the year with its sheets.
        coverage: who serves which item in these sheets.
    """
    place = place_of(edition, year.label)
    is_wide = len(coverage.sheets) > _WIDE
    columns: list[tuple[str, list[SheetId]]] = []
    for sheet in coverage.sheets:
        name = sheet.department if is_wide else sheet.label.split(" ")[-1]
        if is_wide and columns and columns[-1][0] == name:
            columns[-1][1].append(sheet)
        else:
            columns.append((name, [sheet]))
    column_of = {sheet: at for at, (_, sheets) in enumerate(columns) for sheet in sheets}
    numbers = {one.number: one for one in coverage.numbers}
    groups = []
    for place_in_list, number in enumerate(dict.fromkeys(one.number for one in coverage.items)):
        served = [one for one in coverage.items if one.number == number]
        meaning = numbers.get(number)
        label = "" if meaning is None else meaning.label.removeprefix(number).strip()
        groups.append(
            Group(
                number,
                label or "シートが名前を挙げた計画",
                f"n{place_in_list + 1}",
                meaning is not None and meaning.is_complete,
                tuple(_item(edition, place, one, column_of, len(columns)) for one in served),
                tuple(one.item for one in served if not one.by),
            )
        )
    return frames.page(
        "coverage.html",
        place,
        TITLE,
        way=[(year.year.kanji, edition.addresses.year(year.label))],
        notices=year.samples,
        title=f"{TITLE} {year.year.kanji}",
        groups=groups,
        columns=[name for name, _ in columns],
        unserved=sum(len(group.unserved) for group in groups),
        is_hidden=coverage.is_hidden,
    )


def _item(
    edition: Edition, here: Place, served: Served, column_of: Mapping[SheetId, int], width: int
) -> Item:
    remarks = []
    if not served.is_registered:
        remarks.append("計画台帳にない字句")
    elif not served.is_verified:
        remarks.append("計画の原典では未確認")
    if served.near:
        remarks.append(f"「{served.near}」のことか")
    by = {one.sheet: one for one in served.by}
    cells = [""] * width
    for sheet in reversed(by):  # of several in a column the first counts
        cells[column_of[sheet]] = link(here, edition.addresses.sheet(sheet))
    return Item(
        served.item,
        tuple(remarks),
        tuple(cells),
        tuple(Entry(one.label, link(here, edition.addresses.sheet(one))) for one in by),
        sum(len(one.duties) for one in served.by),
    )
