"""Runs of rows and columns of a worksheet: what is hidden, and what merged cells lie over.

However many there are, each question is answered without going through them all.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple


class Box(NamedTuple):
    """Cells that a merge makes one: rows and columns from 1, ends included."""

    top: int
    left: int
    bottom: int
    right: int


class Runs:
    """Whole numbers, as runs of them."""

    def __init__(self, runs: Iterable[tuple[int, int]] = ()) -> None:
        joined: list[tuple[int, int]] = []
        for first, last in sorted(run for run in runs if run[0] <= run[1]):
            if joined and first <= joined[-1][1] + 1:
                joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
            else:
                joined.append((first, last))
        self._firsts = [first for first, _ in joined]
        self._lasts = [last for _, last in joined]

    def holds(self, first: int, last: int) -> bool:
        """Tell whether all numbers from one to another are in the runs."""
        at = bisect_right(self._firsts, first) - 1
        return at >= 0 and last <= self._lasts[at]


def columns_under(columns: Iterable[int], row: int, boxes: Iterable[Box]) -> set[int]:
    """Return which of a row's columns are in a box that begins elsewhere, so that none is seen."""
    sorted_boxes = sorted(boxes, key=lambda box: box.left)
    under, reach, at = set(), 0, 0
    for column in sorted(columns):
        here = 0
        while at < len(sorted_boxes) and sorted_boxes[at].left <= column:
            box = sorted_boxes[at]
            if (box.top, box.left) == (row, column):
                here = max(here, box.right)
            else:
                reach = max(reach, box.right)
            at += 1
        if reach >= column:
            under.add(column)
        reach = max(reach, here)
    return under
