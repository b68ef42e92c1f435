"""What a reader makes of a file, whatever its format: one text, lines of cells in it, their places.

A reader turns a file into an `Extraction`. Its `text` holds every character that the file has,
once: first the lines as a person reads them, then the runs that are *noted but not text* (deleted,
hidden, ruby readings, comments, numbers that Word makes, symbols). A `Line` is a row of cells: a
paragraph is a line of one cell, a row of a table one of several. Cells know their place in the
table's grid, so that merged cells are told from narrow ones. `place` says where a character stands
in words that the person who has the file open understands (`表2 3行目 2列`, `総務課!C12`,
`2頁 表1`).

`orgsheet.importers.assemble_sheets` turns an extraction into sheets; the account counts its text.
Readers build one with a `TextBuilder`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from orgsheet.importers.account import Reason
from orgsheet.importers.import_result import ImportFailure
from orgsheet.importers.sound_marks import compose, composed_words

BLANKS = " \u3000\t\n\r\x0b\x0c\u00a0"
"""What leaves a cell or line empty to the eye."""


MOST_CHARACTERS = 2_000_000
MOST_CELLS = 150_000
"""What the readers take of a file: the sheets of a city with 100 sections have less than half."""


class Cell(NamedTuple):
    """A cell of a line: the offsets of its text, and what it covers of the table's grid.

    `column` counts from 0, `width` in columns of the grid. `is_continued` says that it is the lower
    part of a cell that began in a line above (its own text is empty then). `label` is the number
    that the program which shows the file puts before the text; it is no part of it.
    """

    start: int
    end: int
    column: int = 0
    width: int = 1
    is_continued: bool = False
    label: str = ""

    @property
    def columns(self) -> range:
        """The columns of the grid that it covers."""
        return range(self.column, self.column + self.width)


class Line(NamedTuple):
    """A line: offsets (`end` without its line end, `stop` with it), cells, and its table.

    `table` counts the tables of the file from 1 and is 0 for a paragraph. `is_heading` says that
    the file itself calls it a heading, `is_margin` that it is printed in the margin of every page.
    `part` is the worksheet that it stands in, from 1: no sheet goes on from one to the next.
    """

    start: int
    end: int
    stop: int
    cells: tuple[Cell, ...]
    table: int = 0
    is_heading: bool = False
    is_margin: bool = False
    part: int = 0

    def filled(self, text: str) -> list[Cell]:
        """Return the cells that are not blank."""
        return [cell for cell in self.cells if text[cell.start : cell.end].strip(BLANKS)]


class Noted(NamedTuple):
    """A run of the text that is no text of a sheet, why, and where; it may be empty."""

    start: int
    end: int
    reason: Reason
    place: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that a person should know about a file; `place` as in `Extraction.place`.

    `is_gap` says that something could not be read: a person must act.
    """

    place: str
    message: str
    is_gap: bool = False


@dataclass(frozen=True, slots=True)
class Extraction:
    """A file as text with places; `name` is what messages call the file.

    `places` are offsets and the words for what begins there, in order; empty for a text file, whose
    places are lines and columns. `has_tabs` says that the cells of a line are what tabs part, so
    that a table's lines must have as many. `properties` are what the file says about itself.
    """

    name: str
    text: str
    lines: tuple[Line, ...]
    noted: tuple[Noted, ...] = ()
    remarks: tuple[Remark, ...] = ()
    places: tuple[tuple[int, str], ...] = ()
    has_tabs: bool = False
    properties: dict[str, str] = field(default_factory=dict)

    def place(self, offset: int) -> str:
        """Return where a character stands, in words; "" in a text file."""
        number = bisect_right(self.places, (offset, "\U0010ffff")) - 1
        return self.places[number][1] if number >= 0 else ""


class TextBuilder:
    """Puts an extraction together: lines first, what is noted kept for the end.

    A reader opens a cell, adds its text, closes it, and ends the line. `note` may be called at any
    time: what it is given stands behind the lines.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.properties: dict[str, str] = {}
        self.part = 0
        self._composed = 0
        self._count = 0
        self.tables = 0
        self._parts: list[str] = []
        self._length = 0
        self._lines: list[Line] = []
        self._cells: list[Cell] = []
        self._line_start = 0
        self._is_margin = False
        self._places: list[tuple[int, str]] = []
        self._noted: list[tuple[str, Reason, str]] = []
        self._remarks: list[Remark] = []

    def add(self, text: str) -> None:
        """Add text to the open cell; kana with sound marks apart are put together."""
        text, count = compose(text)
        self._composed += count
        self._parts.append(text)
        self._length += len(text)

    def cell(
        self, text: str, place: str, column: int = 0, width: int = 1, *, label: str = ""
    ) -> None:
        """Add a cell to the open line.

        Raises:
            ImportFailure: the file has far more than sheets have.
        """
        self._count += 1
        if self._count > MOST_CELLS or self._length > MOST_CHARACTERS:
            raise ImportFailure(
                self.name,
                f"文字か欄が多すぎます（上限は {MOST_CHARACTERS:,} 文字、{MOST_CELLS:,} 欄）。"
                "要らない行と欄を消すか、部ごとのファイルに分けてください。",
            )
        if self._cells:
            self.add("\t")
        start = self._length
        self._places.append((start, place))
        self.add(text)
        self._cells.append(Cell(start, self._length, column, width, label=label))

    def continued(self, place: str, column: int, width: int) -> None:
        """Add to the open line the lower part of a cell that began above."""
        self.cell("", place, column, width)
        self._cells[-1] = self._cells[-1]._replace(is_continued=True)

    def end_line(self, table: int = 0, *, is_heading: bool = False) -> None:
        """End the open line; nothing is added where it has no cell."""
        if not self._cells:
            return
        end = self._length
        self.add("\n")
        line = Line(
            self._line_start,
            end,
            self._length,
            tuple(self._cells),
            table,
            is_heading=is_heading,
            is_margin=self._is_margin,
            part=self.part,
        )
        self._lines.append(line)
        self._cells = []
        self._line_start = self._length

    @contextmanager
    def margin(self) -> Iterator[None]:
        """Take the lines that end meanwhile for those of the page's margin."""
        self._is_margin = True
        yield
        self._is_margin = False

    def paragraph(self, text: str, place: str, *, is_heading: bool = False) -> None:
        """Add a line of one cell."""
        self.cell(text, place)
        self.end_line(is_heading=is_heading)

    def note(self, text: str, reason: Reason, place: str) -> None:
        """Note a run that is no text of a sheet."""
        self._noted.append((text, reason, place))

    def remark(self, place: str, message: str, *, is_gap: bool = False) -> None:
        """Tell a person something about the file itself."""
        self._remarks.append(Remark(place, message, is_gap))

    def finish(self) -> Extraction:
        """Return the extraction; a line that was left open is ended."""
        self.end_line()
        if self._composed:
            self.remark("", composed_words(self._composed))
        noted = []
        for text, reason, place in self._noted:
            start = self._length
            self._places.append((start, place))
            self.add(text)
            noted.append(Noted(start, self._length, reason, place))
        return Extraction(
            self.name,
            "".join(self._parts),
            tuple(self._lines),
            tuple(noted),
            tuple(self._remarks),
            tuple(self._places),
            properties=self.properties,
        )
