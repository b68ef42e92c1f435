"""What `orgsheet site` makes its pages from: the sheets that may be shown, the day, the version."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from orgsheet.cli.as_of import commit_day
from orgsheet.cli.commands.export_public import approved
from orgsheet.cli.exits import CommandError, complain
from orgsheet.cli.options import year_label
from orgsheet.cli.two_sides import current_root, folder_below_top
from orgsheet.cycle.published_sheets import published_sheets
from orgsheet.cycle.successors import sheets_of, years_with_sheets
from orgsheet.files.git import GitError, Repository, open_repository
from orgsheet.files.kept_pieces import KeptPieces
from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import SheetId
from orgsheet.lint.baseline import Entry
from orgsheet.lint.session import LintSession, entries_of
from orgsheet.render.display_width import printable
from orgsheet.site.edition import DEFAULT_NAME, Edition, SiteYear
from orgsheet.site.past import Past, read_past
from orgsheet.workspace.publication import TAGGED

_SHORT = 7
_TOLD = 5
"""Sheets that are kept back are named so far; of more the number is told."""


def read_edition(
    session: LintSession,
    folder: Path,
    stack: ExitStack,
    *,
    year: str | None,
    day: date | None,
    baseline: Path | None,
    is_internal: bool,
    kept: KeptPieces,
) -> tuple[Edition, Past | None]:
    """Return what the pages are made from, with its past, and tell what is kept back.

    Args:
        session: the workspace with its rules and settings.
        folder: where the command works.
        stack: closes the repository, when one is opened, after the command.
        year: the only year to show, None for all.
        day: the day as of which all is said, None for that of the last commit.
        baseline: a record of known findings, None for the one that the settings name.
        is_internal: whether everything is shown.
        kept: what earlier runs made.

    Raises:
        CommandError: there is no such year, or the tag that the settings name is not there.
    """
    workspace, publication = session.workspace, session.settings.publication
    years = years_with_sheets(workspace)
    if year is not None:
        years = [one for one in years if one.label == year_label(year)]
    if not years:
        wanted = "" if year is None else f"{year} の"
        raise CommandError(f"{wanted}シートがありません。sheets/年度/部名/課名.yaml に置きます。")
    record = session.record if baseline is None else folder / baseline
    entries = entries_of(record, below=workspace.root if baseline is None else None)
    parts = []
    for one in years:
        if is_internal:
            parts.append(_internal(session, one))
        else:
            parts.append(_public(approved(session, folder, one.label, stack), one, entries, kept))
    shown = tuple(one for one in parts if one.sheets) or tuple(parts)
    repository = _repository(folder, stack)
    head = None if repository is None else repository.find("HEAD")
    edition = Edition(
        years=shown,
        as_of=day or commit_day(repository) or shown[-1].year.first,
        plans=workspace.plans,
        organization=workspace.organization,
        name=publication.site or DEFAULT_NAME,
        address=publication.address,
        licence=publication.licence,
        staff=publication.staff,
        is_internal=is_internal,
        version=(head or "")[:_SHORT],
        scales=workspace.scales.checked(),
    )
    if repository is None or head is None or publication.sheets == TAGGED:
        return edition, None
    below = folder_below_top(repository, current_root(repository, folder))
    withheld = {one for part in parts for one in part.kept_back}
    public = None if is_internal else publication
    now = list(edition.sheets())
    past = read_past(repository, head, below, workspace.forms, now, public, withheld)
    if repository.is_shallow() or past.is_cut:
        complain(
            "古い記録が足りないので、前のアドレスの一部は案内できません。"
            "自動で作るときは、取り出しの設定に fetch-depth: 0 を書きます。"
        )
    return edition, past


def _repository(folder: Path, stack: ExitStack) -> Repository | None:
    """Return the repository around a folder, None where it is in none that may be read."""
    try:
        return stack.enter_context(open_repository(folder))
    except GitError:
        return None


def _public(
    session: LintSession, year: FiscalYear, entries: Sequence[Entry], kept: KeptPieces
) -> SiteYear:
    published = published_sheets(session, year, entries, cached=True, kept=kept)
    for identity, reason in published.kept_back[:_TOLD]:
        complain(f"{printable(identity.path)} は載せません。{reason}")
    more = len(published.kept_back) - _TOLD
    if more > 0:
        complain(f"{year.label} のほかの {more:,} 枚も載せません（orgsheet status {year.label}）。")
    return SiteYear(year, published.sheets, tuple(one for one, _ in published.kept_back))


def _internal(session: LintSession, year: FiscalYear) -> SiteYear:
    """Return all sheets of a year that can be read, as they are."""
    workspace = session.workspace
    found = [workspace.sheet(one) for one in sheets_of(workspace, year)]
    sheets = [sheet for sheet in found if sheet is not None and sheet.root is not None]
    there = {sheet.id for sheet in sheets}
    unread: list[SheetId] = [one for one in sheets_of(workspace, year) if one not in there]
    for identity in unread:
        complain(f"{printable(identity.path)} は読めないので載せません。")
    return SiteYear(year, tuple(sheets), tuple(unread))
