"""New files put in their place: never over anything, never through a link, never half written."""

from __future__ import annotations

import os
import stat
import unicodedata
from pathlib import Path

from orgsheet.patterns import pattern
from orgsheet.sheet import SheetId
from orgsheet.source import UnwritableFileError, write_atomic
from orgsheet.workspace import Workspace

_LONGEST = 80
"""Characters of a name: with three bytes each and the ending, file systems take no more (255)."""
_REFUSED = pattern(r'\A\Z|[<>:"/\\|?*]|[. ]\Z|\A[. ~-]')
_DEVICES = {"CON", "PRN", "AUX", "NUL"}


def existing(workspace: Workspace) -> dict[str, str]:
    """Return every file below `sheets/` by a key under which spellings of one name fall together.

    Windows and macOS take R6/秘書課.yaml and r6/秘書課.YAML, or two ways to write が, for one.
    """
    return {_key(path): path for path in workspace.paths}


def taken(files: dict[str, str], identity: SheetId) -> str | None:
    """Return the file that already stands where a sheet belongs, also one ending in `.yml`."""
    path = identity.path
    return files.get(_key(path)) or files.get(_key(path.removesuffix("yaml") + "yml"))


def put(root: Path, identity: SheetId, text: str) -> None:
    """Write a new sheet, making its folders.

    Raises:
        UnwritableFileError: a name in it is none that a file can have, a folder is a link or no
            folder, something stands there already, or the disk refused.
    """
    for name in identity:
        _refuse_name(name)
    path = root / identity.path
    for folder in (path.parent.parent.parent, path.parent.parent, path.parent):
        _make(folder)
    if os.path.lexists(path):
        raise UnwritableFileError(f"「{path.name}」がもうあります。書き換えていません。")
    write_atomic(path, text.encode())


def _key(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _refuse_name(name: str) -> None:
    is_device = name.partition(".")[0].upper() in _DEVICES
    if not name.isprintable() or len(name) > _LONGEST or _REFUSED.search(name) or is_device:
        shown = name[:40]
        raise UnwritableFileError(
            f"「{shown}」はファイルやフォルダの名前にできません。組織台帳の名称を直してください。"
        )


def _make(folder: Path) -> None:
    try:
        folder.mkdir(exist_ok=True)
        mode = folder.lstat().st_mode
    except (OSError, ValueError) as error:
        raise UnwritableFileError(
            f"フォルダ「{folder.name}」を作れません。"
            "書き込みの権限と、同じ名前のファイルがないかを確かめてください。"
        ) from error
    if not stat.S_ISDIR(mode):
        raise UnwritableFileError(
            f"フォルダ「{folder.name}」は別の場所を指すリンクなので、中に書きません。"
            "リンクをやめて、ふつうのフォルダにしてください。"
        )
