"""Sheets as a person sees and saves them: on a branch of her own, from the branch of all.

State lives in Git alone. Nothing here touches the work tree, the index or HEAD.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from orgsheet.files.git import GitError, GitFiles, Repository
from orgsheet.files.git.commits_between import Commit
from orgsheet.files.git.write_commit import Author, Onto, commit_files
from orgsheet.form.sheet_id import SheetId
from orgsheet.merge.tree_merge import Side
from orgsheet.serve.branch_names import PROPOSALS, owner_of, parts_of, sheet_branch, sheet_part
from orgsheet.serve.write_back import WrittenBack, merge_versions, write_back
from orgsheet.source import Plain
from orgsheet.source.vocabulary import Vocabulary

MOST_VERSIONS = 60
"""Versions of a sheet that are offered to go back to."""
_ZERO = "0" * 40
_MOST_KNOWN = 10_000
"""Answers about pairs of commits that are kept: commits never change."""
_MOST_READ = 256
"""Sheets of commits that are kept."""


@dataclass(frozen=True)
class Version:
    """A sheet's bytes where somebody works on it: the commit they are of, and their blob.

    `is_proposal` says that the person's own branch has been begun.
    """

    commit: str
    blob: str
    data: bytes
    is_proposal: bool


class Other(NamedTuple):
    """Somebody else who works on a sheet, and when she last saved it."""

    name: str
    time: datetime


class Decision(NamedTuple):
    """What a person decided where two changed the same.

    `sides` has whose version stands, for each conflict ("theirs" is hers), `shown` the version of
    the other side that she was shown: what came later is asked anew.
    """

    sides: Sequence[Side] = ()
    shown: str = ""

    def about(self, version: str) -> Sequence[Side]:
        """Return what was decided about this version; nothing where another one was shown."""
        return self.sides if self.shown == version else ()


UNDECIDED = Decision()


class Proposals:
    """The proposals of a repository whose workspace is the folder `folder` ("" for its top)."""

    def __init__(self, repository: Repository, folder: str, base: str) -> None:
        """Take the branch that all proposals go to.

        Raises:
            GitError: there is no such branch.
        """
        self.repository = repository
        self.folder = folder
        self.base = base
        self._parted: dict[tuple[str, str], str] = {}
        self._versions: dict[tuple[str, str], Version] = {}
        self.base_commit()

    @property
    def top(self) -> Path:
        """The folder of the repository."""
        return Path(self.repository.top)

    def base_commit(self) -> str:
        """Return the commit at which the branch of all is now.

        Raises:
            GitError: it is gone.
        """
        found = self.repository.branch_commit(self.base)
        return found or self.repository.resolve(f"refs/heads/{self.base}")

    def branch(self, person: str, identity: SheetId) -> str:
        """Return the name of the branch on which a person saves a sheet."""
        return sheet_branch(person, identity)

    def path_of(self, identity: SheetId) -> str:
        """Return where a sheet stands, from the repository's top."""
        return f"{self.folder}/{identity.path}" if self.folder else identity.path

    def tip(self, person: str, identity: SheetId) -> str | None:
        """Return the commit of a person's branch for a sheet; None where there is none."""
        return self.repository.branch_commit(self.branch(person, identity))

    def is_open(self, tip: str) -> bool:
        """Tell whether a branch holds what the branch of all has not."""
        return self._parted_at(self.base_commit(), tip) != tip

    def _parted_at(self, base: str, tip: str) -> str:
        key = base, tip
        if base == tip:
            return base
        if key not in self._parted:
            if len(self._parted) >= _MOST_KNOWN:
                self._parted.clear()
            self._parted[key] = self.repository.merge_bases(*key)[0]
        return self._parted[key]

    def seen_by(self, person: str, identity: SheetId) -> Version | None:
        """Return a sheet as a person last saved it, else as it is for all; None if there is none.

        Raises:
            GitError: git does not give it.
        """
        return self._seen(self.tip(person, identity), identity)

    def _seen(self, own: str | None, identity: SheetId) -> Version | None:
        if own and self.is_open(own):
            found = self._read(own, identity, is_proposal=True)
            if found:
                return found
        return self._read(self.base_commit(), identity, is_proposal=False)

    def content(self, blob: str) -> bytes | None:
        """Return an earlier content of a sheet by its blob; None where git has no such blob."""
        if len(blob) != len(_ZERO) or not set(blob) <= set("0123456789abcdef"):
            return None
        return self.repository.content(blob)

    def save(
        self,
        person: Author,
        identity: SheetId,
        wanted: dict[str, Plain],
        seen: str,
        words: Vocabulary | None,
        decision: Decision = UNDECIDED,
        note: str = "",
    ) -> tuple[Version, WrittenBack]:
        """Put what a person wants into her branch, unless it is what stands there already.

        Args:
            person: who saves.
            identity: the sheet.
            wanted: what the sheet is to say.
            seen: the blob that her form was filled from.
            words: those of the sheet's form.
            decision: hers, about the blob that the sheet had then.
            note: what the record says besides.

        Returns:
            The sheet as it is now, and what became of it: with conflicts nothing was saved.

        Raises:
            BranchMovedError: somebody saved at the same moment.
            GitError: the sheet is gone, or git does not take it.
            Unreadable, MergeRefused: as `write_back`.
        """
        # Looked up once: what is read and what is written on must be the same commit.
        tip = self.tip(person.name, identity)
        now = self._seen(tip, identity)
        before = self.content(seen)
        if now is None or before is None:
            raise GitError(
                "このシートは、なくなったか名前が変わりました。一覧から開き直してください。"
            )
        sides = decision.about(now.blob)
        found = write_back(before, now.data, wanted, identity.path, words, sides)
        if found.conflicts or found.data == now.data:
            return now, found
        onto = Onto(self.branch(person.name, identity), now.commit, tip)
        message = f"{identity.year} {identity.label} のシートに記入\n{note}"
        files: dict[str, bytes | None] = {self.path_of(identity): found.data}
        base = self.base_commit()
        parted = self._parted_at(base, now.commit)
        commit = commit_files(self.top, onto, files, message, person)
        # Nobody else has the new commit: it parted where the one that it follows did.
        self._parted[base, commit] = parted
        blob = self.repository.blob_at(commit, self.path_of(identity))
        assert blob is not None, "it has just been written"
        saved = Version(commit, blob, found.data, is_proposal=True)
        self._keep(identity, saved)
        return saved, found

    def join_base(
        self,
        person: Author,
        identity: SheetId,
        words: Vocabulary | None,
        decision: Decision = UNDECIDED,
    ) -> WrittenBack | None:
        """Take into a person's branch what became of its sheet on the branch of all meanwhile.

        Args:
            person: whose branch it is.
            identity: the sheet.
            words: those of the sheet's form.
            decision: hers, about the commit of the branch of all.

        Returns:
            None where there is nothing to take in; with conflicts nothing was written.

        Raises:
            BranchMovedError: somebody saved at the same moment.
            GitError: git does not take it.
            Unreadable, MergeRefused: as `write_back`.
        """
        tip, base = self.tip(person.name, identity), self.base_commit()
        if tip is None:
            return None
        parted = self._parted_at(base, tip)
        if parted == base:
            return None
        old, now, own = (
            self._read(commit, identity, is_proposal=False) for commit in (parted, base, tip)
        )
        if old is None or now is None or own is None or now.blob == old.blob:
            return None
        sides = decision.about(base)
        found = merge_versions(old.data, now.data, own.data, identity.path, words, sides)
        if not found.conflicts:
            onto = Onto(self.branch(person.name, identity), base, tip, merged=tip)
            message = f"{identity.year} {identity.label} に、みなの版の変更を合わせる"
            files: dict[str, bytes | None] = {self.path_of(identity): found.data}
            commit_files(self.top, onto, files, message, person)
        return found

    def versions(self, person: str, identity: SheetId) -> list[Commit]:
        """Return the versions of a sheet that a person can see, the latest first, at most so many.

        They are those of her branch and those of the branch of all.
        """
        now = self.seen_by(person, identity)
        if now is None:
            return []
        path = self.path_of(identity)
        found = self.repository.commits_of(now.commit, path, MOST_VERSIONS)
        return [one for one in found if one.blob]

    def others(self, person: str, identity: SheetId) -> list[Other]:
        """Return who else has a branch for a sheet, the last to save first."""
        found = []
        end = f"/{sheet_part(identity)}"
        own = self.branch(person, identity)
        for name, commit in self.repository.branches(PROPOSALS).items():
            if name.endswith(end) and name != own and self.is_open(commit):
                latest = self.repository.commits_of(commit, self.path_of(identity), 1)
                found += [Other(owner_of(name), one.time) for one in latest]
        return sorted(found, key=lambda one: one.time, reverse=True)

    def writers(self, identities: Iterable[SheetId]) -> dict[SheetId, list[str]]:
        """Return who has a branch for each of some sheets, one that is not taken in."""
        by_part = {sheet_part(one): one for one in identities}
        found: dict[SheetId, list[str]] = {}
        for name in self.repository.branches(PROPOSALS, self.base_commit()):
            identity = by_part.get(parts_of(name)[1])
            if identity is not None:
                found.setdefault(identity, []).append(owner_of(name))
        return found

    def _read(self, commit: str, identity: SheetId, *, is_proposal: bool) -> Version | None:
        kept = self._versions.get((commit, identity.path))
        if kept is None:
            files = GitFiles(self.repository, commit, self.folder)
            data = files.read(identity.path)
            if data is None:
                return None
            kept = Version(commit, files.entries[identity.path].blob, data, is_proposal)
            self._keep(identity, kept)
        return replace(kept, is_proposal=is_proposal)

    def _keep(self, identity: SheetId, version: Version) -> None:
        self._versions[version.commit, identity.path] = version
        if len(self._versions) > _MOST_READ:
            del self._versions[next(iter(self._versions))]
