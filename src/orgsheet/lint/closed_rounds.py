"""Which rounds of the evaluation a repository has closed: of those no row may lack its results."""

from __future__ import annotations

from collections.abc import Mapping

from orgsheet.fiscal import FiscalYear
from orgsheet.workspace.settings import Settings
from orgsheet.workspace.workspace import Workspace


def closed_rounds(workspace: Workspace, settings: Settings) -> Mapping[str, frozenset[str]]:
    """Return the names of the closed rounds by the label of their year (R5).

    Tags alone tell it; no clock is read. Git is asked only where the settings name rounds, and a
    folder without a repository has closed none.
    """
    if not settings.rounds:
        return {}
    from orgsheet.evaluation.rounds import DONE, rounds_of_year
    from orgsheet.files.git import GitError, open_repository

    years = {one.year for one in workspace.sheet_ids}
    found: dict[str, frozenset[str]] = {}
    try:
        with open_repository(workspace.root) as repository:
            for label in sorted(years):
                year = FiscalYear.read(label)
                tags = repository.tags(f"{label}/") if year else {}
                if year is not None and tags:
                    rounds = rounds_of_year(year, settings.rounds, tags=tags)
                    found[label] = frozenset(one.name for one in rounds if one.state == DONE)
    except GitError:
        return {}
    return found
