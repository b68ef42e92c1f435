"""Which findings of the last run still hold: by content, and by what each rule looked at."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from contextlib import suppress
from functools import cached_property
from hashlib import blake2b
from itertools import chain
from typing import NamedTuple

from orgsheet.lint.cache import LintCache
from orgsheet.lint.finding import Finding
from orgsheet.lint.recorded_file import BROKEN, Entry
from orgsheet.lint.rule_reads import Read, changed_for
from orgsheet.workspace.alike_paths import look_alikes_of
from orgsheet.workspace.layout import sheet_id_of
from orgsheet.workspace.sheet_list import folder_of
from orgsheet.workspace.workspace import Workspace

_READ = (".yaml", ".yml", ".txt", ".text")
"""How the names of files end that a check over all sheets may read."""


class Known(NamedTuple):
    """What the last run knew of a file that is the same, and the rules that must look again."""

    entry: Entry
    again: frozenset[str]


class History:
    """Answers from the cache, and takes the new answers into it.

    A rule must look at a file again when something else that it looked at there has changed: the
    plan register, another sheet. What the other rules found holds.
    """

    def __init__(self, workspace: Workspace, cache: LintCache) -> None:
        self._workspace = workspace
        self._cache = cache

    def known(self, path: str) -> Known | None:
        """Return what the last run knew of a file, None if the file was not the same then."""
        entry = self._cache.old.get(path)
        if entry is None or entry.digest != self._digest(path):
            return None
        try:
            again = changed_for(entry.reads, self._workspace.digest)
        except BROKEN:
            return None
        return Known(entry, again) if entry.is_readable() else None

    def keep(self, path: str, entry: Entry) -> None:
        """Take an entry into this run's cache."""
        self._cache.new[path] = entry

    def keep_others(self, chosen: Container[str]) -> None:
        """Take into this run's cache what is still known of the files that are not checked now."""
        for path, entry in self._cache.old.items():
            if path not in chosen and entry.digest == self._digest(path):
                self.keep(path, entry)

    def department(
        self, department: tuple[str, str], check: Callable[[], list[Finding]]
    ) -> list[Finding]:
        """Return the findings about a year's department, anew only if something of it changed."""
        path = folder_of(*department)
        known = self.known(path)
        if known is not None and not known.again:
            return known.entry.findings
        sheets = self._sheets.get(path, [])
        self._tell_taken(sheets)
        with self._workspace.recording() as seen:
            found = check()
        digest = self._workspace.digest
        reads = [Read(one, digest(one), ("",)) for one in sorted(seen.difference(sheets))]
        self.keep(path, Entry(self._digest(path), found, reads))
        return found

    def _digest(self, path: str) -> str:
        """Return a digest of a file, or of the sheets of a department that their folder names."""
        if not path.endswith("/"):
            return self._workspace.digest(path) or ""
        lines = (f"{one}\0{self._workspace.digest(one)}" for one in self._sheets.get(path, ()))
        text = "\n".join(lines).encode("utf-8", "surrogatepass")
        return blake2b(text, digest_size=16).hexdigest()

    @cached_property
    def _sheets(self) -> dict[str, list[str]]:
        """The sheets of every department, by the folder that names their list."""
        found: dict[str, list[str]] = {}
        for path in self._workspace.paths:
            identity = sheet_id_of(path)
            if identity is not None:
                folder = folder_of(identity.year, identity.department)
                found.setdefault(folder, []).append(path)
        return found

    def _tell_taken(self, paths: Iterable[str]) -> None:
        """Let the workspace know what was taken out of sheets, so that it need not read them."""
        known = self._workspace.known_summaries
        for path in paths:
            entry = self._cache.new.get(path)
            if path not in known and entry is not None:
                with suppress(*BROKEN):
                    known[path] = entry.summaries

    def whole(self, check: Callable[[], list[Finding]]) -> list[Finding]:
        """Return the findings of the checks over all sheets, anew only if any file changed."""
        digest = blake2b(digest_size=16)
        for path in self._workspace.paths:
            if not path.lower().endswith(_READ):
                continue
            line = f"{path}\0{self._workspace.digest(path)}\n"
            digest.update(line.encode("utf-8", "surrogatepass"))
        for one in look_alikes_of(self._workspace):
            digest.update(f"{one.path}\n".encode("utf-8", "surrogatepass"))
        name = digest.hexdigest()
        old_name, old = self._cache.old_whole
        if old_name == name:
            found = old
        else:
            self._tell_taken(chain.from_iterable(self._sheets.values()))
            found = check()
        self._cache.new_whole = (name, found)
        return found
