"""Runs the command line and watches what it asks of the system and leaves behind."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import io
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from conftest import Result
from hostile_inputs import no_hang

from orgsheet.cli import run
from orgsheet.lint import rulebook as rules

_GIT_READS = {"rev-parse", "merge-base", "ls-tree", "cat-file", "version"}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def call(folder: Path, *arguments: str, here: Path) -> Result:
    """Run the command line inside this process, from the folder `here`, and watch it.

    It may start git to read, and nothing else; connect to nothing; open no file for writing.
    """
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    environment = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")}
    environment["GIT_CONFIG_GLOBAL"] = os.devnull
    with (
        mock.patch.dict(os.environ, environment, clear=True),
        mock.patch.object(rules.BOOK, "read", _rule),
        contextlib.chdir(here),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        no_hang(),
        _watched() as seen,
    ):
        code = run(["-C", str(folder), *arguments])
        out.flush()
        err.flush()
    assert list(filter(None, map(_forbidden, seen))) == []
    printed = [stream.buffer for stream in (out, err)]
    return Result(code, *(_bytes(stream).decode("utf-8") for stream in printed))


_read_rule = rules.BOOK.read


@functools.cache
def _rule(path: str, data: bytes) -> rules.Rule:
    """Return a rule; reading the same book anew is half of a run."""
    return _read_rule(path, data)


def _bytes(stream: object) -> bytes:
    assert isinstance(stream, io.BytesIO)
    return stream.getvalue()


_seen: list[tuple[str, tuple[Any, ...]]] | None = None


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if _seen is not None and event.startswith(("open", "subprocess.", "os.", "socket.", "shutil.")):
        _seen.append((event, arguments))


sys.addaudithook(_audit)


@contextlib.contextmanager
def _watched() -> Iterator[list[tuple[str, tuple[Any, ...]]]]:
    """Collect what the process asks of the system meanwhile."""
    global _seen  # noqa: PLW0603 - an audit hook cannot be taken away, only told to look away
    seen: list[tuple[str, tuple[Any, ...]]] = []
    _seen = seen
    try:
        yield seen
    finally:
        _seen = None


def _forbidden(happened: tuple[str, tuple[Any, ...]]) -> str:
    """Return what a review must not have done, "" where it may."""
    event, arguments = happened
    if event == "subprocess.Popen":
        command = [str(word) for word in arguments[1]]
        is_reading = command[0] == "git" and command[1] in _GIT_READS
        return "" if is_reading else f"started {command}"
    if event == "open":
        path, _, flags = arguments
        is_own = "__pycache__" in str(path) or path == os.devnull or isinstance(path, int)
        return "" if is_own or not flags & _WRITES else f"wrote {path!r}"
    changing = {"os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.symlink", "os.link"}
    if event in {"os.rename", "os.mkdir"} and "__pycache__" in str(arguments[0]):
        return ""
    is_other = event in changing or event in {"os.system", "os.exec", "os.posix_spawn"}
    return f"{event} {arguments}" if is_other or event.startswith("socket.") else ""


def snapshot(folder: Path) -> dict[str, tuple[int, str]]:
    """Return everything below a folder: mode, and target or a digest of the content."""
    found = {}
    for place, folders, files in os.walk(os.fsencode(folder)):
        for name in (*folders, *files):
            path = os.path.join(place, name)  # noqa: PTH118 - names may be no text
            mode = os.lstat(path).st_mode
            content = ""
            if stat.S_ISLNK(mode):
                content = os.fsdecode(os.readlink(path))  # noqa: PTH115 - as above
            elif stat.S_ISREG(mode):
                with open(path, "rb") as file:  # noqa: PTH123 - as above
                    content = hashlib.blake2b(file.read()).hexdigest()
            found[os.fsdecode(path)] = (mode, content)
    return found


def tool(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a program of the environment that runs the tests, `orgsheet` among them on the path."""
    environment = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    return subprocess.run(
        words,
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        env=environment,
        timeout=300,
        check=False,
    )
