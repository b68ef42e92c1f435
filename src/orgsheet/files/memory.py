"""Files given as bytes: a whole workspace, or what stands over the files of another place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import blake2b
from types import MappingProxyType

from orgsheet.files.disk import MAX_BYTES
from orgsheet.files.trees import Files, NoFiles


class MemoryFiles:
    """Files that exist only here, over those of another place, which stay as they are.

    What is given hides the file of that path below; None says that there is none.
    """

    def __init__(
        self, files: Mapping[str, bytes | None] = MappingProxyType({}), below: Files | None = None
    ) -> None:
        """Take files by their paths from the root, and where all others come from.

        Raises:
            ValueError: as `replace`.
        """
        self.below = NoFiles() if below is None else below
        self._given: dict[str, bytes | None] = {}
        self._folders: dict[str, int] = {}
        for path, data in files.items():
            self.replace(path, data)
        # A Git revision answers these without reading; what is given is asked first.
        self._version_below: Callable[[str], str | None] | None
        self._version_below = getattr(self.below, "version", None)
        if self._version_below is not None:
            self.version = self._version
        # Only a place that others write to takes note of anything (see `FolderFiles.look_again`).
        look_again: Callable[[], None] | None = getattr(self.below, "look_again", None)
        if look_again is not None:
            self.look_again = look_again
        self._ahead_below: Callable[[Sequence[str]], Iterator[bytes | None]] | None
        self._ahead_below = getattr(self.below, "read_ahead", None)
        if self._ahead_below is not None:
            self.read_ahead = self._read_ahead

    def replace(self, path: str, data: bytes | None) -> None:
        """Let a file have these bytes, or be absent (None), until it is restored.

        Raises:
            ValueError: the path does not lead to a place below the root.
        """
        if not {"", ".", ".."}.isdisjoint(path.split("/")):
            raise ValueError(path)
        self._given[path] = data

    def restore(self, path: str) -> None:
        """Let a file be what it is below; nothing happens where it was not replaced."""
        self._given.pop(path, None)

    def copied(self) -> MemoryFiles:
        """Return the same files over the same others; replacing in one does not touch the other."""
        return MemoryFiles(self._given, self.below)

    def paths(self, folder: str) -> list[str]:
        """See `Files.paths`."""
        found = {path for path in self.below.paths(folder) if path not in self._given}
        found.update(path for path in self._present() if path.startswith(f"{folder}/"))
        return sorted(found)

    def names(self, folder: str) -> list[str]:
        """See `Files.names`."""
        above = f"{folder}/" if folder else ""
        found = {name for name in self.below.names(folder) if above + name not in self._given}
        within = (path[len(above) :] for path in self._present() if path.startswith(above))
        return sorted(found.union(path.partition("/")[0] for path in within))

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes | None:
        """See `Files.read`."""
        if path not in self._given:
            return self.below.read(path, limit)
        data = self._given[path]
        return None if data is None else data[: limit + 1]

    def _present(self) -> Iterator[str]:
        return (path for path, data in self._given.items() if data is not None)

    def _version(self, path: str) -> str | None:
        if path in self._given:
            data = self._given[path]
            return None if data is None else blake2b(data, digest_size=16).hexdigest()
        assert self._version_below is not None, "offered only where there is one below"
        return self._version_below(path)

    def _read_ahead(self, paths: Sequence[str]) -> Iterator[bytes | None]:
        assert self._ahead_below is not None, "offered only where there is one below"
        below = self._ahead_below([path for path in paths if path not in self._given])
        for path in paths:
            yield self.read(path) if path in self._given else next(below)
