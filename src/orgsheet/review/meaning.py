"""What a change means, row by row, and how the changed parts of the sheets will look."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Mapping as Table
from typing import NamedTuple

from orgsheet.diff.change_book import SILENT, ChangeRule
from orgsheet.diff.change_values import Values, counts_of, values_of
from orgsheet.diff.changes import LEVELS, Change, Report
from orgsheet.diff.hide_staff import hide_staff
from orgsheet.diff.marked_phrases import Piece
from orgsheet.diff.proper_nouns import proper_names
from orgsheet.diff.run import run_diff
from orgsheet.diff.table.build_table import value_text
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.form.staff import Guard
from orgsheet.japanese.shorten import one_line
from orgsheet.match.public_sides import public_sides
from orgsheet.match.sides import workspace_sides
from orgsheet.review.review_data import Block, ReviewChange
from orgsheet.source import Mapping, Node, Plain, Sequence
from orgsheet.workspace.publication import NO_STAFF
from orgsheet.workspace.workspace import Workspace

THIS_CHANGE = "この変更"
_MOST_CHANGES = 500
_MOST_BLOCKS = 60
_VALUE = 1_500


class Meaning(NamedTuple):
    """The changes by meaning, counted by level, with the parts of the sheets they touch.

    `hidden` counts the changes that are only noise; `left_out` those beyond what a review lists;
    `unread` the sheets that could not be compared; `trouble` are sentences about registers that
    cannot be read.
    """

    changes: tuple[ReviewChange, ...]
    preview: tuple[Block, ...]
    levels: dict[str, int]
    hidden: int
    notices: tuple[str, ...]
    left_out: int
    blocks_left_out: int
    unread: int
    trouble: tuple[str, ...]


def meaning_of(
    label: str,
    before: Workspace,
    after: Workspace,
    version: Callable[[Workspace, str], object],
    rules: Table[str, ChangeRule],
    guard: Guard,
    staff: str | None,
) -> Meaning:
    """Return what changed between two states of the workspace.

    `staff` is what is published of members of staff, None where nothing leaves the office; where
    no name is published, what the guard does not show is left out. Names in sentences are not
    recognised. `label` is what the earlier state is called; `rules` are the base's change rules.
    """
    sides = workspace_sides((label, before), (THIS_CHANGE, after), version)
    if staff is not None:
        sides = public_sides(sides, staff)
    hiding = guard if staff == NO_STAFF else None
    report, _ = run_diff(sides, rules)
    contradictions = (one.message for one in report.matching.contradictions)
    report = report._replace(notices=(*report.notices, *contradictions))
    silent = report.hidden.get(SILENT, 0)
    stopped = [f"設定の changes で止めた変更が {silent} 件あります。"] if silent else []
    names = proper_names(report)
    levels, told = counts_of(report), len(report.changes)
    listed = report.changes[:_MOST_CHANGES]
    touching = list(_touching(report))
    previewed = touching[:_MOST_BLOCKS]
    if hiding is not None:
        names = tuple(name for name in names if not hiding.is_name(name))
        report = hide_staff(report, hiding, kept=(*listed, *previewed))
        listed, previewed = report.changes[: len(listed)], list(report.changes[len(listed) :])
    return Meaning(
        changes=tuple(_change(change, names, redact=hiding is not None) for change in listed),
        preview=tuple(_block(change, hiding) for change in previewed),
        levels=levels,
        hidden=sum(report.hidden.values()) - silent,
        notices=(*report.notices, *stopped),
        left_out=max(told - _MOST_CHANGES, 0),
        blocks_left_out=max(len(touching) - _MOST_BLOCKS, 0),
        unread=len({*sides.before.unreadable, *sides.after.unreadable}),
        trouble=sides.trouble,
    )


def _change(change: Change, names: tuple[str, ...], *, redact: bool) -> ReviewChange:
    spot = change.after or change.before
    values = values_of(change, names)
    if redact and _is_about_staff(change):
        values = Values((), ())
    return ReviewChange(
        level=change.level,
        rule=change.rule,
        message=one_line(change.message),
        sheet="" if spot is None else str(spot.sheet.id),
        item="" if spot is None else spot.item,
        before=_stretches(values.before),
        after=_stretches(values.after),
    )


def _stretches(pieces: tuple[Piece, ...]) -> tuple[tuple[str, bool], ...]:
    found = []
    room = _VALUE
    for piece in pieces:
        text = piece.text[:room]
        room -= len(text)
        if text:
            found.append((text if room else f"{text}…", piece.changed))
    return tuple(found)


def _touching(report: Report) -> Iterator[Change]:
    """Yield, for every row and field that changes touch, the first of them, by place."""
    seen = set[int]()
    shown = {identity: place for place, identity in enumerate(report.after.sheets)}
    for change in sorted(report.changes, key=lambda one: _place(one, shown)):
        if change.level == LEVELS[-1] or change.after is None or change.after.node is None:
            continue
        row = _row(change)
        # A whole table, such as that of the roles for a change of how many people there are.
        if id(row) in seen or isinstance(row, Sequence):
            continue
        seen.add(id(row))
        yield change


def _row(change: Change) -> Node:
    """Return the row, or the value of the sheet's key, that a change touches."""
    assert change.after is not None, "only such changes are asked"
    assert change.after.node is not None, "only such changes are asked"
    return change.after.sheet.row_of(change.after.node) or _top(change.after.node)


def _block(change: Change, guard: Guard | None) -> Block:
    """Return what a change touches as the sheet now has it."""
    assert change.after is not None, "only such changes are asked"
    sheet, row = change.after.sheet, _row(change)
    heading = change.after.pointer.split("/")[1:2]
    return Block(
        sheet=str(sheet.id),
        heading=heading[0] if heading else "",
        title=_title(row, sheet),
        values=tuple(_values(row, sheet, guard)),
    )


def _place(change: Change, shown: Table[SheetId, int]) -> tuple[int, int]:
    spot = change.after
    if spot is None:
        return (0, 0)
    return (shown.get(spot.sheet.id, len(shown)), spot.node.start if spot.node else 0)


def _top(node: Node) -> Node:
    """Return the value of the sheet's key that a node outside rows stands in."""
    while node.parent is not None and node.parent.parent is not None:
        node = node.parent
    return node


def _title(row: Node, sheet: Sheet) -> str:
    if isinstance(row, Mapping) and isinstance(row.step, int):
        for key in sheet.document.words.names:
            name = row.entries.get(key)
            if name is not None:
                return value_text("", name.data(), sheet.document.words)
    return ""


def _values(row: Node, sheet: Sheet, guard: Guard | None) -> Iterator[tuple[str, str]]:
    data: Plain = row.data()
    if guard is not None:
        data = guard.public(tuple(row.steps()), data)
    if not isinstance(data, dict):
        yield "", _cut(value_text("", data, sheet.document.words))
        return
    for key, value in data.items():
        yield key, _cut(value_text(key, value, sheet.document.words))


def _is_about_staff(change: Change) -> bool:
    spots = (change.before, change.after)
    return any(
        spot is not None and not spot.sheet.document.words.staff.isdisjoint(spot.pointer.split("/"))
        for spot in spots
    )


def _cut(text: str) -> str:
    return text if len(text) <= _VALUE else f"{text[:_VALUE]}…"
