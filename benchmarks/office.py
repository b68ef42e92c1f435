"""How long printed sheets take: one section, and a city of 60 sheets as one file.

Beside it stand python-docx and openpyxl, which write the same cells and nothing else: no widths, no
heights, no lists to choose from. Reading a file back is measured, too.

    python benchmarks/office.py
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import docx
import openpyxl

from orgsheet.office.make_book import Printed, book_of, origin_of, printed
from orgsheet.office.print_formats import PRINT_FORMATS, PrintFormat
from orgsheet.office.printed_book import Book
from orgsheet.office.return_trip import read_returned
from orgsheet.workspace.workspace import Workspace

ROOT = Path(__file__).parent / "clean" / "架空市"
YEAR, MOST = "R5", 60
_TIMES = 3


def best(action: Callable[[], object]) -> float:
    """Return the shortest of some runs, in seconds, the first one not counted."""
    action()
    found = []
    for _ in range(_TIMES):
        begun = time.perf_counter()
        action()
        found.append(time.perf_counter() - begun)
    return min(found)


def with_python_docx(book: Book) -> bytes:
    """Write the same cells with python-docx."""
    document = docx.Document()
    for page in book.pages:
        document.add_heading(page.title, 1)
        document.add_paragraph(page.unit)
        for grid in page.grids:
            document.add_heading(grid.heading, 2)
            rows = [row for row in (grid.head, *grid.rows) if row]
            table = document.add_table(len(rows), len(grid.shares))
            for line, row in zip(table.rows, rows, strict=True):
                for cell, one in zip(line.cells, row, strict=True):
                    cell.text = one.text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def with_openpyxl(book: Book) -> bytes:
    """Write the same cells with openpyxl."""
    workbook = openpyxl.Workbook()
    for number, page in enumerate(book.pages):
        sheet = workbook.create_sheet(f"{number} {page.sheet.section}"[:31])
        sheet.append([page.title])
        sheet.append([page.unit])
        for grid in page.grids:
            sheet.append([grid.heading])
            for row in (grid.head, *grid.rows):
                sheet.append([one.text for one in row])
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def main() -> None:
    """Print the table."""
    workspace = Workspace.open(ROOT, upwards=False)
    chosen = [one for one in workspace.sheet_ids if one.year == YEAR][:MOST]
    sheets = [sheet for one in chosen if (sheet := workspace.sheet(one)) is not None]

    def laid_out(count: int) -> list[Printed]:
        return [printed(one, workspace.plans, returns=True) for one in sheets[:count]]

    print(f"| | 1 sheet | {len(sheets)} sheets in one file |")
    print("| --- | ---: | ---: |")
    counts = (1, len(sheets))
    for name, chosen_format in PRINT_FORMATS.items():
        times = [best(partial(_write, chosen_format, laid_out, count)) for count in counts]
        print(f"| {name}: lay out and write | {times[0]:.3f} s | {times[1]:.2f} s |")
    for name, other in (("python-docx", with_python_docx), ("openpyxl", with_openpyxl)):
        books = [book_of(laid_out(count), (), {}) for count in counts]
        times = [best(partial(other, book)) for book in books]
        print(f"| {name}: the same cells | {times[0]:.3f} s | {times[1]:.2f} s |")
    for name in ("docx", "xlsx"):
        files = [_write(PRINT_FORMATS[name], laid_out, count) for count in counts]
        basis = f"a.{name}", workspace.forms, workspace.plans
        times = [best(partial(read_returned, data, *basis)) for data in files]
        print(f"| {name}: read back | {times[0]:.3f} s | {times[1]:.2f} s |")


def _write(chosen: PrintFormat, laid_out: Callable[[int], list[Printed]], count: int) -> bytes:
    pages = laid_out(count)
    return chosen.write(book_of(pages, (), {}), origin_of(pages))


if __name__ == "__main__":
    main()
