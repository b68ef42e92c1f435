"""Printed sheets as PDF, set by typst: the same bytes for the same sheets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from orgsheet.office.looks import (
    CONTENTS,
    FINDINGS,
    HEAD_SHADE,
    LABEL_SHADE,
    NOTE_COLUMNS,
    NOTE_SHARES,
)
from orgsheet.office.pdf_fonts import fonts_for
from orgsheet.office.printed_book import Book, Cell, Note, Page, notes_at
from orgsheet.office.write_docx import note_texts
from orgsheet.render.escape import visible
from orgsheet.render.json_text import json_text
from orgsheet.render.office_libraries import office_module

_TEMPLATE = Path(__file__).with_name("sheet.typ")
_MARKS = "0123456789/.※"
"""What the template itself prints."""


TO_KEEP = "a-2a"
"""PDF/A: for archives, with everything in the file that showing it needs, and tagged."""


def write_pdf(book: Book, *, kept_from: date | None = None) -> bytes:
    """Return the document's bytes: tagged, with bookmarks of years, departments and sheets.

    Args:
        book: the sheets.
        kept_from: the day that a document for an archive says it is of; it is PDF/A then.

    Raises:
        OfficeMissingError: typst or its font is not installed.
        MissingGlyphsError: no font has some of the characters.
    """
    typst = office_module("typst", "PDF")
    data = _data(book)
    fonts = fonts_for([_MARKS, *_texts(data)])
    data["fonts"] = list(fonts.families)
    standards = {}
    if kept_from is not None:
        data["day"] = [kept_from.year, kept_from.month, kept_from.day]
        standards["pdf_standards"] = TO_KEEP
    made: bytes = typst.compile(
        _TEMPLATE.read_bytes(),
        font_paths=fonts.places,
        ignore_system_fonts=True,
        sys_inputs={"book": json_text(data)},
        timestamp=0,
        format="pdf",
        **standards,
    )
    return made


def _data(book: Book) -> dict[str, Any]:
    return {
        "title": book.title,
        "contents": [book.entry(page) for page in book.pages] if book.has_contents else [],
        "contents-title": CONTENTS,
        "pages": [
            {**_page(book, page), "bookmarks": _bookmarks(page, before)}
            for before, page in zip((None, *book.pages), book.pages, strict=False)
        ],
        "notes": [{"texts": note_texts(note)} for note in book.notes],
        "notes-title": FINDINGS,
        "note-head": NOTE_COLUMNS,
        "note-shares": NOTE_SHARES,
        "head-shade": HEAD_SHADE,
        "label-shade": LABEL_SHADE,
    }


def _page(book: Book, page: Page) -> dict[str, Any]:
    notes = book.notes_of(page)
    return {
        "title": page.title,
        "unit": page.unit,
        "notices": page.notices,
        "grids": [
            {
                "heading": grid.heading,
                "shares": grid.shares,
                "head": [cell.text for cell in grid.head],
                "rows": [[_cell(cell, row, notes) for cell in row] for row in grid.rows],
            }
            for grid in page.grids
        ],
    }


def _bookmarks(page: Page, before: Page | None) -> list[str]:
    """Return the bookmarks that stand at a sheet: its title, department and unit.

    "" is for what the sheet before it said already.
    """
    mine, other = (_above(page), None if before is None else _above(before))
    is_known = [other is not None and mine[: at + 1] == other[: at + 1] for at in range(len(mine))]
    above = ["" if known else words for words, known in zip(mine, is_known, strict=True)]
    label = visible(page.sheet.label)
    return [*above, label.removeprefix(f"{mine[1]} ")]


def _above(page: Page) -> tuple[str, str]:
    """Return the title of a sheet, which tells its year, and its department."""
    return visible(page.title), visible(page.sheet.department)


def _cell(cell: Cell, row: tuple[Cell, ...], notes: list[Note]) -> dict[str, Any]:
    return {
        "text": cell.text,
        "label": not cell.steps,
        "centred": cell.is_centred,
        "notes": [note.number for note in notes_at(notes, cell, row)],
    }


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - plain data
    """Yield every text of plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
