"""The changes of a diff by what they are about: a block a project, or a block a section."""

from __future__ import annotations

from typing import NamedTuple

from orgsheet.diff.changes import LEVELS, Change, Report, Spot
from orgsheet.form.sheet import SheetId

BY = {
    "level": "重いものから",
    "project": "事業ごと",
    "section": "課ごと",
}
"""The ways to order a diff, with their Japanese names."""


class Block(NamedTuple):
    """The changes of one row, of what stands around the rows of a sheet, or of a whole section.

    `name` is the row's, `title` says besides what it was called, `unit` is the sheet's identity,
    None for what is about no sheet.
    """

    unit: SheetId | None
    name: str
    title: str
    changes: tuple[Change, ...]


def blocks_of(report: Report, by: str) -> list[Block]:
    """Return the changes in blocks, in the order of sheets and rows; every change is in one.

    A row that goes on is one block with what it was.

    Args:
        report: the changes.
        by: `project` for a block a row, `section` for a block a sheet.
    """
    found: dict[tuple[object, ...], list[Change]] = {}
    names: dict[tuple[object, ...], tuple[SheetId | None, str, str]] = {}
    order = _sheet_order(report)
    rows = _Rows(report) if by == "project" else None
    for change in report.changes:
        spot = change.after or change.before
        unit = None if spot is None else spot.sheet.id
        row, name, title = ("", "", "") if rows is None or spot is None else rows.of(spot)
        place = ("", "") if unit is None else (unit.department, unit.section)
        key = (*place, row)
        found.setdefault(key, []).append(change)
        names.setdefault(key, (unit, name, title))
    blocks = [Block(*names[key], tuple(changes)) for key, changes in found.items()]
    return sorted(blocks, key=lambda block: _rank(block, order))


def _sheet_order(report: Report) -> dict[tuple[str, ...], int]:
    places = (one[1:] for side in (report.after, report.before) for one in side.sheets)
    return {place: number for number, place in enumerate(dict.fromkeys(places))}


def _rank(block: Block, order: dict[tuple[str, ...], int]) -> tuple[int, int, int]:
    place = -1 if block.unit is None else order.get(block.unit[1:], len(order))
    starts = [
        spot.node.start
        for change in block.changes
        if (spot := change.after or change.before) is not None and spot.node is not None
    ]
    gravest = min(LEVELS.index(change.level) for change in block.changes)
    return place, gravest if block.title else len(LEVELS), min(starts, default=0)


class _Rows:
    """The rows of both sides: what each is called, and which row of the earlier side it goes on."""

    def __init__(self, report: Report) -> None:
        self._names: dict[int, str] = {}
        self._later: dict[int, int] = {}
        self._was: dict[int, str] = {}
        for link in report.matching.links:
            if link.band == "accepted":
                before, after = link.before, link.after
                self._later.setdefault(id(before.row.node), id(after.row.node))
                self._names[id(after.row.node)] = after.name
                if before.name != after.name:
                    self._was.setdefault(id(after.row.node), before.name)
        for ref in (*report.matching.dropped, *report.matching.new):
            self._names[id(ref.row.node)] = ref.name

    def of(self, spot: Spot) -> tuple[str, str, str]:
        """Return what tells a row apart, its name, and that with what it was; "" outside rows."""
        node = None if spot.node is None else spot.sheet.row_of(spot.node)
        if node is None:
            return "", "", ""
        number = self._later.get(id(node), id(node))
        name = self._names.get(number, spot.item)
        was = self._was.get(number)
        return str(number), name, f"{name}（前は「{was}」）" if was else name
