"""Runs one command inside this process and judges what it did, for the fuzz harness and tests."""

from __future__ import annotations

import contextlib
import functools
import io
import os
import re
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple
from unittest import mock

from orgsheet.cli import run
from orgsheet.lint import rulebook as rules

HANG_SECONDS = 5
"""Processor time, for the machine may be busy; a command takes a tenth of a second."""

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGING = {"os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.symlink", "os.link", "os.chmod"}
_PLACE = re.compile(r"/ ([A-Za-z]+) / (\S+\.py:\d+)|規則「([a-z-]+)」")


class Done(NamedTuple):
    """What a command did; `crash` names the place of an internal error, "" where there was none."""

    code: int
    out: str
    err: str
    crash: str
    hung: bool
    wrote: tuple[str, ...]


class _HangError(BaseException):
    """The command takes too long; nothing may catch it."""


def _stop(number: int, frame: FrameType | None) -> None:
    del number, frame
    raise _HangError


_read_rule = rules.BOOK.read


@functools.lru_cache(maxsize=1024)
def _rule(path: str, data: bytes) -> rules.Rule:
    """Return a rule; reading the same book anew is half of a run."""
    return _read_rule(path, data)


_wrote: list[str] | None = None


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if _wrote is None or not event.startswith(("open", "os.")):
        return
    if event in _CHANGING:
        paths = arguments[:2] if event in {"os.rename", "os.link"} else arguments[:1]
        # Of a folder that is cleared away, names are told beside the number of the open folder.
        if event not in {"os.remove", "os.rmdir"} or arguments[1] in {-1, None}:
            _wrote.extend(_named(path) for path in paths)
    elif event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITES:
        _wrote.append(_named(arguments[0]))


def _named(path: object) -> str:
    """Return where a path leads, "" for what is no place on a disk."""
    if not isinstance(path, str | bytes):
        return ""
    name = os.fsdecode(path)
    if name == os.devnull or "__pycache__" in name:
        return ""
    head, tail = os.path.split(os.path.abspath(name))  # noqa: PTH100 - as the system reads it
    return os.path.join(os.path.realpath(head), tail)  # noqa: PTH118 - as above


def _is_scratch(path: str) -> bool:
    """Whether a path was in a folder of its own for passing files, which is gone."""
    scratch = os.path.realpath(tempfile.gettempdir())
    parent = os.path.dirname(path)  # noqa: PTH120 - as above
    return not os.path.lexists(path) and (parent == scratch or not os.path.lexists(parent))


sys.addaudithook(_audit)


@contextlib.contextmanager
def _limited() -> Iterator[None]:
    before = signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, HANG_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def command(folder: Path, *arguments: str) -> Done:
    """Run `orgsheet -C folder …` in this process; it must write nowhere but in the folder."""
    global _wrote  # noqa: PLW0603 - an audit hook cannot be taken away, only told to look away
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    environment = {
        **{name: text for name, text in os.environ.items() if not name.startswith("GIT_")},
        "GIT_CONFIG_GLOBAL": os.devnull,
        "COLUMNS": "80",
    }
    seen: list[str] = []
    code, hung = -1, False
    with (
        mock.patch.dict(os.environ, environment, clear=True),
        mock.patch.object(rules.BOOK, "read", _rule),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        _wrote = seen
        try:
            with _limited():
                code = run(["-C", str(folder), *arguments])
        except _HangError:
            hung = True
        finally:
            _wrote = None
    out.flush()
    err.flush()
    told, complained = _text(out), _text(err)
    inside = os.path.realpath(folder)
    outside = tuple(
        path
        for path in seen
        if path and not f"{path}{os.sep}".startswith(f"{inside}{os.sep}") and not _is_scratch(path)
    )
    return Done(code, told, complained, _crash(code, told, complained), hung, outside)


def _text(stream: io.TextIOWrapper) -> str:
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO), "the streams are ours"
    return buffer.getvalue().decode("utf-8", "replace")


def _crash(code: int, out: str, err: str) -> str:
    if "Traceback" in out + err:
        return "traceback"
    if code not in {0, 1, 2, -1}:
        found = ["".join(filter(None, match)) for match in _PLACE.findall(err)]
        return " ".join(found) or f"exit {code}"
    return ""
