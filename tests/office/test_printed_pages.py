"""Pages as they are printed: no value is cut off, heads stand on every page, no box for a sign."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from orgsheet.office.make_book import book_of, origin_of, printed
from orgsheet.office.print_formats import PRINT_FORMATS
from orgsheet.office.printed_book import Book
from orgsheet.workspace.workspace import Workspace

pytestmark = pytest.mark.slow


def _squeezed(text: str | None) -> str:
    return re.sub(r"\s", "", text or "")


def _book(root: Path, year: str) -> tuple[Book, str]:
    workspace = Workspace.open(root, upwards=False)
    sheets = [workspace.sheet(one) for one in workspace.sheet_ids if one.year == year]
    pages = [printed(one, workspace.plans, returns=True) for one in sheets if one]
    return book_of(pages, (), {}), origin_of(pages)


def _as_pdf(tmp_path: Path, name: str, data: bytes) -> Path:
    """Return the PDF of a file: itself, or what LibreOffice makes of it."""
    file = tmp_path / f"シート.{name}"
    file.write_bytes(data)
    if name != "pdf":
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        subprocess.run(
            ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, file],
            check=True,
            capture_output=True,
            timeout=180,
        )
    return file.with_suffix(".pdf")


@pytest.mark.parametrize("name", ["docx", "xlsx", "pdf"])
def test_every_value_stands_whole_on_the_pages(tmp_path: Path, name: str) -> None:
    """Each value is in its cell or box; a page that begins inside a table begins with its head."""
    plumber: Any = pytest.importorskip("pdfplumber")
    if name == "pdf":
        pytest.importorskip("typst")
    elif shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    for root, year in ((ROOT, "R5"),):
        book, origin = _book(root, year)
        heads = {
            tuple(_squeezed(cell.text) for cell in grid.head)
            for page in book.pages
            for grid in page.grids
            if grid.head
        }
        cells: set[str] = set()
        text = ""
        with plumber.open(_as_pdf(tmp_path, name, PRINT_FORMATS[name].write(book, origin))) as file:
            for page in file.pages:
                text += _squeezed(re.sub(r"\n[0-9]+ / [0-9]+\s*$", "", page.extract_text()))
                for table in page.find_tables():
                    rows = [[_squeezed(cell) for cell in row] for row in table.extract()]
                    cells |= {cell for row in rows for cell in row}
                    is_first = table.bbox[1] < page.height * 0.12
                    if is_first and len(rows[0]) > 2:
                        assert tuple(cell for cell in rows[0] if cell) in heads
        lost = [one for one in _values(book) if not _is_there(*one, cells, text)]
        assert lost == []


def _values(book: Book) -> Iterator[tuple[str, str]]:
    """Yield every text of every cell with the kind of its grid."""
    for page in book.pages:
        for grid in page.grids:
            yield from ((grid.kind, _squeezed(cell.text)) for row in grid.rows for cell in row)


def _is_there(kind: str, value: str, cells: set[str], text: str) -> bool:
    return value in cells or (kind == "text" and value in text) or _divided(value, cells)


def _divided(value: str, cells: set[str]) -> bool:
    """Tell whether a value stands in two cells: its row begins on one page and ends on the next."""
    return any(value[:place] in cells and value[place:] in cells for place in range(1, len(value)))
