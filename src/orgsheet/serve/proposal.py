"""An open proposal as the pages know it."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import quote

from orgsheet.files.git.commits_between import Commit
from orgsheet.form.sheet_id import SheetId
from orgsheet.serve.branch_names import PROPOSALS
from orgsheet.serve.proposal_log import State


class Proposal(NamedTuple):
    """An open proposal: its branch, whose it is, the sheet, where the branch is, and its state."""

    branch: str
    owner: str
    identity: SheetId
    tip: str
    commits: tuple[Commit, ...]
    state: State

    @property
    def address(self) -> str:
        """What stands for it in the addresses of pages."""
        return self.branch.removeprefix(f"{PROPOSALS}/")

    @property
    def page(self) -> str:
        """The address of its page."""
        return f"/proposals/{quote(self.address)}"

    def page_at_host(self, pattern: str) -> str:
        """Return the address of its branch's page at the host, "" where the office has none.

        Args:
            pattern: that of the settings, with `{枝}` where the name of the branch belongs.
        """
        return pattern.replace("{枝}", quote(self.branch))
