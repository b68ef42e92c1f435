"""From a place in a sheet to what it means elsewhere: registers, rows of one name, last year.

Names of staff lead nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from orgsheet.fiscal import FiscalYear
from orgsheet.form import built_in_words as words
from orgsheet.form.sheet import Sheet
from orgsheet.japanese.likeness import normalize
from orgsheet.lsp.pointed_at import PointedAt
from orgsheet.registers.plans import PlanRegister
from orgsheet.source import Document, Node, Scalar, Sequence
from orgsheet.workspace.layout import ORGANIZATION_PATH, PLANS_PATH
from orgsheet.workspace.offers import field_at, sheets_before
from orgsheet.workspace.workspace import Workspace


class Target(NamedTuple):
    """A value in a file of the workspace; `document` is the one that it stands in."""

    path: str
    document: Document
    node: Node


def definitions(workspace: Workspace, sheet: Sheet, pointed: PointedAt) -> list[Target]:
    """Return where what is pointed at is said: a plan's item in the register, a duty of a row.

    The workspace's lock is taken.
    """
    with workspace.lock:
        return list(_definitions(workspace, sheet, pointed))


def _definitions(workspace: Workspace, sheet: Sheet, pointed: PointedAt) -> Iterator[Target]:
    year, text, last = sheet.year, pointed.node.text, pointed.headings[-1]
    if year is None:
        return
    field = field_at(sheet.form, pointed.headings)
    kind = "" if field is None else field.kind
    if last in sheet.form.units and len(pointed.headings) == 1:
        unit = workspace.organization.unit_of(year, sheet.id)
        yield from _in(workspace, ORGANIZATION_PATH, unit.node if unit else None)
    elif kind == "計画の番号":
        yield from _plan_heading(sheet, text)
    elif kind == "計画の項目" and len(pointed.headings) > 1:
        yield from _in(workspace, PLANS_PATH, _plan_node(workspace.plans, pointed, year))
    elif kind == "計画の名称":
        plan = workspace.plans.find_named(text)
        yield from _in(workspace, PLANS_PATH, plan.node if plan else None)
    elif kind == "名称" and not pointed.is_heading:
        yield from _same_work(workspace, sheet, pointed, year)
    elif last == words.PREVIOUS and not pointed.is_heading:
        for before in sheets_before(workspace, sheet, year):
            yield from (one for one in _rows(before, text) if one is not None)


def references(workspace: Workspace, sheet: Sheet, pointed: PointedAt) -> list[Target]:
    """Return the rows of the year that have the name that is pointed at, this one included.

    The workspace's lock is taken; all sheets of the year are looked at.
    """
    with workspace.lock:
        if not is_row_name(sheet, pointed):
            return []
        found: list[Target] = []
        for identity in workspace.sheet_ids:
            if identity.year == sheet.id.year:
                other = sheet if identity == sheet.id else workspace.sheet(identity)
                found += [] if other is None else _rows(other, pointed.node.text)
        return found


def mentions_next_year(workspace: Workspace, sheet: Sheet, name: str) -> list[Target]:
    """Return where the sheets of the next year name a row of this sheet as last year's.

    The workspace's lock is taken.
    """
    year = sheet.year
    if year is None:
        return []
    with workspace.lock:
        label = FiscalYear(year.start + 1).label
        found: list[Target] = []
        for identity in workspace.sheet_ids:
            later = workspace.sheet(identity) if identity.year == label else None
            if later is None or later.year is None:
                continue
            if sheet.id in {one.id for one in sheets_before(workspace, later, later.year)}:
                found += [
                    Target(later.document.path, later.document, previous)
                    for action in later.actions
                    for previous in action.previous
                    if normalize(previous.text) == normalize(name)
                ]
        return found


def is_row_name(sheet: Sheet, pointed: PointedAt) -> bool:
    """Tell whether the name of a row is pointed at."""
    field = field_at(sheet.form, pointed.headings)
    is_name = field is not None and field.kind == "名称" and len(pointed.headings) > 1
    return is_name and not pointed.is_heading


def _same_work(
    workspace: Workspace, sheet: Sheet, pointed: PointedAt, year: FiscalYear
) -> Iterator[Target]:
    """Yield the other rows of a name: of the sheet, else of the department's and its sections'."""
    own = [one for one in _rows(sheet, pointed.node.text) if one.node is not pointed.node]
    if own:
        yield from own
        return
    for other in workspace.sheets(year.label, sheet.id.department):
        if other.id != sheet.id:
            yield from _rows(other, pointed.node.text)


def _rows(sheet: Sheet, name: str) -> list[Target]:
    key = normalize(name)
    names = [entry.name for entry in sheet.rows if entry.name is not None]
    document = sheet.document
    return [Target(document.path, document, one) for one in names if normalize(one.text) == key]


def _plan_heading(sheet: Sheet, number: str) -> Iterator[Target]:
    for field in sheet.form.plans:
        table = sheet.get(field.key)
        keys = getattr(table, "keys", {})
        if number in keys:
            yield Target(sheet.document.path, sheet.document, keys[number])


def _plan_node(plans: PlanRegister, pointed: PointedAt, year: FiscalYear) -> Node | None:
    number = pointed.headings[-1]
    meaning = plans.meaning(number, year)
    if meaning is None or pointed.is_heading:
        return meaning.node if meaning else None
    if meaning.individual:
        plan = plans.find_named(pointed.node.text)
        return plan.node if plan else None
    item = plans.find_item(pointed.node.text, number, year)
    return item.node if item else (meaning.plan.node if meaning.plan else None)


def _in(workspace: Workspace, path: str, node: Node | None) -> Iterator[Target]:
    document = workspace.document(path)
    if node is None or document is None:
        return
    # A whole entry of a register is shown by its name, not by all its lines.
    name = getattr(node, "entries", {}).get("名称") or getattr(node, "entries", {}).get("番号")
    yield Target(path, document, name if isinstance(name, Scalar | Sequence) else node)
