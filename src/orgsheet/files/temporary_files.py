"""Temporary files beside what is written: made, put in place, swept away where a run was killed."""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from orgsheet.files.disk import (
    BINARY,
    NO_FOLLOW,
)
from orgsheet.files.lock import FolderInUseError, alone_in, hold
from orgsheet.files.refusals import (
    already_there,
)
from orgsheet.japanese.lazy_patterns import pattern

_TEMPORARY = pattern(r"\.orgsheet-[0-9a-f]{16}\.tmp")
_DAY = 24 * 60 * 60
_NO_HARD_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}


def clear_leftovers(files: Iterable[Path]) -> None:
    """Remove what runs that were killed left in the folders of those files that look like it.

    What a living run has there stays: it holds a lock on its file. Where the system has no locks,
    what is older than a day is a dead run's.
    """
    for folder in {file.parent for file in files if _TEMPORARY.fullmatch(file.name)}:
        with suppress(OSError, FolderInUseError), alone_in(folder):
            clear_folder(folder)


def clear_folder(folder: Path) -> None:
    """Remove the temporary files of dead runs; called while the folder is held."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _TEMPORARY.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                with suppress(OSError):
                    _clear(Path(entry.path))


def _clear(path: Path) -> None:
    if sys.platform == "win32":
        path.unlink()  # refused while another process has it open
        return
    descriptor = os.open(path, os.O_RDWR | NO_FOLLOW)
    try:
        held = hold(descriptor)
        if held or (held is None and os.fstat(descriptor).st_mtime < time.time() - _DAY):
            path.unlink()
    finally:
        os.close(descriptor)


class TemporaryFile:
    """The new content of a file, on its way: a file beside it that is locked while it is used."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.path = target.with_name(f".orgsheet-{os.urandom(8).hex()}.tmp")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_FOLLOW | BINARY
        self.file = os.fdopen(os.open(self.path, flags, 0o666), "wb")
        hold(self.file.fileno())

    def write(self, data: bytes, *, is_lasting: bool = True) -> None:
        """Bring the content to the disk, with the mode of the file that is there.

        What is not `is_lasting` can be made again: nobody waits until it is on the disk for good.
        """
        with suppress(FileNotFoundError):
            self.path.chmod(stat.S_IMODE(self.target.lstat().st_mode))
        self.file.write(data)
        self.file.flush()
        if is_lasting:
            os.fsync(self.file.fileno())

    def take_its_place(self, *, is_new: bool) -> None:
        """Let the target's name mean the new content; nothing is there yet if it is new."""
        if sys.platform == "win32":
            self.file.close()  # a file in use cannot be renamed there
        if not is_new:
            self.path.replace(self.target)
            return
        try:
            if sys.platform == "win32":
                self.path.rename(self.target)  # never over anything there
            else:
                os.link(self.path, self.target, follow_symlinks=False)
        except FileExistsError:
            raise already_there(self.target, self.target.name) from None
        except OSError as error:
            if error.errno not in _NO_HARD_LINKS:
                raise
            if os.path.lexists(self.target):
                raise already_there(self.target, self.target.name) from None
            self.path.rename(self.target)

    def discard(self) -> None:
        """Leave nothing behind; what took its place stays."""
        with suppress(OSError):
            self.file.close()
        with suppress(OSError):
            self.path.unlink()
