"""The cells that the rules on a page of a PDF make, and which of them are one table.

pdfplumber finds the same ones, but compares each crossing of rules with every other: a page of
squared paper would take hours. Here the crossings of each rule are known, and counted first.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple, TypeAlias

from orgsheet.importers.pdf_budget import Budget
from orgsheet.importers.pdf_lines import Box

Point: TypeAlias = tuple[float, float]

_SNAP = 3.0
"""Rules that are no further apart than this are one; so are the pieces of a rule."""
_TOUCH = 3.0
"""A rule may end so far before the one that it leads to."""
_SHORTEST = 3.0


class Rule(NamedTuple):
    """A rule: where it stands (`at`), and from where to where it goes along the other axis."""

    at: float
    first: float
    last: float


class Ruled(NamedTuple):
    """A table: its cells, and where it stands."""

    cells: list[Box]
    bbox: Box


def ruled(page: Any, budget: Budget) -> list[Ruled]:  # noqa: ANN401 - pdfplumber has no types
    """Return the tables of a page of pdfplumber that have more cells than one.

    Raises:
        GrownTooLargeError: more rules cross on it than on a form.
    """
    from pdfplumber.table import merge_edges

    drawn = [
        edge
        for side, length in (("v", "height"), ("h", "width"))
        for edge in page.edges
        if edge["orientation"] == side and edge[length] >= 1
    ]
    downs, acrosses = [], []
    for edge in merge_edges(drawn, _SNAP, _SNAP, _SNAP, _SNAP) if drawn else ():
        if edge["orientation"] == "v" and edge["height"] >= _SHORTEST:
            downs.append(Rule(edge["x0"], edge["top"], edge["bottom"]))
        elif edge["orientation"] == "h" and edge["width"] >= _SHORTEST:
            acrosses.append(Rule(edge["top"], edge["x0"], edge["x1"]))
    return _grouped(_cells(_Crossings(downs, acrosses, budget), budget))


class _Crossings:
    """Where rules cross; of each crossing the rules, of each rule the crossings in their order."""

    def __init__(self, downs: Iterable[Rule], acrosses: Iterable[Rule], budget: Budget) -> None:
        self.downs: dict[Point, list[Rule]] = defaultdict(list)
        self.acrosses: dict[Point, list[Rule]] = defaultdict(list)
        self.below: dict[Rule, list[float]] = {}
        self.right: dict[Rule, list[float]] = {}
        sorted_acrosses = sorted(acrosses)
        heights = [one.at for one in sorted_acrosses]
        right: dict[Rule, set[float]] = defaultdict(set)
        for down in sorted(downs):
            low = bisect_left(heights, down.first - _TOUCH)
            high = bisect_right(heights, down.last + _TOUCH)
            budget.compare(high - low)
            met = set()
            for across in sorted_acrosses[low:high]:
                if across.first - _TOUCH <= down.at <= across.last + _TOUCH:
                    point = (down.at, across.at)
                    self.downs[point].append(down)
                    self.acrosses[point].append(across)
                    met.add(across.at)
                    right[across].add(down.at)
            budget.cross(len(met))
            self.below[down] = sorted(met)
        self.right = {across: sorted(places) for across, places in right.items()}

    def after(self, rules: list[Rule], places: dict[Rule, list[float]], at: float) -> list[float]:
        """Return where the rules of a crossing have others further on, nearest first."""
        further = [places[rule][bisect_right(places[rule], at) :] for rule in rules]
        return further[0] if len(further) == 1 else sorted(set().union(*further))


def _cells(crossings: _Crossings, budget: Budget) -> list[Box]:
    """Return for each crossing the smallest box that has it at its top left."""
    cells = []
    for point in sorted(crossings.downs):
        x, y = point
        rights = crossings.after(crossings.acrosses[point], crossings.right, x)
        for bottom in crossings.after(crossings.downs[point], crossings.below, y):
            budget.compare(len(rights))
            right = next((one for one in rights if _closes(crossings, x, y, one, bottom)), None)
            if right is not None:
                cells.append(Box(x, y, right, bottom))
                break
    return cells


def _closes(crossings: _Crossings, x: float, y: float, right: float, bottom: float) -> bool:
    """Tell whether the other two sides of a box are each one rule."""
    corner = (right, bottom)
    downs, acrosses = crossings.downs.get(corner, ()), crossings.acrosses.get(corner, ())
    return any(one in crossings.downs[(right, y)] for one in downs) and any(
        one in crossings.acrosses[(x, bottom)] for one in acrosses
    )


def _grouped(cells: list[Box]) -> list[Ruled]:
    """Return the cells that hang together at their corners, table by table."""
    at_corner: dict[Point, list[Box]] = defaultdict(list)
    for cell in cells:
        for corner in _corners(cell):
            at_corner[corner].append(cell)
    tables, seen = [], set[Box]()
    for first in cells:
        if first in seen:
            continue
        seen.add(first)
        table, waiting = [], [first]
        while waiting:
            cell = waiting.pop()
            table.append(cell)
            for corner in _corners(cell):
                for near in at_corner.pop(corner, ()):
                    if near not in seen:
                        seen.add(near)
                        waiting.append(near)
        if len(table) > 1:
            tables.append(Ruled(sorted(table), _around(table)))
    return tables


def _corners(cell: Box) -> tuple[Point, Point, Point, Point]:
    return (
        (cell.left, cell.top),
        (cell.left, cell.bottom),
        (cell.right, cell.top),
        (cell.right, cell.bottom),
    )


def _around(cells: list[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*cells, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))
