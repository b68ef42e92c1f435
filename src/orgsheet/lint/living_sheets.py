"""A workspace with what is being written standing over it, and what lint says of each file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

from orgsheet.lint.baseline import Entry, compare
from orgsheet.lint.closed_rounds import closed_rounds
from orgsheet.lint.finding import Finding
from orgsheet.lint.live import Live
from orgsheet.lint.one_hint import one_hint_a_row
from orgsheet.lint.run_rules import sheet_name
from orgsheet.lint.session import LintSession, entries_of, open_session
from orgsheet.workspace.layout import SETTINGS_PATH, WAIVERS_PATH
from orgsheet.workspace.workspace import Workspace

AT_ONCE = 8
"""Sheets read ahead before somebody who types is served again."""
_PAUSE = 0.001
"""Seconds in which who waits for the sheets gets them."""


class LivingSheets:
    """One workspace, for as long as somebody writes in it; `pages` says where rules are published.

    Every method may be called from any thread. What raises here raises the errors of `Live` and
    of `open_session`: rules, settings or forms that cannot be used.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.root = workspace.root
        self.workspace = workspace
        self._live = Live(self.workspace, lambda workspace: self._opened(workspace).rules)
        self._session: LintSession | None = None
        self._known: list[Entry] = []
        self.pages: dict[str, str] = {}
        self.has_unread = True

    def path_of(self, file: Path) -> str | None:
        """Return where a file stands in the workspace, None where that is outside."""
        return file.relative_to(self.root).as_posix() if file.is_relative_to(self.root) else None

    def put(self, path: str, data: bytes) -> None:
        """Let a file have these bytes until it is let go."""
        self._live.replace(path, data)
        self._forget_session(path)

    def let_go(self, path: str) -> None:
        """Let a file be what it is on disk, also where another program changed it there."""
        self._live.restore(path)
        self._forget_session(path)

    @contextmanager
    def holding(self, path: str, data: bytes) -> Iterator[None]:
        """Let a file have these bytes meanwhile, and nobody else look."""
        with self.workspace.lock:
            self.put(path, data)
            try:
                yield
            finally:
                self.let_go(path)

    def followed(self, paths: Iterable[str]) -> bool:
        """Take sheets as they are now where the files below have become those of another commit.

        Returns whether all else holds: False where a round of the evaluation was closed meanwhile.
        """
        with self.workspace.lock:
            for path in paths:
                self._live.restore(path)
            if self._session is None:
                return True
            self._known = entries_of(self._session.record, below=self.root)
            closed = closed_rounds(self.workspace, self._session.settings)
            return closed == self.workspace.closed_rounds

    def _forget_session(self, path: str) -> None:
        if path == SETTINGS_PATH or path.startswith("lint/"):
            self._session = None

    def read_ahead(self) -> None:
        """Read some more sheets for the rules over all of them; `has_unread` tells of the rest.

        One that cannot go on is not tried again: what stands in the way is told once.
        """
        self.has_unread, before = False, self.has_unread
        self.has_unread = before and self._live.read_ahead(AT_ONCE)

    def read_all(self) -> None:
        """Read all sheets for the rules over all; who asks meanwhile is served in between."""
        while self._live.read_ahead(AT_ONCE):
            sleep(_PAUSE)

    def findings(self, path: str) -> list[Finding]:
        """Return the findings of a file that count, as the command line tells them.

        Until all sheets have been read (`read_ahead`), those of the rules over all are missing.
        """
        with self.workspace.lock:
            if self.has_unread:
                found = self._live.own(path)
            elif path == WAIVERS_PATH:
                found = self._live.findings()
            else:
                found = self._live.about(path)
            own = [finding for finding in found if finding.place.path == path]
            session = self._opened(self.workspace)
            counting, _ = session.waive(own)
            entries = [entry for entry in self._known if entry.sheet == sheet_name(path)]
            new = compare(counting, entries).new
            told = one_hint_a_row(new, session.rules)
            return sorted(told, key=lambda finding: finding.order)

    def _opened(self, workspace: Workspace) -> LintSession:
        if self._session is None:
            self._session = open_session(workspace)
            self.pages = {rule.id: rule.page for rule in self._session.rules}
            self._known = entries_of(self._session.record, below=self.root)
        return self._session

    @property
    def session(self) -> LintSession:
        """The rules and settings in force."""
        with self.workspace.lock:
            return self._opened(self.workspace)
