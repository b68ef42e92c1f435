"""What one run of a command leaves to the user's next: patterns compiled, rules read."""

from __future__ import annotations

from typing import Protocol

from orgsheet.files.user_cache import keep, read_kept
from orgsheet.japanese.kept_patterns import KEPT_PATTERNS
from orgsheet.workspace.known_rules import KNOWN_RULES


class _Kept(Protocol):
    def begin(self, data: bytes | None) -> None: ...
    def dump(self) -> bytes | None: ...


_KEPT: dict[str, _Kept] = {"patterns.bin": KEPT_PATTERNS, "rules.json": KNOWN_RULES}


def begin() -> None:
    """Take over what earlier runs kept in the user's own cache folder."""
    for name, kept in _KEPT.items():
        kept.begin(read_kept(name))


def finish() -> None:
    """Keep what this run had to make anew; where that cannot be kept, nothing happens."""
    for name, kept in _KEPT.items():
        data = kept.dump()
        if data is not None:
            keep(name, data)
