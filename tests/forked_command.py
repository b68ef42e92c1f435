"""A command run in a process of its own that need not start: forked where all is imported.

`ForkServer` holds a process that has imported the program and waits. For each command it forks:
the copy gets folder, environment and streams of its own, runs the command and ends. What two
commands could share in one process (caches, the current folder, the collector) they share here no
more than when started by hand; what only a start can show (which modules are imported, what stands
in the way of an import, how streams are decoded) needs a real one: `Command.fresh`.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from pathlib import Path
from typing import IO, NoReturn

LIMIT = 120
"""Seconds after which a command hangs."""

_PATIENCE = 20
"""Seconds that the waiting process has to end, and to write down what was covered."""

_FREE = {"PYTEST_CURRENT_TEST", "COLUMNS", "GIT_PYTHON_REFRESH"}
"""Variables that no module reads when it is imported; the last is set by the program itself."""


class ForkServer:
    """Runs commands as copies of one process; started when first asked, ended by `close`."""

    def __init__(self) -> None:
        self._began_with = dict(os.environ)
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None

    def takes(self, environment: dict[str, str]) -> bool:
        """Return whether a command with this environment would find the same after a start."""
        return hasattr(os, "fork") and _settled(environment) == _settled(self._began_with)

    def run(
        self, folder: Path, arguments: tuple[str, ...], environment: dict[str, str]
    ) -> tuple[int, bytes, bytes]:
        """Run `orgsheet` and return its exit code, standard output and standard error.

        Raises:
            subprocess.TimeoutExpired: it did not end in time.
        """
        line = self._line or self._start()
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            asked = json.dumps([str(folder), arguments, environment]).encode()
            socket.send_fds(line, [len(asked).to_bytes(4, "big")], [out.fileno(), err.fileno()])
            line.sendall(asked)
            try:
                code = int.from_bytes(_received(line, 4), "big", signed=True)
            except TimeoutError:
                self.close()
                raise subprocess.TimeoutExpired(["orgsheet", *arguments], LIMIT) from None
            return code, _content(out), _content(err)

    def close(self) -> None:
        """End the process: of itself when it waits, else by force and with what it runs."""
        if self._process is None or self._line is None:
            return
        self._line.close()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = self._line = None

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", __file__, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env=self._began_with,
                start_new_session=True,
            )
        ours.settimeout(LIMIT)
        self._line = ours
        return ours


def _settled(environment: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name not in _FREE}


def _content(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


def _received(line: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = line.recv(size - len(data))
        if not part:
            raise EOFError
        data += part
    return data


def _serve(line: socket.socket) -> None:
    """Fork for every command that is asked for, until nobody is left to ask."""
    _import_all()
    gc.collect()
    gc.freeze()  # else every copy would copy what its collector merely looks at
    while True:
        head, files, _, _ = socket.recv_fds(line, 4, 2)
        if not head:
            return
        folder, arguments, environment = json.loads(_received(line, int.from_bytes(head, "big")))
        child = os.fork()
        if not child:
            line.close()
            os.dup2(files[0], 1)
            os.dup2(files[1], 2)
            _run(folder, arguments, environment)
        for file in files:
            os.close(file)
        _, status = os.waitpid(child, 0)
        line.sendall(os.waitstatus_to_exitcode(status).to_bytes(4, "big", signed=True))


def _import_all() -> None:
    import orgsheet

    for module in pkgutil.walk_packages(orgsheet.__path__, "orgsheet."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    # Imported by the first help page, the first check of a schema and the first output to ask.
    for name in ("rich_click.rich_help_rendering", "rich.markdown", "jsonschema", "git"):
        importlib.import_module(name)


def _run(folder: str, arguments: list[str], environment: dict[str, str]) -> NoReturn:
    """Be the command, to the end of the process."""
    from orgsheet.cli import main

    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["orgsheet", *arguments]
    code: object = None
    try:
        main()
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 - as Python itself ends
        traceback.print_exc()
        code = 1
    if isinstance(code, str):
        print(code, file=sys.stderr)  # noqa: T201 - as Python itself ends
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as asked_on:
        _serve(asked_on)
