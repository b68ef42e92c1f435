"""The one reader of files: whole or not at all, never through a link, never waiting."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

MAX_BYTES = 1024 * 1024
"""A sheet of the real form has about 20 KB; more than 1 MiB is not a sheet."""

# Absent on Windows, where links are told apart by lstat only and files are opened as text.
NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
BINARY = getattr(os, "O_BINARY", 0)
_NO_BLOCK = getattr(os, "O_NONBLOCK", 0)
_KINDS = {
    stat.S_IFDIR: "フォルダ",
    stat.S_IFLNK: "別の場所を指すリンク",
    stat.S_IFIFO: "名前付きパイプ",
    stat.S_IFSOCK: "通信用の特殊ファイル",
    stat.S_IFCHR: "装置を表す特殊ファイル",
    stat.S_IFBLK: "装置を表す特殊ファイル",
}


class UnreadableFileError(Exception):
    """Something is there but cannot be read as a file; the message is Japanese."""


class TooLargeFileError(UnreadableFileError):
    """A file has more bytes than its reader takes; the message is Japanese."""


def read_file(path: Path, *, limit: int = MAX_BYTES, below: Path | None = None) -> bytes:
    """Return all the bytes of a regular file.

    A symbolic link is not followed; with `below`, a folder that `path` lies in, no folder on the
    way from there either. Never waits: a pipe or a device is refused.

    Raises:
        FileNotFoundError: there is nothing at `path`.
        TooLargeFileError: it has more than `limit` bytes.
        UnreadableFileError: it is no regular file, lies behind a link, or may not be read.
    """
    data = read_beginning(path, limit=limit, below=below)
    if len(data) > limit:
        raise TooLargeFileError(
            f"「{path.name}」は大きすぎるので、読みません"
            f"（上限 {limit // 1024:,} KB）。ファイルの名前と中身を確かめてください。"
        )
    return data


def read_beginning(path: Path, *, limit: int = MAX_BYTES, below: Path | None = None) -> bytes:
    """Return the first `limit` + 1 bytes of a regular file, for who can tell of a larger one.

    That is the parsers: one byte more than the limit makes them say `too-large`. Whoever would
    take what comes back for the whole file uses `read_file`.

    Raises:
        FileNotFoundError, UnreadableFileError: as `read_file`.
    """
    with opened(path, below=below) as file:
        return file.read(limit + 1)


@contextmanager
def opened(path: Path, *, below: Path | None = None) -> Iterator[BinaryIO]:
    """Open a regular file for reading, as `read_file` does; its errors are those of `read_file`."""
    try:
        if below is not None:
            linked = link_on_the_way(path, below)
            if linked is not None:
                raise UnreadableFileError(
                    f"「{linked.name}」は別の場所を指すリンクなので、中を読みません。"
                    "リンクをやめて、ファイルそのものをフォルダに入れてください。"
                )
        _refuse_special(path.lstat().st_mode, path)
        descriptor = os.open(path, os.O_RDONLY | NO_FOLLOW | _NO_BLOCK | BINARY)
        with os.fdopen(descriptor, "rb") as file:
            # Once more on what was really opened: it may have been replaced in between.
            _refuse_special(os.fstat(descriptor).st_mode, path)
            yield file
    except NotADirectoryError as error:
        raise FileNotFoundError(*error.args) from error
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        raise UnreadableFileError(
            f"「{path.name}」を開けません。"
            "読み取りの権限があるか、ほかのプログラムで使用中でないかを確かめてください。"
        ) from error


def link_on_the_way(path: Path, below: Path) -> Path | None:
    """Return the first folder between `below` and `path`, both left out, that is a link.

    `path` must start with `below`; what goes up from there again counts as leading away, too.
    None where there is none; what is absent is no link.
    """
    folder = below
    for part in path.relative_to(below).parts[:-1]:
        folder /= part
        if part == ".." or folder.is_symlink():
            return folder
    return None


def exists(path: Path) -> bool:
    """Return whether there is something at a path; also for names that no file can have."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def kind_of(mode: int) -> str:
    """Return in Japanese what kind of thing has this mode; for things that are no files."""
    return _KINDS.get(stat.S_IFMT(mode), "特殊なファイル")


def _refuse_special(mode: int, path: Path) -> None:
    if not stat.S_ISREG(mode):
        raise UnreadableFileError(
            f"「{path.name}」は{kind_of(mode)}です。シートは普通のファイルとして置いてください。"
        )
