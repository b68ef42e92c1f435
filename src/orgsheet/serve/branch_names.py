"""What the branches are called on which people save: 提案/<who>/<what it is about>."""

from __future__ import annotations

from urllib.parse import unquote

from orgsheet.files.git.write_commit import branch_part
from orgsheet.form.sheet_id import SheetId

PROPOSALS = "提案"
"""The first part of the names of branches on which people save."""


def sheet_branch(person: str, identity: SheetId) -> str:
    """Return the name of the branch on which a person works on a sheet."""
    return f"{PROPOSALS}/{branch_part(person)}/{sheet_part(identity)}"


def sheet_part(identity: SheetId) -> str:
    """Return the last part of the name of every branch for a sheet."""
    return branch_part("-".join(part for part in identity if part))


def parts_of(branch: str) -> tuple[str, str]:
    """Return who a branch below `PROPOSALS` is of and what it is about, as they stand in its name.

    What it is about is "" in a name that has no such part.
    """
    owner, _, part = branch.partition("/")[2].partition("/")
    return owner, part


def owner_of(branch: str) -> str:
    """Return the name of who a branch is of; of a name that was too long, its beginning."""
    return unquote(parts_of(branch)[0])
