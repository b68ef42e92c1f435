"""One set of columns for all tables of a worksheet: where their edges nearly meet they become one.

A worksheet has one width for each column, so a cell of a table takes several where another table
has an edge in between.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from orgsheet.office.lay_out_sheet import WHOLE

_NEAR = 4
"""Edges that are no farther apart, in parts of the whole, become one."""


class ColumnGrid(NamedTuple):
    """The widths of a worksheet's columns in parts of the whole, and the edges between them."""

    edges: tuple[int, ...]

    @property
    def widths(self) -> list[int]:
        """The width of every column."""
        return [right - left for left, right in pairwise(self.edges)]

    def starts(self, shares: Iterable[int]) -> list[int]:
        """Return in which columns the cells of a table begin, and behind them the end."""
        found, place = [0], 0
        for share in shares:
            place += share
            behind = [number for number in range(len(self.edges)) if number > found[-1]]
            found.append(min(behind, key=lambda number: abs(self.edges[number] - place)))
        return found


def common_grid(tables: Iterable[tuple[int, ...]]) -> ColumnGrid:
    """Return the columns for tables with these widths: each keeps as many columns as it has."""
    ordered = sorted(set(tables), key=lambda shares: (-len(shares), shares))
    edges: list[int] = [0, WHOLE]
    for shares in ordered:
        place, last = 0, 0
        for share in shares[:-1]:
            place += share
            near = [edge for edge in edges if edge > last and abs(edge - place) <= _NEAR]
            near = [edge for edge in near if edge < WHOLE]
            taken = min(near, key=lambda edge: abs(edge - place)) if near else place
            if not near:
                edges.append(place)
            last = taken
        edges.sort()
    return ColumnGrid(tuple(edges))
