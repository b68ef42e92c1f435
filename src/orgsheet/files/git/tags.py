"""Tags: which there are, and one written where none of that name is; none is ever moved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from orgsheet.files.git.call_git import MOST_ANSWERED, GitError, execute, git_in, reason

_PLACE = "refs/tags/"
_NONE = "0" * 40
_MOST = 2000


class TagExistsError(GitError):
    """There is a tag of that name already: it stays where it is."""


def tags_below(run: Callable[..., tuple[int, bytes, str]], prefix: str) -> dict[str, str]:
    """Return the tags whose names begin with a prefix (`R5/`), each with its commit's full id.

    Args:
        run: starts git in the repository.
        prefix: whole parts of names, with the `/` at the end.

    Raises:
        GitError: git does not give them.
    """
    form = "%(refname)%00%(objectname)%00%(*objectname)"
    status, out, error = run(
        "for-each-ref", f"--count={_MOST}", f"--format={form}", _PLACE + prefix
    )
    if status:
        raise GitError(f"タグの一覧を読めません。{reason(error)}")
    found = {}
    for line in out.decode("utf-8", "replace").splitlines():
        name, own, peeled = line.split("\0")
        found[name.removeprefix(_PLACE)] = peeled or own
    return found


def write_tag(top: Path, name: str, commit: str) -> None:
    """Write a tag at a commit (full id), where there is none of that name.

    Raises:
        TagExistsError: there is one, wherever it is.
        GitError: the name is none for a tag, or git does not write it.
    """
    git = git_in(top)
    status, _, _ = execute(git, ("check-ref-format", _PLACE + name), MOST_ANSWERED)
    if status:
        raise GitError(f"「{name}」は、タグの名前になりません。")
    if name in tags_below(lambda *arguments: execute(git, arguments, MOST_ANSWERED), name):
        raise TagExistsError(f"タグ「{name}」は、もうあります。付いたタグは動かしません。")
    status, _, error = execute(git, ("update-ref", _PLACE + name, commit, _NONE), MOST_ANSWERED)
    if status:
        raise GitError(f"タグ「{name}」を付けられません。{reason(error)}")
