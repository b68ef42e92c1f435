"""An Excel workbook that was printed here, read by the tags of its hidden column."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from itertools import islice
from typing import Any

from orgsheet.importers.labels import fold_words
from orgsheet.importers.office_package import Package, library, open_package
from orgsheet.office.looks import CONTENTS, FINDINGS
from orgsheet.office.origin import HIDDEN_SHEET, Made, OriginError, read_origin
from orgsheet.office.printed_book import Grid
from orgsheet.office.returned_file import ReturnedSheet, ReturnError
from orgsheet.office.sheet_tags import FIELD, HEAD, MORE, PLAN, ROW, SHEET, Tag
from orgsheet.office.worksheet_lines import FIRST_LINES, Line, cells_of, lines_of, telling_damage
from orgsheet.render.escape import visible

_MOST_LINES = 20_000
_BOOK = "xl/workbook.xml"
_FORMULA = re.compile(rb"<f[ />]")


class Workbook:
    """A workbook that was printed here, and what it was made from."""

    def __init__(self, book: Any, made: list[Made], name: str) -> None:  # noqa: ANN401 - openpyxl's
        self.made = made
        self._name = name
        self._book = book

    def read(self, sheets: Sequence[ReturnedSheet]) -> list[str]:
        """Fill in what the worksheets say; return the names of those that a person has added.

        Raises:
            ReturnError: a worksheet does not stand as it was printed; the message says where.
        """
        by_name = {visible(str(one.made.sheet)): one for one in sheets}
        others: list[str] = []
        seen: dict[str, str] = {}
        for sheet in self._book.worksheets:
            if sheet.title in (CONTENTS, FINDINGS, HIDDEN_SHEET):
                continue
            struck: list[str] = []
            with telling_damage(self._name):
                lines = list(lines_of(sheet, struck))
            tags = (line.tag for line in lines[:FIRST_LINES] if line.tag is not None)
            key = next((tag.key for tag in tags if tag.kind == SHEET), "")
            if key not in by_name:
                others += [] if all(line.is_blank for line in lines) else [sheet.title]
            elif key in seen:
                raise ReturnError(
                    f"ワークシート「{seen[key]}」と「{sheet.title}」は同じシートの写しです。"
                    "どちらかを消してください。"
                )
            else:
                seen[key] = sheet.title
                _Reader(by_name[key], sheet.title, lines).read()
                by_name[key].notes += struck
        return others


def open_workbook(data: bytes, name: str) -> Workbook | None:
    """Return a workbook that was printed here; None for any other.

    Raises:
        ImportFailure: the file is no workbook, is damaged or too large.
        ReturnError: it was printed here, and what it says of itself is damaged.
    """
    package = open_package(data, name)
    if not package.has(_BOOK) or HIDDEN_SHEET.encode() not in package.data(_BOOK):
        return None
    with telling_damage(name):
        return _opened(package, data, name)


def _opened(package: Package, data: bytes, name: str) -> Workbook | None:
    """Return the workbook in a package that has a hidden sheet of ours."""
    openpyxl = library("openpyxl", name)
    # Read only: what a merged cell looks like is not asked, and takes most of the time.
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, rich_text=True, read_only=True)
    if HIDDEN_SHEET not in book.sheetnames:
        return None
    rows = islice(book[HIDDEN_SHEET].iter_rows(max_col=1, values_only=True), _MOST_LINES)
    try:
        made = read_origin("".join(str(row[0]) for row in rows if row and row[0] is not None))
    except OriginError as error:
        raise ReturnError(str(error)) from error
    if made is None:
        return None
    sheets = [part for part in package.names("xl/worksheets/") if part.endswith(".xml")]
    if any(_FORMULA.search(package.data(part)) for part in sheets):
        _require_results(openpyxl.load_workbook(io.BytesIO(data), read_only=True), book)
    return Workbook(book, made, name)


def _require_results(formulas: Any, book: Any) -> None:  # noqa: ANN401 - openpyxl's
    """Refuse formulas of which the file does not say the result.

    Raises:
        ReturnError: there is one.
    """
    for sheet in formulas.worksheets:
        pairs = zip(cells_of(sheet), cells_of(book[sheet.title]), strict=False)
        for cell, found in (
            (cell, one) for pair in pairs for cell, one in zip(*pair, strict=False)
        ):
            if cell.data_type == "f" and found.value is None:
                raise ReturnError(
                    f"{sheet.title}!{cell.coordinate} は式で、結果がファイルに入っていません。"
                    "Excel で開いて保存し直すか、値で貼り付けてください。"
                )


class _Reader:
    """Reads one worksheet from top to bottom."""

    def __init__(self, sheet: ReturnedSheet, title: str, lines: Sequence[Line]) -> None:
        self._sheet = sheet
        self._title = title
        self._lines = lines
        self._grids = {grid.key: grid for grid in sheet.page.grids if grid.kind == "rows"}
        self._grid: Grid | None = None
        self._starts: tuple[int, ...] = ()
        self._last: list[str] | None = None
        self._rows: dict[str, list[list[str]]] = {}

    def read(self) -> None:
        """Fill in the texts of the sheet.

        Raises:
            ReturnError: a table has other columns than it was printed with.
        """
        for line in self._lines:
            if line.tag is None:
                self._added(line)
            elif line.tag.kind == SHEET:
                self._require_unchanged(line, self._sheet.page.title)
            elif line.tag.kind == HEAD:
                self._head(line, line.tag)
            elif line.tag.kind == ROW:
                self._row(line)
            elif line.tag.kind == MORE:
                self._more(line)
            elif line.tag.kind in (FIELD, PLAN):
                self._value(line, line.tag)
            else:
                self._grid = self._last = None
                if line.number == _UNIT_LINE:
                    self._require_unchanged(line, self._sheet.page.unit)
        tables = self._sheet.texts.tables
        for key, rows in self._rows.items():
            tables[key] = [tuple(row) for row in rows]

    def _require_unchanged(self, line: Line, text: str) -> None:
        if fold_words(line.between(0, len(line.texts))) != fold_words(text):
            raise ReturnError(
                f"{self._title}!A{line.number} の「{text}」が書き換えられています。年度と部・課の"
                "名前は、このファイルでは変えられません。もとに戻してください。"
            )

    def _head(self, line: Line, tag: Tag) -> None:
        grid = self._grids.get(tag.key)
        if grid is None:
            return
        wanted = [fold_words(cell.text) for cell in grid.head]
        starts = tag.starts
        ends = (*starts[1:], len(line.texts))
        found = [fold_words(line.between(*pair)) for pair in zip(starts, ends, strict=False)]
        if found != wanted:
            filled = {fold_words(text): place for place, text in enumerate(line.texts) if text}
            if len(filled) != len(wanted) or not all(words in filled for words in wanted):
                raise ReturnError(
                    f"{self._title} の {line.number} 行目の列の名前が、書き出したときと違います。"
                    f"「{'」「'.join(cell.text for cell in grid.head)}」に戻してください。"
                )
            starts = tuple(filled[words] for words in wanted)
        self._grid, self._starts, self._last = grid, starts, None
        self._rows.setdefault(grid.key, [])

    def _cells(self, line: Line) -> list[str]:
        """Return the texts of a row in the order of the form's columns."""
        order = sorted(self._starts)
        ends = dict(zip(order, (*order[1:], len(line.texts)), strict=True))
        return [line.between(start, ends[start]) for start in self._starts]

    def _row(self, line: Line) -> None:
        if self._grid is None:
            self._added(line)
            return
        self._last = self._cells(line)
        self._rows[self._grid.key].append(self._last)

    def _more(self, line: Line) -> None:
        """Add what stands in the lower lines of a high row, should a person have divided it."""
        if line.is_blank:
            return
        if self._grid is None or self._last is None:
            self._added(line)
            return
        for number, text in enumerate(self._cells(line)):
            if text:
                self._last[number] = "\n".join(one for one in (self._last[number], text) if one)

    def _value(self, line: Line, tag: Tag) -> None:
        self._grid = self._last = None
        text = line.between(tag.starts[0] if tag.starts else 0, len(line.texts))
        texts = self._sheet.texts
        if tag.kind == FIELD:
            texts.values[tag.key] = text
        else:
            texts.plans.setdefault(tag.key, {})[tag.number] = text

    def _added(self, line: Line) -> None:
        """Take a line that a person put in: a row inside a table, else nothing of the sheet."""
        if line.is_blank:
            return
        if self._grid is not None:
            self._last = self._cells(line)
            self._rows[self._grid.key].append(self._last)
            return
        place = f"{self._title} {line.number}行目"
        self._sheet.unplaced.append((place, line.between(0, len(line.texts))))


_UNIT_LINE = 2
