"""Flags and people: what a role is allowed, who is in charge, and how many there are."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.diff.changes import Fact
from orgsheet.diff.facts.scene import SheetPair, field_spot, sheet_spot, well_formed
from orgsheet.diff.facts.unfilled_facts import unsettled_field
from orgsheet.form.blanks import is_blank
from orgsheet.form.sheet import ROLE_SECTION, Role, Sheet
from orgsheet.form.staff import STAFF
from orgsheet.japanese.likeness import normalize
from orgsheet.match.links import RowRef
from orgsheet.source import Scalar

EVERYONE = "全員"
_FLAGS = {
    "裁量有無": ("discretion-gained", "discretion-lost"),
    "協働有無": (
        "collaboration-started",
        "collaboration-ended",
    ),
}


def flag_facts(before: RowRef, after: RowRef) -> Iterator[Fact]:
    """Yield the flags that turned from × to ○ or back."""
    old, new = before.row, after.row
    if not isinstance(old, Role) or not isinstance(new, Role):
        return
    for field, (gained, lost) in _FLAGS.items():
        nodes = old.node.get(field), new.node.get(field)
        if nodes[0] is None or nodes[1] is None:
            continue
        was, now = (node.text if isinstance(node, Scalar) else "" for node in nodes)
        kind = {("×", "○"): gained, ("○", "×"): lost}.get((was, now))
        if kind:
            yield Fact(
                kind,
                field_spot(before, nodes[0], field),
                field_spot(after, nodes[1], field),
                {"項目": after.name, "組織": after.sheet.id.unit},
                f"{kind}\n{after.sheet.id}",
            )


def staff_facts(before: RowRef, after: RowRef) -> Iterator[Fact]:
    """Yield what became of a role's staff; who came or went is one cause a sheet."""
    old, new = before.row, after.row
    if not isinstance(old, Role) or not isinstance(new, Role):
        return
    nodes = old.node.get(STAFF), new.node.get(STAFF)
    names = [[normalize(node.text) for node in role.staff] for role in (old, new)]
    if names[0] == names[1] or nodes[0] is None or nodes[1] is None:
        return
    if not well_formed(before, after, STAFF) or unsettled_field(before, after, STAFF):
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
        field_spot(before, nodes[0], STAFF),
        field_spot(after, nodes[1], STAFF),
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
        sheet_spot(sheet, sheet.get(ROLE_SECTION), STAFF)._replace(value=count)
        for sheet, count in zip(pair, counts, strict=True)
    ]
    values = {
        "組織": pair.after.id.unit,
        "前": str(counts[0]),
        "後": str(counts[1]),
        "差": str(abs(counts[1] - counts[0])),
    }
    yield Fact(kind, spots[0], spots[1], values)


def _headcount(sheet: Sheet) -> int:
    names = {normalize(node.text) for role in sheet.roles for node in role.staff}
    return len(names - {EVERYONE, ""})
