"""`orgsheet export --public`: what of the sheets may leave the office, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from orgsheet.cli.exits import CommandError, complain
from orgsheet.cli.two_sides import revision_workspace
from orgsheet.cycle.published_sheets import published_sheets
from orgsheet.files.git import GitError, open_repository
from orgsheet.fiscal import FiscalYear
from orgsheet.lint.session import LintSession, entries_of, open_session
from orgsheet.render.display_width import printable
from orgsheet.workspace.workspace import Workspace

if TYPE_CHECKING:
    from orgsheet.form.sheet import Sheet, SheetId
    from orgsheet.workspace.publication import Publication


def public_sheets(
    workspace: Workspace, folder: Path, chosen: Sequence[SheetId]
) -> tuple[list[Sheet], Publication, str]:
    """Return what may leave of the chosen sheets, the settings that say so, and the licence line.

    What is kept back is told with its reason.

    Raises:
        CommandError: the tag that the settings name is not there.
    """
    session = open_session(workspace)
    found: list[Sheet] = []
    with ExitStack() as stack:
        for label in dict.fromkeys(one.year for one in chosen):
            year = FiscalYear.read(label)
            if year is None:
                complain(f"「{printable(label)}」は年度ではないので、公表するものがありません。")
                continue
            one = approved(session, folder, label, stack)
            entries = entries_of(session.record, below=workspace.root)
            published = published_sheets(one, year, entries)
            for identity, reason in published.kept_back:
                if identity in chosen:
                    complain(f"{printable(identity.path)} は公表しません。{reason}")
            found += [sheet for sheet in published.sheets if sheet.id in chosen]
    publication = session.settings.publication
    return found, publication, publication.licence


def approved(session: LintSession, folder: Path, label: str, stack: ExitStack) -> LintSession:
    """Return the session over the files that are published: those of the tag, if one is named.

    Rules and settings are those of today, so that a tag cannot say what leaves the office.

    Args:
        session: the workspace of today.
        folder: where the command works.
        label: the year.
        stack: closes the repository, when one is opened, after the command.

    Raises:
        CommandError: the tag that the settings name is not there.
    """
    revision = session.settings.publication.revision(label)
    if revision is None:
        return session
    try:
        repository = stack.enter_context(open_repository(folder))
        commit = repository.resolve(revision)
    except GitError as error:
        raise CommandError(
            f"公表の設定（orgsheet.yaml の publication）は、タグ「{revision}」のシートを公表すると"
            f"しています。{error}"
        ) from error
    tagged = revision_workspace(repository, folder, commit)
    return LintSession(tagged, session.settings, session.book, session.rules)
