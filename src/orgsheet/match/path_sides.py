"""Files and folders that somebody names as the two sides of a diff."""

from __future__ import annotations

import os
from pathlib import Path

from orgsheet.files import UnreadableFileError, read_beginning, read_file
from orgsheet.files.trees import FolderFiles, WorkspaceError
from orgsheet.form import built_in_words as words
from orgsheet.form.sheet import DEPARTMENT_SHEET, Sheet, SheetId
from orgsheet.match.links import Side
from orgsheet.match.one_form import in_one_form
from orgsheet.match.renamed_sheets import named_files
from orgsheet.match.sides import SideError, Sides, make_side, register_notices
from orgsheet.registers.listing_order import ListingOrder
from orgsheet.registers.organization import OrganizationRegister
from orgsheet.registers.plans import PlanRegister
from orgsheet.source import Document, parse
from orgsheet.workspace.layout import REGISTERS, SHEETS, sheet_id_within
from orgsheet.workspace.register_trouble import register_trouble
from orgsheet.workspace.sheet_forms import words_of
from orgsheet.workspace.workspace import Workspace

_UNKNOWN = "（不明）"
_YAML = (".yaml", ".yml")


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
    around = [_workspace_around(path) for path in (before, after)]
    workspace = around[1]
    listing = ListingOrder() if workspace is None else workspace.listing
    sides = in_one_form(
        *(
            _path_side(path, notices, own, listing)
            for path, own in zip((before, after), around, strict=True)
        )
    )
    if after.is_file():
        sides = [side._replace(is_file=True) for side in sides]
        _tell_two_sections(sides, notices)
    else:
        notices += register_notices(_changed_registers(before, after))
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
        workspace.scales,
    )


def _workspace_around(path: Path) -> Workspace | None:
    try:
        return Workspace.open(path)
    except WorkspaceError:
        return None


def file_side(
    label: str, path: str, data: bytes | None, workspace: Workspace | None = None
) -> Side:
    """Return one file's bytes as a side; None is a file that is not there.

    The workspace says which forms there are; without it the packaged ones.
    """
    if data is None:
        return Side(label, {})
    document = _parsed(data, path, workspace)
    side = make_side(label, workspace, [(_identity(document, path), document)])
    return side._replace(is_file=True)


def _parsed(data: bytes, path: str, workspace: Workspace | None) -> Document:
    place = "/".join(path.split("/")[-4:])
    return parse(data, path, words=words_of(workspace.forms, data, place) if workspace else None)


def _path_side(
    path: Path, notices: list[str], workspace: Workspace | None, listing: ListingOrder
) -> Side:
    documents: dict[SheetId, Document] = {}
    for file in _yaml_files(path):
        name = file.absolute().as_posix()
        try:
            document = _parsed(read_beginning(file), name, workspace)
        except FileNotFoundError:
            raise SideError(
                f"「{path}」がありません。ファイルの名前と場所を確かめてください。"
            ) from None
        except UnreadableFileError:
            document = Document(name, "")
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
    ordered = sorted(documents.items(), key=lambda one: listing.sheet(one[0]))
    return make_side(str(path), workspace, ordered)


def _yaml_files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    root = _sheets_folder(path)
    registers = {Path(name).name for name in REGISTERS}
    files = [root.parent / name for name in FolderFiles(root.parent).paths(root.name)]
    return [
        file
        for file in files
        if file.name.endswith(_YAML)
        and file.name not in registers
        and not any(part.startswith(".") for part in file.relative_to(root).parts)
    ]


def _sheets_folder(path: Path) -> Path:
    """Return the folder below which a folder that was named has its sheets."""
    inner = path / SHEETS
    return Path(os.path.normpath((inner if inner.is_dir() else path).absolute()))


def _changed_registers(before: Path, after: Path) -> set[str]:
    """Return the registers that are not the same in two folders, by their places below a root."""
    one, other = map(_sheets_folder, (before, after))
    return {
        path
        for path in REGISTERS
        if _content(one / Path(path).name) != _content(other / Path(path).name)
    }


def _content(file: Path) -> object:
    """Return what a file is compared by, None where there is none."""
    try:
        return read_file(file)
    except FileNotFoundError:
        return None
    except UnreadableFileError:
        return object()  # like nothing else


def _identity(document: Document, path: str) -> SheetId:
    """Return which sheet a file is: by its place under `sheets`, else by what it says."""
    parts = path.split("/")
    placed = sheet_id_within(path)
    if placed is not None:
        return placed
    sheet = Sheet(document, SheetId(_UNKNOWN, _UNKNOWN, parts[-1].rpartition(".")[0]))
    year, department, section = (sheet.text(key) for key in (words.YEAR, *sheet.form.units))
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
