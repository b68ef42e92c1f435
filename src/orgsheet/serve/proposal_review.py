"""The review of one proposal: the sheet as it will be on the branch of all, by today's policy."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from orgsheet.files.git import GitError, GitFiles, Repository
from orgsheet.files.git.write_commit import tree_with
from orgsheet.form.sheet_id import SheetId
from orgsheet.review.assemble import review_change
from orgsheet.review.review_data import Review
from orgsheet.review.states import Inputs
from orgsheet.serve.own_branch import Proposals
from orgsheet.serve.write_back import WrittenBack, merge_versions
from orgsheet.source.vocabulary import Vocabulary
from orgsheet.workspace.workspace import Workspace


class Taken(NamedTuple):
    """A proposal's sheet taken into the branch of all: at which commit, and what came of it."""

    base: str
    found: WrittenBack


def taken_in(proposals: Proposals, tip: str, identity: SheetId, words: Vocabulary | None) -> Taken:
    """Return the sheet of a proposal merged by meaning with that of the branch of all.

    Raises:
        GitError: the branch changes other files too, or the sheet is gone on one side.
        MergeRefused, Unreadable: the versions cannot be merged.
    """
    repository, base = proposals.repository, proposals.base_commit()
    parted = repository.merge_bases(base, tip)[0]
    path = proposals.path_of(identity)
    _require_alone(repository, parted, tip, path)
    old, now, own = (
        GitFiles(repository, commit, proposals.folder).read(identity.path)
        for commit in (parted, base, tip)
    )
    if old is None or now is None or own is None:
        raise GitError(
            "みなの版に、もうこのシートがありません。とりまとめの担当に相談してください。"
        )
    return Taken(base, merge_versions(old, now, own, identity.path, words))


def review_of(
    proposals: Proposals,
    base: Workspace,
    open_at: Callable[[str], Workspace],
    taken: Taken,
    identity: SheetId,
) -> Review:
    """Return the review of a sheet taken in, with the names that stand in it.

    Args:
        proposals: the repository.
        base: the branch of all at the commit at which the sheet was taken in.
        open_at: how the workspace of a tree is opened.
        taken: the sheet taken in.
        identity: which it is.

    Raises:
        GitError: git does not take the sheet; else as `review_change`.
    """
    repository, path = proposals.repository, proposals.path_of(identity)
    # A tree and no commit: whoever only looks leaves no branch and no record behind.
    tree = tree_with(proposals.top, taken.base, {path: taken.found.data})
    inputs = Inputs(
        base=base,
        before=base,
        after=open_at(tree),
        version=_version,
        label=proposals.base,
        base_commit=taken.base,
        head_commit="",
        before_top=GitFiles(repository, taken.base),
        after_top=GitFiles(repository, tree),
        prefix=f"{proposals.folder}/" if proposals.folder else "",
    )
    return review_change(inputs, fail_level=None, redact=False).review


def _version(workspace: Workspace, path: str) -> object:
    """Return what a file is compared by: every state here is one of Git."""
    version: Callable[[str], str | None] = workspace.files.version  # type: ignore[attr-defined]
    return version(path)


def _require_alone(repository: Repository, parted: str, tip: str, path: str) -> None:
    before, after = (
        {one.path: one.version for one in repository.entries(commit) if one.path != path}
        for commit in (parted, tip)
    )
    if before != after:
        raise GitError(
            "この枝は、シートのほかのファイルも変えています。ブラウザーからは承認できません。"
            "Git の提案として点検してください（orgsheet review）。"
        )
