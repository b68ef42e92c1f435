"""What is sent to the host when a proposal moves: the office's own command, beside the server.

The server itself never reaches a network, and its git cannot. Which command runs is said in
`serve.yaml`, outside the repository.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from threading import Lock, Thread

_LONGEST = 300.0
"""Seconds after which a command is ended: a network that hangs holds up what is sent later."""
_TOLD = 200
"""Characters of a command's last line that are told."""


class HostSender:
    """Runs a command when it is asked, one at a time; several that ask meanwhile are one more run.

    `trouble` says in Japanese why the last run did not end well, "" where it did.
    """

    def __init__(self, command: tuple[str, ...] = (), folder: Path = Path()) -> None:
        self._command = command
        self._folder = folder
        self._lock = Lock()
        self._runs = self._asked = False
        self.trouble = ""

    @property
    def is_busy(self) -> bool:
        """Whether the command runs, or is to run once more."""
        return self._runs

    def ask(self) -> None:
        """Have the command run soon; return at once. Without a command nothing happens."""
        with self._lock:
            self._asked = bool(self._command)
            if self._runs or not self._asked:
                return
            self._runs = True
        # A daemon: who ends the server does not wait for a network.
        Thread(target=self._go_on, daemon=True).start()

    def _go_on(self) -> None:
        while True:
            with self._lock:
                self._runs = self._asked
                self._asked = False
                if not self._runs:
                    return
            self.trouble = _trouble_of(self._command, self._folder)


def _trouble_of(command: tuple[str, ...], folder: Path) -> str:
    """Run a command in a folder to its end; return what went wrong."""
    try:
        done = subprocess.run(  # noqa: S603 - the office's own settings name it
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"{_LONGEST / 60:.0f} 分たっても終わりませんでした。"
    except OSError as error:
        return f"始められませんでした（{error.strerror}）。"
    if done.returncode == 0:
        return ""
    lines = done.stdout.decode("utf-8", "replace").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return f"終了コード {done.returncode} で終わりました。{last[:_TOLD]}"
