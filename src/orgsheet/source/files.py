"""Files in and out: never more than the limit, never through a link, never half written."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from orgsheet.source.decode import MAX_BYTES

# Absent on Windows, where links are told apart by lstat only and files are opened as text.
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NO_BLOCK = getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)
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


class UnwritableFileError(Exception):
    """A file could not be written and is as it was; the message is Japanese."""


def read_limited(path: Path, *, root: Path | None = None, limit: int = MAX_BYTES) -> bytes:
    """Return the bytes of a regular file, at most `limit` + 1 of them.

    One byte more than the limit tells `parse` that the file is too large. A symbolic link is not
    followed. With `root`, no folder on the way may lead out of it either. Never waits: a pipe or
    a device is refused.

    Raises:
        FileNotFoundError: there is nothing at `path`.
        UnreadableFileError: it is no regular file, lies outside `root`, or may not be read.
    """
    try:
        if root is not None and not path.resolve().is_relative_to(root.resolve()):
            raise UnreadableFileError(
                f"「{path.name}」はシートのフォルダの外を指しています。"
                "ファイルそのものをシートのフォルダの中に置いてください。"
            )
        _refuse_special(path.lstat().st_mode, path)
        descriptor = os.open(path, os.O_RDONLY | _NO_FOLLOW | _NO_BLOCK | _BINARY)
        with os.fdopen(descriptor, "rb") as file:
            # Once more on what was really opened: it may have been replaced in between.
            _refuse_special(os.fstat(descriptor).st_mode, path)
            return file.read(limit + 1)
    except NotADirectoryError as error:
        raise FileNotFoundError(*error.args) from error
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        raise UnreadableFileError(
            f"「{path.name}」を開けません。"
            "読み取りの権限があるか、ほかのプログラムで使用中でないかを確かめてください。"
        ) from error


def write_atomic(path: Path, data: bytes) -> None:
    """Put `data` in a file in one step: readers see the old content or the new, nothing between.

    The new content is written beside the file, brought to the disk, and takes its place and its
    mode; a new file gets the mode that the process gives to new files.

    Raises:
        UnwritableFileError: the file is a link or no regular file, or the disk refused; the old
            content is as it was and nothing is left behind.
    """
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        mode = None
    except (OSError, ValueError) as error:
        raise _unwritable(path) from error
    if mode is not None and not stat.S_ISREG(mode):
        raise UnwritableFileError(
            f"「{path.name}」は{_kind(mode)}なので書き換えません。"
            "元のファイルを直接指定してください。"
        )
    temporary = path.with_name(f".orgsheet-{os.urandom(8).hex()}.tmp")
    try:
        _write_new(temporary, data, mode)
        temporary.replace(path)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError | ValueError):
            raise _unwritable(path) from error
        raise


def _write_new(path: Path, data: bytes, mode: int | None) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW | _BINARY
    with os.fdopen(os.open(path, flags, 0o666), "wb") as file:
        if mode is not None:
            path.chmod(stat.S_IMODE(mode))
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _unwritable(path: Path) -> UnwritableFileError:
    return UnwritableFileError(
        f"「{path.name}」に書き込めません。元の内容のままです。"
        "書き込みの権限、空き容量、ほかのプログラムで開いていないかを確かめてください。"
    )


def _refuse_special(mode: int, path: Path) -> None:
    if not stat.S_ISREG(mode):
        raise UnreadableFileError(
            f"「{path.name}」は{_kind(mode)}です。シートは普通のファイルとして置いてください。"
        )


def _kind(mode: int) -> str:
    return _KINDS.get(stat.S_IFMT(mode), "特殊なファイル")
