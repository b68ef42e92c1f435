"""Paths as people type them: none is empty, none goes up from behind a link, none hits a sheet."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import click

from orgsheet.cli.exits import CommandError
from orgsheet.files import Seen, put_file, see
from orgsheet.files.disk import exists, link_on_the_way

_SCHEMAS = "schema"
EMPTY = "empty"
"""What `given_path` says of an empty path; `cli/usage.py` has the words for it."""


def given_path(text: str | Path) -> Path:
    """Return a typed path; the `type` of options and arguments.

    Raises:
        click.BadParameter: it is empty, which as a path would mean the current folder.
    """
    if not str(text).strip():
        raise click.BadParameter(EMPTY)
    return Path(text)


def direct(path: Path) -> Path:
    """Return the same place as an absolute path without `..`; no link is followed for it.

    Raises:
        CommandError: `..` goes up from behind a link, and so to another place than the names say.
    """
    absolute = path.absolute()
    if ".." not in absolute.parts:
        return absolute
    plain = os.path.normpath(absolute)
    if os.path.realpath(plain) != os.path.realpath(absolute):
        raise CommandError(
            f"「{path}」は、別の場所を指すリンクの先から「..」で戻る書き方です。"
            "リンクを通らない書き方にしてください。"
        )
    return Path(plain)


def is_folder(path: Path) -> bool:
    """Tell whether a path is a folder; also of names that no file can have."""
    return os.path.isdir(path)  # noqa: PTH112 - the method raises on such names


class ResultFile(NamedTuple):
    """A file that a person named for a result, and what stood there when they did."""

    path: Path
    was: Seen
    below: Path | None

    def put(self, data: bytes) -> None:
        """Write the result, unless the file has changed since.

        Raises:
            UnwritableFileError: it has, or it cannot be written.
        """
        put_file(self.path, data, self.was, below=self.below)


def within(path: Path, folder: Path) -> Path | None:
    """Return the folder where the names of a path say that it lies in it, else None."""
    return folder if ".." not in path.parts and path.is_relative_to(folder) else None


def result_file(option: str, folder: Path, name: str | Path) -> ResultFile:
    """Return the file in `folder` that an option names for a result.

    Raises:
        CommandError: it would pass for a sheet, is a record of known findings or in the place of
            what decides the check, is there and no ordinary file, has no folder, or lies behind a
            link below `folder`.
    """
    file = folder / name
    called = f"{option} のファイル「{name}」"
    if file.suffix.lower() in {".yaml", ".yml"}:
        raise CommandError(f"{called}はシートや設定と紛れます。終わりを .yaml 以外にしてください。")
    if is_folder(file):
        raise CommandError(f"{called}はフォルダです。ファイルの名前を書いてください。")
    if not is_folder(file.parent):
        raise CommandError(f"{called}を置くフォルダがありません。先に作ってください。")
    below = within(file, folder)
    if below is not None and link_on_the_way(file, below) is not None:
        raise CommandError(
            f"{called}のフォルダは別の場所を指すリンクなので、中に書きません。"
            "リンクでないフォルダにしてください。"
        )
    if _is_policy(file):
        raise CommandError(
            f"{called}は、既知の指摘の記録か、点検の規則・設定のファイルです。"
            "結果で書きつぶさないよう、別の名前か場所にしてください。例: 点検の結果.html"
        )
    try:
        mode = file.lstat().st_mode
    except FileNotFoundError:
        return ResultFile(file, Seen(None), below)
    except (OSError, ValueError) as error:
        raise CommandError(
            f"{called}を作れません。名前の長さと、フォルダの権限を確かめてください。"
        ) from error
    if not stat.S_ISREG(mode):
        raise CommandError(
            f"{called}はリンクか特殊なファイルなので、書き換えません。別の名前にしてください。"
        )
    return ResultFile(file, see(file), below)


def _is_policy(file: Path) -> bool:
    """Tell whether a file is a record of known findings, or lies where rules and settings do."""
    from orgsheet.lint.baseline import BaselineError, read_baseline
    from orgsheet.review.policy import BASELINE_PATH, host_places
    from orgsheet.workspace.alike_paths import folded
    from orgsheet.workspace.layout import CHANGES, RULES, SHEETS

    place = Path(os.path.realpath(file))
    record = _folded(BASELINE_PATH.split("/"))
    if _folded(place.parts)[-len(record) :] == record:
        return True
    top = next((folder for folder in place.parents if exists(folder / ".git")), None)
    if top is not None:
        inner = _folded(place.relative_to(top).parts)
        known = (_folded(path.split("/")) for path in host_places())
        if any(inner[: len(parts)] == parts for parts in known):
            return True
    for folder in place.parents:
        if folded(folder.name) in {RULES, CHANGES, _SCHEMAS} and is_folder(folder.parent / SHEETS):
            return True
    try:
        read_baseline(place)
    except (BaselineError, OSError, ValueError):
        return False
    return True


def _folded(parts: Iterable[str]) -> list[str]:
    from orgsheet.workspace.alike_paths import folded

    return [folded(part) for part in parts]
