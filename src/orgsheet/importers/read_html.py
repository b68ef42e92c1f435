"""Web pages (.html) to text with places: headings, paragraphs, lists and tables."""

from __future__ import annotations

import re

from orgsheet.importers.account import Reason
from orgsheet.importers.blocks import BLANKS, Extraction, TextBuilder
from orgsheet.importers.limited_html import LimitedHtml, readable_numbers
from orgsheet.importers.office_text import decoded, whole_number

_BLOCKS = {
    *("p", "div", "li", "dt", "dd", "section", "article", "header", "footer", "blockquote", "pre"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "caption", "body", "html", "main"),
}
_UNSEEN = {"script", "style", "template", "head", "title", "noscript"}
_READINGS = {"rt", "rp"}
_MOST_SPAN = 200
_SPACE = re.compile("[ \t\r\n\x0b\x0c]+")


def read_html(data: bytes, name: str) -> Extraction:
    """Read a web page; nothing in it is run or fetched.

    Raises:
        ImportFailure: it is empty, in no known encoding, or very many of its tags do not end.
    """
    reader = _Page(TextBuilder(name), name)
    reader.feed(readable_numbers(decoded(data, name)))
    reader.close()
    reader.end_page()
    return reader.out.finish()


class _Table:
    """A table under way: the grid of its open row, and what of it cells above take up."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.row = 0
        self.column = 0
        self.below: dict[int, tuple[int, int]] = {}
        self.cell: tuple[int, int, int] | None = None


class _Page(LimitedHtml):
    def __init__(self, out: TextBuilder, name: str) -> None:
        super().__init__(name)
        self.out = out
        self._tables: list[_Table] = []
        self._count = 0
        self._blocks = 0
        self._unseen: list[str] = []
        self._deleted = 0
        self._text: list[str] = []
        self._heading = False
        self._preformatted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        if tag in _UNSEEN | _READINGS:
            self._unseen.append(tag)
        elif tag in ("del", "s", "strike"):
            self._deleted += 1
        elif tag == "br":
            self._text.append("\n")
        elif tag == "table":
            if self._tables:
                self._end_row()
            self.end_block()
            self._count += 1
            self._tables.append(_Table(self._count))
        elif tag == "tr" and self._tables:
            self._end_row()
            self._tables[-1].row += 1
            self._tables[-1].column = 0
        elif tag in ("td", "th") and self._tables:
            self._end_cell()
            self._open_cell(_span(values.get("colspan")), _span(values.get("rowspan")))
        elif tag in _BLOCKS:
            self.end_block()
            self._heading = tag in ("h1", "h2", "h3", "h4")
            self._preformatted += tag == "pre"
        elif tag == "img":
            self.out.remark("", "画像があります。画像の中の文字は読めません。")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            while self._unseen.pop() != tag:
                pass
        elif tag in ("del", "s", "strike"):
            self._deleted = max(0, self._deleted - 1)
        elif tag in ("td", "th") and self._tables:
            self._end_cell()
        elif tag == "tr" and self._tables:
            self._end_row()
        elif tag == "table" and self._tables:
            self._end_row()
            self._tables.pop()
        elif tag in _BLOCKS:
            self.end_block()
            self._preformatted -= tag == "pre" and self._preformatted > 0

    def handle_data(self, data: str) -> None:
        if self._unseen or self._deleted:
            reason = Reason.DELETED
            if self._unseen:
                reason = Reason.RUBY if self._unseen[-1] in _READINGS else Reason.UNSEEN_HTML
            if data.strip(BLANKS):
                self.out.note(data.strip(BLANKS), reason, self._place())
            return
        self._text.append(data if self._preformatted else _SPACE.sub(" ", data))

    def end_block(self) -> None:
        """End the open paragraph; within a cell that is a line of it."""
        if self._tables and self._tables[-1].cell is not None:
            if self._text and not self._text[-1].endswith("\n"):
                self._text.append("\n")
            return
        lines = "".join(self._text).split("\n")
        self._text = []
        for line in lines:
            if line.strip(BLANKS):
                self._blocks += 1
                self.out.paragraph(line, self._place(), is_heading=self._heading)
        self._heading = False

    def end_page(self) -> None:
        """End what a page has left open."""
        while self._tables:
            self._end_row()
            self._tables.pop()
        self.end_block()

    def _loose(self) -> None:
        """Add the text that stands in a table and in no cell, as a line of its own."""
        lines = [one for one in "".join(self._text).split("\n") if one.strip(BLANKS)]
        self._text = []
        for line in lines:
            self.out.end_line(self._tables[-1].number)
            self.out.paragraph(line, self._place())

    def _place(self) -> str:
        if self._tables:
            table = self._tables[-1]
            number = table.cell[2] if table.cell else table.column + 1
            return f"表{table.number} {table.row}行目 {number}列"
        return f"{self._blocks}段落目"

    def _open_cell(self, width: int, height: int) -> None:
        self._loose()
        table = self._tables[-1]
        while table.column in table.below:
            rows, span = table.below[table.column]
            self.out.continued(self._place(), table.column, span)
            if rows > 1:
                table.below[table.column] = (rows - 1, span)
            else:
                del table.below[table.column]
            table.column += span
        number = table.column + 1
        table.cell = (table.column, width, number)
        if height > 1:
            table.below[table.column] = (height, width)

    def _end_cell(self) -> None:
        table = self._tables[-1]
        if table.cell is None:
            return
        column, width, _ = table.cell
        lines = [line.strip(" \t") for line in "".join(self._text).split("\n")]
        self._text = []
        self.out.cell("\n".join(line for line in lines if line), self._place(), column, width)
        if column in table.below:
            rows, span = table.below[column]
            table.below[column] = (rows - 1, span)
        table.cell = None
        table.column = column + width

    def _end_row(self) -> None:
        self._end_cell()
        self._loose()
        table = self._tables[-1]
        while table.column in table.below and table.row:
            rows, span = table.below[table.column]
            if rows < 1:
                break
            self.out.continued(self._place(), table.column, span)
            table.below[table.column] = (rows - 1, span)
            table.column += span
        table.below = {at: (rows, span) for at, (rows, span) in table.below.items() if rows > 0}
        self.out.end_line(table.number)


def _span(value: str | None) -> int:
    return min(max(whole_number(value, 1), 1), _MOST_SPAN)
