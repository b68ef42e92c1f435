"""The files of a commit, listed whole: bounded, and no name twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, NamedTuple

from orgsheet.files.git.call_git import GitError, reason, start

if TYPE_CHECKING:
    from git import Git

REGULAR = frozenset({"100644", "100755"})
LINK = "120000"
_TREE = "040000"
MOST_NAMES = 200_000
"""Files and folders of a commit: ten times what one folder of sheets may hold."""

MOST_BYTES = 64 << 20
"""Git's answer: modes, ids and whole paths."""

_CHUNK = 1 << 16


class Entry(NamedTuple):
    """A file of a revision: its path from the repository's top, its mode and its object's id."""

    path: str
    mode: str
    blob: str

    @property
    def version(self) -> str:
        """What changes when the content or the kind does; the right to execute is no kind.

        The id alone is not enough: another repository can be named by the id of a file.
        """
        return f"{'file' if self.mode in REGULAR else self.mode} {self.blob}"


def list_tree(git: Git, commit: str) -> list[Entry]:
    """Return the files of a commit (full id), sorted by path.

    Git is stopped at the limits, so that a few nested trees do not fill the memory; empty folders
    count, too.

    Raises:
        GitError: the commit cannot be read, has too many names, or a name twice.
    """
    started = start(git, ("ls-tree", "-r", "-t", "-z", "--full-tree", commit))
    process = started.process
    assert process.stdout is not None, "git's output is always read"
    try:
        entries = list(_entries(process.stdout, commit))
        process.wait()
    finally:
        started.end()  # where it was left at a limit
    if process.returncode:
        complaint = b"".join(started.complaints).decode("utf-8", "replace")
        raise GitError(f"版「{commit[:12]}」の中身を読めません。{reason(complaint)}")
    return sorted(entries)


def _entries(stream: IO[bytes], commit: str) -> Iterator[Entry]:
    """Yield the files of git's answer."""
    paths = set()
    last = b""
    for record in _records(stream, commit):
        facts, _, name = record.partition(b"\t")
        mode, _, blob = facts.decode().split(" ")
        path = name.decode("utf-8", "surrogateescape")
        # Git compares a folder's name with the slash that follows it in a path.
        key = name + b"/" if mode == _TREE else name
        if path in paths or key <= last:
            raise GitError(_twice(commit, path))
        paths.add(path)
        last = key
        if mode != _TREE:
            yield Entry(path, mode, blob)


def _records(stream: IO[bytes], commit: str) -> Iterator[bytes]:
    """Yield what stands before each zero byte, up to the limits."""
    rest = b""
    count = size = 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        *records, rest = (rest + chunk).split(b"\0")
        count += len(records)
        if count > MOST_NAMES or size > MOST_BYTES:
            raise GitError(
                f"版「{commit[:12]}」のファイルとフォルダが多すぎます（上限 {MOST_NAMES:,} 件）。"
                "シートと関係のないファイルを、別のリポジトリに移してください。"
            )
        yield from records


def _twice(commit: str, path: str) -> str:
    return (
        f"版「{commit[:12]}」の記録が壊れています。「{path}」のあるフォルダに、同じ名前が二つあるか、"
        "名前の順序が正しくありません。取り出すと別の中身になるため、読みません。"
        "git fsck で確かめ、この版を使わないでください。"
    )
