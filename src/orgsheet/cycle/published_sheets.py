"""The sheets of a year that may leave the office, each with only what is published of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from orgsheet.cycle.successors import sheets_of
from orgsheet.cycle.year_progress import year_status
from orgsheet.fiscal import FiscalYear
from orgsheet.form.blanks import blanks
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.lint.baseline import Entry
from orgsheet.lint.session import LintSession
from orgsheet.workspace.publication import TAGGED, Gate


class PublishedSheets(NamedTuple):
    """What of a year is published: in the order of every list, and why the others are not.

    `sheets` hold nothing that may not leave, also not in their text. `kept_back` pairs the other
    sheets with the reason in Japanese; `licence` says on what terms others may use it, or "".
    """

    sheets: tuple[Sheet, ...]
    kept_back: tuple[tuple[SheetId, str], ...]
    licence: str


def published_sheets(
    session: LintSession,
    year: FiscalYear,
    entries: Sequence[Entry] = (),
    *,
    cached: bool = False,
) -> PublishedSheets:
    """Return what may leave the office of a year's sheets: what every public surface is made of.

    Args:
        session: the workspace as it was approved last, or as the tag has it that the settings
            name (`Publication.revision`), with its rules and settings.
        year: the year.
        entries: the record of known findings.
        cached: whether what an earlier check wrote down of unchanged files serves.
    """
    workspace, publication = session.workspace, session.settings.publication
    identities = list(sheets_of(workspace, year))
    errors: dict[SheetId, int] = {}
    if publication.sheets != TAGGED and identities:
        status = year_status(session, year, entries, cached=cached)
        errors = {one.id: one.errors for one in status.sheets}
    found = [sheet for one in identities if (sheet := workspace.sheet(one)) is not None]
    found.sort(key=lambda sheet: workspace.listing.sheet(sheet.id))
    gate = Gate(publication, found)
    reasons = {
        sheet.id: gate.keeps_back(
            sheet, open_places=len(blanks(sheet.root)), errors=errors.get(sheet.id, 0)
        )
        for sheet in found
    }
    return PublishedSheets(
        tuple(gate.view(sheet) for sheet in found if not reasons[sheet.id]),
        tuple((identity, reason) for identity, reason in reasons.items() if reason),
        publication.licence,
    )
