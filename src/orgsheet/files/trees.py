"""Where a workspace's files come from: a folder on disk, a Git revision, or nowhere."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from orgsheet.files import UnreadableFileError, read_beginning
from orgsheet.files.disk import MAX_BYTES

MAX_FILES = 20_000
"""Files and folders below one folder; the largest city would have some hundred sheets a year."""


class WorkspaceError(Exception):
    """The folder cannot be worked with; the message is Japanese and says what to do."""


class Files(Protocol):
    """Where the workspace's files come from: a folder, or one Git revision."""

    def paths(self, folder: str) -> list[str]:
        """Return the paths of all files below a folder, from the root, with `/`, sorted."""
        ...

    def names(self, folder: str) -> list[str]:
        """Return the names of what lies directly in a folder ("" for the root), sorted."""
        ...

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes | None:
        """Return a file's first `limit` + 1 bytes, None where it is absent.

        Raises:
            UnreadableFileError: it exists but is no regular file below the root, or may not be
                read.
        """
        ...


class FolderFiles:
    """The files of a folder on disk; symbolic links are never followed.

    A link in the place of a folder is an error, so that what it hides is not taken for clean.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._own: dict[str, bool] = {"": True}

    def paths(self, folder: str) -> list[str]:
        """See `Files.paths`."""
        found: list[str] = []
        pending = [folder]
        seen = 0
        while pending:
            current = pending.pop()
            if not self._is_own(current):
                raise WorkspaceError(_linked_folder(current))
            try:
                with os.scandir(self.root / current) as entries:
                    for entry in entries:
                        path = f"{current}/{entry.name}"
                        # A link to a folder is looked at, too, and refused there.
                        is_folder = entry.is_dir(follow_symlinks=False) or (
                            entry.is_symlink() and Path(entry).is_dir()
                        )
                        (pending if is_folder else found).append(path)
                        seen += 1
                        refuse_too_many(seen, folder)
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:
                raise WorkspaceError(
                    f"フォルダ「{current}」を開けません。読み取りの権限を確かめてください。"
                ) from error
        return sorted(found)

    def look_again(self) -> None:
        """Forget which folders were found to be no links: they may have become some."""
        self._own = {"": True}

    def names(self, folder: str) -> list[str]:
        """See `Files.names`; nothing of what cannot be opened."""
        try:
            with os.scandir(self.root / folder) as entries:
                return sorted(entry.name for entry in entries) if self._is_own(folder) else []
        except (OSError, ValueError):
            return []

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes | None:
        """See `Files.read`."""
        folder, _, name = path.rpartition("/")
        if not self._is_own(folder) or Path(name).name != name:
            raise UnreadableFileError(_linked_folder(folder))
        try:
            return read_beginning(self.root / path, limit=limit)
        except FileNotFoundError:
            return None

    def _is_own(self, folder: str) -> bool:
        """Tell whether a folder, by the names on the way to it, can lie nowhere but below the root.

        What is absent lies nowhere.
        """
        if folder not in self._own:
            above, _, name = folder.rpartition("/")
            try:
                linked = (self.root / folder).is_symlink()
            except (OSError, ValueError):
                linked = False
            # On Windows a name that a register gives may hold a backslash or a drive.
            plain = name not in {"", ".", ".."} and Path(name).name == name
            self._own[folder] = plain and not linked and self._is_own(above)
        return self._own[folder]


def _linked_folder(folder: str) -> str:
    return (
        f"「{folder}」は別の場所を指すリンクなので、中を読みません。"
        "リンクをやめて、ファイルそのものをフォルダに入れてください。"
    )


def refuse_too_many(count: int, folder: str) -> None:
    """Raise `WorkspaceError` when a folder has more than `MAX_FILES` files below it."""
    if count > MAX_FILES:
        raise WorkspaceError(
            f"{folder} フォルダのファイルが多すぎます（上限 {MAX_FILES:,} 件）。"
            "シートと関係のないファイルを移してください。"
        )


class NoFiles:
    """The files of no workspace."""

    def paths(self, folder: str) -> list[str]:  # noqa: ARG002 - the protocol's signature
        """See `Files.paths`."""
        return []

    def names(self, folder: str) -> list[str]:  # noqa: ARG002 - the protocol's signature
        """See `Files.names`."""
        return []

    def read(
        self,
        path: str,  # noqa: ARG002 - the protocol's signature
        limit: int = MAX_BYTES,  # noqa: ARG002 - the protocol's signature
    ) -> bytes | None:
        """See `Files.read`."""
        return None
