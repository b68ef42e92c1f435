"""Questions to git that are asked very often: one process answers them all."""

from __future__ import annotations

import re
from contextlib import suppress
from subprocess import PIPE
from threading import Lock, Thread
from typing import IO, TYPE_CHECKING

from orgsheet.files.git.call_git import GitError, read_all

if TYPE_CHECKING:
    from git import Git

_GONE = "git が途中で止まりました。orgsheet をもう一度始めてください。"
_FACTS = 3
_NO_REF = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{")
"""What no ref's name has: behind it stands which of its ancestors, or which earlier one."""
_TRIES = 2


class StandingGit:
    """What git calls an object by; any thread may ask, one is answered at a time.

    Git looks at the branches anew for every question, so that what another program commits is
    seen at once.
    """

    def __init__(self, git: Git) -> None:
        self._git = git
        self._asking = Lock()
        self._running: Git.AutoInterrupt | None = None

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

    def close(self) -> None:
        """End git."""
        with self._asking:
            self._end()

    def _named(self, name: str, wanted: str) -> str | None:
        question = name.encode("utf-8", "surrogateescape")
        if b"\n" in question:  # git would take it for two questions
            return None
        with self._asking:
            facts = self._answer(question).split()
        is_there = len(facts) == _FACTS and facts[2].isdigit() and facts[1].decode() == wanted
        return facts[0].decode() if is_there else None

    def _answer(self, question: bytes) -> bytes:
        for _ in range(_TRIES):  # where somebody ended git it is started anew
            asked, answers = self._pipes()
            try:
                asked.write(question + b"\n")
                asked.flush()
                answer = answers.readline()
            except OSError:
                answer = b""
            if answer:
                return answer
            self._end()
        raise GitError(_GONE)

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._running is None:
            self._running = self._git.execute(
                ["git", "cat-file", "--batch-check"], istream=PIPE, as_process=True, shell=False
            )
            process = self._running.proc
            assert process is not None, "asked for a process"
            # It stands still where nobody takes its complaints.
            Thread(target=read_all, args=(process.stderr, []), daemon=True).start()
        process = self._running.proc
        assert process is not None, "asked for a process"
        assert process.stdin is not None, "asked for a pipe"
        assert process.stdout is not None, "git's output is always read"
        return process.stdin, process.stdout

    def _end(self) -> None:
        running, self._running = self._running, None
        if running is not None and running.proc is not None:
            running.proc.kill()
            with suppress(OSError), running.proc:  # what it was not told any more
                pass
