"""The files of one commit below a folder of the repository."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from copy import copy
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from orgsheet.files import UnreadableFileError
from orgsheet.files.disk import MAX_BYTES
from orgsheet.files.git.tree_listing import REGULAR

if TYPE_CHECKING:
    from orgsheet.files.git.repository import Repository
    from orgsheet.files.git.tree_listing import Entry


class GitFiles:
    """The files of one commit below a folder of the repository (see `trees.Files`).

    `entries` are its files by their paths from the folder.
    """

    def __init__(self, repository: Repository, commit: str, folder: str = "") -> None:
        self.repository = repository
        self._prefix = f"{folder}/" if folder else ""
        self.entries: dict[str, Entry] = {
            entry.path.removeprefix(self._prefix): entry
            for entry in repository.entries(commit, folder)
        }

    def become(self, other: GitFiles) -> None:
        """Let these be the files of another commit of the same repository and folder."""
        self.entries = other.entries
        self.__dict__.pop("_folders", None)

    def without(self, paths: Container[str]) -> GitFiles:
        """Return the same files but for some."""
        found = copy(self)
        found.__dict__.pop("_folders", None)
        found.entries = {path: one for path, one in self.entries.items() if path not in paths}
        return found

    def paths(self, folder: str) -> list[str]:
        """See `Files.paths`."""
        return [path for path in self.entries if path.startswith(f"{folder}/")]

    def names(self, folder: str) -> list[str]:
        """See `Files.names`."""
        above = f"{folder}/" if folder else ""
        below = (path[len(above) :] for path in self.entries if path.startswith(above))
        return sorted({path.partition("/")[0] for path in below})

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes | None:
        """See `Files.read`."""
        entry = self.entries.get(path)
        if entry is not None:
            return self.repository.read(entry, limit)
        if path in self._folders:
            name = path.rpartition("/")[2]
            raise UnreadableFileError(
                f"「{name}」はフォルダです。シートは普通のファイルとして置いてください。"
            )
        return None

    @cached_property
    def _folders(self) -> set[str]:
        return {str(folder) for path in self.entries for folder in PurePosixPath(path).parents}

    def read_ahead(self, paths: Sequence[str]) -> Iterator[bytes | None]:
        """Yield what `read` returns for each path, None also where it would raise."""
        entries = [self.entries.get(path) for path in paths]
        blobs = [one.blob if one and one.mode in REGULAR else "" for one in entries]
        contents = self.repository.read_ahead([blob for blob in blobs if blob])
        for blob in blobs:
            yield next(contents) if blob else None

    def version(self, path: str) -> str | None:
        """Return what changes when a file's content or kind does, None where it is absent."""
        entry = self.entries.get(path)
        return None if entry is None else entry.version
