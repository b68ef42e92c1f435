"""The two sides of a diff: which sheets they hold and which cannot be read."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from orgsheet.diff.model import Side
from orgsheet.files import UnreadableFileError, read_beginning
from orgsheet.fiscal import FiscalYear
from orgsheet.names import normalize
from orgsheet.organization import OrganizationRegister
from orgsheet.plans import PlanRegister
from orgsheet.sheet import DEPARTMENT_SHEET, Sheet, SheetId
from orgsheet.source import Document, Problem, parse
from orgsheet.workspace import (
    ORGANIZATION_PATH,
    PLANS_PATH,
    REGISTERS,
    SHEETS,
    WAIVERS_PATH,
    Workspace,
    sheet_id_of,
)
from orgsheet.workspace_files import FolderFiles, WorkspaceError

_UNKNOWN = "（不明）"
_SAME_FILE = 0.5
_MOST_RENAMED = 100
"""Up to so many files each side are looked at: a reorganisation renames tens of sheets."""
_YAML = (".yaml", ".yml")


class SideError(Exception):
    """A side cannot be had; the message is Japanese and says what to type instead."""


class Sides(NamedTuple):
    """Both sides with the registers that speak of them.

    `profile` is the one that fits the kind of input (`year` or `pr`); `notices` are sentences
    for the head of every output.
    """

    before: Side
    after: Side
    profile: str
    plans: PlanRegister
    organization: OrganizationRegister
    notices: tuple[str, ...]


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
    return Sides(sides[0], sides[1], "year", workspace.plans, workspace.organization, ())


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
    sides[0], notices = _renamed(sides[0], sides[1])
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
    return Sides(sides[0], sides[1], "pr", workspace.plans, workspace.organization, tuple(notices))


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
    sides = [_path_side(path, notices) for path in (before, after)]
    if after.is_file():
        _as_one_section(sides, notices)
    years = [{identity.year for identity in (*side.sheets, *side.unreadable)} for side in sides]
    profile = "pr" if years[0] & years[1] else "year"
    try:
        workspace = Workspace.open(after)
    except WorkspaceError:
        plans, organization = PlanRegister.read(None), OrganizationRegister()
    else:
        plans, organization = workspace.plans, workspace.organization
    return Sides(sides[0], sides[1], profile, plans, organization, tuple(notices))


def file_side(label: str, path: str, data: bytes | None) -> Side:
    """Return one file's bytes as a side; None is a file that is not there."""
    if data is None:
        return Side(label, {})
    document = parse(data, path)
    return _side(label, [(_identity(document, path), document)])


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


def _path_side(path: Path, notices: list[str]) -> Side:
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
    return _side(str(path), documents.items())


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


def _renamed(before: Side, after: Side) -> tuple[Side, list[str]]:
    """Return the earlier side with the sheets that were only renamed under their later names.

    As git does, a file that is gone and a new one of the same year are one when they share at
    least half of their lines. The sentences tell which.
    """
    gone = [one for one in before.sheets if one not in after.sheets]
    new = [one for one in after.sheets if one not in before.sheets]
    scored = sorted(
        (-_shared_lines(before.sheets[one], after.sheets[other]), one, other)
        for one in gone[:_MOST_RENAMED]
        for other in new[:_MOST_RENAMED]
        if one.year == other.year and one.is_department == other.is_department
    )
    found: dict[SheetId, SheetId] = {}
    for score, one, other in scored:
        if -score >= _SAME_FILE and one not in found and other not in found.values():
            found[one] = other
    sheets = {
        found.get(one, one): Sheet(sheet.document, found[one]) if one in found else sheet
        for one, sheet in before.sheets.items()
    }
    notices = [
        f"{one} のシートは、{other} に名前が変わったものとして比べています。"
        for one, other in sorted(found.items())
    ]
    return before._replace(sheets=sheets), notices


def _shared_lines(one: Sheet, other: Sheet) -> float:
    """Return the share of lines that two sheets have in common, from 0 to 1."""
    lines = [Counter(sheet.document.text.splitlines()) for sheet in (one, other)]
    both = lines[0].total() + lines[1].total()
    return 2 * (lines[0] & lines[1]).total() / both if both else 0.0


def _as_one_section(sides: list[Side], notices: list[str]) -> None:
    """Take two single files for the same section, as the person who named both does."""
    if not (sides[0].sheets and sides[1].sheets):
        return
    (before, sheet), (after, _) = *sides[0].sheets.items(), *sides[1].sheets.items()
    if before[1:] != after[1:]:
        notices.append(f"別の課のシートどうしを比べています: {before} と {after}。")
        identity = SheetId(before.year, after.department, after.section)
        sides[0] = sides[0]._replace(sheets={identity: Sheet(sheet.document, identity)})
