"""The commits of a branch as it went forward: each merge as one step, with what it changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from orgsheet.files.git.call_git import GitError, reason

Run = Callable[..., tuple[int, bytes, str]]
_PAGE = 200
"""Commits asked for at once."""

_LONGEST = 2_000
"""Characters of a commit's message that are kept."""

_ABSENT = "0"


class ChangedFile(NamedTuple):
    """A file that a step changed: its path from the repository's top, and its blobs' ids.

    `before` and `after` are "" where the file was not there, or was no ordinary file.
    """

    path: str
    before: str
    after: str


class Step(NamedTuple):
    """A commit on the first-parent line: full id, the day it was made, its parent and message.

    `parent` is "" for the first commit; `day` is the committer's, by his own clock.
    """

    commit: str
    day: date
    parent: str
    message: str


def first_parents(run: Run, commit: str, most: int, folder: str = "") -> Iterator[Step]:
    """Yield the steps that lead to a commit (full id), the latest first, at most `most`.

    With `folder` only those that changed something below it.

    Raises:
        GitError: git does not give them.
    """
    form = f"--format=%H%x01%cd%x01%P%x01%<({_LONGEST},trunc)%B"
    known = 0
    while known < most:
        asked = min(_PAGE, most - known)
        out = _log(run, commit, asked, known, folder, form, "--date=short")
        records = [record for record in out.split(b"\0") if record.strip()]
        yield from map(_step, records)
        known += len(records)
        if len(records) < asked:
            return


def changed_files(
    run: Run, commit: str, most: int, folder: str
) -> Iterator[tuple[str, tuple[ChangedFile, ...]]]:
    """Yield the ids of the steps that changed files below a folder, with these, latest first.

    Raises:
        GitError: git does not give them.
    """
    out = _log(run, commit, most, 0, folder, "--format=%H", *_RAW)
    parts = iter(out.decode("utf-8", "surrogateescape").split("\0"))
    current, files = "", list[ChangedFile]()
    for part in parts:
        text = part.lstrip("\n")
        if text.startswith(":"):
            files.append(_changed(text, next(parts, "")))
        elif text:
            if current:
                yield current, tuple(files)
            current, files = text, []
    if current:
        yield current, tuple(files)


_RAW = ("--raw", "--no-renames", "--no-abbrev", "--diff-merges=first-parent", "--root")


def _log(run: Run, commit: str, most: int, skipped: int, folder: str, *options: str) -> bytes:
    status, out, error = run(
        "log",
        "--first-parent",
        "-z",
        f"--max-count={most}",
        f"--skip={skipped}",
        "--no-color",
        "--no-show-signature",
        "--encoding=UTF-8",
        "--full-history",
        *options,
        commit,
        "--",
        *([folder] if folder else []),
    )
    if status:
        raise GitError(f"版「{commit[:12]}」までの記録を読めません。{reason(error)}")
    return out


def _step(record: bytes) -> Step:
    commit, day, parents, message = record.decode("utf-8", "replace").lstrip("\n").split("\1", 3)
    return Step(commit, date.fromisoformat(day), parents.partition(" ")[0], message.strip())


def _changed(facts: str, path: str) -> ChangedFile:
    modes = facts.removeprefix(":").split(" ")
    before, after = (
        blob if mode.startswith("100") and blob.strip(_ABSENT) else ""
        for mode, blob in zip(modes[:2], modes[2:4], strict=True)
    )
    return ChangedFile(path, before, after)
