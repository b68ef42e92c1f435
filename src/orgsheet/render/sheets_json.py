"""Whole sheets as JSON, in the form of `schema/sheets.schema.json`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from orgsheet.form.samples import remark_of
from orgsheet.form.sheet import Sheet
from orgsheet.render.json_text import json_items, json_table
from orgsheet.yearbook.row_ids import row_ids

VERSION = 1


def render_sheets_json(sheets: Iterable[Sheet], notices: Sequence[str], licence: str) -> str:
    """Return sheets, each as it may be shown, under the headings of their forms."""
    return sheets_json([sheet_json(sheet) for sheet in sheets], notices, licence)


def sheets_json(sheets: Iterable[str], notices: Sequence[str], licence: str) -> str:
    """Return the same of sheets that are written already, as `sheet_json` writes them."""
    head = {"version": VERSION, "notices": list(notices), "licence": licence}
    return json_table(head, "sheets", sheets)


def sheet_json(sheet: Sheet) -> str:
    """Return a sheet as a member of the list in such a file."""
    return json_items([_record(sheet)])


def _record(sheet: Sheet) -> dict[str, object]:
    return {
        "sheet": str(sheet.id),
        "year": sheet.id.year,
        "department": sheet.id.department,
        "section": None if sheet.id.is_department else sheet.id.section,
        "name": sheet.id.name or None,
        "form": sheet.form.name,
        "sample": remark_of(sheet) or None,
        "row_ids": dict(row_ids(sheet)),
        "data": {} if sheet.root is None else sheet.root.data(),
    }
