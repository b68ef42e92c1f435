"""Files beside the pages that people load into other programs: PDF, and calendars."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from orgsheet.render.ics import render_ics
from orgsheet.site.edition import Edition, sample_notice
from orgsheet.site.sheet_pages import name_of
from orgsheet.yearbook.due_calendar import calendar_of

CALENDAR = "calendar.ics"


class Download(NamedTuple):
    """A file of a year, or of one of its sheets: what it is called, its path, its bytes."""

    year: str
    words: str
    path: str
    data: bytes
    section: str = ""


def calendar_files(edition: Edition) -> Iterator[Download]:
    """Yield the dated steps as calendars: one for each year, and one for each sheet."""
    for one in edition.years:
        title = f"{edition.name} {one.year.kanji}の期限"
        calendar = calendar_of(one.sheets, one.year)
        text = render_ics(calendar, title, edition.as_of, (*edition.notices, *one.samples))
        place = "/".join(edition.addresses.year(one.label))
        words = "期限をカレンダーのソフトに入れる（iCalendar）"
        yield Download(one.label, words, f"{place}/{CALENDAR}", text.encode())
        for sheet in one.sheets:
            mine = calendar_of([sheet], one.year)
            if mine.dues:
                name = f"{name_of(sheet)} {one.year.kanji}の期限"
                notices = filter(None, (*edition.notices, sample_notice(sheet)))
                text = render_ics(mine, name, edition.as_of, notices)
                place = "/".join(edition.addresses.sheet(sheet.id))
                path = f"{place}/{CALENDAR}"
                yield Download(one.label, name, path, text.encode(), str(sheet.id))
