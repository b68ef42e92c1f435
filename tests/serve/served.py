"""A running `orgsheet serve` and a page of a real browser."""

from __future__ import annotations

import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from browser import page_of_chromium, wait_until
from git_repository import GitRepository
from test_save import PATH

READY = (
    "typeof root !== 'undefined' && root && document.getElementById('status').textContent !== ''"
)


_PORTS = range(20_000, 30_000)
"""Below those that a system gives to whoever asks for any: between two moments nobody takes one."""


def free_port() -> int:
    """Return a port that nobody listens on."""
    while True:
        number = _PORTS[secrets.randbelow(len(_PORTS))]
        with socket.socket() as tried, suppress(OSError):
            tried.bind(("127.0.0.1", number))
            return number


class Form:
    """A running server and a page of the browser."""

    def __init__(self, page: Any, address: str, repository: GitRepository) -> None:  # noqa: ANN401
        self.page = page
        self.address = address.split("/?", maxsplit=1)[0]
        self.repository = repository

    def open(self, path: str = PATH) -> None:
        """Open a sheet's form and wait for its findings."""
        self.page.goto(f"{self.address}/sheets/{path}")
        wait_until(self.page, READY)

    def said(self, words: str) -> None:
        """Wait until the status line says something."""
        wait_until(self.page, f"document.getElementById('status').textContent.includes('{words}')")

    def send(self, path: str, content: object) -> None:
        """Send something from another window of the same browser."""
        answer = self.page.context.request.post(
            self.address + path, data=content, headers={"Origin": self.address}
        )
        assert answer.ok, answer.text()

    def data(self) -> Any:  # noqa: ANN401 - a sheet's data
        """Return what the form says now."""
        return self.page.evaluate("() => root.read()")

    def open_row(self, number: int) -> Any:  # noqa: ANN401 - Playwright's locator
        """Unfold a row and return it."""
        row = self.page.locator("details.row").nth(number)
        row.locator(":scope > summary").click()
        return row


@contextmanager
def served(repository: GitRepository, *options: str) -> Iterator[Form]:
    """Start the server as a person does, and open the printed address."""
    words = [sys.executable, "-m", "orgsheet", "-C", str(repository.folder), "serve", "--port", "0"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        [*words, *options], stdout=subprocess.PIPE, stderr=quiet, text=True
    ) as server:
        assert server.stdout is not None
        try:
            address = server.stdout.readline().strip()
            with page_of_chromium() as page:
                page.goto(address)
                yield Form(page, address, repository)
        finally:
            server.kill()
