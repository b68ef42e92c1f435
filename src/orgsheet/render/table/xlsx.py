"""The 新旧対照表 as an Excel workbook: text only, never a formula, prints on A4 landscape."""

from __future__ import annotations

import io
from itertools import groupby, pairwise, zip_longest
from typing import Any

from orgsheet.diff.marked_phrases import Piece
from orgsheet.diff.table.table_parts import Table, TableRow
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.render.display_width import width
from orgsheet.render.escape import visible
from orgsheet.render.office_libraries import AS_TEXT, MADE, office_module

_COLUMNS = 138
"""Width of all columns in Excel's unit, about half a Japanese character each."""
_LINE_POINTS = 15
_MOST_LINES = 24
"""Excel shows rows of 409 points at most; a longer cell goes on in a row below."""
_MOST_BREAKS = 1023
"""Excel takes no more page breaks on a sheet."""
_SIZE = 10
_A4 = 9
_MARGINS = {"left": 0.4, "right": 0.4, "top": 0.6, "bottom": 0.6}
_ESCAPE = pattern(r"_(?=x[0-9A-Fa-f]{4}_)")
_RAW = "<r>"
"""XlsxWriter takes a plain string that begins and ends as its own markup for markup."""


def render_table_xlsx(table: Table) -> bytes:
    """Return the workbook's bytes, the same for the same table.

    Raises:
        OfficeMissingError: XlsxWriter is not installed.
    """
    library = office_module("xlsxwriter", "Excel")
    buffer = io.BytesIO()
    book = library.Workbook(buffer, {"in_memory": True, **AS_TEXT})
    book.set_properties({"title": visible(table.settings.title), "created": MADE})
    _Sheet(book, table).write()
    book.close()
    return buffer.getvalue()


