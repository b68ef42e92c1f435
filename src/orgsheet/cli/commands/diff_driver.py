"""What git calls to show a changed sheet: always something to read, never a failure."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from orgsheet.cli.exits import CLEAN
from orgsheet.diff.change_book import ChangeRule, load_change_rules, packaged_change_rules
from orgsheet.diff.run import run_diff
from orgsheet.files import UnreadableFileError, read_file
from orgsheet.files.trees import WorkspaceError
from orgsheet.match.one_form import in_one_form
from orgsheet.match.path_sides import file_side
from orgsheet.match.sides import Sides
from orgsheet.registers.organization import OrganizationRegister
from orgsheet.registers.plans import PlanRegister
from orgsheet.render.changes.text import render_text
from orgsheet.render.changes.view import left_out_words
from orgsheet.render.display_width import printable
from orgsheet.workspace.book import RuleFileError
from orgsheet.workspace.register_trouble import register_trouble
from orgsheet.workspace.settings import SettingsError, load_settings
from orgsheet.workspace.workspace import Workspace

_ABSENT = "."
"""What git gives as the mode of a side that is not there."""

# Git does not say which versions it compares.
_HINT = "一つずつ見るには: orgsheet diff HEAD --all（記録した後なら HEAD~1 HEAD --all）"
_ARGUMENTS = 7
_BEFORE, _AFTER = "前の版", "後の版"


def run_driver(words: Sequence[str]) -> int:
    """Show one changed file; git stops the whole listing at any other exit code than 0.

    `words` are what gitdiff(1) gives to GIT_EXTERNAL_DIFF: path, old file, old id, old mode, new
    file, new id, new mode, and for a renamed file its new path; for an unmerged file the path
    alone.
    """
    path = words[0] if words else ""
    if len(words) < _ARGUMENTS:
        click.echo(f"orgsheet diff {printable(path)}\n合わせ込みが終わっていないファイルです。\n")
        return CLEAN
    _, old_file, _, old_mode, new_file, _, new_mode = words[:_ARGUMENTS]
    name = words[_ARGUMENTS] if len(words) > _ARGUMENTS else path
    renamed = f"{printable(path)} → {printable(name)}" if name != path else printable(path)
    click.echo(f"orgsheet diff {renamed}")
    try:
        before, after = _content(old_file, old_mode), _content(new_file, new_mode)
        if old_mode != new_mode and _ABSENT not in (old_mode, new_mode):
            click.echo(f"ファイルの種類か権限が変わりました（{old_mode} → {new_mode}）。")
        click.echo(_told((path, name), before, after))
    except UnreadableFileError as error:
        click.echo(f"{error}行ごとの違いは git diff --no-ext-diff で見られます。\n")
    except Exception as error:  # noqa: BLE001 - the listing must go on; git shows the rest itself
        click.echo(
            f"この版の比較を示せませんでした（{type(error).__name__}）。"
            "行ごとの違いは git diff --no-ext-diff で見られます。\n"
        )
    return CLEAN


def _content(file: str, mode: str) -> bytes | None:
    if mode == _ABSENT or file == "/dev/null":
        return None
    return read_file(Path(file))


def _told(names: tuple[str, str], before: bytes | None, after: bytes | None) -> str:
    if before == after and names[0] == names[1]:
        return "中身は同じです。\n"
    if before is None:
        head = "新しいシートです。"
    elif after is None:
        head = "シートがなくなりました。"
    else:
        head = ""
    sides = _sides(names, before, after)
    unread = [side.label for side in (sides.before, sides.after) if side.unreadable]
    if unread:
        words = f"{'と'.join(unread)}に読めない行があるため、行ごとの違いを示します。"
        return f"{words}\n{_lines(before, after)}"
    report, _ = run_diff(sides, _rules(Path(names[1])))
    if not report.changes:
        if head:
            return f"{head}\n"
        left_out = "、".join(left_out_words(report.hidden))
        what = f"{left_out}だけ" if left_out else "書き方や # の注記だけ"
        return f"違いは{what}です。行ごとの違いを示します。\n{_lines(before, after)}"
    return (f"{head}\n" if head else "") + render_text(report, hint=_HINT)


def _sides(names: tuple[str, str], before: bytes | None, after: bytes | None) -> Sides:
    """Return the sides with the registers around the file, empty ones where there are none."""
    try:
        workspace = Workspace.open(_nearest_folder(Path(names[1])))
    except WorkspaceError:
        sides = file_side(_BEFORE, names[0], before), file_side(_AFTER, names[1], after)
        return Sides(*sides, "pr", PlanRegister.read(None), OrganizationRegister(), ())
    first, second = in_one_form(
        file_side(_BEFORE, names[0], before, workspace),
        file_side(_AFTER, names[1], after, workspace),
    )
    trouble = register_trouble(workspace)
    return Sides(first, second, "pr", workspace.plans, workspace.organization, (), trouble)


def _nearest_folder(path: Path) -> Path:
    return next((folder for folder in path.absolute().parents if folder.is_dir()), Path())


def _rules(path: Path) -> Mapping[str, ChangeRule]:
    """Return the change rules of the workspace around a file.

    Rules or settings that cannot be read leave nothing out: the listing must go on.
    """
    try:
        workspace = Workspace.open(_nearest_folder(path))
    except WorkspaceError:
        return packaged_change_rules()
    try:
        return load_change_rules(workspace, load_settings(workspace))
    except (RuleFileError, SettingsError, WorkspaceError) as error:
        click.echo(f"設定を読めないため、どの変更も省かずに示します。{error}")
        return packaged_change_rules()


def _lines(before: bytes | None, after: bytes | None) -> str:
    old, new = ((data or b"").decode("utf-8", "replace").splitlines() for data in (before, after))
    lines = difflib.unified_diff(old, new, _BEFORE, _AFTER, n=2, lineterm="")
    return "".join(f"{printable(line)}\n" for line in lines)
