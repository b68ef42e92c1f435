"""Which files of the workspace a command's arguments name."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from orgsheet.cli.exits import CommandError
from orgsheet.cli.typed_paths import direct
from orgsheet.files import clear_leftovers
from orgsheet.fiscal import FiscalYear
from orgsheet.workspace.workspace import Workspace, exists


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
    workspace: Workspace, folder: Path, paths: Sequence[Path], year: str | None
) -> list[str]:
    """Return the workspace's YAML files that the arguments name, sorted; never an empty list.

    Raises:
        CommandError: a path is none of them, or the year has no sheets.
    """
    chosen = workspace.yaml_paths
    if paths:
        chosen = [path for wanted in paths for path in _below(workspace, folder, wanted)]
    if year is not None:
        chosen = _of_year(workspace, chosen, year, paths)
    if not chosen:
        raise CommandError(
            f"「{workspace.root / 'sheets'}」に点検するシート（.yaml）がありません。"
            "シートを sheets/年度/部名/課名.yaml に置いてください。"
            "例: sheets/R5/政策推進部/秘書課.yaml"
        )
    return sorted(set(chosen))


def _of_year(
    workspace: Workspace, chosen: Sequence[str], year: str, paths: Sequence[Path]
) -> list[str]:
    """Return those of the chosen files that are of a year, never an empty list."""
    if not year.strip():
        raise CommandError("--year のあとに年度を書いてください。例: --year R5")
    label = _year_label(year)
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


def _year_label(year: str) -> str:
    """Return `R5` for R5, 令和5年度, 令和5, 2023 …; what is no year stays, to be told as such."""
    found = FiscalYear.read(year)
    return year if found is None else found.label


def _meant(workspace: Workspace, folder: Path, name: str) -> str:
    """Return how to say what a name may stand for, "" if nothing: a year, section, department."""
    context = click.get_current_context(silent=True)
    words = context.command_path if context else "orgsheet lint"
    label = _year_label(name)
    if any(identity.year == label for identity in workspace.sheet_ids):
        if context is None or any(one.name == "year" for one in context.command.params):
            return f"年度は --year で選びます。例: {words} --year {label}"
        return f"年度は場所で選びます。例: {words} {_place(workspace, folder, f'sheets/{label}')}"
    paths = [
        path if identity.section == name else path.rpartition("/")[0]
        for identity, path in workspace.sheet_ids.items()
        if name in (identity.section, identity.department)
    ]
    if not paths:
        return ""
    last = max(paths, key=_year_of)
    return f"シートは場所で選びます。例: {words} {_place(workspace, folder, last)}"


def _year_of(path: str) -> int:
    """Return the year in which a sheet stands, for order; 0 for a folder that is no year."""
    year = FiscalYear.read(path.split("/")[1])
    return 0 if year is None else year.start


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
    if not found:
        reason = (
            "シートは「sheets」フォルダの中の .yaml のファイルです。"
            if exists(absolute)
            else _meant(workspace, folder, named.name)
            or "そのファイルやフォルダはありません。名前を確かめてください。"
        )
        raise CommandError(f"「{wanted}」を点検できません。{reason}")
    return found
