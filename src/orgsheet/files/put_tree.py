"""A folder of files that the program makes as a whole, and makes anew the next time.

The folder holds a record of what was made in it: only what stands in the record is replaced or
removed, and a folder with anything else in it and no record is never touched.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from orgsheet.files.disk import UnreadableFileError, exists, link_on_the_way, read_file
from orgsheet.files.lock import FolderInUseError, alone_in
from orgsheet.files.put import make_folders
from orgsheet.files.refusals import UnwritableFileError, no_folder
from orgsheet.files.temporary_files import TemporaryFile

RECORD = "orgsheet-files.txt"
_HEAD = "# orgsheet が作ったファイルの一覧です。消さないでください。"
_MOST = 64 * 1024 * 1024


class PutTree(NamedTuple):
    """How many files were written, left as they were, and removed."""

    written: int
    same: int
    removed: int


def put_tree(folder: Path, files: Iterable[tuple[str, bytes]]) -> PutTree:
    """Put files into a folder, leave alone what is the same, and remove what is made no more.

    Each file appears whole or not at all. Where the run ends early, what was made stands in the
    record, so that the next run clears it away.

    Args:
        folder: the folder; it is made where it is not there.
        files: paths with `/` between their parts, and bytes, each path once.

    Raises:
        UnwritableFileError: the folder holds what the program did not make, or a workspace; it or
            what is below it is a link; a path is none that a record can hold; another run is
            writing there; or the disk refused.
    """
    refuse_foreign(folder)
    try:
        make_folders(folder, folder.parent)
        with alone_in(folder):
            return _put_all(folder, files, _recorded(folder))
    except FolderInUseError as error:
        raise UnwritableFileError(
            f"「{folder.name}」には、ほかで動いている orgsheet が書いています。"
            "そちらが終わってから、もう一度実行してください。"
        ) from error
    except OSError as error:
        raise UnwritableFileError(
            f"「{folder.name}」に書けません。"
            "書き込みの権限と空き容量、同じ名前のものがないかを確かめてください。"
        ) from error


def refuse_foreign(folder: Path) -> None:
    """Refuse a folder that holds anything but what the program made.

    Raises:
        UnwritableFileError: it does, or it is a link or no folder.
    """
    if not os.path.lexists(folder):
        return
    if folder.is_symlink() or not folder.is_dir():
        raise no_folder(folder)
    found = set(os.listdir(folder))  # noqa: PTH208 - the names are all that is asked for
    if found and RECORD not in found:
        raise UnwritableFileError(
            f"「{folder}」には、ほかのファイルが入っているので、書いていません。"
            "空のフォルダか、まだない名前を書いてください。例: --output public"
        )


def _recorded(folder: Path) -> list[str]:
    """Return the paths that the record of a folder has, without what is no plain path below it."""
    with suppress(FileNotFoundError, UnreadableFileError):
        text = read_file(folder / RECORD, limit=_MOST, below=folder).decode("utf-8", "replace")
        return [line for line in text.splitlines() if _is_plain(line)]
    return []


def _is_plain(path: str) -> bool:
    parts = path.split("/")
    return (
        not path.startswith("#")
        and path.splitlines() == [path]
        and all(
            part not in {"", ".", ".."} and "\\" not in part and "\0" not in part for part in parts
        )
    )


def _put_all(folder: Path, files: Iterable[tuple[str, bytes]], before: list[str]) -> PutTree:
    made: dict[str, None] = {}
    known = {*before, RECORD}
    checked: set[Path] = {folder}
    written = 0
    record = folder / RECORD
    _replace(record, "\n".join((_HEAD, *before, "")).encode())
    with record.open("a", encoding="utf-8", newline="\n") as journal:
        for path, data in files:
            if not _is_plain(path):
                raise UnwritableFileError(f"{path!r} はファイルの名前にできません。")
            place = folder.joinpath(*path.split("/"))
            _ready(place.parent, checked)
            if path not in made and not _holds(place, data):
                if path not in known and exists(place):
                    raise UnwritableFileError(
                        f"「{path}」は orgsheet が作ったものでないので、書き換えません。"
                        "ほかのところに移すか、別のフォルダを書いてください。"
                    )
                journal.write(f"{path}\n")
                journal.flush()
                _replace(place, data)
                written += 1
            made[path] = None
    gone = [path for path in dict.fromkeys(before) if path not in made]
    for path in gone:
        _remove(folder, path)
    _replace(record, "\n".join((_HEAD, *sorted(made), "")).encode())
    return PutTree(written, len(made) - written, len(gone))


def _ready(place: Path, checked: set[Path]) -> None:
    """Make a folder and those above it, none through a link; each is looked at once.

    Whoever names the files sees to it that no two names are the same on any system.
    """
    missing: list[Path] = []
    while place not in checked:
        missing.append(place)
        place = place.parent
    for one in reversed(missing):
        with suppress(FileExistsError):
            one.mkdir()
        if not stat.S_ISDIR(one.lstat().st_mode):
            raise no_folder(one)
        checked.add(one)


def _holds(place: Path, data: bytes) -> bool:
    try:
        status = place.lstat()
    except FileNotFoundError:
        return False
    if not stat.S_ISREG(status.st_mode):
        raise UnwritableFileError(f"「{place.name}」は普通のファイルでないので、書き換えません。")
    return status.st_size == len(data) and read_file(place, limit=len(data)) == data


def _replace(place: Path, data: bytes) -> None:
    """Put bytes in the place of a file in one step."""
    temporary = TemporaryFile(place)
    try:
        temporary.write(data, is_lasting=False)
        temporary.take_its_place(is_new=not exists(place))
    finally:
        temporary.discard()


def _remove(folder: Path, path: str) -> None:
    """Remove a file that was made, and the folders that are empty then."""
    place = folder.joinpath(*path.split("/"))
    with suppress(OSError):
        if link_on_the_way(place, folder) is not None:
            return
        if stat.S_ISREG(place.lstat().st_mode):
            place.unlink()
        for above in place.parents:
            if above == folder or any(above.iterdir()):
                break
            above.rmdir()
