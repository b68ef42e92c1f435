"""Edits that a person makes in Word or Excel, made in the file's own XML: cells, rows, tables.

Excel and Word keep a row together when it is moved, and leave everything else as it is; so do
these functions, which know nothing of what the program reads.
"""

from __future__ import annotations

import io
import zipfile
from copy import deepcopy
from typing import Any

from lxml import etree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def _changed(data: bytes, part: str, content: bytes) -> bytes:
    """Return a package with another part in the place of one."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return buffer.getvalue()


class Excel:
    """The first worksheet of a workbook, line by line."""

    part = "xl/worksheets/sheet1.xml"

    def __init__(self, data: bytes) -> None:
        self._data = data
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            self._root = etree.fromstring(package.read(self.part))
            shared = etree.fromstring(package.read("xl/sharedStrings.xml"))
        self._strings = ["".join(one.itertext()) for one in shared]
        self._body = self._root.find(f"{_MAIN}sheetData")

    def rows(self, first: str) -> list[Any]:
        """Return the lines of the rows of a table: those with a name that has a text in it."""
        return [row for row in self._body if first in "".join(self.texts(row)[:-1])]

    def texts(self, row: Any) -> list[str]:  # noqa: ANN401 - an element
        """Return the texts of a line."""
        return [self._text(cell) for cell in row]

    def _text(self, cell: Any) -> str:  # noqa: ANN401 - an element
        if cell.get("t") == "s":
            return self._strings[int(cell.findtext(f"{_MAIN}v"))]
        return "".join(cell.itertext())

    def set(self, row: Any, old: str, new: str) -> bool:  # noqa: ANN401 - an element
        """Write a text in the place of another one in a line; tell whether it was there."""
        for cell in row:
            if self._text(cell) == old:
                for child in list(cell):
                    cell.remove(child)
                cell.set("t", "inlineStr")
                inner = etree.SubElement(etree.SubElement(cell, f"{_MAIN}is"), f"{_MAIN}t")
                inner.text = new
                inner.set(_SPACE, "preserve")
                return True
        return False

    def copy_below(self, row: Any, *, is_new: bool) -> Any:  # noqa: ANN401 - an element
        """Insert a copy of a line below it; a new line is one that the program has not tagged."""
        copy = deepcopy(row)
        row.addnext(copy)
        if is_new:
            copy.remove(copy[-1])
        return copy

    def saved(self) -> bytes:
        """Return the file, its lines numbered anew."""
        for number, row in enumerate(self._body, 1):
            row.set("r", str(number))
            for cell in row:
                cell.set("r", cell.get("r").rstrip("0123456789") + str(number))
        merged = self._root.find(f"{_MAIN}mergeCells")
        if merged is not None:
            self._root.remove(merged)
        return _changed(self._data, self.part, etree.tostring(self._root))


class Word:
    """The body of a Word document."""

    part = "word/document.xml"

    def __init__(self, data: bytes) -> None:
        self._data = data
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            self._root = etree.fromstring(package.read(self.part))

    def rows(self, first: str) -> list[Any]:
        """Return the rows with a text in them."""
        return [row for row in self._root.iter(f"{_W}tr") if first in "\n".join(self.texts(row))]

    def texts(self, row: Any) -> list[str]:  # noqa: ANN401 - an element
        """Return the texts of a row."""
        return [self._text(cell) for cell in row.iter(f"{_W}tc")]

    def _text(self, cell: Any) -> str:  # noqa: ANN401 - an element
        return "\n".join("".join(one.itertext()) for one in cell.iter(f"{_W}p"))

    def set(self, row: Any, old: str, new: str) -> bool:  # noqa: ANN401 - an element
        """Write a text in the place of another one in a row; tell whether it was there."""
        for cell in row.iter(f"{_W}tc"):
            if self._text(cell) == old:
                for paragraph in list(cell.iter(f"{_W}p")):
                    cell.remove(paragraph)
                for line in new.split("\n"):
                    run = etree.SubElement(etree.SubElement(cell, f"{_W}p"), f"{_W}r")
                    text = etree.SubElement(run, f"{_W}t")
                    text.text = line
                    text.set(_SPACE, "preserve")
                return True
        return False

    def copy_below(self, row: Any, *, is_new: bool) -> Any:  # noqa: ANN401, ARG002 - as `Excel`
        """Insert a copy of a row below it."""
        copy = deepcopy(row)
        row.addnext(copy)
        return copy

    def saved(self) -> bytes:
        """Return the file."""
        return _changed(self._data, self.part, etree.tostring(self._root))
