"""Which files `orgsheet import` reads: those that are named, and all in the folders that are."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from orgsheet.cli.exits import CommandError
from orgsheet.cli.typed_paths import is_folder
from orgsheet.files import UnreadableFileError, read_beginning
from orgsheet.importers.import_formats import FORMATS, LOCK_MARK, format_of, is_known

MOST_FILES = 2000
_DEEPEST = 8


class GivenFile(NamedTuple):
    """A file to import: what messages call it, and where it is."""

    shown: Path
    path: Path

    def read(self) -> bytes:
        """Return its bytes; one more than its format may have, where it has more.

        Raises:
            CommandError: there is none, or it cannot be read.
        """
        try:
            return read_beginning(self.path, limit=format_of(self.path.name).most_bytes)
        except FileNotFoundError:
            raise CommandError(
                f"「{self.shown}」がありません。ファイルの名前と場所を確かめてください。"
            ) from None
        except UnreadableFileError as error:
            raise CommandError(str(error)) from error


def given_files(folder: Path, paths: tuple[Path, ...]) -> tuple[list[GivenFile], list[Path]]:
    """Return the files that some paths mean, and those in their folders that are of no format.

    `folder` is what the paths are meant from. A file that a program keeps open has a twin with a
    mark in its name: the twin is passed over in a folder. Hidden files and links are, too.

    Raises:
        CommandError: a folder holds nothing to read, or far too much.
    """
    files: list[GivenFile] = []
    others: list[Path] = []
    for path in paths:
        if not is_folder(folder / path):
            files.append(GivenFile(path, folder / path))
            continue
        found = sorted(_below(folder, path, _DEEPEST))
        known = [one for one in found if is_known(one.name)]
        if not known:
            raise CommandError(
                f"フォルダ「{path}」に、取り込めるファイル（{'、'.join(FORMATS)}）がありません。"
                "場所を確かめてください。"
            )
        files += [GivenFile(one, folder / one) for one in known]
        others += [one for one in found if not is_known(one.name)]
    if len(files) > MOST_FILES:
        raise CommandError(
            f"ファイルが多すぎます（{len(files):,} 個。一度に {MOST_FILES:,} 個まで）。"
            "部ごとのフォルダに分けてください。"
        )
    return files, others


def _below(folder: Path, path: Path, deepest: int) -> list[Path]:
    """Return the files in a folder and its folders, to some depth."""
    try:
        entries = sorted(os.scandir(folder / path), key=lambda entry: entry.name)
    except OSError as error:
        raise CommandError(
            f"フォルダ「{path}」の中を見られません。読み取りの権限を確かめてください。"
        ) from error
    found: list[Path] = []
    for entry in entries:
        if entry.name.startswith((".", LOCK_MARK)) or entry.is_symlink():
            continue
        if entry.is_file(follow_symlinks=False):
            found.append(path / entry.name)
        elif deepest > 0 and entry.is_dir(follow_symlinks=False):
            found += _below(folder, path / entry.name, deepest - 1)
    return found
