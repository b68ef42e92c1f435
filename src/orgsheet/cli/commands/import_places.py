"""The places that `orgsheet import` writes to: what is there already, and sheets put there."""

from __future__ import annotations

from pathlib import Path

from orgsheet.cli.exits import CommandError
from orgsheet.files import (
    UnreadableFileError,
    UnwritableFileError,
    find_twin,
    put_file,
    put_new,
    read_file,
)


def bytes_there(root: Path, path: str) -> bytes | None:
    """Return what the file in a sheet's place holds, None where there is none.

    Raises:
        CommandError: it is spelled in another way, is no ordinary file, or lies behind a link.
    """
    try:
        spelled = find_twin(root, path)
        if spelled is None:
            return None
        if spelled == path:
            return read_file(root / path, below=root)
    except (UnreadableFileError, UnwritableFileError) as error:
        raise CommandError(f"{error}\n何も書き込んでいません。") from error
    raise CommandError(
        f"「{root / spelled}」がすでにあります。"
        f"パソコンによっては「{path}」と同じファイルになるので、何も書き込んでいません。先に、名前を「{path}」に直してください。"
    )


def write_sheet(root: Path, path: str, data: bytes, was: bytes | None) -> None:
    """Put a sheet in its place, over what was there when it was looked at."""
    if was is None:
        put_new(root, path, data)
    else:
        put_file(root / path, data, was, below=root)
