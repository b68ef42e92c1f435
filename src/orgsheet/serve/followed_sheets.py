"""The sheets of a branch, living, and kept while the branch moves on: what is the same stays."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from orgsheet.files.git import GitFiles
from orgsheet.form.definition import FOLDER as FORMS
from orgsheet.lint.living_sheets import LivingSheets
from orgsheet.workspace.layout import sheet_id_of
from orgsheet.workspace.workspace import Workspace

_MOST = 50
"""Sheets that are read anew one by one; of more, all are."""


class FollowedSheets:
    """The sheets of one commit after another, each time as if they had been opened anew."""

    def __init__(self, open_at: Callable[[str], Workspace]) -> None:
        """Take how the workspace of a commit is opened."""
        self._open_at = open_at
        self._moving = Lock()
        self._sheets: LivingSheets | None = None
        self._commit = ""

    def at(self, commit: str) -> LivingSheets:
        """Return the sheets of a commit; those of any other that was asked for become them.

        Raises:
            GitError, WorkspaceError: they cannot be read.
        """
        with self._moving:
            if self._sheets is None or commit != self._commit:
                opened = self._open_at(commit)
                if self._sheets is None or not _follow(self._sheets, opened):
                    self._sheets = LivingSheets(opened)
                    self._sheets.has_unread = False
                self._commit = commit
            return self._sheets

    def lend(self, workspace: Workspace) -> None:
        """Let a workspace know what the checks took out of the sheets that it shares with these.

        Reading a thousand sheets anew for each review would take seconds.
        """
        sheets = self._sheets
        if sheets is None:
            return
        with sheets.workspace.lock:  # nothing that somebody types stands over them now
            own, other = sheets.workspace.files_below, workspace.files
            if not isinstance(own, GitFiles) or not isinstance(other, GitFiles):
                return
            if _versions(own, FORMS) == _versions(other, FORMS):
                workspace.learn(
                    sheets.workspace, lambda path: own.version(path) == other.version(path)
                )


def _versions(files: GitFiles, folder: str) -> dict[str, str | None]:
    return {path: files.version(path) for path in files.paths(folder)}


def _follow(sheets: LivingSheets, opened: Workspace) -> bool:
    """Let sheets become those of another workspace, if only the content of some differs."""
    with sheets.workspace.lock:
        was, now = sheets.workspace.files_below, opened.files
        if not isinstance(was, GitFiles) or not isinstance(now, GitFiles):
            return False
        if was.entries.keys() != now.entries.keys():
            return False
        changed = [path for path in now.entries if was.version(path) != now.version(path)]
        if len(changed) > _MOST or not all(map(sheet_id_of, changed)):
            return False
        was.become(now)
        return sheets.followed(changed)
