"""Which findings of the last run still hold: by content, and by what each rule looked at."""

from __future__ import annotations

from collections.abc import Callable, Container
from hashlib import blake2b
from typing import NamedTuple

from orgsheet.lint.cache import Entry, LintCache
from orgsheet.lint.finding import Finding
from orgsheet.lint.rule_reads import changed_for
from orgsheet.workspace.alike_paths import look_alikes_of
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
        if entry is None or entry.digest != (self._workspace.digest(path) or ""):
            return None
        return Known(entry, changed_for(entry.reads, self._workspace.digest))

    def keep(self, path: str, entry: Entry) -> None:
        """Take an entry into this run's cache."""
        self._cache.new[path] = entry
        self._workspace.known_summaries[path] = entry.summaries

    def keep_others(self, chosen: Container[str]) -> None:
        """Take into this run's cache what is still known of the files that are not checked now.

        Their summaries spare the checks over all sheets from reading them.
        """
        for path, entry in self._cache.old.items():
            if path not in chosen and entry.digest == self._workspace.digest(path):
                self.keep(path, entry)

    def is_sheet(self, path: str) -> bool:
        """Whether a file that was looked at is a sheet."""
        return self._cache.new[path].is_sheet

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
        found = old if old_name == name else check()
        self._cache.new_whole = (name, found)
        return found
