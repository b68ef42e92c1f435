"""Checks of the names of rows: one programme has one name, wherever it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.japanese.likeness import difference, within_reach
from orgsheet.japanese.titles import (
    DISTINGUISHING,
    ENDINGS,
    Likeness,
    bare,
    contains,
    names_another,
    nearest,
    part_keys,
    skeleton,
    without_ending,
)
from orgsheet.lint.check_registry import Spot, check
from orgsheet.source import Document, Plain, Scalar, text_span
from orgsheet.workspace.workspace import Workspace


class _Row(NamedTuple):
    """The name of a row, and where it stands."""

    sheet: SheetId
    section: str
    pointer: str
    name: str
    is_project: bool

    @property
    def key(self) -> str:
        return bare(self.name)

    @property
    def list_of(self) -> tuple[SheetId, str]:
        return self.sheet, self.section


class _Nodes:
    """Finds the node of a row's name again."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._known: dict[SheetId, tuple[Document, dict[str, Scalar]]] = {}

    def of(self, row: _Row) -> tuple[Document, Scalar]:
        """Return the document and the node."""
        if row.sheet not in self._known:
            sheet = self._workspace.sheet(row.sheet)
            assert sheet is not None, "a row was read from its sheet"
            names = [role.name for role in sheet.roles] + [a.item for a in sheet.actions]
            nodes = {name.pointer(): name for name in names if name is not None}
            self._known[row.sheet] = sheet.document, nodes
        document, nodes = self._known[row.sheet]
        return document, nodes[row.pointer]


@check(values=("項目", "役割", "違い", "正しい違い"))
def priority_near_role(
    sheet: Sheet,
    *,
    cutoff: float = 0.8,
    endings: tuple[str, ...] = ENDINGS,
    distinguishing: str = DISTINGUISHING,
) -> Iterator[Spot]:
    """Report a priority whose name is nearly, but not exactly, that of a role of its sheet.

    Args:
        sheet: the sheet.
        cutoff: how alike the two names must be, from 0 to 1.
        endings: words at the end of a name that do not make it another programme.
        distinguishing: characters that tell one programme from another.
    """
    roles = _role_names(sheet)
    items = list(_without_role(sheet))
    names = within_reach(roles, len(items))
    for item in items:
        near = nearest(item.text, names, Likeness(cutoff, endings, distinguishing))
        if near is None:
            continue
        role, (start, end) = near
        ours, theirs = difference(item.text[start:end], role)
        first, last = text_span(sheet.document, item, start, end)
        yield Spot(
            node=item,
            start=first,
            end=last,
            values={"項目": item.text, "役割": role, "違い": ours, "正しい違い": theirs},
            about=role,
            related=[(sheet.document, roles[role], f"役割の表の{roles[role].step}")],
            replacement=item.text[:start] + role + item.text[end:],
        )


@check(values=("項目",))
def priority_without_role(
    sheet: Sheet,
    *,
    cutoff: float = 0.8,
    endings: tuple[str, ...] = ENDINGS,
    distinguishing: str = DISTINGUISHING,
) -> Iterator[Spot]:
    """Report a priority near no role of its sheet (options as of `priority_near_role`)."""
    items = list(_without_role(sheet))
    names = within_reach(_role_names(sheet), len(items))
    for item in items:
        if nearest(item.text, names, Likeness(cutoff, endings, distinguishing)) is None:
            yield Spot(node=item, values={"項目": item.text})


def _role_names(sheet: Sheet) -> dict[str, Scalar]:
    return {role.name.text: role.name for role in sheet.roles if role.name is not None}


def _without_role(sheet: Sheet) -> Iterator[Scalar]:
    """Yield the names of priorities that match no role; none where the sheet lists no roles."""
    names = _role_names(sheet)
    if not names:
        return
    unmatched = [p.item for p in sheet.priorities if p.item and p.item.text not in names]
    keys = {bare(name) for name in names} if unmatched else set()
    role_parts = {part for name in names for part in part_keys(name)} if unmatched else set()
    within = within_reach(keys, len(unmatched))
    for item in unmatched:
        key = bare(item.text)
        if not key or key in keys or any(contains(key, name) for name in within):
            continue
        if not part_keys(item.text) & role_parts:
            yield item


