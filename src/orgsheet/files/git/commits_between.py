"""Commits with who made them and when: what a branch has and another has not, or of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import NamedTuple

from orgsheet.files.git.call_git import GitError, reason

Run = Callable[..., tuple[int, bytes, str]]
_FORM = "--format=%H %T %aI %an%n%cn <%ce>%n%B"
_WITH_PARENTS = "--format=%P%n%H %T %aI %an%n%cn <%ce>%n%B"
_MOST_AT_ONCE = 20_000
_PLAIN = ("--no-color", "--no-show-signature", "--encoding=UTF-8", "-z")
_RAW = ("--raw", "--no-renames", "--no-abbrev", "--diff-merges=first-parent", "--root")


class Commit(NamedTuple):
    """A commit: full id, its author's name and time, its message in full.

    `blob` is the content that it gave to the file that was asked for; "" where it took it away,
    and where no file was asked for. `tree` is the id of all files as they are with it, `committer`
    the name and address of what made the commit for its author.
    """

    id: str
    author: str
    time: datetime
    message: str
    blob: str = ""
    tree: str = ""
    committer: str = ""


def commits_between(run: Run, base: str, tip: str, most: int) -> list[Commit]:
    """Return the commits that `tip` has and `base` has not (full ids), the latest first.

    Raises:
        GitError: git does not give them, or they are more than `most`.
    """
    found = _log(run, f"--max-count={most + 1}", "--topo-order", tip, f"^{base}", "--")
    if len(found) > most:
        raise GitError(f"この枝には {most:,} を超える記録があり、読み切れません。")
    return found


def commits_beside(run: Run, base: str, tips: Iterable[str]) -> dict[str, list[Commit]]:
    """Return for each of many commits what `commits_between` does, from one answer of git.

    Only for those whose commits follow one another: where a branch was merged into another one,
    git's own order of each alone counts. None where they are too many for one answer.

    Args:
        run: runs git, and gives it a text to read.
        base: the commit (full id) that has none of them.
        tips: the commits (full ids).

    Raises:
        GitError: git does not give them.
    """
    tips = list(tips)
    if not tips:
        return {}
    given = "".join(f"{one}\n" for one in (*tips, f"^{base}")).encode()
    words = (_WITH_PARENTS, "--topo-order", f"--max-count={_MOST_AT_ONCE + 1}", "--stdin")
    known: dict[str, tuple[list[str], Commit]] = {}
    for record in _records(partial(run, given=given), *words):
        if record.strip():
            parents, _, said = record.lstrip("\n").partition("\n")
            commit = _commit(said)
            known[commit.id] = parents.split(), commit
    if len(known) > _MOST_AT_ONCE:
        return {}
    lines = {tip: _line(known, tip) for tip in tips}
    return {tip: line for tip, line in lines.items() if line is not None}


def _line(known: Mapping[str, tuple[list[str], Commit]], tip: str) -> list[Commit] | None:
    """Return the commits that lead to a tip, the latest first; None where two lead to one."""
    found = []
    next_ones = [tip] if tip in known else []
    while next_ones:
        if len(next_ones) > 1:
            return None
        parents, commit = known[next_ones[0]]
        found.append(commit)
        next_ones = [one for one in parents if one in known]
    return found


def commits_of_file(run: Run, tip: str, path: str, most: int) -> list[Commit]:
    """Return the commits up to `tip` (a full id) that changed a file, the latest first.

    Raises:
        GitError: git does not give them.
    """
    return _log(run, f"--max-count={most}", *_RAW, tip, "--", path)


def _log(run: Run, *arguments: str) -> list[Commit]:
    found: list[Commit] = []
    parts = iter(_records(run, _FORM, *arguments))
    for part in parts:
        text = part.lstrip("\n")
        if text.startswith(":"):
            next(parts, "")  # the path, which is the one that was asked for
            blob = text.split(" ")[3]
            found[-1] = found[-1]._replace(blob=blob if blob.strip("0") else "")
        elif text:
            found.append(_commit(text))
    return found


def _records(run: Run, *arguments: str) -> list[str]:
    status, out, error = run("--literal-pathspecs", "log", *_PLAIN, *arguments)
    if status:
        raise GitError(f"記録の一覧を読めません。{reason(error)}")
    return out.decode("utf-8", "replace").split("\0")


def _commit(record: str) -> Commit:
    """Return a commit; a message may hold anything but a NUL, a name anything but a line end."""
    head, _, rest = record.partition("\n")
    committer, _, message = rest.partition("\n")
    commit, tree, time, author = head.split(" ", 3)
    when = datetime.fromisoformat(time)
    return Commit(commit, author, when, message.strip(), tree=tree, committer=committer)
