"""The two sides of a diff: which sheets they hold and which cannot be read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from orgsheet.files import UnreadableFileError, read_beginning
from orgsheet.files.trees import FolderFiles, WorkspaceError
from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import DEPARTMENT_SHEET, Sheet, SheetId
from orgsheet.japanese.likeness import normalize
from orgsheet.match.links import Side
from orgsheet.match.renamed_sheets import named_files
from orgsheet.registers.listing_order import ListingOrder
from orgsheet.registers.organization import OrganizationRegister
from orgsheet.registers.plans import PlanRegister
from orgsheet.source import Document, Problem, parse
from orgsheet.workspace.layout import (
    ORGANIZATION_PATH,
    PLANS_PATH,
    REGISTERS,
    SHEETS,
    WAIVERS_PATH,
    sheet_id_of,
)
from orgsheet.workspace.register_trouble import register_trouble
from orgsheet.workspace.workspace import Workspace

_UNKNOWN = "（不明）"
_YAML = (".yaml", ".yml")


class SideError(Exception):
    """A side cannot be had; the message is Japanese and says what to type instead."""


class Sides(NamedTuple):
    """Both sides with the registers that speak of them.

    `profile` is the one that fits the kind of input (`year` or `pr`); `notices` are sentences
    for the head of every output. `trouble` are those about registers that could not be read:
    the comparison did not follow what stands there.
    """

    before: Side
    after: Side
    profile: str
    plans: PlanRegister
    organization: OrganizationRegister
    notices: tuple[str, ...]
    trouble: tuple[str, ...] = ()


def side_of(
    workspace: Workspace, label: str, year: str | None = None, section: str | None = None
) -> Side:
    """Return the sheets of a workspace (of one year, of the sections of one name) as a side.

    A sheet that has nothing readable in it is in `unreadable`.
    """
    wanted = None if section is None else normalize(section)
    return _side(
        label,
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
    sides = [side_of(workspace, year.label, year.label) for year in (before, after)]
    return Sides(
        sides[0],
        sides[1],
        "year",
        workspace.plans,
        workspace.organization,
        (),
        register_trouble(workspace),
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
        _side(
            label,
            (
                (identity, workspace.document(path))
                for identity, path in workspace.sheet_ids.items()
                if path in changed
            ),
        )
        for label, workspace in (before, after)
    ]
    names = {PLANS_PATH: "計画台帳", ORGANIZATION_PATH: "組織台帳", WAIVERS_PATH: "免除の一覧"}
    notices = [
        f"{label} にはシートがありません（sheets/年度/部名/課名.yaml）。"
        for label, workspace in (before, after)
        if not workspace.sheet_ids
    ]
    notices += [
        f"{names[path]}（{path}）も変わっています。この比較はシートの中身だけを示します。"
        for path in REGISTERS
        if path in changed
    ]
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
    )


def path_sides(before: Path, after: Path) -> Sides:
    """Return two files, or two folders, as sides; the registers are those around the later one.

    Two files are compared whatever sections they name. The profile is that of a year review when
    the sides are of different years.

    Raises:
        SideError: a path is missing, holds no sheet, or one is a file and the other a folder.
    """
    if before.is_dir() != after.is_dir():
        raise SideError("ファイルとフォルダは比べられません。どちらかにそろえてください。")
    notices: list[str] = []
    try:
        workspace = Workspace.open(after)
    except WorkspaceError:
        workspace = None
    listing = ListingOrder() if workspace is None else workspace.listing
    sides = [_path_side(path, notices, listing) for path in (before, after)]
    if after.is_file():
        sides = [side._replace(is_file=True) for side in sides]
        _tell_two_sections(sides, notices)
    years = [{identity.year for identity in (*side.sheets, *side.unreadable)} for side in sides]
    profile = "pr" if years[0] & years[1] else "year"
    if workspace is None:
        plans, organization = PlanRegister.read(None), OrganizationRegister()
        return Sides(sides[0], sides[1], profile, plans, organization, tuple(notices))
    return Sides(
        sides[0],
        sides[1],
        profile,
        workspace.plans,
        workspace.organization,
        tuple(notices),
        register_trouble(workspace),
    )


def file_side(label: str, path: str, data: bytes | None) -> Side:
    """Return one file's bytes as a side; None is a file that is not there."""
    if data is None:
        return Side(label, {})
    document = parse(data, path)
    return _side(label, [(_identity(document, path), document)])._replace(is_file=True)


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


def _side(label: str, documents: Iterable[tuple[SheetId, Document | None]]) -> Side:
    sheets: dict[SheetId, Sheet] = {}
    unreadable = []
    for identity, document in documents:
        if document is None:
            continue
        sheet = Sheet(document, identity)
        if sheet.root is None:
            unreadable.append(identity)
        else:
            sheets[identity] = sheet
    return Side(label, sheets, tuple(unreadable))


def _path_side(path: Path, notices: list[str], listing: ListingOrder) -> Side:
    documents: dict[SheetId, Document] = {}
    for file in _yaml_files(path):
        name = file.absolute().as_posix()
        try:
            document = parse(read_beginning(file), name)
        except FileNotFoundError:
            raise SideError(
                f"「{path}」がありません。ファイルの名前と場所を確かめてください。"
            ) from None
        except UnreadableFileError as error:
            document = Document(name, "")
            document.problems.append(Problem("unreadable-file", 0, 0, {"理由": str(error)}))
        identity = _identity(document, name)
        if identity in documents:
            notices.append(
                f"{identity} のシートが「{path}」に二つあります。「{file.name}」は比べていません。"
            )
        documents.setdefault(identity, document)
    if not documents:
        raise SideError(
            f"「{path}」にシート（.yaml）がありません。シートか、そのフォルダを書いてください。"
        )
    return _side(str(path), sorted(documents.items(), key=lambda one: listing.sheet(one[0])))


def _yaml_files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    inner = path / SHEETS
    root = Path(os.path.normpath((inner if inner.is_dir() else path).absolute()))
    registers = {Path(name).name for name in REGISTERS}
    files = [root.parent / name for name in FolderFiles(root.parent).paths(root.name)]
    return [
        file
        for file in files
        if file.name.endswith(_YAML)
        and file.name not in registers
        and not any(part.startswith(".") for part in file.relative_to(root).parts)
    ]


def _identity(document: Document, path: str) -> SheetId:
    """Return which sheet a file is: by its place under `sheets`, else by what it says."""
    parts = path.split("/")
    placed = sheet_id_of("/".join(parts[-4:]))
    if placed is not None:
        return placed
    sheet = Sheet(document, SheetId(_UNKNOWN, _UNKNOWN, parts[-1].rpartition(".")[0]))
    year, department, section = (sheet.text(key) for key in ("年度", "部名", "課名"))
    own = DEPARTMENT_SHEET if department is not None else sheet.id.section
    return SheetId(
        sheet.year.label if sheet.year else (year.text if year else _UNKNOWN),
        department.text.strip() if department else _UNKNOWN,
        section.text.strip() if section else own,
    )


def _tell_two_sections(sides: list[Side], notices: list[str]) -> None:
    """Say that two single files are of different sections, which whoever named both may not know.

    They are compared all the same.
    """
    for before, after in named_files(sides[0], sides[1]):
        if before[1:] != after[1:]:
            notices.append(f"別の課のシートどうしを比べています: {before} と {after}。")
