"""A Word document that was printed here, read by its headings and the columns of its tables."""

from __future__ import annotations

from collections.abc import Sequence

from orgsheet.importers.blocks import Extraction, Line
from orgsheet.importers.labels import fold_words
from orgsheet.importers.read_docx import read_docx
from orgsheet.office.looks import FINDINGS
from orgsheet.office.origin import Made, OriginError, read_origin
from orgsheet.office.printed_book import Grid
from orgsheet.office.returned_file import ReturnedSheet, ReturnError
from orgsheet.office.write_docx import ORIGIN


class Document:
    """A document that was printed here, and what it was made from."""

    def __init__(self, extraction: Extraction, made: list[Made]) -> None:
        self.made = made
        self._extraction = extraction

    def read(self, sheets: Sequence[ReturnedSheet]) -> list[str]:
        """Fill in what the document says; return what stands outside of every sheet.

        Raises:
            ReturnError: it does not stand as it was printed; the message says where.
        """
        return _Reader(self._extraction, sheets).read()


def open_document(data: bytes, name: str) -> Document | None:
    """Return a document that was printed here; None for any other.

    Raises:
        ImportFailure: the file is no document, is damaged or too large.
        ReturnError: it was printed here, and what it says of itself is damaged.
    """
    extraction = read_docx(data, name)
    try:
        made = read_origin(extraction.properties.get(ORIGIN, ""))
    except OriginError as error:
        raise ReturnError(str(error)) from error
    return None if made is None else Document(extraction, made)


class _Reader:
    """Reads a document from top to bottom."""

    def __init__(self, extraction: Extraction, sheets: Sequence[ReturnedSheet]) -> None:
        self._extraction = extraction
        self._titles = {fold_words(one.page.title) for one in sheets}
        self._by_unit = {fold_words(one.page.unit): one for one in sheets}
        self._seen: set[str] = set()
        self._sheet: ReturnedSheet | None = None
        self._grid: Grid | None = None
        self._columns: list[range] = []
        self._others: list[str] = []

    def read(self) -> list[str]:
        text = self._extraction.text
        for line in self._extraction.lines:
            if line.is_margin:
                continue
            texts = [text[cell.start : cell.end] for cell in line.cells]
            if line.table:
                self._table_line(line, texts)
            elif any(one.strip() for one in texts):
                self._paragraph(line, "".join(texts))
        return self._others

    def _place(self, line: Line) -> str:
        return self._extraction.place(line.start)

    def _paragraph(self, line: Line, text: str) -> None:
        words = fold_words(text)
        unit = self._by_unit.get(words)
        if unit is not None:
            if words in self._seen:
                raise ReturnError(
                    f"「{unit.page.unit}」が二度あります（{self._place(line)}）。一つにしてください。"
                )
            self._seen.add(words)
            self._sheet, self._grid = unit, None
        elif words in self._titles or words == fold_words(FINDINGS):
            # Until a sheet is named, nothing belongs to one: the contents, the list of findings.
            self._sheet = self._grid = None
        elif self._sheet is not None:
            grid = self._grid_called(words)
            if grid is not None:
                self._grid, self._columns = grid, []
                if grid.kind == "rows":
                    self._sheet.texts.tables.setdefault(grid.key, [])
            elif words not in map(fold_words, self._sheet.page.notices):
                self._sheet.unplaced.append((self._place(line), text))

    def _grid_called(self, words: str) -> Grid | None:
        assert self._sheet is not None, "asked within a sheet"
        grids = self._sheet.page.grids
        return next(
            (one for one in grids if one.heading and fold_words(one.heading) == words), None
        )

    def _table_line(self, line: Line, texts: list[str]) -> None:
        if self._sheet is None:
            return
        if self._value(texts):
            return
        grid = self._grid
        if grid is None or grid.kind == "values":
            self._sheet.unplaced.append((self._place(line), "\n".join(texts).strip()))
        elif grid.kind == "text":
            self._prose(grid, texts)
        elif grid.kind == "plans":
            self._plans(line, grid, texts)
        else:
            self._row(line, grid, texts)

    def _value(self, texts: list[str]) -> bool:
        """Take the line of a value that stands beside its words; tell whether it is one."""
        assert self._sheet is not None, "asked within a sheet"
        for grid in self._sheet.page.grids:
            if grid.kind != "values":
                continue
            for label, value in grid.rows:
                if fold_words(label.text) == fold_words(texts[0]) and len(texts) > 1:
                    self._sheet.texts.values[str(value.steps[0])] = "\n".join(texts[1:])
                    return True
        return False

    def _prose(self, grid: Grid, texts: list[str]) -> None:
        assert self._sheet is not None, "asked within a sheet"
        values = self._sheet.texts.values
        text = "\n".join(texts)
        values[grid.key] = f"{values[grid.key]}\n{text}" if grid.key in values else text

    def _plans(self, line: Line, grid: Grid, texts: list[str]) -> None:
        assert self._sheet is not None, "asked within a sheet"
        found = self._sheet.texts.plans.setdefault(grid.key, {})
        label = fold_words(texts[0])
        numbers = {fold_words(row[0].text): str(row[-1].steps[1]) for row in grid.rows}
        number = numbers.get(label)
        if number is None:
            begun = [one for one in numbers.values() if label.startswith(fold_words(one))]
            number = max(begun, key=len) if begun else None
        if number is None or number in found:
            self._sheet.unplaced.append((self._place(line), "\n".join(texts).strip()))
        else:
            found[number] = "\n".join(texts[1:])

    def _row(self, line: Line, grid: Grid, texts: list[str]) -> None:
        assert self._sheet is not None, "asked within a sheet"
        wanted = [fold_words(cell.text) for cell in grid.head]
        if [fold_words(text) for text in texts] == wanted:
            self._columns = [cell.columns for cell in line.cells]
            return
        if not self._columns:
            raise ReturnError(
                f"{self._place(line)} は「{grid.heading}」の表のはずですが、列の名前が"
                f"「{'」「'.join(cell.text for cell in grid.head)}」ではありません。"
                "書き出したときのとおりに戻してください。"
            )
        row = [""] * len(wanted)
        for cell, text in zip(line.cells, texts, strict=True):
            number = self._column_of(cell.column)
            row[number] = "\n".join(one for one in (row[number], text) if one)
        rows = self._sheet.texts.tables[grid.key]
        continued = [cell for cell in line.cells if cell.is_continued]
        if continued and rows and len(continued) < len(line.cells):
            # A row that a person divided: its upper part is the row above.
            rows[-1] = tuple(
                "\n".join(o for o in pair if o) for pair in zip(rows[-1], row, strict=True)
            )
            return
        rows.append(tuple(row))

    def _column_of(self, column: int) -> int:
        """Return which of the form's columns a column of the table's grid is in."""
        found = [number for number, one in enumerate(self._columns) if column in one]
        if found:
            return found[0]
        return sum(1 for one in self._columns[:-1] if one.start <= column) - 1 if column else 0