@check(values=("項目", "役割"))
def priority_written_otherwise(sheet: Sheet) -> Iterator[Spot]:
    """Report a priority that differs from a role in width, brackets, spaces or middle dots only."""
    names = _role_names(sheet)
    # In a block (|) the value ends with a line break, which is no part of a name.
    written = {name.rstrip("\n") for name in names}
    items = [p.item for p in sheet.priorities if p.item is not None]
    others = [item for item in items if item.text.rstrip("\n") not in written]
    keys = {bare(name): node for name, node in names.items()} if others else {}
    for item in others:
        role = keys.get(bare(item.text))
        if role is not None:
            yield Spot(
                node=item,
                values={"項目": item.text, "役割": role.text},
                about=role.text,
                related=[(sheet.document, role, f"役割の表の{role.step}")],
                replacement=role.text.rstrip("\n"),
            )


def row_names(sheet: Sheet) -> Plain:
    """Return [list, JSON pointer, name, whether it is a project] of every row that has a name."""
    rows = [(role.table, role.name) for role in sheet.roles]
    rows += [(action.table, action.item) for action in sheet.actions]
    return [
        [table.key, name.pointer(), name.text, table.has_projects]
        for table, name in rows
        if name is not None
    ]


@check(
    values=("名称", "もう一方", "違い", "正しい違い", "課"),
    extracts=(row_names,),
)
def name_in_two_forms(
    department: tuple[str, str],
    workspace: Workspace,
    *,
    endings: tuple[str, ...] = ENDINGS,
    distinguishing: str = DISTINGUISHING,
    similar: tuple[str, ...] = (),
    shortest: int = 6,
) -> Iterator[Spot]:
    """Report a row's name that the sections of its department write otherwise elsewhere.

    Two names are one when the same kanji and katakana (or ones of similar shape) make up both.

    Args:
        department: a year and the name of a department.
        workspace: gives the department's sheets.
        endings: words at the end of a name that do not count within one sheet.
        distinguishing: characters that tell one programme from another.
        similar: groups of characters that are taken for one another.
        shortest: the fewest kanji and katakana by which a name can be recognised.
    """
    likeness = Likeness(0.0, endings, distinguishing, similar)
    groups: dict[str, list[_Row]] = {}
    for identity, rows in workspace.summaries(row_names, department):
        if identity.is_department:
            continue
        for section, pointer, name, is_project in rows:
            stem = skeleton(bare(name), likeness)
            if len(stem) >= shortest:
                groups.setdefault(stem, []).append(
                    _Row(identity, section, pointer, name, is_project)
                )
    nodes = _Nodes(workspace)
    for group in groups.values():
        if len(group) == 1:
            continue
        counts = Counter(row.key for row in group)
        if len(counts) > 1:
            usual = max(group, key=lambda row: counts[row.key])
            for row in _not_beside(usual, group):
                if _one_thing(row, usual, likeness):
                    yield _two_forms(row, usual, nodes)


def _not_beside(usual: _Row, group: list[_Row]) -> Iterator[_Row]:
    """Yield the rows of another name that no list has beside the usual one: there they are two."""
    lists: dict[str, set[tuple[SheetId, str]]] = {}
    for row in group:
        lists.setdefault(row.key, set()).add(row.list_of)
    for row in group:
        if row.key != usual.key and not lists[row.key] & lists[usual.key]:
            yield row


def _one_thing(row: _Row, usual: _Row, likeness: Likeness) -> bool:
    if row.sheet == usual.sheet:
        # The rules about priorities and their roles speak of these.
        both = row.is_project and usual.is_project
        compared = row.section == usual.section or not both
    else:
        # 庶務事務 in one section and 庶務業務 in another are two.
        stems = {without_ending(key, likeness.endings) for key in (row.key, usual.key)}
        compared = len(stems) > 1
    return compared and not names_another(row.key, usual.key, likeness)


def _two_forms(row: _Row, usual: _Row, nodes: _Nodes) -> Spot:
    document, node = nodes.of(row)
    ours, theirs = difference(row.name, usual.name)
    return Spot(
        node=node,
        document=document,
        values={
            "名称": row.name,
            "もう一方": usual.name,
            "違い": ours,
            "正しい違い": theirs,
            "課": usual.sheet.section,
        },
        about=usual.name,
        replacement=usual.name,
        related=[(*nodes.of(usual), f"{usual.sheet.section}の「{usual.section}」")],
    )
