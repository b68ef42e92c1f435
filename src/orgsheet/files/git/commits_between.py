"""Commits with who made them and when: what a branch has and another has not, or of a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from orgsheet.files.git.call_git import GitError, reason

Run = Callable[..., tuple[int, bytes, str]]
_FORM = "--format=%x01%H%x02%an%x02%aI%x02%B%x03"
_RAW = ("--raw", "--no-renames", "--no-abbrev", "--diff-merges=first-parent", "--root")


class Commit(NamedTuple):
    """A commit: full id, its author's name and time, its message in full.

    `blob` is the content that it gave to the file that was asked for; "" where it took it away,
    and where no file was asked for.
    """

    id: str
    author: str
    time: datetime
    message: str
    blob: str = ""


def commits_between(run: Run, base: str, tip: str, most: int) -> list[Commit]:
    """Return the commits that `tip` has and `base` has not (full ids), the latest first.

    Raises:
        GitError: git does not give them, or they are more than `most`.
    """
    found = _log(run, f"--max-count={most + 1}", "--topo-order", _FORM, tip, f"^{base}", "--")
    if len(found) > most:
        raise GitError(f"この枝には {most:,} を超える記録があり、読み切れません。")
    return found


def commits_of_file(run: Run, tip: str, path: str, most: int) -> list[Commit]:
    """Return the commits up to `tip` (a full id) that changed a file, the latest first.

    Raises:
        GitError: git does not give them.
    """
    return _log(run, f"--max-count={most}", _FORM, *_RAW, tip, "--", path)


def _log(run: Run, *arguments: str) -> list[Commit]:
    plain = ("--no-color", "--no-show-signature", "--encoding=UTF-8", "-z")
    status, out, error = run("--literal-pathspecs", "log", *plain, *arguments)
    if status:
        raise GitError(f"記録の一覧を読めません。{reason(error)}")
    return [_commit(one) for one in out.decode("utf-8", "replace").split("\1") if "\3" in one]


def _commit(record: str) -> Commit:
    words, _, raw = record.rpartition("\3")
    commit, author, time, message = words.split("\2", 3)
    facts = next((part for part in raw.split("\0") if part.lstrip("\n").startswith(":")), "")
    blob = facts.split(" ")[3] if facts else ""
    return Commit(
        commit,
        author,
        datetime.fromisoformat(time),
        message.strip(),
        "" if not blob.strip("0") else blob,
    )
