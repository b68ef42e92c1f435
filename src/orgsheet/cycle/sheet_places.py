"""Where the sheets of a year go: what stands there already, and new ones put in their place."""

from __future__ import annotations

from pathlib import Path

from orgsheet.files import UnwritableFileError, name_problem, put_new, twin_key
from orgsheet.form.sheet import SheetId
from orgsheet.workspace.workspace import Workspace


def existing(workspace: Workspace) -> dict[str, str]:
    """Return every file below `sheets/` by a key under which spellings of one name fall together.

    Windows and macOS take R6/総務課.yaml and r6/総務課.YAML, or two ways to write が, for one.
    """
    return {twin_key(path): path for path in workspace.paths}


def taken(files: dict[str, str], identity: SheetId) -> str | None:
    """Return the file that already stands where a sheet belongs, also one ending in `.yml`."""
    return files.get(twin_key(identity.path))


def put(root: Path, identity: SheetId, text: str) -> None:
    """Write a new sheet, making its folders.

    Raises:
        UnwritableFileError: a name in it is none that a file can have, a folder is a link or no
            folder, something stands there already, or the disk refused.
    """
    for name in identity if identity.name else identity[:-1]:
        problem = name_problem(name)
        if problem is not None:
            raise UnwritableFileError(
                f"「{name[:40]}」は、{problem.words}ため、ファイルやフォルダの名前にできません。"
                "組織台帳の名称を直してください。"
            )
    put_new(root, identity.path, text.encode())
