"""What is due when: a page for the year, and one for each department with every step in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from orgsheet.form.sheet import SheetId
from orgsheet.form.sheet_mark import sheet_mark
from orgsheet.render.web.charts import month_chart
from orgsheet.site.addresses import PageFile, Place, link
from orgsheet.site.edition import Edition, SiteYear
from orgsheet.site.frame import Entry, Frames
from orgsheet.site.row_places import RowPlaces
from orgsheet.yearbook.due_calendar import (
    AS_NEEDED,
    MONTHS,
    OPEN,
    OUTSIDE,
    UNDECIDED,
    UNREAD,
    YEAR_ROUND,
    Calendar,
    Due,
)

NAME = "calendar"
TITLE = "期限のカレンダー"
ASIDE = {
    (OPEN,): "始まりだけ",
    (YEAR_ROUND,): "通年",
    (AS_NEEDED,): "随時など",
    (UNDECIDED,): "未定",
    (OUTSIDE, UNREAD): "ほか",
}
"""The columns behind the months: what has no month is not put into one."""

_MOST = 30
"""Steps of this month that the page of the year names; of more the number is told."""


class Step(NamedTuple):
    """A step on a page: when, what, of which row, and of whom."""

    when: str
    event: str
    row: Entry
    section: Entry
    is_late: bool
    is_sample: bool


class Line(NamedTuple):
    """A section of the table of the year: a number of steps for each column."""

    section: Entry
    cells: tuple[tuple[int, str], ...]


def calendar_pages(
    edition: Edition, frames: Frames, year: SiteYear, calendar: Calendar, rows: RowPlaces
) -> Iterator[PageFile]:
    """Yield the pages of a year's calendar.

    Args:
        edition: what the site is made from.
        frames: puts pages into their frame.
        year: the year with its sheets.
        calendar: what is due when in these sheets.
        rows: where the rows stand on their pages.
    """
    by_sheet = calendar.by_sheet()
    yield _year(edition, frames, year, calendar, by_sheet, rows)
    for name in year.departments:
        ids = [sheet.id for sheet in year.of_department(name)]
        yield _department(edition, frames, year, name, {one: by_sheet[one] for one in ids}, rows)


def place_of(edition: Edition, label: str, department: str = "") -> Place:
    """Return the place of a year's calendar, or of a department's."""
    addresses = edition.addresses
    above = addresses.department(label, department) if department else addresses.year(label)
    return (*above, NAME)


def _year(
    edition: Edition,
    frames: Frames,
    year: SiteYear,
    calendar: Calendar,
    by_sheet: Mapping[SheetId, Sequence[Due]],
    rows: RowPlaces,
) -> PageFile:
    place = place_of(edition, year.label)
    lines = [_line(edition, place, one, dues) for one, dues in by_sheet.items()]
    sums = [sum(line.cells[number][0] for line in lines) for number in range(_columns())]
    now, late = calendar.this_month(edition.as_of), calendar.overdue(edition.as_of)
    return frames.page(
        "calendar.html",
        place,
        TITLE,
        way=[(year.year.kanji, edition.addresses.year(year.label))],
        notices=year.samples,
        title=f"{TITLE} {year.year.kanji}",
        chart=month_chart(f"{year.year.kanji}の月ごとの期限の数", sums[: len(MONTHS)]),
        columns=[*(f"{month}月" for month in MONTHS), *ASIDE.values()],
        lines=lines,
        sums=sums,
        month=f"{edition.as_of.month}月" if edition.as_of in year.year else "",
        now=[_step(edition, one, place, rows) for one in now[:_MOST]],
        now_count=len(now),
        late=[_step(edition, one, place, rows) for one in late[:_MOST]],
        late_count=len(late),
        timeless=calendar.timeless,
    )


def _department(
    edition: Edition,
    frames: Frames,
    year: SiteYear,
    name: str,
    by_sheet: Mapping[SheetId, Sequence[Due]],
    rows: RowPlaces,
) -> PageFile:
    place = place_of(edition, year.label, name)
    way = [
        (year.year.kanji, edition.addresses.year(year.label)),
        (name, edition.addresses.department(year.label, name)),
    ]
    sheets = year.of_department(name)
    places = [edition.addresses.sheet(sheet.id) for sheet in sheets]
    made_from = list(map(sheet_mark, sheets)), year.label, name, way, places, edition.as_of

    def make() -> PageFile:
        groups = [
            (f"{month}月", f"m{month}", [one for one in _all(by_sheet) if month in one.months])
            for month in MONTHS
        ]
        groups += [
            (words, f"a{number}", [one for one in _all(by_sheet) if one.place in aside])
            for number, (aside, words) in enumerate(ASIDE.items())
        ]
        return frames.page(
            "department_calendar.html",
            place,
            f"{name}の{TITLE}",
            way=way,
            notices=year.samples_of(name),
            title=f"{name}の{TITLE} {year.year.kanji}",
            groups=[
                (words, anchor, [_step(edition, one, place, rows) for one in found])
                for words, anchor, found in groups
                if found
            ],
            is_hidden=any(sheet.form.hides("期限") for sheet in sheets),
        )

    return frames.kept_page(place, made_from, make)


def _all(by_sheet: Mapping[SheetId, Sequence[Due]]) -> Iterator[Due]:
    for dues in by_sheet.values():
        yield from dues


def _columns() -> int:
    return len(MONTHS) + len(ASIDE)


def _line(edition: Edition, here: Place, sheet: SheetId, dues: Sequence[Due]) -> Line:
    there = place_of(edition, sheet.year, sheet.department)
    counts = [sum(month in one.months for one in dues) for month in MONTHS]
    counts += [sum(one.place in places for one in dues) for places in ASIDE]
    anchors = [*(f"m{month}" for month in MONTHS), *(f"a{number}" for number in range(len(ASIDE)))]
    section = Entry(sheet.label, link(here, edition.addresses.sheet(sheet)))
    cells = zip(counts, anchors, strict=True)
    return Line(section, tuple((count, link(here, there, anchor)) for count, anchor in cells))


def _step(edition: Edition, due: Due, here: Place, rows: RowPlaces) -> Step:
    group = f"【{due.group}】" if due.group else ""
    return Step(
        due.when,
        group + due.event,
        Entry(due.name or due.heading, rows.link(here, due.sheet, due.row_id)),
        Entry(due.sheet.label, link(here, edition.addresses.sheet(due.sheet))),
        due.is_overdue(edition.as_of),
        bool(due.sample),
    )
