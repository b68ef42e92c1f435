"""The two sides of a diff: which sheets they hold and which cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.japanese.likeness import normalize
from orgsheet.match.links import Side
from orgsheet.match.one_form import in_one_form
from orgsheet.registers.organization import OrganizationRegister
from orgsheet.registers.plans import PlanRegister
from orgsheet.registers.scales import ScaleRegister
from orgsheet.source import Document
from orgsheet.workspace.layout import REGISTER_NAMES, REGISTERS, sheet_id_of
from orgsheet.workspace.register_trouble import register_trouble
from orgsheet.workspace.sheet_forms import sheet_of
from orgsheet.workspace.workspace import Workspace

_YAML = (".yaml", ".yml")


class SideError(Exception):
    """A side cannot be had; the message is Japanese and says what to type instead."""


class Sides(NamedTuple):
    """Both sides with the registers that speak of them.

    `profile` is the one that fits the kind of input (`year` or `pr`); `notices` are sentences
    for the head of every output. `trouble` are those about registers that could not be read:
    the comparison did not follow what stands there. `scales` are those of the ratings, None for
    the ones that the program brings.
    """

    before: Side
    after: Side
    profile: str
    plans: PlanRegister
    organization: OrganizationRegister
    notices: tuple[str, ...]
    trouble: tuple[str, ...] = ()
    scales: ScaleRegister | None = None


def side_of(
    workspace: Workspace, label: str, year: str | None = None, section: str | None = None
) -> Side:
    """Return the sheets of a workspace (of one year, of the sections of one name) as a side.

    A sheet that has nothing readable in it is in `unreadable`.
    """
    wanted = None if section is None else normalize(section)
    return make_side(
        label,
        workspace,
        (
            (identity, workspace.document(path))
            for identity, path in workspace.sheet_ids.items()
            if (year is None or identity.year == year)
            and (wanted is None or normalize(identity.section) == wanted)
        ),
    )


def year_sides(workspace: Workspace, before: FiscalYear, after: FiscalYear) -> Sides:
    """Return two years of a workspace.

    Raises:
        SideError: a year has no sheets, or it is the same year twice.
    """
    if before == after:
        raise SideError("同じ年度どうしです。違う年度を二つ書いてください。例: orgsheet diff R4 R5")
    known = sorted({identity.year for identity in workspace.sheet_ids})
    for year in (before, after):
        if year.label not in known:
            raise SideError(
                f"{year.label}（{year.kanji}）のシートがありません"
                f"（ある年度: {'、'.join(known) or 'まだありません'}）。"
            )
    sides = in_one_form(*(side_of(workspace, year.label, year.label) for year in (before, after)))
    return Sides(
        sides[0],
        sides[1],
        "year",
        workspace.plans,
        workspace.organization,
        (),
        register_trouble(workspace),
        workspace.scales,
    )


def workspace_sides(
    before: tuple[str, Workspace],
    after: tuple[str, Workspace],
    version: Callable[[Workspace, str], object],
) -> Sides:
    """Return what differs between two states of one workspace, each with its label.

    Sheets whose `version` (what a file is compared by, None for none) is the same are left out.
    """
    paths = dict.fromkeys((*before[1].paths, *after[1].paths))
    changed = {path for path in paths if version(before[1], path) != version(after[1], path)}
    sides = [
        make_side(
            label,
            workspace,
            (
                (identity, workspace.document(path))
                for identity, path in workspace.sheet_ids.items()
                if path in changed
            ),
        )
        for label, workspace in (before, after)
    ]
    sides = in_one_form(*sides)
    notices = [
        f"{label} にはシートがありません（sheets/年度/部名/課名.yaml）。"
        for label, workspace in (before, after)
        if not workspace.sheet_ids
    ]
    notices += register_notices(changed)
    notices += [
        f"{path} も変わっていますが、シートの置き場所（sheets/年度/部名/課名.yaml）では"
        "ないため、比べていません。"
        for path in sorted(changed)
        if path.endswith(_YAML) and path not in REGISTERS and sheet_id_of(path) is None
    ]
    workspace = after[1]
    return Sides(
        sides[0],
        sides[1],
        "pr",
        workspace.plans,
        workspace.organization,
        tuple(notices),
        register_trouble(workspace),
        workspace.scales,
    )


def register_notices(changed: Collection[str]) -> list[str]:
    """Return a sentence for every register among the changed files: only sheets are compared."""
    return [
        f"{name}（{path}）も変わっています。この比較はシートの中身だけを示します。"
        for path, name in REGISTER_NAMES.items()
        if path in changed
    ]


def unreadable_sentences(side: Side) -> tuple[str, ...]:
    """Return a sentence for every sheet that could not be read and was not compared."""
    return tuple(
        f"{'' if side.label == identity.year else _owner(side.label)}{identity} は"
        "読めないため、比べていません。"
        "orgsheet lint で読めない行を確かめてください。"
        for identity in side.unreadable
    )


def _owner(label: str) -> str:
    """Return 「…の」, with a space behind Latin letters only."""
    return f"{label} の " if label[-1:].isascii() else f"{label}の "


def make_side(
    label: str,
    workspace: Workspace | None,
    documents: Iterable[tuple[SheetId, Document | None]],
) -> Side:
    """Return files as a side, each a sheet of the form that the workspace gives it."""
    sheets: dict[SheetId, Sheet] = {}
    unreadable = []
    for identity, document in documents:
        if document is None:
            continue
        sheet = (
            sheet_of(workspace.forms, document, identity)
            if workspace
            else Sheet(document, identity)
        )
        if sheet.root is None:
            unreadable.append(identity)
        else:
            sheets[identity] = sheet
    return Side(label, sheets, tuple(unreadable))
