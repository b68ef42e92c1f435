"""What came with the program: rules, schemas and forms, beside the code or in the checkout."""

from __future__ import annotations

import os
from functools import cache
from hashlib import blake2b
from pathlib import Path

from orgsheet import __version__


def packaged_folder(name: str) -> Path:
    """Return the folder `schema`, `lint` or `changes` that came with the program.

    An installed wheel carries them beside the code; in a source checkout they are the
    repository's own.
    """
    here = Path(__file__).resolve().parent.parent
    installed = here / "data" / name
    return installed if installed.is_dir() else here.parent.parent / name


def packaged_sample(name: str) -> bytes:
    """Return a file of sheets in the packaged form: what `init` begins with, bases of examples."""
    return (packaged_folder("schema") / "samples" / name).read_bytes()


@cache
def program_stamp() -> bytes:
    """Return a digest that changes with the program: its version, its files' sizes and times."""
    digest = blake2b(__version__.encode(), digest_size=16)
    folders = [os.fspath(Path(__file__).parent.parent)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
        for entry in found:
            if entry.name.endswith(".py"):
                stat = entry.stat()
                digest.update(f"{entry.name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
            elif entry.name != "__pycache__" and entry.is_dir():
                folders.append(entry.path)
    return digest.digest()
