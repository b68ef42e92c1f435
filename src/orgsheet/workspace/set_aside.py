"""What is known of files while others stand in their place: it serves when they are back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class SetAside(Generic[T]):
    """Things by path, each with the version of the file that it is of.

    A form is checked at every key: its sheet is replaced and restored each time.
    """

    def __init__(self, version: Callable[[str], str | None]) -> None:
        """Take what tells the version of a file, None where that is not known or it is replaced."""
        self._version = version
        self._kept: dict[str, tuple[str, T]] = {}

    def put(self, path: str, thing: T | None) -> None:
        """Keep what is known of a file that is about to be replaced, where it can be taken back."""
        version = self._version(path)
        if version is not None and thing:
            self._kept[path] = version, thing

    def take(self, path: str) -> T | None:
        """Return what was kept of a file that has been restored, None unless it is the same one."""
        version, thing = self._kept.pop(path, ("", None))
        return thing if thing is not None and version == self._version(path) else None

    def clear(self) -> None:
        """Let go of all: what was known may be wrong of the same files."""
        self._kept.clear()
