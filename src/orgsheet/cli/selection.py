"""Which files of the workspace a command's arguments name."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from orgsheet.cli.exits import CommandError, complain
from orgsheet.cli.options import year_label
from orgsheet.cli.typed_paths import direct
from orgsheet.files import clear_leftovers
from orgsheet.files.disk import exists
from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.form.wanted_sheets import EVERY, Wanted
from orgsheet.workspace.register_trouble import register_trouble
from orgsheet.workspace.workspace import Workspace


def open_workspace(folder: Path, paths: Sequence[Path]) -> Workspace:
    """Return the workspace of the first path, or of `folder` when there are no paths."""
    if not paths and folder != Path():
        # A folder that was named is meant, not one above it.
        return Workspace.open(folder, upwards=False)
    start = direct(folder / paths[0]) if paths else folder
    # A path that does not exist is told as such by `chosen_paths`, which knows the others.
    return Workspace.open(start if exists(start) else folder)


def clear_up(workspace: Workspace) -> None:
    """Remove what runs that were killed left among the sheets; for commands that write there."""
    clear_leftovers(workspace.root / path for path in workspace.paths)


def chosen_paths(
    workspace: Workspace, folder: Path, paths: Sequence[Path], wanted: Wanted = EVERY
) -> list[str]:
    """Return the workspace's YAML files that the arguments name, sorted; never an empty list.

    Raises:
        CommandError: a path is none of them, or none of them is of the year, section or
            department that is wanted.
    """
    chosen = workspace.yaml_paths
    if paths:
        chosen = [path for named in paths for path in _below(workspace, folder, named)]
    if wanted.year is not None:
        chosen = _of_year(workspace, chosen, wanted.year, paths)
    if wanted.section is not None or wanted.department is not None:
        chosen = _of_units(workspace, chosen, wanted)
    if not chosen:
        raise CommandError(
            f"「{workspace.root / 'sheets'}」に点検するシート（.yaml）がありません。"
            "シートを sheets/年度/部名/課名.yaml に置いてください。"
            "例: sheets/R5/総務部/総務課.yaml"
        )
    return sorted(set(chosen), key=workspace.place_of)


def chosen_sheets(
    workspace: Workspace, wanted: Wanted, *, all_years: bool = False
) -> list[SheetId]:
    """Return the sheets that are wanted: without a year, those of the latest that has some.

    With `all_years` those of all years. In the order of every list.

    Raises:
        CommandError: there is none.
    """
    found = [one for one in workspace.sheet_ids if wanted.holds(one)]
    if not found and workspace.sheet_ids:
        raise CommandError(f"{wanted}のシートがありません。{wanted.hint(workspace.sheet_ids)}")
    if not found:
        raise CommandError(
            f"「{workspace.root / 'sheets'}」に書き出すシートがありません。"
            "シートを sheets/年度/部名/課名.yaml に置いてください。"
        )
    if wanted.year is not None or all_years:
        return found
    return [one for one in found if one.year == found[-1].year]


def readable_sheets(workspace: Workspace, chosen: Sequence[SheetId]) -> tuple[list[Sheet], bool]:
    """Return the sheets that can be read, and whether there are others, which are told."""
    sheets: list[Sheet] = []
    for identity in chosen:
        sheet = workspace.sheet(identity)
        if sheet is None or sheet.root is None or sheet.document.problems:
            complain(
                f"{identity.path} には読めない行があるので、書き出していません。"
                f"先に直してください: orgsheet lint {identity.path}"
            )
        else:
            sheets.append(sheet)
    return sheets, len(sheets) < len(chosen)


def tell_unread_registers(workspace: Workspace) -> bool:
    """Tell which registers could not be read to their end; return whether there are such."""
    trouble = register_trouble(workspace)
    for sentence in trouble:
        complain(sentence)
    return bool(trouble)


def _of_units(workspace: Workspace, chosen: Sequence[str], wanted: Wanted) -> list[str]:
    """Return those of the chosen files that are sheets of the wanted unit, never an empty list."""
    inside = set(chosen)
    sheets = {one: path for one, path in workspace.sheet_ids.items() if path in inside}
    found = [path for one, path in sheets.items() if wanted.holds(one)]
    if found:
        return found
    raise CommandError(f"{wanted}のシートがありません。{wanted.hint(sheets)}")


def _of_year(
    workspace: Workspace, chosen: Sequence[str], label: str, paths: Sequence[Path]
) -> list[str]:
    """Return those of the chosen files that are of a year, never an empty list."""
    found = [path for path in chosen if path.split("/")[1:2] == [label]]
    if found:
        return found
    years = sorted({identity.year for identity in workspace.sheet_ids})
    if paths and label in years:
        names = "、".join(f"「{path}」" for path in paths)
        raise CommandError(
            f"{names}に {label} のシートはありません。"
            "場所か年度の、どちらかだけで選んでください。"
            f"例: orgsheet lint --year {label}"
        )
    known = "、".join(years) or "まだありません"
    raise CommandError(f"{label} のシートがありません（ある年度: {known}）。")


def _called(workspace: Workspace, name: str) -> list[str]:
    """Return the files that a name means where no file is called so.

    That is a section's name, `部名/課名`, a department's name (all its sheets) or a register's.
    """
    wanted = (Wanted(section=name), Wanted(department=name))
    return [
        path
        for identity, path in workspace.sheet_ids.items()
        if any(one.holds(identity) for one in wanted)
    ] or [path for path in workspace.yaml_paths if path == f"sheets/{name}.yaml"]


def _meant(workspace: Workspace, folder: Path, name: str) -> str:
    """Return how to say the year that a name may stand for, "" if it is none."""
    context = click.get_current_context(silent=True)
    words = context.command_path if context else "orgsheet lint"
    label = year_label(name)
    if any(identity.year == label for identity in workspace.sheet_ids):
        if context is None or any("--year" in one.opts for one in context.command.params):
            return f"年度は --year で選びます。例: {words} --year {label}"
        return f"年度は場所で選びます。例: {words} {_place(workspace, folder, f'sheets/{label}')}"
    return ""


def _unknown(workspace: Workspace, named: Path) -> str:
    """Return what to write instead of a name that is neither a path nor a section nor a year."""
    if len(named.parts) > 1 or named.suffix:
        near = Wanted(section=named.stem).near(workspace.sheet_ids)
        return f"そのファイルやフォルダはありません。名前を確かめてください。{near}"
    year = FiscalYear.read(named.name)
    wanted = Wanted(section=named.name) if year is None else Wanted(year=year.label)
    return f"そのような課も、ファイルもありません。{wanted.hint(workspace.sheet_ids)}"


def _place(workspace: Workspace, folder: Path, path: str) -> str:
    """Return a path of the workspace as it is written from a folder."""
    return Path(os.path.relpath(workspace.root / path, folder.absolute())).as_posix()


def _below(workspace: Workspace, folder: Path, named: Path) -> list[str]:
    wanted = folder / named
    absolute = direct(wanted)
    try:
        relative = absolute.relative_to(workspace.root).as_posix()
    except ValueError:
        raise CommandError(f"「{wanted}」は「{workspace.root}」の外にあります。") from None
    if relative == ".":
        return workspace.yaml_paths
    found = [
        path for path in workspace.yaml_paths if path == relative or path.startswith(relative + "/")
    ]
    if not found and not exists(absolute):
        found = _called(workspace, named.as_posix())
    if not found:
        reason = (
            "シートは「sheets」フォルダの中の .yaml のファイルです。"
            if exists(absolute)
            else _meant(workspace, folder, named.name) or _unknown(workspace, named)
        )
        raise CommandError(f"「{wanted}」を点検できません。{reason}")
    return found
