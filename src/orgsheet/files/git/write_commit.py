"""Commits made beside the work tree: on a branch, without touching files, index or HEAD."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from orgsheet.files.git.call_git import MOST_ANSWERED, GitError, execute, git_in, reason
from orgsheet.japanese.shorten import one_line

if TYPE_CHECKING:
    from git import Git

_NONE = "0" * 40
_NAME, _HERE = "orgsheet", "orgsheet@localhost"
COMMITTER = f"{_NAME} <{_HERE}>"
"""What a commit that was made here says of what made it."""
_FILE = "100644"
_NO_NAME = re.compile(r"[\x00-\x1f\x7f-\x9f<>\u200e\u200f\u2028-\u202e\u2066-\u2069]+")
_NO_REF = re.compile(r"[\x00-\x20\x7f~^:?*\[\\%<>|\"]|\.\.|@\{|/")
_LONGEST_PART = 60


class BranchMovedError(GitError):
    """The branch is not where the writer saw it: somebody else wrote to it meanwhile."""


class Author(NamedTuple):
    """Who changed something, as a commit names a person; any text is made fit to stand there."""

    name: str
    email: str = ""


class Onto(NamedTuple):
    """Where a commit goes.

    `branch` is the branch's name without `refs/heads/`, as `branch_part` makes its parts; `parent`
    the full id of the commit that is changed; `seen` where the branch was seen, None where there
    was none; `merged` a second parent, where the commit brings another one in.
    """

    branch: str
    parent: str
    seen: str | None
    merged: str | None = None


def commit_files(
    top: Path, onto: Onto, files: Mapping[str, bytes | None], message: str, author: Author
) -> str:
    """Put a commit with some files changed on a branch and return its full id.

    The branch moves only if it is still where it was seen, so that of two who write at once one
    is refused and nothing of the other is lost. A kill at any moment leaves the branch as it was,
    or moved; objects that nothing names are left to git.

    Args:
        top: the folder of the repository's work tree.
        onto: the branch, and the commit that is changed.
        files: the bytes of files by their paths from the top, None for one that goes.
        message: in full; its first line is the subject.
        author: who changed it; the committer is this program.

    Raises:
        BranchMovedError: the branch is elsewhere now.
        GitError: git does not write it.
    """
    tree = tree_with(top, onto.parent, files)
    git = git_in(top)
    git.update_environment(
        GIT_AUTHOR_NAME=named_in_commits(author.name),
        GIT_AUTHOR_EMAIL=_plain(author.email) or _HERE,
        GIT_COMMITTER_NAME=_NAME,
        GIT_COMMITTER_EMAIL=_HERE,
    )
    parents = ["-p", onto.parent, *(["-p", onto.merged] if onto.merged else [])]
    words = ["-c", "i18n.commitEncoding=UTF-8", "commit-tree", tree, *parents]
    commit = _need(git, *words, given=message.encode("utf-8", "replace"))
    move_branch(top, onto.branch, commit, onto.seen)
    return commit


def tree_with(top: Path, commit: str, files: Mapping[str, bytes | None]) -> str:
    """Return the id of a commit's tree with some files changed; nothing names it yet.

    Arguments and errors are those of `commit_files`.
    """
    with TemporaryDirectory(prefix="orgsheet-") as folder:
        git = git_in(top)
        git.update_environment(GIT_INDEX_FILE=str(Path(folder) / "index"))
        _need(git, "read-tree", commit)
        lines = b"".join(_line(git, path, data) for path, data in files.items())
        _need(git, "update-index", "-z", "--index-info", given=lines)
        return _need(git, "write-tree")


def move_branch(top: Path, branch: str, commit: str, seen: str | None) -> None:
    """Let a branch name another commit, if it is still where it was seen (None: nowhere).

    Raises:
        BranchMovedError: it is elsewhere now.
        GitError: git does not move it.
    """
    git, ref = git_in(top), f"refs/heads/{branch}"
    status, _, error = execute(git, ("update-ref", ref, commit, seen or _NONE))
    if status and execute(git, ("check-ref-format", ref))[0]:
        raise GitError(f"「{branch}」は枝の名前にできません。")
    if status:
        _, out, _ = execute(git, ("rev-parse", "--quiet", "--verify", ref))
        if out.decode().strip() != (seen or ""):
            raise BranchMovedError("ほかの人が先に保存しました。")
        raise GitError(f"枝「{branch}」に記録できません。{reason(error)}")


def drop_branch(top: Path, branch: str, seen: str) -> None:
    """Take a branch away, if it is still where it was seen.

    Raises:
        BranchMovedError: it is elsewhere now, or gone.
    """
    status, _, _ = execute(git_in(top), ("update-ref", "-d", f"refs/heads/{branch}", seen))
    if status:
        raise BranchMovedError("ほかの人が先に保存しました。")


def branch_part(text: str) -> str:
    """Return a text as a part of a branch's name: what may not stand there, in percent signs.

    Two texts that differ give names that differ, unless they are longer than any name.
    """
    safe = _NO_REF.sub(_percent, text.strip())
    if safe.startswith((".", "-")):
        safe = f"%{ord(safe[0]):02X}{safe[1:]}"
    if safe.endswith((".", ".lock")):
        safe = f"{safe[:-1]}%{ord(safe[-1]):02X}"
    return safe[:_LONGEST_PART].rstrip("%") or "%00"


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match.group().encode())


def named_in_commits(name: str) -> str:
    """Return how a commit names a person."""
    return _plain(name) or "名前なし"


def _plain(text: str) -> str:
    return one_line(_NO_NAME.sub(" ", text))


def _line(git: Git, path: str, data: bytes | None) -> bytes:
    """Return what tells the index of a file: its mode and content, or that it goes."""
    name = path.encode("utf-8", "surrogateescape")
    if data is None:
        return b"0 " + _NONE.encode() + b"\t" + name + b"\0"
    blob = _need(git, "hash-object", "-w", "--stdin", "--no-filters", given=data)
    return f"{_FILE} {blob}\t".encode() + name + b"\0"


def _need(git: Git, *arguments: str, given: bytes | None = None) -> str:
    """Run git, which must succeed, and return its answer."""
    status, out, error = execute(git, arguments, MOST_ANSWERED, given)
    if status:
        raise GitError(f"Git に記録できません。{reason(error)}")
    return out.decode("utf-8", "replace").strip()
