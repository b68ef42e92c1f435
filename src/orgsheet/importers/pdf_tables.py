"""Ruled tables on a page of a PDF: their cells in a grid, and the characters in each."""

from __future__ import annotations

from typing import Any, NamedTuple

from orgsheet.importers.pdf_lines import Box, Character

_NEAR = 2.0
"""Rules that are no further apart than this are one."""


class TableCell(NamedTuple):
    """A cell: where it stands, the columns it covers, and its characters."""

    box: Box
    column: int
    width: int
    is_continued: bool
    characters: list[Character]


class Table(NamedTuple):
    """A table: its number on the page, where it stands, its rows, and all its characters."""

    number: int
    box: Box
    rows: list[list[TableCell]]
    characters: list[Character]


def tables_of(page: Any, characters: list[Character]) -> list[Table]:  # noqa: ANN401
    """Return the tables on a page of pdfplumber; one within another counts as a part of it."""
    found = sorted(page.find_tables(), key=lambda table: (table.bbox[1], table.bbox[0]))
    outer: list[Any] = []
    for table in sorted(found, key=lambda one: -_area(one.bbox)):
        if not any(_holds(Box(*other.bbox), table.bbox) for other in outer):
            outer.append(table)
    outer.sort(key=lambda table: (table.bbox[1], table.bbox[0]))
    left = list(characters)
    tables: list[Table] = []
    for table in outer:
        rows, taken = _rows(table, left)
        inside = {id(char) for char in taken}
        left = [char for char in left if id(char) not in inside]
        if taken and len(table.cells) > 1:
            tables.append(Table(len(tables) + 1, Box(*table.bbox), rows, taken))
        elif taken:
            left += taken
    return tables


def _area(box: tuple[float, float, float, float]) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _holds(outer: Box, inner: tuple[float, float, float, float]) -> bool:
    return (
        outer.left - _NEAR <= inner[0]
        and outer.top - _NEAR <= inner[1]
        and inner[2] <= outer.right + _NEAR
        and inner[3] <= outer.bottom + _NEAR
    )


def _rows(table: Any, characters: list[Character]) -> tuple[list[list[TableCell]], list[Character]]:  # noqa: ANN401
    boxes = [Box(*cell) for cell in table.cells]
    columns = _edges([edge for box in boxes for edge in (box.left, box.right)])
    lines = _edges([edge for box in boxes for edge in (box.top, box.bottom)])
    held: dict[Box, list[Character]] = {box: [] for box in boxes}
    taken = []
    for char in characters:
        box = _box_of(char, boxes)
        if box is not None:
            held[box].append(char)
            taken.append(char)
    rows = []
    for top in range(len(lines) - 1):
        row = []
        for box in sorted(boxes):
            first, last = _place(lines, box.top), _place(lines, box.bottom)
            if not first <= top < last:
                continue
            column = _place(columns, box.left)
            width = max(1, _place(columns, box.right) - column)
            row.append(TableCell(box, column, width, first < top, [] if first < top else held[box]))
        if row:
            rows.append(row)
    return rows, taken


def _edges(values: list[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _NEAR:
            edges.append(value)
    return edges


def _place(edges: list[float], value: float) -> int:
    return min(range(len(edges)), key=lambda at: abs(edges[at] - value))


def _box_of(char: Character, boxes: list[Box]) -> Box | None:
    """Return the smallest cell that the middle of a character is in."""
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    around = [box for box in boxes if box.left <= x <= box.right and box.top <= y <= box.bottom]
    return min(around, key=_area, default=None)
