"""Questions to git that are asked very often: one process answers them all."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from threading import Lock
from typing import IO, TYPE_CHECKING, TypeVar

from orgsheet.files.git.call_git import GitError, Started, start

if TYPE_CHECKING:
    from git import Git

_T = TypeVar("_T")
_GONE = "git が途中で止まりました。orgsheet をもう一度始めてください。"
_FACTS = 3
_NO_REF = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{")
"""What no ref's name has: behind it stands which of its ancestors, or which earlier one."""
_TRIES = 2
_CHUNK = 1 << 20
_AHEAD = 30
"""Names of blobs: twice as many fit into the smallest pipe (4 KiB), so writing them never waits."""


class _GoneError(Exception):
    """Git ended before its answer did."""


class _Answering:
    """A `git cat-file` that answers one question after the other; any thread may ask."""

    def __init__(self, git: Git, option: str) -> None:
        self._git, self._option = git, option
        self._asking = Lock()
        self._running: Started | None = None

    def ask(self, name: str, read: Callable[[IO[bytes]], _T]) -> _T | None:
        """Return what `read` takes from the answer about a name, None where it can be none.

        Raises:
            GitError: git does not go on.
        """
        question = name.encode("utf-8", "surrogateescape")
        if b"\n" in question:  # git would take it for two questions
            return None
        with self._asking:
            for _ in range(_TRIES):  # where somebody ended git it is started anew
                asked, answers = self._pipes()
                try:
                    asked.write(question + b"\n")
                    asked.flush()
                    return read(answers)
                except (OSError, _GoneError):
                    self._end()
        raise GitError(_GONE)

    def close(self) -> None:
        """End git."""
        with self._asking:
            self._end()

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._running is None:
            self._running = start(self._git, ("cat-file", self._option), is_told=True)
        process = self._running.process
        assert process.stdin is not None, "asked for a pipe"
        assert process.stdout is not None, "git's output is always read"
        return process.stdin, process.stdout

    def _end(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            running.end()


class StandingGit:
    """What git calls an object by, and what an object holds; any thread may ask.

    Git looks at the branches anew for every question, so that what another program commits is
    seen at once.
    """

    def __init__(self, git: Git) -> None:
        self._names = _Answering(git, "--batch-check")
        self._contents = _Answering(git, "--batch")

    def commit_of(self, name: str) -> str | None:
        """Return the full id of the commit that a full name (`refs/…`) has; None where none.

        Raises:
            GitError: git does not go on.
        """
        return None if _NO_REF.search(name) else self._named(name, "commit")

    def blob_of(self, name: str) -> str | None:
        """Return the full id of the file that a name (`commit:path`) has; None where none.

        Raises:
            GitError: git does not go on.
        """
        return self._named(name, "blob")

    def content(self, blob: str, limit: int) -> bytes | None:
        """Return at most `limit` + 1 bytes of a blob (full id), None where git does not give it."""
        try:
            return self._contents.ask(blob, lambda answers: _next_blob(answers, limit))
        except GitError:  # it ends at what is damaged
            return None

    def close(self) -> None:
        """End git."""
        self._names.close()
        self._contents.close()

    def _named(self, name: str, wanted: str) -> str | None:
        facts = (self._names.ask(name, _line) or b"").split()
        is_there = len(facts) == _FACTS and facts[2].isdigit() and facts[1].decode() == wanted
        return facts[0].decode() if is_there else None


def contents_ahead(git: Git, blobs: Sequence[str], limit: int) -> Iterator[bytes | None]:
    """Yield at most `limit` + 1 bytes of each blob (full id), None where git does not give it.

    Git reads the next ones meanwhile, and waits when it is too far ahead.
    """
    started = start(git, ("cat-file", "--batch"), is_told=True)
    process = started.process
    assert process.stdin is not None, "asked for a pipe"
    assert process.stdout is not None, "git's output is always read"
    try:
        for number in range(len(blobs)):
            if number % _AHEAD == 0:
                asked = blobs[number + _AHEAD if number else 0 : number + 2 * _AHEAD]
                names = "".join(f"{blob}\n" for blob in asked).encode()
                with suppress(OSError):  # where git is gone, its answers end
                    os.write(process.stdin.fileno(), names)
            try:
                yield _next_blob(process.stdout, limit)
            except _GoneError:
                yield None
    finally:
        started.end()


def _line(answers: IO[bytes]) -> bytes:
    line = answers.readline()
    if not line:
        raise _GoneError
    return line


def _next_blob(answers: IO[bytes], limit: int) -> bytes | None:
    """Return the first bytes of the next answer of `git cat-file --batch`, None where none."""
    header = _line(answers).split()
    if len(header) != _FACTS:  # id, kind and size; else `<id> missing`
        return None
    size = int(header[2])
    data = answers.read(min(size, limit + 1))
    rest = size - len(data) + 1  # with the line end behind it
    while rest > 0 and (skipped := answers.read(min(rest, _CHUNK))):
        rest -= len(skipped)
    if rest:
        raise _GoneError
    return data
