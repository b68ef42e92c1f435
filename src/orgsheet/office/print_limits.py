"""What a file of a format cannot hold: said before it is written, never cut off."""

from __future__ import annotations

from orgsheet.office.printed_book import Book

MOST_CHARACTERS = 32_767
"""What a cell of Excel holds."""


class PrintError(Exception):
    """Sheets cannot be printed in a format; the message is Japanese and says what to do."""


def require_cells_that_excel_holds(book: Book) -> None:
    """Refuse a book with a text that is too long for a cell of Excel.

    Raises:
        PrintError: there is one; the message says where.
    """
    for page in book.pages:
        for grid in page.grids:
            for row in grid.rows:
                for cell in row:
                    if len(cell.text.encode("utf-16-le")) // 2 > MOST_CHARACTERS:
                        place = " ".join(
                            str(step + 1) if isinstance(step, int) else step for step in cell.steps
                        )
                        raise PrintError(
                            f"「{page.sheet.label}」の「{place}」は {len(cell.text):,} 文字あり、"
                            f"Excel の一つの欄（{MOST_CHARACTERS:,} 文字まで）に入りません。"
                            "文章を分けるか、--format docx か html で書き出してください。"
                        )
