"""Flags and people: what a role is allowed, who is in charge, and how many there are."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.diff.changes import Fact, Spot
from orgsheet.diff.facts.comparable_fields import well_formed
from orgsheet.diff.facts.scene import SheetPair, field_spot, sheet_spot
from orgsheet.diff.facts.unfilled_facts import unsettled_field
from orgsheet.form.blanks import is_blank
from orgsheet.form.sheet import Role, Sheet
from orgsheet.japanese.likeness import normalize
from orgsheet.match.links import RowRef
from orgsheet.source import Scalar

EVERYONE = "全員"
_TWO = 2
"""A flag is one of two choices, of which the form names the yes first."""
_DISCRETION = ("discretion-gained", "discretion-lost")
_COLLABORATION = ("collaboration-started", "collaboration-ended")


def flag_facts(before: RowRef, after: RowRef) -> Iterator[Fact]:
    """Yield the flags that turned from no to yes or back."""
    old, new = before.row, after.row
    if not isinstance(old, Role) or not isinstance(new, Role):
        return
    flags = ((new.table.discretion, _DISCRETION), (new.table.collaboration, _COLLABORATION))
    for field, (gained, lost) in flags:
        if not field:
            continue
        nodes = old.node.get(field), new.node.get(field)
        if nodes[0] is None or nodes[1] is None:
            continue
        was, now = (node.text if isinstance(node, Scalar) else "" for node in nodes)
        choices = [str(value) for value, _ in new.table.row.fields[field].choices]
        yes, no = choices if len(choices) == _TWO else ("", "")
        kind = {(no, yes): gained, (yes, no): lost}.get((was, now))
        if kind:
            yield Fact(
                kind,
                field_spot(before, nodes[0], field),
                field_spot(after, nodes[1], field),
                {
                    "項目": after.name,
                    "組織": after.sheet.id.unit,
                    "前": _shown(was),
                    "後": _shown(now),
                },
                f"{kind}\n{after.sheet.id}",
            )


def _shown(choice: str) -> str:
    """Return a choice as a sentence has it: a mark as it is, a word in 「…」."""
    return f"「{choice}」" if len(choice) > 1 else choice


def staff_facts(before: RowRef, after: RowRef) -> Iterator[Fact]:
    """Yield what became of a role's staff; who came or went is one cause a sheet."""
    old, new = before.row, after.row
    if not isinstance(old, Role) or not isinstance(new, Role):
        return
    field = new.table.staff
    nodes = old.node.get(field), new.node.get(field)
    names = [[normalize(node.text) for node in role.staff] for role in (old, new)]
    if names[0] == names[1] or nodes[0] is None or nodes[1] is None:
        return
    if not well_formed(before, after, field) or unsettled_field(before, after, field):
        return
    once = [list(dict.fromkeys(listed)) for listed in names]
    kind = _staff_kind(once[0], once[1]) if once[0] != once[1] else "staff-twice"
    alone = kind in ("staff-unassigned", "staff-assigned", "staff-lead")
    values = {
        "項目": after.name,
        "組織": after.sheet.id.unit,
        "前": _count(names[0]),
        "後": _count(names[1]),
    }
    yield Fact(
        kind,
        field_spot(before, nodes[0], field),
        field_spot(after, nodes[1], field),
        values,
        "" if alone else f"staff\n{after.sheet.id}",
    )


def _staff_kind(old: list[str], new: list[str]) -> str:
    if not old or not new:
        return "staff-assigned" if new else "staff-unassigned"
    if (EVERYONE in old) != (EVERYONE in new):
        return "staff-named" if EVERYONE in old else "staff-everyone"
    if set(old) != set(new):
        return "staff-changed"
    return "staff-lead" if old[0] != new[0] else "staff-order"


def _count(names: list[str]) -> str:
    return EVERYONE if EVERYONE in names else f"{len(set(names))}人"


def headcount_facts(pair: SheetPair) -> Iterator[Fact]:
    """Yield how many people a section names, where that changed and is known; 全員 names nobody."""
    if any(is_blank(node.text) for sheet in pair for role in sheet.roles for node in role.staff):
        return
    counts = [_headcount(sheet) for sheet in pair]
    if not counts[0] or not counts[1] or counts[0] == counts[1]:
        return
    kind = "headcount-up" if counts[1] > counts[0] else "headcount-down"
    spots = [
        _staff_spot(sheet)._replace(value=count) for sheet, count in zip(pair, counts, strict=True)
    ]
    values = {
        "組織": pair.after.id.unit,
        "前": str(counts[0]),
        "後": str(counts[1]),
        "差": str(abs(counts[1] - counts[0])),
    }
    yield Fact(kind, spots[0], spots[1], values)


def _staff_spot(sheet: Sheet) -> Spot:
    table = sheet.roles[0].table
    return sheet_spot(sheet, sheet.get(table.key), table.staff)


def _headcount(sheet: Sheet) -> int:
    names = {normalize(node.text) for role in sheet.roles for node in role.staff}
    return len(names - {EVERYONE, ""})
