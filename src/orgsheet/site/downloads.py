"""Files beside the pages that people load into other programs: PDF, and calendars."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import NamedTuple

from orgsheet.form.sheet_mark import sheet_mark
from orgsheet.render.ics import calendar_file, dated_events
from orgsheet.site.edition import Edition, sample_notice
from orgsheet.site.frame import Frames
from orgsheet.site.sheet_pages import name_of
from orgsheet.yearbook.due_calendar import Calendar

CALENDAR = "calendar.ics"


class Download(NamedTuple):
    """A file of a year, or of one of its sheets: what it is called, its path, its bytes."""

    year: str
    words: str
    path: str
    data: bytes
    section: str = ""


def calendar_files(
    edition: Edition, frames: Frames, calendars: Mapping[str, Calendar]
) -> Iterator[Download]:
    """Yield the dated steps as calendars: one for each year, and one for each sheet.

    Args:
        edition: what the site is made from.
        frames: keeps what earlier runs made.
        calendars: what is due when in the sheets of each year, by its label.
    """
    for one in edition.years:
        calendar = calendars[one.label]
        dues = calendar.by_sheet()
        place = "/".join(edition.addresses.year(one.label))
        events: list[str] = []
        for sheet in one.sheets:
            mine = calendar._replace(sheets=(sheet.id,), dues=dues[sheet.id], timeless=0)
            if mine.dues:
                name = f"{name_of(sheet)} {one.year.kanji}の期限"
                notices = filter(None, (*edition.notices, sample_notice(sheet)))
                made_from = "events", sheet_mark(sheet), one.label, edition.as_of
                told = frames.kept_text(made_from, partial(dated_events, mine, edition.as_of))
                events.append(told)
                text = calendar_file(told, mine.without_month, name, notices)
                path = f"{'/'.join(edition.addresses.sheet(sheet.id))}/{CALENDAR}"
                yield Download(one.label, name, path, text.encode(), str(sheet.id))
        title = f"{edition.name} {one.year.kanji}の期限"
        said = (*edition.notices, *one.samples)
        text = calendar_file("".join(events), calendar.without_month, title, said)
        words = "期限をカレンダーのソフトに入れる（iCalendar）"
        yield Download(one.label, words, f"{place}/{CALENDAR}", text.encode())
