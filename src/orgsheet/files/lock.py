"""Locks between runs of this program: one at a time in a folder, and which files are in use.

A lock is the system's and ends with the process that holds it, however that ends: there are no
stale ones. It keeps our own runs apart only; other programs do not ask for it.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path

from orgsheet.files.disk import BINARY, NO_FOLLOW

PATIENCE = 10.0
"""Seconds to wait for another run; it holds a folder for some milliseconds a file."""
_PAUSE = 0.005
_TAKEN = {errno.EAGAIN, errno.EACCES, errno.EDEADLK}


class FolderInUseError(Exception):
    """Another run of this program holds the folder for longer than anybody waits."""


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold a folder against other runs of this program; nothing is left in it.

    Where the system has no locks, it goes on without one: whoever writes compares anyway what is
    there with what should be.

    Raises:
        FolderInUseError: another run holds it for longer than `PATIENCE`.
    """
    descriptor = _held(folder)
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def hold(descriptor: int) -> bool | None:
    """Lock an open file or folder until it is closed.

    False where another process holds it, None where the system cannot lock it.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return False if error.errno in _TAKEN else None
    return True


def _held(folder: Path) -> int | None:
    """Return what to close to let go of the folder; None where nothing can be locked."""
    end = time.monotonic() + PATIENCE
    for open_lock in (_open_folder, _open_stand_in):
        with suppress(OSError):
            descriptor = open_lock(folder)
            while (held := hold(descriptor)) is False and time.monotonic() < end:
                time.sleep(_PAUSE)
            if held:
                return descriptor
            os.close(descriptor)
            if held is False:
                raise FolderInUseError
    return None


def _open_folder(folder: Path) -> int:
    """Open the folder itself, which needs no file; Windows opens no folders."""
    return os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))


def _open_stand_in(folder: Path) -> int:
    """Open a file that stands for the folder for all runs of one person on one computer."""
    import tempfile

    name = blake2b(os.path.realpath(folder).encode("utf-8", "surrogatepass"), digest_size=16)
    file = Path(tempfile.gettempdir(), f"orgsheet-{name.hexdigest()}.lock")
    return os.open(file, os.O_RDWR | os.O_CREAT | NO_FOLLOW | BINARY, 0o600)
