"""The files that merging two commits gives, as a host makes them: file by file, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from orgsheet.files.disk import MAX_BYTES
from orgsheet.files.git.commit_files import GitFiles
from orgsheet.files.git.line_merge import merged_text
from orgsheet.files.git.tree_listing import REGULAR, Entry

if TYPE_CHECKING:
    from orgsheet.files.git.repository import Repository


class MergedFiles(GitFiles):
    """The files of a commit as they will be when another one takes it in.

    A file that the target alone changed since the two parted is the target's; one that both
    changed is merged line by line. Where that cannot be done the file is the change's own, and
    `conflicts` names it.
    """

    def __init__(
        self, repository: Repository, parted: str, target: str, change: str, folder: str = ""
    ) -> None:
        super().__init__(repository, change, folder)
        before, theirs = (GitFiles(repository, at, folder).entries for at in (parted, target))
        self._both: dict[str, tuple[Entry | None, Entry]] = {}
        conflicts = []
        for path in theirs.keys() | self.entries.keys():
            old, other, own = before.get(path), theirs.get(path), self.entries.get(path)
            if _version(other) in (_version(old), _version(own)):
                continue
            if _version(own) == _version(old):
                self._take(path, other)
            elif own is None or other is None or not {own.mode, other.mode} <= REGULAR:
                conflicts.append(path)
            else:
                self._both[path] = (old, other)
        self._conflicts = conflicts
        self.entries = dict(sorted(self.entries.items()))

    def _take(self, path: str, entry: Entry | None) -> None:
        if entry is None:
            del self.entries[path]
        else:
            self.entries[path] = entry

    @cached_property
    def _merged(self) -> dict[str, bytes]:
        """The files that both changed and that go together."""
        found = {}
        for path, (old, other) in self._both.items():
            own = self.entries[path]
            base, theirs, ours = (
                b"" if one is None else self.repository.read(one) for one in (old, other, own)
            )
            if max(map(len, (base, theirs, ours))) > MAX_BYTES:
                continue
            data = merged_text(base, theirs, ours)
            if data is not None:
                found[path] = data
        return found

    @property
    def conflicts(self) -> list[str]:
        """The files that cannot be merged, by their paths, sorted."""
        return sorted([*self._conflicts, *(self._both.keys() - self._merged.keys())])

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes | None:
        """See `Files.read`."""
        merged = self._merged.get(path)
        return super().read(path, limit) if merged is None else merged[: limit + 1]

    def read_ahead(self, paths: Sequence[str]) -> Iterator[bytes | None]:
        """See `GitFiles.read_ahead`; nothing of what is merged, which `read` gives."""
        for path, data in zip(paths, super().read_ahead(paths), strict=True):
            yield None if path in self._merged else data

    def version(self, path: str) -> str | None:
        """See `GitFiles.version`."""
        version = super().version(path)
        if path not in self._merged:
            return version
        return f"{version} {_version(self._both[path][1])}"


def _version(entry: Entry | None) -> str:
    return "" if entry is None else entry.version
