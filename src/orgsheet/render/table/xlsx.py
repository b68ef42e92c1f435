"""The 新旧対照表 as an Excel workbook: text only, never a formula, prints on A4 landscape."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import groupby, pairwise, zip_longest
from typing import Any

from orgsheet.diff.marked_phrases import Piece
from orgsheet.diff.table.table_parts import Table, TableRow, TableSection
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.render.display_width import width
from orgsheet.render.escape import visible
from orgsheet.render.office_libraries import AS_TEXT, MADE, office_module
from orgsheet.render.worksheet_names import worksheet_names

_COLUMNS = 138
"""Width of all columns in Excel's unit, about half a Japanese character each."""
_LINE_POINTS = 15
_MOST_LINES = 24
"""Excel shows rows of 409 points at most; a longer cell goes on in a row below."""
_ALONE = "新旧対照表"
_CONTENTS = "目次"
_NOTE = "変わった字句に下線を引いています。"
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
    looks = _Looks(book, table)
    units = [
        (unit, list(found))
        for unit, found in groupby(table.sections, key=lambda one: one.organization)
    ]
    if len(units) <= 1:
        _Sheet(book, looks, table, _ALONE).write(units, notices=True)
    else:
        names = worksheet_names((_tab(unit) for unit, _ in units), (_CONTENTS,))
        tabs = list(zip(units, names, strict=True))
        _contents(book, looks, table, [(unit, name, found) for (unit, found), name in tabs])
        for one, name in tabs:
            _Sheet(book, looks, table, name).write([one], notices=False)
    book.close()
    return buffer.getvalue()


def _tab(unit: str) -> tuple[str, ...]:
    """Return what the worksheet of `総務部 総務課` may be called, the best first."""
    label = unit.rpartition(" → ")[2]
    return label.partition(" ")[2] or label, label


class _Looks:
    """The formats of the workbook, and the widths of its columns."""

    def __init__(self, book: Any, table: Table) -> None:  # noqa: ANN401 - XlsxWriter is untyped
        font = {"font_name": table.settings.font, "font_size": _SIZE}
        box = {**font, "text_wrap": True, "valign": "top", "border": 1}
        add = book.add_format
        self.plain, self.underlined = add(font), add({**font, "underline": 1})
        self.title = add({**font, "font_size": 16, "bold": True})
        self.notice = add({**font, "bold": True, "text_wrap": True, "valign": "top"})
        self.organization = add({**box, "bold": True, "font_size": 12, "bg_color": "#C9D6E8"})
        self.heading = add({**box, "bold": True, "bg_color": "#D9D9D9"})
        self.head = add({**box, "bold": True, "align": "center", "bg_color": "#EDEDED"})
        self.value, self.starting = add(box), add({**box, "top": 2})
        self.number = add({**box, "align": "right"})
        self.link = add({**box, "font_color": "#0B5394", "underline": 1})
        self.changed = {
            self.value: add({**box, "underline": 1}),
            self.starting: add({**box, "top": 2, "underline": 1}),
        }
        total = sum(column.share for column in table.columns)
        self.widths = [_COLUMNS * column.share // total for column in table.columns]


def _page(sheet: Any) -> None:  # noqa: ANN401 - XlsxWriter is untyped
    """Set a worksheet to A4 landscape, as wide as the page."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(**_MARGINS)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&A  &P / &N")


def _contents(
    book: Any,  # noqa: ANN401 - XlsxWriter is untyped
    looks: _Looks,
    table: Table,
    units: Sequence[tuple[str, str, Sequence[TableSection]]],
) -> None:
    """Write the first worksheet: the title, what is to be said of all, and where each unit is."""
    sheet = book.add_worksheet(_CONTENTS)
    _page(sheet)
    for number, columns in enumerate((90, 20)):
        sheet.set_column(number, number, columns, looks.plain)
    sheet.write_string(0, 0, visible(table.settings.title), looks.title)
    row = 1
    for notice in (*table.notices, _NOTE):
        sheet.write_string(row, 0, visible(notice), looks.notice)
        row += 1
    head = row
    for number, caption in enumerate(("部と課", "変わった行")):
        sheet.write_string(head, number, caption, looks.head)
    for unit, name, sections in units:
        row += 1
        changed = sum(row.starts and bool(one.heading) for one in sections for row in one.rows)
        sheet.write_url(row, 0, f"internal:'{name}'!A1", looks.link, visible(unit))
        sheet.write_number(row, 1, changed, looks.number)
    if table.licence:
        row += 1
        sheet.write_string(row, 0, visible(table.licence), looks.notice)
    sheet.repeat_rows(head)
    sheet.freeze_panes(head + 1, 0)
    sheet.print_area(0, 0, row, 1)


class _Sheet:
    """A worksheet of the table, written from top to bottom."""

    def __init__(self, book: Any, looks: _Looks, table: Table, name: str) -> None:  # noqa: ANN401
        self._table = table
        self._sheet = book.add_worksheet(name)
        self._row = 0
        self._looks = looks
        self._widths = looks.widths

    def write(self, units: Sequence[tuple[str, Sequence[TableSection]]], *, notices: bool) -> None:
        """Write what the units' sheets say; `notices` where no list of contents does."""
        sheet, last = self._sheet, len(self._table.columns) - 1
        _page(sheet)
        for number, columns in enumerate(self._widths):
            sheet.set_column(number, number, columns, self._looks.plain)
        sheet.write_string(0, 0, visible(self._table.settings.title), self._looks.title)
        self._row = 1
        for notice in (*self._table.notices, _NOTE) if notices else ():
            self._merged(notice, self._looks.notice)
        head = self._row
        for number, column in enumerate(self._table.columns):
            sheet.write_string(head, number, visible(column.caption), self._looks.head)
        self._row += 1
        sheet.repeat_rows(head)
        sheet.freeze_panes(head + 1, 0)
        for organization, sections in units:
            self._merged(organization, self._looks.organization)
            for section in sections:
                if section.heading:
                    self._merged(section.heading, self._looks.heading)
                for row in section.rows:
                    self._entry(row)
        if self._table.licence and notices:
            self._merged(self._table.licence, self._looks.notice)
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
            style = self._looks.starting if row.starts and not index else self._looks.value
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
            used = self._looks.changed[style] if first.changed else style
            self._sheet.write_string(self._row, column, first.text, used)
            return
        fragments: list[Any] = []
        for piece in shown:
            used = self._looks.underlined if piece.changed else self._looks.plain
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
