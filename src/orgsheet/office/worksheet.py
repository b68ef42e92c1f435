"""One worksheet of a workbook: a printed sheet, written from top to bottom.

Long because what stands on a worksheet is one class, from its title to its last table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from orgsheet.office.column_grid import ColumnGrid, common_grid
from orgsheet.office.looks import FINDINGS, LINE, NOTE_COLUMNS, NOTE_SHARES, PAPER_MM, SIZE
from orgsheet.office.printed_book import Cell, Grid, Note, Page, notes_at
from orgsheet.office.sheet_tags import FIELD, HEAD, MORE, OTHER, PLAN, ROW, SHEET, Tag
from orgsheet.office.text_lines import count_lines
from orgsheet.office.write_docx import note_lines, note_texts
from orgsheet.render.escape import visible

_COLUMNS = 163
"""Width of all columns: what fits on A4 landscape. The unit is a digit of the workbook's font."""
_MOST_POINTS = 409
"""Excel takes no higher line; a higher cell takes several."""
_SPARE = 2
"""Empty lines behind every table, to add rows without changing its ruling."""
_MOST_NOTE = 32_000
_A4 = 9
_MARGINS = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6}
"""In inches."""
_PAGE_POINTS = (PAPER_MM[1] / 25.4 - _MARGINS["top"] - _MARGINS["bottom"]) * 72 - 6
"""The height of what is printed on a page."""
_ALLOWED = (
    "format_cells",
    "format_columns",
    "format_rows",
    "insert_rows",
    "delete_rows",
    "objects",
    "scenarios",
)


class Looks(NamedTuple):
    """The formats of a workbook, made once; `open` is of a line that may be deleted."""

    plain: Any
    open: Any
    title: Any
    heading: Any
    notice: Any
    head: Any
    label: Any
    value: Any
    centred: Any
    link: Any


