"""The data behind the pages: tables as CSV and JSON, whole sheets, and what each column means."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from orgsheet.form.sheet import Sheet
from orgsheet.form.sheet_mark import sheet_mark
from orgsheet.render.data_csv import csv_rows, data_csv, render_data_csv
from orgsheet.render.data_json import data_json, json_rows, render_data_json
from orgsheet.render.sheets_json import sheet_json, sheets_json
from orgsheet.site.addresses import PageFile
from orgsheet.site.edition import Edition
from orgsheet.site.frame import Frames
from orgsheet.site.results_page import scale_marks
from orgsheet.site.year_reports import YearReport
from orgsheet.yearbook.data_table import DataTable
from orgsheet.yearbook.due_calendar import Calendar
from orgsheet.yearbook.open_data import DataYear, blank_tables, sheet_tables, year_tables

PLACE = ("data",)
TITLE = "データ"
SHEETS = "sheets.json"
KINDS = {
    "text": "文字",
    "integer": "整数",
    "number": "数",
    "yes": "true か false",
    "date": "日付",
    "list": "文字のならび",
}


def data_files(
    edition: Edition, frames: Frames, years: Sequence[DataYear], reports: Sequence[YearReport]
) -> Iterator[PageFile]:
    """Yield the page of the data, and its files.

    Args:
        edition: what the site is made from.
        frames: puts pages into their frame.
        years: the years with what their tables are made from.
        reports: what changed from year to year.
    """
    told = [(one.before.label, one.after.label, one.report) for one in reports]
    whole = year_tables(years, told, is_whole=not any(one.kept_back for one in edition.years))
    notices = tuple(
        dict.fromkeys((*edition.notices, *(said for one in edition.years for said in one.samples)))
    )
    written = [
        _written(frames, sheet, one.calendar._replace(dues=dues), edition)
        for one in years
        for sheet, dues in zip(one.sheets, one.calendar.by_sheet().values(), strict=True)
    ]
    tables: list[tuple[DataTable, str]] = []
    for place, table in enumerate(blank_tables()):
        rows = [one.tables[place] for one in written]
        tables.append((table, f"{sum(count for count, _, _ in rows):,}"))
        yield _file(f"{table.name}.csv", data_csv(table, [lines for _, lines, _ in rows]))
        text = data_json(table, [items for _, _, items in rows], notices, edition.licence)
        yield _file(f"{table.name}.json", text)
    for table in whole:
        tables.append((table, f"{len(table.rows):,}"))
        yield _file(f"{table.name}.csv", render_data_csv(table))
        yield _file(f"{table.name}.json", render_data_json(table, notices, edition.licence))
    yield _file(SHEETS, sheets_json([one.whole for one in written], notices, edition.licence))
    yield frames.page(
        "data.html",
        PLACE,
        TITLE,
        notices=notices[len(edition.notices) :],
        tables=tables,
        kinds=KINDS,
        sheets=SHEETS,
    )


class _Written(NamedTuple):
    """A sheet as members of the files: as a whole, and its rows of each table.

    Of a table there is how many rows it has, and the rows as CSV and as JSON.
    """

    whole: str
    tables: list[tuple[int, str, str]]


def _written(frames: Frames, sheet: Sheet, calendar: Calendar, edition: Edition) -> _Written:
    def make() -> str:
        tables = sheet_tables(sheet, calendar, edition.scales)
        rows = [(len(one.rows), csv_rows(one), json_rows(one)) for one in tables]
        return json.dumps([sheet_json(sheet), rows], ensure_ascii=False)

    made_from = "data", sheet_mark(sheet), calendar.year.label, scale_marks(edition)
    return _Written(*json.loads(frames.kept_text(made_from, make)))


def _file(name: str, text: str) -> PageFile:
    return PageFile(f"data/{name}", text.encode("utf-8", "backslashreplace"))
