"""Printed sheets as an Excel workbook: a worksheet a sheet, text only, A4 landscape."""

from __future__ import annotations

import io
from typing import Any

from orgsheet.office.looks import (
    CONTENTS,
    FINDINGS,
    FONT,
    HEAD_SHADE,
    HEADING_SIZE,
    LABEL_SHADE,
    SIZE,
    TITLE_SIZE,
)
from orgsheet.office.origin import HIDDEN_SHEET
from orgsheet.office.printed_book import Book
from orgsheet.office.sheet_names import sheet_names
from orgsheet.office.worksheet import Looks, Worksheet, write_list
from orgsheet.render.office_libraries import AS_TEXT, MADE, office_module

_MOST_IN_CELL = 30_000


def write_xlsx(book: Book, origin: str, *, returns: bool) -> bytes:
    """Return the workbook's bytes, the same for the same book.

    Args:
        book: what is printed.
        origin: what the file says it was made from, "" for nothing.
        returns: whether a person fills it in and gives it back: lists to choose from, names that
            are locked, empty lines behind every table.

    Raises:
        OfficeMissingError: XlsxWriter is not installed.
    """
    library = office_module("xlsxwriter", "Excel")
    buffer = io.BytesIO()
    # The width of columns counts digits of this font.
    usual = {"font_name": FONT, "font_size": SIZE}
    options = {"in_memory": True, "default_format_properties": usual, **AS_TEXT}
    workbook = library.Workbook(buffer, options)
    workbook.set_properties({"title": book.title, "created": MADE})
    looks = _looks(workbook)
    names = sheet_names([page.sheet for page in book.pages], (CONTENTS, FINDINGS, HIDDEN_SHEET))
    if book.has_contents:
        _contents(workbook, book, names, looks)
    for page, name in zip(book.pages, names, strict=True):
        sheet = Worksheet(workbook.add_worksheet(name), looks, page, book.notes_of(page))
        sheet.write(returns=returns)
    if book.notes:
        write_list(workbook.add_worksheet(FINDINGS), looks, book.notes)
    if origin:
        _hidden(workbook, origin)
    workbook.close()
    return buffer.getvalue()


def _looks(workbook: Any) -> Looks:  # noqa: ANN401 - XlsxWriter is untyped
    font = {"font_name": FONT, "font_size": SIZE, "valign": "top"}
    # Text, so that Excel makes no date of 7/1 and no formula of what begins with =.
    text = {"locked": False, "num_format": "@"}
    box = {**font, "text_wrap": True, "border": 1, "border_color": "#555555"}
    head = {
        **box,
        "bold": True,
        "align": "center",
        "valign": "vcenter",
        "bg_color": f"#{HEAD_SHADE}",
    }
    add = workbook.add_format
    return Looks(
        plain=add(font),
        open=add({**font, "locked": False}),
        title=add({**font, "font_size": TITLE_SIZE, "bold": True}),
        heading=add({**font, "font_size": HEADING_SIZE, "bold": True}),
        notice=add({**font, "bold": True}),
        head=add(head),
        label=add({**box, "bg_color": f"#{LABEL_SHADE}"}),
        value=add({**box, **text}),
        centred=add({**box, **text, "align": "center"}),
        link=add({**font, "underline": 1, "font_color": "#1F4E9C"}),
    )


def _contents(workbook: Any, book: Book, names: list[str], looks: Looks) -> None:  # noqa: ANN401
    sheet = workbook.add_worksheet(CONTENTS)
    sheet.set_column(0, 0, 60, looks.plain)
    sheet.write_string(0, 0, book.title, looks.title)
    sheet.write_string(1, 0, CONTENTS, looks.heading)
    for number, (page, name) in enumerate(zip(book.pages, names, strict=True), 2):
        # A name has no quotation mark: it is no longer a name that Excel takes.
        sheet.write_url(number, 0, f"internal:'{name}'!A1", looks.link, book.entry(page))
    sheet.set_landscape()
    sheet.set_paper(9)


def _hidden(workbook: Any, origin: str) -> None:  # noqa: ANN401 - XlsxWriter is untyped
    sheet = workbook.add_worksheet(HIDDEN_SHEET)
    for number, start in enumerate(range(0, len(origin), _MOST_IN_CELL)):
        sheet.write_string(number, 0, origin[start : start + _MOST_IN_CELL])
    sheet.protect()
    sheet.very_hidden()
