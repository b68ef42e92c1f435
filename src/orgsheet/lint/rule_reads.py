"""What rules looked at beside the file that they check: which rule at what, and as it was then."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple


class Read(NamedTuple):
    """A file, or a folder's list of sheets (with a `/` at the end), that some rules looked at.

    `digest` is that of what was there then, None where nothing was; `rules` are the rules' names.
    """

    path: str
    digest: str | None
    rules: tuple[str, ...]


class RuleReads:
    """Notes rule by rule what is looked at while one file is checked.

    `seen` is what was looked at since the last rule was `done`.
    """

    def __init__(self, path: str, seen: set[str]) -> None:
        """Take the file that is checked, and the set in which what is looked at is noted."""
        self._path = path
        self.seen = seen
        self._rules: dict[str, set[str]] = {}

    def done(self, rule: str) -> None:
        """Let all that was seen since the rule before be what this rule looked at."""
        for path in self.seen:
            self._rules.setdefault(path, set()).add(rule)
        self.seen.clear()

    def keep(self, reads: Iterable[Read], again: Collection[str]) -> None:
        """Take over what rules looked at in an earlier check, but for those that look again."""
        for read in reads:
            kept = set(read.rules).difference(again)
            if kept:
                self._rules.setdefault(read.path, set()).update(kept)

    def noted(self, digest: Callable[[str], str | None]) -> list[Read]:
        """Return what was looked at beside the file itself, in the order of the paths.

        It is all `seen` again then, for who notes what is looked at meanwhile.
        """
        self.seen.update(self._rules)
        return [
            Read(path, digest(path), tuple(sorted(rules)))
            for path, rules in sorted(self._rules.items())
            if path != self._path
        ]


def rules_reading(reads: Iterable[Read], path: str) -> frozenset[str]:
    """Return the rules that looked at a file or folder."""
    return frozenset(rule for read in reads if read.path == path for rule in read.rules)


def changed_for(reads: Iterable[Read], digest: Callable[[str], str | None]) -> frozenset[str]:
    """Return the rules that looked at something that is no longer as it was."""
    return frozenset(
        rule for read in reads if digest(read.path) != read.digest for rule in read.rules
    )