class Worksheet:
    """Writes a page into an empty worksheet."""

    def __init__(
        self,
        sheet: Any,  # noqa: ANN401 - XlsxWriter is untyped
        looks: Looks,
        page: Page,
        notes: list[Note],
    ) -> None:
        self._sheet = sheet
        self._looks = looks
        self._page = page
        self._notes = notes
        self._grid = common_grid(grid.shares for grid in page.grids)
        self._line = 0
        self._used = 0.0
        self._breaks: list[int] = []
        self._choices: dict[tuple[str, ...], list[tuple[int, int]]] = {}
        self._tags = len(self._grid.widths)

    def write(self, *, returns: bool) -> None:
        """Write everything; `returns` as in `write_xlsx`."""
        paper(self._sheet, self._grid, self._looks)
        self._sheet.set_column(self._tags, self._tags, None, self._looks.plain, {"hidden": True})
        self._lone(
            self._page.title, self._looks.title, Tag(SHEET, visible(str(self._page.sheet))), 22
        )
        self._lone(self._page.unit, self._looks.plain, Tag(OTHER))
        for notice in self._page.notices:
            self._lone(notice, self._looks.notice, Tag(OTHER))
        for grid in self._page.grids:
            self._begin(grid)
            self._write_grid(grid, returns=returns)
        self._offer_choices()
        self._sheet.set_h_pagebreaks(self._breaks[:_MOST_BREAKS])
        self._sheet.print_area(0, 0, max(self._line - 1, 1), self._tags - 1)
        if returns:
            self._sheet.protect("", dict.fromkeys(_ALLOWED, True))
        # Numbers as text, and cells that are not locked, are meant so.
        whole = f"A1:{_letters(self._tags)}{self._line + 1}"
        self._sheet.ignore_errors({"number_stored_as_text": whole, "formula_unlocked": whole})

    def _begin(self, grid: Grid) -> None:
        """Write the heading of a grid, on a new page where its first row would not follow it."""
        starts = self._grid.starts(grid.shares)
        first = sum(self._points(row, starts) for row in (grid.head, grid.rows[0]) if row)
        above = LINE + (_HEADING_POINTS if grid.heading else 0)
        if self._used + above + first > _PAGE_POINTS and first < _PAGE_POINTS:
            self._break()
        if self._used:
            self._lone("", self._looks.plain, Tag(OTHER), LINE)
        if grid.heading:
            self._lone(grid.heading, self._looks.heading, Tag(OTHER), _HEADING_POINTS)

    def _break(self) -> None:
        """Let a new page begin with the next line."""
        self._breaks.append(self._line)
        self._used = 0.0

    def _lone(self, text: str, style: Any, tag: Tag, height: int = LINE + 3) -> None:  # noqa: ANN401
        """Write a line of text that runs over all columns."""
        put(self._sheet, self._line, 0, text, style)
        self._tag(tag)
        self._sheet.set_row(self._line, height)
        self._used += height
        self._line += 1

    def _tag(self, tag: Tag) -> None:
        self._sheet.write_string(self._line, self._tags, str(tag))

    def _write_grid(self, grid: Grid, *, returns: bool) -> None:
        starts = self._grid.starts(grid.shares)
        own = tuple(starts[:-1])
        if grid.head:
            self._row(grid.head, starts, Tag(HEAD, grid.key, "", own))
        rows = list(grid.rows)
        is_list = grid.kind == "rows" and rows[0][0].steps[1:2] == (0,)
        if returns and is_list:
            rows += [tuple(cell._replace(text="", steps=(grid.key,)) for cell in rows[0])] * _SPARE
        for row in rows:
            if self._used and self._used + self._points(row, starts) > _PAGE_POINTS:
                self._break()
                if grid.head:
                    self._row(grid.head, starts, Tag(HEAD, grid.key, "", own))
            cell = row[-1]
            if grid.kind == "rows":
                tag = Tag(ROW, grid.key)
            elif grid.kind == "plans":
                tag = Tag(PLAN, grid.key, str(cell.steps[1]), own[-1:])
            else:
                tag = Tag(FIELD, str(cell.steps[0]), "", own[-1:])
            self._row(row, starts, tag, is_spare=cell.steps == (grid.key,) and is_list)

    def _points(self, row: Sequence[Cell], starts: list[int]) -> int:
        """Return how high a row must be for its highest cell."""
        lines = max(
            count_lines(_shown(cell, space := room(self._grid, left, right)), space)
            for cell, left, right in zip(row, starts, starts[1:], strict=False)
        )
        return LINE * lines + 4

    def _row(
        self,
        row: Sequence[Cell],
        starts: list[int],
        tag: Tag,
        *,
        is_spare: bool = False,
    ) -> None:
        """Write a row; one that is higher than Excel's lines takes several of them."""
        points = self._points(row, starts)
        count = -(-points // _MOST_POINTS)
        line_look = self._looks.open if tag.kind == ROW else self._looks.plain
        for number in range(count):
            self._sheet.set_row(self._line + number, -(-points // count), line_look)
            mine = tag if not number else Tag(MORE)
            self._sheet.write_string(self._line + number, self._tags, str(mine), line_look)
        for cell, left, right in zip(row, starts, starts[1:], strict=False):
            style = self._style(cell, is_head=tag.kind == HEAD)
            if right - left > 1 or count > 1:
                last = self._line + count - 1
                self._sheet.merge_range(self._line, left, last, right - 1, "", style)
            put(self._sheet, self._line, left, _shown(cell, room(self._grid, left, right)), style)
            if cell.choices:
                self._choices.setdefault(cell.choices, []).append((self._line, left))
            notes = [] if is_spare else notes_at(self._notes, cell, tuple(row))
            if notes:
                text = "\n\n".join("\n".join(note_lines(note)) for note in notes)
                options = {"author": "orgsheet", "x_scale": 2.5, "y_scale": 1.5, "font_size": SIZE}
                self._sheet.write_comment(self._line, left, text[:_MOST_NOTE], options)
        # What is higher than a page ends somewhere on a later one.
        self._used = (self._used + points) % _PAGE_POINTS
        self._line += count

    def _style(self, cell: Cell, *, is_head: bool) -> Any:  # noqa: ANN401 - a format
        if is_head:
            return self._looks.head
        if not cell.steps:
            return self._looks.label
        return self._looks.centred if cell.is_centred else self._looks.value

    def _offer_choices(self) -> None:
        """Let a person choose values from lists; others may still be written after asking."""
        for choices, cells in self._choices.items():
            listed = [one for one in choices if one and "," not in one]
            if listed != list(choices) or len(",".join(listed)) > _MOST_LISTED:
                continue
            options = {
                "validate": "list",
                "source": listed,
                "error_type": "warning",
                "error_title": "選べる値ではありません",
                "error_message": f"{'、'.join(listed)} から選びます。"[:_MOST_MESSAGE],
                "other_cells": [(line, column, line, column) for line, column in cells[1:]],
            }
            self._sheet.data_validation(*cells[0], *cells[0], options)


_MOST_LISTED, _MOST_MESSAGE = 255, 225
_MOST_BREAKS = 1023
_HEADING_POINTS = 16


def room(grid: ColumnGrid, left: int, right: int) -> int:
    """Return how many half-width characters fit into a line of a cell."""
    return int(sum(_units(width) for width in grid.widths[left:right])) - 1


def _shown(cell: Cell, columns: int) -> str:
    """Return a cell's text; words of the form that need two lines are parted where a space is."""
    is_long = not cell.steps and count_lines(cell.text, columns) > 1
    return cell.text.replace(" ", "\n", 1) if is_long else cell.text


def _units(share: int) -> float:
    return round(_COLUMNS * share / 100, 1)


def paper(sheet: Any, grid: ColumnGrid, looks: Looks) -> None:  # noqa: ANN401 - untyped
    """Set paper, margins, footer and the widths of the columns."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(**_MARGINS)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")
    for number, width in enumerate(grid.widths):
        sheet.set_column(number, number, _units(width), looks.plain)


def put(sheet: Any, line: int, column: int, text: str, style: Any) -> None:  # noqa: ANN401
    """Write a text as text, whatever it looks like."""
    if not text:
        sheet.write_blank(line, column, None, style)
    elif text.startswith("<r>") and text.endswith("</r>"):
        # XlsxWriter takes such a plain string for its own markup.
        sheet.write_rich_string(line, column, style, text[:1], style, text[1:], style)
    else:
        sheet.write_string(line, column, text, style)


def write_list(sheet: Any, looks: Looks, notes: Iterable[Note]) -> None:  # noqa: ANN401 - untyped
    """Write the list of remarks into an empty worksheet."""
    edges = [sum(NOTE_SHARES[:number]) for number in range(len(NOTE_SHARES) + 1)]
    grid = ColumnGrid(tuple(edges))
    paper(sheet, grid, looks)
    sheet.write_string(0, 0, FINDINGS, looks.title)
    sheet.set_row(0, 22)
    for number, name in enumerate(NOTE_COLUMNS):
        sheet.write_string(1, number, name, looks.head)
    sheet.repeat_rows(1)
    sheet.freeze_panes(2, 0)
    for line, note in enumerate(notes, 2):
        texts = note_texts(note)
        for number, text in enumerate(texts):
            put(sheet, line, number, text, looks.value)
        lines = max(
            count_lines(text, room(grid, number, number + 1)) for number, text in enumerate(texts)
        )
        sheet.set_row(line, min(LINE * lines + 4, _MOST_POINTS))


def _letters(column: int) -> str:
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found
