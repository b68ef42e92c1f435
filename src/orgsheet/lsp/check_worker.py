"""Checks what is open beside the editor's questions: one thread, the newest text, nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from threading import Condition, Thread

from orgsheet.lint.finding import Finding
from orgsheet.lint.living_sheets import LivingSheets

Told = Callable[[str, bytes, int, list[Finding]], None]
"""Is told the address of a file, what was checked and its version, and what was found."""
Failed = Callable[[Exception], None]
"""Is told why nothing could be checked."""


class Job:
    """A file to check: the bytes to check are taken when its turn comes."""

    def __init__(
        self, sheets: LivingSheets, path: str, uri: str, snapshot: Callable[[], tuple[bytes, int]]
    ) -> None:
        self.sheets = sheets
        self.path = path
        self.uri = uri
        self.snapshot = snapshot


class CheckWorker:
    """One thread that checks files; what changes while a file waits is checked once.

    First what was changed; when nothing waits, sheets are read ahead for the rules over all of
    them, and then the other open files are checked again, for what they say may depend on the
    change.
    """

    def __init__(self, told: Told, failed: Failed) -> None:
        self._told, self._failed = told, failed
        self._wake = Condition()
        self._waiting: dict[str, Job] = {}
        self._letting_go: list[tuple[LivingSheets, str]] = []
        self._open: dict[str, Job] = {}
        self._stale: dict[str, Job] = {}
        self._is_over = False
        self._thread = Thread(target=self._run, name="orgsheet-check", daemon=True)

    def start(self) -> None:
        """Begin to check."""
        self._thread.start()

    def stop(self) -> None:
        """Stop after the file that is being checked; nothing is told any more."""
        with self._wake:
            self._is_over = True
            self._wake.notify()

    def check(self, job: Job) -> None:
        """Check a file that was opened or changed."""
        with self._wake:
            self._open[job.uri] = self._waiting[job.uri] = job
            self._wake.notify()

    def close(self, uri: str) -> None:
        """Let a file be what it is on disk."""
        with self._wake:
            job = self._open.pop(uri, None)
            self._waiting.pop(uri, None)
            self._stale.pop(uri, None)
            if job is not None:
                self._letting_go.append((job.sheets, job.path))
                self._wake.notify()

    def changed_on_disk(self, sheets: LivingSheets, path: str) -> None:
        """Read a file anew that is not open and that another program changed."""
        with self._wake:
            self._letting_go.append((sheets, path))
            self._wake.notify()

    def _run(self) -> None:
        while (step := self._next()) is not None:
            try:
                step()
            except Exception as error:  # noqa: BLE001 - told to the person; the thread goes on
                self._failed(error)

    def _next(self) -> Callable[[], None] | None:
        """Wait for something to do and return it, None when it is over."""
        with self._wake:
            while not self._is_over:
                if self._letting_go:
                    sheets, path = self._letting_go.pop()
                    self._stale.update(self._open)
                    return lambda: sheets.let_go(path)
                if self._waiting:
                    uri = next(iter(self._waiting))
                    job = self._waiting.pop(uri)
                    others = {name: one for name, one in self._open.items() if name != uri}
                    self._stale.update(others)
                    self._stale.pop(uri, None)
                    return lambda: self._check(job, is_new=True)
                unread = next((one for one in self._sheets() if one.has_unread), None)
                if unread is not None:
                    return lambda: self._read_ahead(unread)
                if self._stale:
                    job = self._stale.pop(next(iter(self._stale)))
                    return lambda: self._check(job, is_new=False)
                self._wake.wait()
            return None

    def _sheets(self) -> list[LivingSheets]:
        return list(dict.fromkeys(job.sheets for job in self._open.values()))

    def _check(self, job: Job, *, is_new: bool) -> None:
        data, version = job.snapshot()
        if is_new:
            job.sheets.put(job.path, data)
        self._told(job.uri, data, version, job.sheets.findings(job.path))

    def _read_ahead(self, sheets: LivingSheets) -> None:
        sheets.read_ahead()
        if not sheets.has_unread:
            with self._wake:
                self._stale.update(self._open)
