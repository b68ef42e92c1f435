"""Put files into a folder: nothing is overwritten, no link is followed, none is half written."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from orgsheet.importers.naming import path_key
from orgsheet.scaffold.city import ScaffoldError
from orgsheet.source import UnwritableFileError, write_atomic


class Placement(Enum):
    """What became of a file."""

    MADE = "作成"
    KEPT = "そのまま"
    FAILED = "できません"


class Placed(NamedTuple):
    """A file by its path from the folder, what became of it, and why where it failed."""

    path: str
    placement: Placement
    reason: str = ""


def place_files(folder: Path, files: Mapping[str, bytes], *, write: bool) -> list[Placed]:
    """Write the files that are not there yet; tell of each what became of it.

    With `write` False nothing is touched and the answer is what would happen. A name that
    differs from one that is there in case or in how it is composed counts as being there: on
    some computers the two are one file. The first file that cannot be written ends the work:
    what follows would fail for the same reason.

    Raises:
        ScaffoldError: a folder on the way is a link or no folder; nothing has been written.
    """
    present = {path: _is_present(folder, path) for path in files}
    placed = []
    for path, data in files.items():
        if present[path]:
            placed.append(Placed(path, Placement.KEPT))
            continue
        if write:
            try:
                _write(folder / path, data)
            except UnwritableFileError as error:
                placed.append(Placed(path, Placement.FAILED, str(error)))
                break
        placed.append(Placed(path, Placement.MADE))
    return placed


def _is_present(folder: Path, path: str) -> bool:
    """Tell whether a file is there, looking at each folder on the way."""
    place = folder
    *above, name = path.split("/")
    for part in above:
        found = _entry(place, part)
        if found is None:
            return False
        place /= found
        if place.is_symlink() or not place.is_dir():
            raise ScaffoldError(
                f"「{place}」は{'別の場所を指すリンク' if place.is_symlink() else 'ファイル'}です。"
                "この中にファイルを作るので、普通のフォルダにしてから、もう一度実行してください。"
                "何も書き込んでいません。"
            )
    return _entry(place, name) is not None


def _entry(folder: Path, name: str) -> str | None:
    """Return the name in the folder that is, or may be taken for, this name; None if absent."""
    try:
        names = {path_key(entry.name): entry.name for entry in folder.iterdir()}
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ScaffoldError(
            f"フォルダ「{folder}」を開けません。権限を確かめてください。何も書き込んでいません。"
        ) from error
    return names.get(path_key(name))


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableFileError(
            f"フォルダ「{path.parent}」を作れません。書き込みの権限と空き容量を確かめてください。"
        ) from error
    write_atomic(path, data)
