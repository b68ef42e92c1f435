"""The user's own cache folder: what a run keeps for the next one, and may find gone at any time.

Only what makes the next run faster stands there, never what it would answer differently without.
The folder is never one that somebody else can fill: not in a workspace, not another user's, not
one that others may write to.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from orgsheet.files.disk import UnreadableFileError, read_file
from orgsheet.files.put import make_folders, put_file, see
from orgsheet.files.refusals import UnwritableFileError

_NAME = "orgsheet"
_MOST = 16 * 1024 * 1024
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def read_kept(name: str) -> bytes | None:
    """Return what an earlier run of the user kept under a name, None where nothing usable is."""
    folder = cache_folder(os.environ)
    if folder is None or not _is_own(folder):
        return None
    try:
        return read_file(folder / name, limit=_MOST, below=folder)
    except (OSError, UnreadableFileError, ValueError):
        return None


def keep(name: str, data: bytes) -> None:
    """Keep bytes under a name for the user's later runs; where that cannot be, do nothing."""
    folder = cache_folder(os.environ)
    if folder is None or len(data) > _MOST or not folder.parent.parent.is_dir():
        return
    with suppress(OSError, ValueError, UnreadableFileError, UnwritableFileError):
        make_folders(folder, folder.parent)
        if _is_own(folder):
            put_file(folder / name, data, see(folder / name), below=folder)


def cache_folder(environment: Mapping[str, str]) -> Path | None:
    """Return where the user's programs keep such things, None where no safe place is known.

    That is `%LOCALAPPDATA%` on Windows, `~/Library/Caches` on macOS, else what the XDG Base
    Directory Specification says: `$XDG_CACHE_HOME`, which counts only if absolute, or `~/.cache`.
    """
    if os.name == "nt":
        base = environment.get("LOCALAPPDATA", "")
    else:
        home = environment.get("HOME", "")
        usual = "Library/Caches" if sys.platform == "darwin" else ".cache"
        given = environment.get("XDG_CACHE_HOME", "")
        base = given if given.startswith("/") else home and f"{home}/{usual}"
    if not base or not os.path.isabs(base) or _is_in_workspace(base):  # noqa: PTH117 - pathlib is slower
        return None
    return Path(base) / _NAME


def _is_in_workspace(place: str) -> bool:
    """Tell whether what is kept would stand among files that come from others."""
    seen = ""
    while place != seen:
        if any(os.path.lexists(os.path.join(place, name)) for name in ("sheets", "orgsheet.yaml")):  # noqa: PTH118
            return True
        place, seen = os.path.dirname(place), place  # noqa: PTH120
    return False


def _is_own(folder: Path) -> bool:
    try:
        status = folder.lstat()
    except (OSError, ValueError):
        return False
    if not stat.S_ISDIR(status.st_mode):
        return False
    # On Windows the folder of the user's own profile is closed to others by its place.
    return os.name == "nt" or (status.st_uid == os.getuid() and not status.st_mode & _OTHERS_WRITE)
