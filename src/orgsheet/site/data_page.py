"""The data behind the pages: tables as CSV and JSON, whole sheets, and what each column means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orgsheet.render.data_csv import render_data_csv
from orgsheet.render.data_json import render_data_json
from orgsheet.render.sheets_json import render_sheets_json
from orgsheet.site.addresses import PageFile
from orgsheet.site.edition import Edition
from orgsheet.site.frame import Frames
from orgsheet.site.year_reports import YearReport
from orgsheet.yearbook.open_data import DataYear, open_tables

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
    edition: Edition, frames: Frames, reports: Sequence[YearReport]
) -> Iterator[PageFile]:
    """Yield the page of the data, and its files.

    Args:
        edition: what the site is made from.
        frames: puts pages into their frame.
        reports: what changed from year to year.
    """
    tables = open_tables(
        [DataYear(one.year, one.sheets) for one in edition.years],
        edition.plans,
        [(one.before.label, one.after.label, one.report) for one in reports],
        is_whole=not any(one.kept_back for one in edition.years),
    )
    notices = tuple(
        dict.fromkeys((*edition.notices, *(said for one in edition.years for said in one.samples)))
    )
    for table in tables:
        yield _file(f"{table.name}.csv", render_data_csv(table))
        yield _file(f"{table.name}.json", render_data_json(table, notices, edition.licence))
    sheets = [sheet for one in edition.years for sheet in one.sheets]
    yield _file(SHEETS, render_sheets_json(sheets, notices, edition.licence))
    yield frames.page(
        "data.html",
        PLACE,
        TITLE,
        notices=notices[len(edition.notices) :],
        tables=tables,
        kinds=KINDS,
        sheets=SHEETS,
    )


def _file(name: str, text: str) -> PageFile:
    return PageFile(f"data/{name}", text.encode("utf-8", "backslashreplace"))
