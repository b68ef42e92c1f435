"""Put files into a folder: nothing is overwritten, no link is followed, none is half written."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from orgsheet.files import AlreadyThereError, UnwritableFileError, find_twin, put_new
from orgsheet.scaffold.city import ScaffoldError


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
        ScaffoldError: a folder on the way is a link or no folder, or may not be read; nothing has
            been written.
    """
    try:
        present = {path for path in files if find_twin(folder, path) is not None}
    except UnwritableFileError as error:
        raise ScaffoldError(f"{error}\n何も書き込んでいません。") from error
    placed = []
    for path, data in files.items():
        if path in present:
            placed.append(Placed(path, Placement.KEPT))
            continue
        try:
            if write:
                put_new(folder, path, data)
            placed.append(Placed(path, Placement.MADE))
        except AlreadyThereError:
            placed.append(Placed(path, Placement.KEPT))
        except UnwritableFileError as error:
            placed.append(Placed(path, Placement.FAILED, str(error)))
            break
    return placed
