"""The files that an older version put into a repository: which are still as they were made."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from orgsheet.files import read_file
from orgsheet.fiscal import FiscalYear
from orgsheet.scaffold.city import HOSTS, MAIN, City
from orgsheet.scaffold.templates_filled import branches_of, own_text, planned_files, with_branches

_DIGITS = 16
_MADE_BEFORE = "made_before.json"
"""Digests, by path, of what versions of this program made; nothing that a city fills in."""


class OlderFile(NamedTuple):
    """A file that is not as this version makes it; `is_own` says that a person changed it."""

    path: str
    was: bytes
    now: bytes
    is_own: bool


def older_files(root: Path) -> Iterator[OlderFile]:
    """Yield the files of a repository that this version would make otherwise.

    What is not there is not missed: a person may have taken it away.

    Raises:
        UnreadableFileError: a file cannot be read, or lies behind a link.
    """
    for path, made in _made_now().items():
        try:
            was = read_file(root / path, below=root)
        except FileNotFoundError:
            continue
        plain = was.replace(b"\r\n", b"\n")
        # The branch that proposals are merged into is the city's own, and stays.
        text = plain.decode("utf-8", "surrogateescape")
        branches = branches_of(text)
        now = with_branches(made.decode(), branches).encode() if branches else made
        if plain != now:
            usual = with_branches(text, MAIN) if branches else text
            data = usual.encode("utf-8", "surrogateescape")
            yield OlderFile(path, was, now, _digest(data) not in _made_before()[path])


@functools.cache
def _made_before() -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads(own_text(_MADE_BEFORE))
    return found


@functools.cache
def _made_now() -> dict[str, bytes]:
    """Return the files that are the same in every repository of this version."""
    found: dict[str, bytes] = {}
    for host in HOSTS:
        found |= planned_files(City(FiscalYear(2024), (), host), with_example=False)
    return {path: data for path, data in sorted(found.items()) if path in _made_before()}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:_DIGITS]
