"""The formats that sheets are printed in: who writes each, and what it is for."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from orgsheet.office.print_limits import require_cells_that_excel_holds
from orgsheet.office.printed_book import Book


class PrintFormat(NamedTuple):
    """A format: what it is for, who writes it, and whether such a file can come back.

    `write` takes the book and the line that says what it was made from ("" for nothing).
    """

    use: str
    write: Callable[[Book, str], bytes]
    returns: bool


def _docx(book: Book, origin: str) -> bytes:
    from orgsheet.office.write_docx import write_docx

    return write_docx(book, origin)


def _xlsx(book: Book, origin: str) -> bytes:
    from orgsheet.office.write_xlsx import write_xlsx

    require_cells_that_excel_holds(book)
    return write_xlsx(book, origin, returns=bool(origin))


def _pdf(book: Book, _origin: str) -> bytes:
    from orgsheet.office.write_pdf import write_pdf

    return write_pdf(book)


def _html(book: Book, _origin: str) -> bytes:
    from orgsheet.office.write_html import write_html

    return write_html(book)


PRINT_FORMATS = {
    "docx": PrintFormat("Word", _docx, returns=True),
    "xlsx": PrintFormat("Excel", _xlsx, returns=True),
    "pdf": PrintFormat("PDF", _pdf, returns=False),
    "html": PrintFormat("ウェブページ", _html, returns=False),
}
"""The formats by the ending of their files."""
