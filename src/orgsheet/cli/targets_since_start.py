"""What became of the targets since the start of a year, as a command asks for it."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from orgsheet.cli.exits import CommandError
from orgsheet.cli.two_sides import revision_workspace
from orgsheet.diff.change_book import load_change_rules
from orgsheet.evaluation.rounds import START, tag_of
from orgsheet.files.git import GitError, open_repository
from orgsheet.fiscal import FiscalYear
from orgsheet.render.display_width import printable
from orgsheet.workspace.settings import load_settings
from orgsheet.workspace.workspace import Workspace
from orgsheet.yearbook.changed_targets import CHANGED, changed_targets
from orgsheet.yearbook.year_results import RowKey


def targets_since(
    workspace: Workspace,
    folder: Path,
    year: FiscalYear,
    since: str | None,
    wanted: frozenset[str] = CHANGED,
) -> dict[RowKey, tuple[str, ...]] | None:
    """Return what became of the targets since the year's start; None where no start is known.

    Args:
        workspace: where the sheets are.
        folder: where the command works.
        year: the year.
        since: the revision that was typed, None for the tag of the year's start.
        wanted: the ids of the change rules that are told.

    Raises:
        CommandError: the revision that was typed is not there.
    """
    with ExitStack() as stack:
        try:
            repository = stack.enter_context(open_repository(folder))
            commit = (
                repository.find(f"refs/tags/{tag_of(year, START)}")
                if since is None
                else repository.resolve(since)
            )
        except GitError as error:
            if since is None:
                return None
            raise CommandError(f"--since「{printable(since)}」: {error}") from error
        if commit is None:
            return None
        start = revision_workspace(repository, folder, commit)
        rules = load_change_rules(workspace, load_settings(workspace))
        return changed_targets(start, workspace, year, rules, wanted)
