"""The commits of a branch as it went forward: each merge as one step, with what it says."""

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


class Step(NamedTuple):
    """A commit on the first-parent line: full id, the day it was made, its parent and message.

    `parent` is "" for the first commit; `day` is the committer's, by his own clock.
    """

    commit: str
    day: date
    parent: str
    message: str


def first_parents(run: Run, commit: str, most: int) -> Iterator[Step]:
    """Yield the steps that lead to a commit (full id), the latest first, at most `most`.

    Raises:
        GitError: git does not give them.
    """
    known = 0
    while known < most:
        asked = min(_PAGE, most - known)
        status, out, error = run(
            "log",
            "--first-parent",
            "-z",
            f"--max-count={asked}",
            f"--skip={known}",
            "--no-color",
            "--no-show-signature",
            "--encoding=UTF-8",
            "--date=short",
            f"--format=%H%x01%cd%x01%P%x01%<({_LONGEST},trunc)%B",
            commit,
            "--",
        )
        if status:
            raise GitError(f"版「{commit[:12]}」までの記録を読めません。{reason(error)}")
        records = [record for record in out.split(b"\0") if record.strip()]
        yield from map(_step, records)
        known += len(records)
        if len(records) < asked:
            return


def _step(record: bytes) -> Step:
    commit, day, parents, message = record.decode("utf-8", "replace").lstrip("\n").split("\1", 3)
    return Step(commit, date.fromisoformat(day), parents.partition(" ")[0], message.strip())
