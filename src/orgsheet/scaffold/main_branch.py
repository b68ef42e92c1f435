"""Which branch the workflows of a new repository name: that into which others are merged."""

from __future__ import annotations

from pathlib import Path

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.scaffold.city import MAIN

_PLAIN = pattern(r"[^\W\d_][\w./-]{0,100}")
"""Other names would have a meaning of their own in a list of branches."""


def main_branch(root: Path) -> str:
    """Return the branch of the repository in a folder as a list of branches has it.

    `main` where there is no repository yet, or none that may be read; "" where the name cannot
    stand in such a list.
    """
    from orgsheet.files.git import GitError, open_repository

    if not (root / ".git").exists():
        return MAIN
    try:
        with open_repository(root) as repository:
            branch = repository.main_branch() or MAIN
    except GitError:
        return MAIN
    if _PLAIN.fullmatch(branch) is None:
        return ""
    return branch if branch in (MAIN, "master") else f'"{branch}"'
