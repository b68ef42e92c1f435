"""PDF files to text with places: ruled tables by their cells, other text line by line."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, TypeAlias

from orgsheet.importers.account import Reason
from orgsheet.importers.blocks import BLANKS, Extraction, TextBuilder
from orgsheet.importers.import_result import ImportFailure
from orgsheet.importers.office_package import library
from orgsheet.importers.pdf_budget import RESAVE, Budget
from orgsheet.importers.pdf_lines import Box, TextLine, joined, lines_of, right_edge
from orgsheet.importers.pdf_tables import Table, tables_of

Page: TypeAlias = Any
"""A page of pdfplumber, which carries no types."""

MOST_PAGES = 300
MOST_CHARACTERS = 500_000
_MOST_UNPACKED = 100 * 1024 * 1024
_MOST_DRAWN = 150_000
"""Lines, boxes and the like on all pages; 300 pages of a form have 11,000."""
_NUMBER = re.compile(
    r"[-‐–—ー\s]*(?:[0-9０-９]{1,4}(?:\s*[/／]\s*[0-9０-９]{1,4})?)(?:頁|ページ)?[-‐–—ー\s]*"
)
_MARGIN = 0.08
"""Running heads and page numbers stand in this part of a page at its top and bottom."""
_CID = re.compile(r"\(cid:[0-9]+\)")


def read_pdf(data: bytes, name: str) -> Extraction:
    """Read a PDF file that holds text; nothing in it is run, fetched or drawn.

    Raises:
        ImportFailure: it is no PDF, is protected, scanned, damaged or too large; with what to do.
    """
    if b"%PDF-" not in data[:1024]:
        raise ImportFailure(name, f"PDF のファイルではありません。{RESAVE}")
    library("pdfplumber", name, "pdf")
    from orgsheet.importers.pdf_limits import LimitedPdf

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    budget = Budget(_MOST_UNPACKED, MOST_CHARACTERS, _MOST_DRAWN)
    try:
        with LimitedPdf(data, budget) as document:
            read = _read(document, budget, name)
    except ImportFailure:
        raise
    except Exception as error:
        is_locked = "Password" in repr(error) or "Password" in type(error).__name__
        raise ImportFailure(
            name,
            budget.spent
            or (
                "パスワードで保護されているため、読めません。保護を外して保存し直してください。"
                if is_locked
                else f"PDF が壊れているため、読めません。{RESAVE}"
            ),
        ) from error
    if budget.spent:  # also where pdfminer went on without what is too large
        raise ImportFailure(name, budget.spent)
    return read


def _read(document: Any, budget: Budget, name: str) -> Extraction:  # noqa: ANN401 - no types
    if len(document.pages) > MOST_PAGES:
        raise ImportFailure(
            name, f"頁が多すぎます（上限は {MOST_PAGES} 頁）。部ごとに分けてください。"
        )
    out = TextBuilder(name)
    pages = []
    for number, page in enumerate(document.pages, 1):
        document.lay_out(page)
        pages.append(_PageReader(page, number, budget))
        page.close()
    if not any(one.characters for one in pages):
        raise ImportFailure(
            name,
            "文字が入っていません。紙を読み取った（スキャンした）PDF と思われます。"
            f"{RESAVE}なければ、OCR（文字の読み取り）をしてから取り込んでください。",
        )
    margins = Counter(line.text for one in pages for line in one.margin_lines())
    running = {text for text, times in margins.items() if times > 1}
    for one in pages:
        one.put(out, running)
    joins = sum(one.joins for one in pages)
    if joins:
        out.remark(
            "", f"行の折返し {joins} か所をつなぎました（幅いっぱいで折り返されたところだけ）。"
        )
    doubtful = sum(one.doubtful for one in pages)
    if doubtful:
        out.remark(
            "",
            f"幅いっぱいの行が文や項目の終わりに当たる {doubtful} か所は、段落の終わりか行の"
            "折返しか決められないため、改行を残しました。不要なら消してください。",
        )
    return out.finish()


class _PageReader:
    """The text of a page: its tables, and the lines beside them."""

    def __init__(self, page: Page, number: int, budget: Budget) -> None:
        self.number = number
        self.joins = 0
        self.doubtful = 0
        self.height = float(page.height)
        self.characters = page.dedupe_chars(tolerance=1).chars
        self.images = len(page.images)
        self.tables: list[Table] = (
            tables_of(page, self.characters, budget) if self.characters else []
        )
        inside = {id(char) for table in self.tables for char in table.characters}
        self.lines = lines_of([char for char in self.characters if id(char) not in inside])

        self.edge = right_edge(self.lines, [table.box.right for table in self.tables])

    def margin_lines(self) -> Iterator[TextLine]:
        """Yield the lines in the page's margins."""
        edge = self.height * _MARGIN
        for line in self.lines:
            if line.box.bottom < edge or line.box.top > self.height - edge:
                yield line

    def put(self, out: TextBuilder, running: set[str]) -> None:
        """Add the page's lines in their order."""
        place = f"{self.number}頁"
        if not self.characters and self.images:
            out.remark(place, "画像だけの頁です。画像の中の文字は読めません。", is_gap=True)
        margins = list(self.margin_lines())
        body: list[TextLine | Table] = []
        for line in self.lines:
            if line in margins and (_NUMBER.fullmatch(line.text) or line.text in running):
                is_number = _NUMBER.fullmatch(line.text) is not None
                out.note(line.text, Reason.PAGE if is_number else Reason.MARGIN, place)
            else:
                body.append(line)
        self._tell_odd(out, place)
        text: list[TextLine] = []
        for one in sorted([*body, *self.tables], key=lambda part: part.box.top):
            if isinstance(one, TextLine):
                text.append(one)
                continue
            self._text(out, text)
            text = []
            self._table(out, one)
        self._text(out, text)

    def _tell_odd(self, out: TextBuilder, place: str) -> None:
        words = "".join(char["text"] for char in self.characters)
        if _CID.search(words):
            out.remark(
                place,
                f"文字に直せない字があります（(cid:…) と書きました）。{RESAVE}",
                is_gap=True,
            )
        if any(not char.get("upright", True) for char in self.characters):
            out.remark(place, "横倒しの文字があります。順番が正しいか確かめてください。")
        if not self.tables and sum(line.has_gap for line in self.lines) > 1:
            out.remark(
                place,
                "罫線のない表は欄に分けられないので、行のまま読みました。",
            )

    def _text(self, out: TextBuilder, lines: list[TextLine]) -> None:
        for number, text in enumerate(self._joined(lines, self.edge), 1):
            out.paragraph(text, f"{self.number}頁 {number}行目")

    def _joined(self, lines: list[TextLine], edge: float | None) -> list[str]:
        found = joined(lines, edge)
        self.joins += found.joins
        self.doubtful += found.doubtful
        return found.texts

    def _table(self, out: TextBuilder, table: Table) -> None:
        out.tables += 1
        for number, row in enumerate(table.rows, 1):
            for place, cell in enumerate(row, 1):
                where = f"{self.number}頁 表{table.number} {number}行目 {place}列"
                if cell.is_continued:
                    out.continued(where, cell.column, cell.width)
                    continue
                lines = lines_of(cell.characters)
                texts = self._joined(lines, _inner_edge(cell.box, lines))
                out.cell("\n".join(texts), where, cell.column, cell.width)
            out.end_line(out.tables)


def _inner_edge(box: Box, lines: list[TextLine]) -> float | None:
    """Return how far to the right text goes in a cell: as near to the rule as at the left."""
    filled = [line for line in lines if line.text.strip(BLANKS)]
    if not filled:
        return None
    return box.right - max(0.0, min(line.box.left for line in filled) - box.left)
