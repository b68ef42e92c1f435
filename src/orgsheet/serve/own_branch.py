"""Sheets as a person sees and saves them: on a branch of her own, from the branch of all.

State lives in Git alone. Nothing here touches the work tree, the index or HEAD.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from orgsheet.files.git import GitError, GitFiles, Repository
from orgsheet.files.git.write_commit import Author, Onto, branch_part, commit_files
from orgsheet.form.sheet_id import SheetId
from orgsheet.serve.write_back import WrittenBack, write_back
from orgsheet.source import Plain
from orgsheet.source.vocabulary import Vocabulary

PROPOSALS = "提案"
"""The first part of the names of branches on which people save."""


@dataclass(frozen=True)
class Version:
    """A sheet's bytes where somebody works on it: the commit they are of, and their blob.

    `is_proposal` says that the person's own branch has been begun.
    """

    commit: str
    blob: str
    data: bytes
    is_proposal: bool


class Proposals:
    """The proposals of a repository whose workspace is the folder `folder` ("" for its top)."""

    def __init__(self, repository: Repository, folder: str, base: str) -> None:
        """Take the branch that all proposals go to.

        Raises:
            GitError: there is no such branch.
        """
        self._repository = repository
        self._folder = folder
        self.base = base
        self.base_commit()

    def base_commit(self) -> str:
        """Return the commit at which the branch of all is now.

        Raises:
            GitError: it is gone.
        """
        return self._repository.resolve(f"refs/heads/{self.base}")

    def branch(self, person: str, identity: SheetId) -> str:
        """Return the name of the branch on which a person saves a sheet."""
        sheet = "-".join(part for part in identity if part)
        return f"{PROPOSALS}/{branch_part(person)}/{branch_part(sheet)}"

    def seen_by(self, person: str, identity: SheetId) -> Version | None:
        """Return a sheet as a person last saved it, else as it is for all; None if there is none.

        Raises:
            GitError: git does not give it.
        """
        return self._seen(self._tip(person, identity), identity)

    def _tip(self, person: str, identity: SheetId) -> str | None:
        return self._repository.find(f"refs/heads/{self.branch(person, identity)}")

    def _seen(self, own: str | None, identity: SheetId) -> Version | None:
        for commit in (own, self.base_commit()):
            found = commit and self._read(commit, identity, is_proposal=commit == own)
            if found:
                return found
        return None

    def content(self, blob: str) -> bytes | None:
        """Return an earlier content of a sheet by its blob; None where git has no such blob."""
        if len(blob) != len(_ZERO) or not set(blob) <= set("0123456789abcdef"):
            return None
        return next(iter(self._repository.read_ahead([blob])), None)

    def save(
        self,
        person: Author,
        identity: SheetId,
        wanted: dict[str, Plain],
        seen: str,
        words: Vocabulary | None,
    ) -> tuple[Version, WrittenBack]:
        """Put what a person wants into her branch, unless it is what stands there already.

        Args:
            person: who saves.
            identity: the sheet.
            wanted: what the sheet is to say.
            seen: the blob that her form was filled from.
            words: those of the sheet's form.

        Returns:
            The sheet as it is now, and what became of it: with conflicts nothing was saved.

        Raises:
            BranchMovedError: somebody saved at the same moment.
            GitError: the sheet is gone, or git does not take it.
            Unreadable, MergeRefused: as `write_back`.
        """
        # Looked up once: what is read and what is written on must be the same commit.
        tip = self._tip(person.name, identity)
        now = self._seen(tip, identity)
        before = self.content(seen)
        if now is None or before is None:
            raise GitError(
                "このシートは、なくなったか名前が変わりました。一覧から開き直してください。"
            )
        found = write_back(before, now.data, wanted, identity.path, words)
        if found.conflicts or found.data == now.data:
            return now, found
        branch = self.branch(person.name, identity)
        path = f"{self._folder}/{identity.path}" if self._folder else identity.path
        onto = Onto(branch, tip or now.commit, tip)
        message = f"{identity.year} {identity.label} のシートに記入"
        commit = commit_files(Path(self._repository.top), onto, {path: found.data}, message, person)
        saved = self._read(commit, identity, is_proposal=True)
        assert saved is not None, "it has just been written"
        return saved, found

    def _read(self, commit: str, identity: SheetId, *, is_proposal: bool) -> Version | None:
        files = GitFiles(self._repository, commit, self._folder)
        data = files.read(identity.path)
        if data is None:
            return None
        return Version(commit, files.entries[identity.path].blob, data, is_proposal)


_ZERO = "0" * 40
