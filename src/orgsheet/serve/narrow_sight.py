"""What is told to somebody who does not see every sheet: nothing that another sheet says."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from threading import Lock
from typing import TypeVar

from orgsheet.files.git import GitFiles
from orgsheet.lint.finding import Finding
from orgsheet.lint.living_sheets import LivingSheets
from orgsheet.review.review_data import ReviewFinding
from orgsheet.serve.followed_sheets import FollowedSheets
from orgsheet.workspace.workspace import Workspace

_KEPT = 16
"""Sets of sheets that are kept: as many as people see and work with at a time."""
_ASK = "ほかの課のシートと合わせて調べた結果です。くわしくは、とりまとめの担当に尋ねてください。"

_One = TypeVar("_One", Finding, ReviewFinding)


class NarrowSheets:
    """The sheets of the branch of all without those that somebody may not see."""

    def __init__(self, open_at: Callable[[str], Workspace]) -> None:
        """Take how the workspace of a commit is opened."""
        self._open_at = open_at
        self._lock = Lock()
        self._known: OrderedDict[frozenset[str], FollowedSheets] = OrderedDict()

    def at(self, commit: str, hidden: frozenset[str]) -> LivingSheets:
        """Return the sheets of a commit but for those with the hidden paths.

        Raises:
            GitError, WorkspaceError: they cannot be read.
        """

        def opened(at: str) -> Workspace:
            whole = self._open_at(at)
            assert isinstance(whole.files, GitFiles), "of a commit"
            return Workspace(whole.files.without(hidden), whole.root)

        with self._lock:
            followed = self._known.setdefault(hidden, FollowedSheets(opened))
            self._known.move_to_end(hidden)
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return followed.at(commit)


def narrowed(found: Iterable[_One], own: Collection[Finding]) -> list[_One]:
    """Return findings of a sheet, of those that rest on sheets not seen the rule's title alone.

    `own` are the findings that the sheet has without these.
    """
    known = set(map(_said_by, own))
    return [one if _said_by(one) in known else _titled(one) for one in found]


def _said_by(finding: Finding | ReviewFinding) -> tuple[str, str, str, str, int, int]:
    """Return what makes two findings of the same bytes one: where they stand is part of it."""
    at = finding.place if isinstance(finding, Finding) else finding
    return finding.rule, finding.item, finding.message, finding.fix, at.line, at.column


def _titled(finding: _One) -> _One:
    shown = finding._replace(message=f"{finding.title}。", fix=_ASK, paste="")
    return shown._replace(mend=None) if isinstance(shown, Finding) else shown
