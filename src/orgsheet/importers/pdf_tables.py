"""Ruled tables on a page of a PDF: their cells in a grid, and the characters in each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from typing import Any, NamedTuple

from orgsheet.importers.pdf_budget import Budget
from orgsheet.importers.pdf_cells import Ruled, ruled
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


def tables_of(page: Any, characters: list[Character], budget: Budget) -> list[Table]:  # noqa: ANN401
    """Return the tables on a page of pdfplumber; one within another counts as a part of it.

    Raises:
        GrownTooLargeError: more rules cross on it than on a form.
    """
    outer: list[Ruled] = []
    for table in sorted(ruled(page, budget), key=lambda one: -_area(one.bbox)):
        budget.compare(len(outer))
        if not any(_holds(other.bbox, table.bbox) for other in outer):
            outer.append(table)
    outer.sort(key=lambda table: (table.bbox.top, table.bbox.left))
    numbered = [(number, cell) for number, table in enumerate(outer) for cell in table.cells]
    cells = _Cells(numbered, budget)
    held: dict[Box, list[Character]] = defaultdict(list)
    tables: list[Table] = []
    taken: dict[int, list[Character]] = defaultdict(list)
    for char in characters:
        found = cells.around(char, budget)
        if found is not None:
            number, cell = found
            held[cell].append(char)
            taken[number].append(char)
    for number, table in enumerate(outer):
        if taken[number]:
            rows = _rows(table, held)
            tables.append(Table(len(tables) + 1, table.bbox, rows, taken[number]))
    return tables


class _Cells:
    """The cells of a page's tables by the height at which they stand."""

    def __init__(self, cells: list[tuple[int, Box]], budget: Budget) -> None:
        self._heights = sorted({edge for _, box in cells for edge in (box.top, box.bottom)})
        self._bands: list[list[tuple[int, float, Box]]] = [[] for _ in self._heights]
        for number, box in cells:
            first = bisect_left(self._heights, box.top)
            end = bisect_left(self._heights, box.bottom) + 1
            budget.compare(end - first)
            for band in range(first, end):
                self._bands[band].append((number, _area(box), box))
        for band_cells in self._bands:
            band_cells.sort()

    def around(self, char: Character, budget: Budget) -> tuple[int, Box] | None:
        """Return the smallest cell of the first table that the middle of a character is in."""
        x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        band = bisect_right(self._heights, y) - 1
        if band < 0:
            return None
        near = self._bands[band]
        budget.compare(len(near))
        for number, _, box in near:
            if box.left <= x <= box.right and box.top <= y <= box.bottom:
                return number, box
        return None


def _area(box: Box) -> float:
    return (box.right - box.left) * (box.bottom - box.top)


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer.left - _NEAR <= inner.left
        and outer.top - _NEAR <= inner.top
        and inner.right <= outer.right + _NEAR
        and inner.bottom <= outer.bottom + _NEAR
    )


def _rows(table: Ruled, held: dict[Box, list[Character]]) -> list[list[TableCell]]:
    columns = _edges([edge for box in table.cells for edge in (box.left, box.right)])
    lines = _edges([edge for box in table.cells for edge in (box.top, box.bottom)])
    rows: list[list[TableCell]] = [[] for _ in lines]
    for box in sorted(table.cells):
        first, last = _place(lines, box.top), _place(lines, box.bottom)
        column = _place(columns, box.left)
        width = max(1, _place(columns, box.right) - column)
        for line in range(first, last):
            own = held.get(box, []) if line == first else []
            rows[line].append(TableCell(box, column, width, line > first, own))
    return [row for row in rows if row]


def _edges(values: list[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _NEAR:
            edges.append(value)
    return edges


def _place(edges: list[float], value: float) -> int:
    at = bisect_left(edges, value)
    near = [one for one in (at - 1, at) if 0 <= one < len(edges)]
    return min(near, key=lambda one: abs(edges[one] - value))