class _Sheet:
    """The one worksheet, written from top to bottom."""

    def __init__(self, book: Any, table: Table) -> None:  # noqa: ANN401 - XlsxWriter is untyped
        self._table = table
        self._sheet = book.add_worksheet("新旧対照表")
        self._row = 0
        font = {"font_name": table.settings.font, "font_size": _SIZE}
        box = {**font, "text_wrap": True, "valign": "top", "border": 1}
        add = book.add_format
        self._plain, self._underlined = add(font), add({**font, "underline": 1})
        self._title = add({**font, "font_size": 16, "bold": True})
        self._notice = add({**font, "bold": True, "text_wrap": True, "valign": "top"})
        self._organization = add({**box, "bold": True, "font_size": 12, "bg_color": "#C9D6E8"})
        self._heading = add({**box, "bold": True, "bg_color": "#D9D9D9"})
        self._head = add({**box, "bold": True, "align": "center", "bg_color": "#EDEDED"})
        self._value, self._starting = add(box), add({**box, "top": 2})
        self._changed = {
            self._value: add({**box, "underline": 1}),
            self._starting: add({**box, "top": 2, "underline": 1}),
        }
        total = sum(column.share for column in table.columns)
        self._widths = [_COLUMNS * column.share // total for column in table.columns]

    def write(self) -> None:
        """Write everything."""
        sheet, last = self._sheet, len(self._table.columns) - 1
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(**_MARGINS)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&P / &N")
        for number, columns in enumerate(self._widths):
            sheet.set_column(number, number, columns, self._plain)
        sheet.write_string(0, 0, visible(self._table.settings.title), self._title)
        self._row = 1
        for notice in (*self._table.notices, "変わった字句に下線を引いています。"):
            self._merged(notice, self._notice)
        head = self._row
        for number, column in enumerate(self._table.columns):
            sheet.write_string(head, number, visible(column.caption), self._head)
        self._row += 1
        sheet.repeat_rows(head)
        sheet.freeze_panes(head + 1, 0)
        groups = groupby(self._table.sections, key=lambda one: one.organization)
        breaks = []
        for organization, sections in groups:
            breaks.append(self._row)
            self._merged(organization, self._organization)
            for section in sections:
                if section.heading:
                    self._merged(section.heading, self._heading)
                for row in section.rows:
                    self._entry(row)
        if self._table.licence:
            self._merged(self._table.licence, self._notice)
        # Each section begins on a page of its own, the first behind the title.
        sheet.set_h_pagebreaks(breaks[1:_MOST_BREAKS])
        sheet.print_area(0, 0, max(self._row - 1, 1), last)

    def _merged(self, text: str, style: Any) -> None:  # noqa: ANN401 - a format
        """Write a line over all columns."""
        shown = visible(text)
        last = len(self._widths) - 1
        self._sheet.merge_range(self._row, 0, self._row, last, "", style)
        self._put(0, (Piece(shown, changed=False),), style)
        self._height([_lines(shown, sum(self._widths) - 10)])
        self._row += 1

    def _entry(self, row: TableRow) -> None:
        """Write a row; what does not fit goes on in the rows below it."""
        parts = [
            _parts(row.cell(column.key).pieces, columns)
            for column, columns in zip(self._table.columns, self._widths, strict=True)
        ]
        for index, cells in enumerate(zip_longest(*parts, fillvalue=())):
            style = self._starting if row.starts and not index else self._value
            heights = []
            for number, (pieces, columns) in enumerate(zip(cells, self._widths, strict=True)):
                self._put(number, pieces, style)
                heights.append(_lines("".join(piece.text for piece in pieces), columns))
            self._height(heights)
            self._row += 1

    def _height(self, lines: list[int]) -> None:
        self._sheet.set_row(self._row, _LINE_POINTS * max(lines) + 4)

    def _put(self, column: int, pieces: tuple[Piece, ...], style: Any) -> None:  # noqa: ANN401
        """Write a cell, with its changed pieces underlined."""
        shown = [piece for piece in pieces if piece.text]
        if not shown:
            self._sheet.write_blank(self._row, column, None, style)
            return
        first = shown[0]
        if len(shown) == 1 and not first.text.startswith(_RAW) and not _ESCAPE.search(first.text):
            used = self._changed[style] if first.changed else style
            self._sheet.write_string(self._row, column, first.text, used)
            return
        fragments: list[Any] = []
        for piece in shown:
            used = self._underlined if piece.changed else self._plain
            for text in _harmless(piece.text):
                fragments += [used, text]
        self._sheet.write_rich_string(self._row, column, *fragments, style)


def _harmless(text: str) -> list[str]:
    """Divide a text so that no part is taken for XlsxWriter's markup or Excel's `_x0041_`."""
    cuts = [match.start() + 1 for match in _ESCAPE.finditer(text)]
    if text.startswith(_RAW):
        cuts = [1, *(cut for cut in cuts if cut > 1)]
    return [text[a:b] for a, b in pairwise([0, *cuts, len(text)])]


def _parts(pieces: tuple[Piece, ...], columns: int) -> list[tuple[Piece, ...]]:
    """Divide a cell into parts that fit into rows; joined they are the cell."""
    shown = [piece._replace(text=visible(piece.text)) for piece in pieces]
    parts: list[list[Piece]] = [[]]
    start = 0
    ends = _ends("".join(piece.text for piece in shown), columns)
    for piece in shown:
        done = 0
        while ends and start + len(piece.text) - done > ends[0]:
            cut = done + ends.pop(0) - start
            parts[-1].append(piece._replace(text=piece.text[done:cut]))
            parts.append([])
            start += cut - done
            done = cut
        parts[-1].append(piece._replace(text=piece.text[done:]))
        start += len(piece.text) - done
    return [tuple(part) for part in parts]


def _ends(text: str, columns: int) -> list[int]:
    """Return where a long text is divided: behind a 。 or a line end where there is one."""
    ends: list[int] = []
    lines, used, good = 1, 0, 0
    for index, char in enumerate(text):
        if char == "\n" or used + width(char) > columns:
            lines, used = lines + 1, 0
        if lines > _MOST_LINES:
            ends.append(good or index)
            lines, used = 1 + _lines(text[ends[-1] : index], columns), 0
            good = 0
        if char in "。\n":
            good = index + 1
        used += 0 if char == "\n" else width(char)
    return ends


def _lines(text: str, columns: int) -> int:
    """Return how many lines a text takes in a cell."""
    return sum(1 + max(width(line) - 1, 0) // max(columns, 1) for line in text.split("\n"))
