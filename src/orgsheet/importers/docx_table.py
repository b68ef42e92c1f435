"""The grid of a table in a Word file: which cell covers which columns, and what is merged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from orgsheet.importers.office_text import whole_number
from orgsheet.importers.word_names import Node, local, w

_MOST_COLUMNS = 500


class Slot(NamedTuple):
    """A cell of a row: its element, the columns it covers, and its number in the row from 1.

    `is_continued` says that it is the lower part of a cell above.
    """

    node: Node
    column: int
    width: int
    number: int
    is_continued: bool


class GridRow(NamedTuple):
    """A row of a table; `is_deleted` says that a tracked change took it away."""

    slots: tuple[Slot, ...]
    is_deleted: bool


class Grid(NamedTuple):
    """A table, row by row."""

    rows: tuple[GridRow, ...]


def read_grid(table: Node) -> Grid:
    """Return the grid of a `w:tbl`; the tables in its cells are not looked into."""
    return Grid(tuple(_row(node) for node in _inside(table, "tr", ("tc", "p"))))


def _row(node: Node) -> GridRow:
    properties = node.find(w("trPr"))
    column = _number(properties, "gridBefore", 0)
    deleted = properties is not None and properties.find(w("del")) is not None
    slots: list[Slot] = []
    for cell in _inside(node, "tc", ("p", "tbl")):
        marks = cell.find(w("tcPr"))
        width = max(1, min(_number(marks, "gridSpan", 1), _MOST_COLUMNS))
        across = _merge(marks, "hMerge")
        if across == "continue" and slots:
            before = slots[-1]
            slots[-1] = before._replace(width=before.width + width)
        slots.append(
            Slot(cell, column, width, len(slots) + 1, _merge(marks, "vMerge") == "continue")
        )
        if across == "continue" and len(slots) > 1:
            merged = slots.pop()
            if "".join(merged.node.itertext()).strip():
                slots.append(merged)
        column += width
    return GridRow(tuple(slots), deleted)


def _inside(holder: Node, tag: str, stop: tuple[str, ...]) -> Iterator[Node]:
    """Yield elements of a tag below a holder, through wrappers, not through those in `stop`."""
    for node in holder:
        name = local(node)
        if name == tag:
            yield node
        elif name and name not in stop and not name.endswith("Pr"):
            yield from _inside(node, tag, stop)


def _merge(marks: Node | None, tag: str) -> str:
    """Return what a cell says about a merge: "", restart or continue."""
    node = None if marks is None else marks.find(w(tag))
    return "" if node is None else str(node.get(w("val"), "continue"))


def _number(properties: Node | None, tag: str, default: int) -> int:
    node = None if properties is None else properties.find(w(tag))
    return default if node is None else whole_number(node.get(w("val")), default)
