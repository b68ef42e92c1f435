"""Which times of the year have come for a form: by the tags of the repository and the settings."""

from __future__ import annotations

from orgsheet.evaluation.rounds import rounds_of_year, times_come
from orgsheet.files.git import GitError, Repository
from orgsheet.form.sheet import Sheet
from orgsheet.workspace.settings import load_settings
from orgsheet.workspace.workspace import Workspace


def times_in_form(
    repository: Repository, commit: str, workspace: Workspace, sheet: Sheet
) -> frozenset[str] | None:
    """Return the times of the year that have come, None where the city says nothing of them.

    No clock is read: a day has come when the branch of all has a commit of it.

    Args:
        repository: whose tags open and close the rounds.
        commit: the commit at which the branch of all is.
        workspace: where the settings are.
        sheet: the sheet; its form says which times there are.
    """
    year = sheet.year
    plans = load_settings(workspace).rounds
    if year is None:
        return None
    try:
        tags = frozenset(repository.tags(f"{year.label}/"))
        day = repository.day_of(commit)
    except GitError:
        tags, day = frozenset(), None
    names = sheet.form.rounds
    found = [one for one in rounds_of_year(year, plans, names, tags, day) if one.name in names]
    is_said = any(one.name in plans or one.has_come for one in found)
    return times_come(found) if is_said else None
