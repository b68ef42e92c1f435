"""The sheets of a year that may leave the office, each with only what is published of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from orgsheet.cycle.successors import sheets_of
from orgsheet.cycle.unread_sheet import unread_sheets
from orgsheet.files.kept_pieces import KeptPieces
from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.form.staff import guard_of_names
from orgsheet.lint.baseline import Entry
from orgsheet.lint.session import LintSession, against
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
    kept: KeptPieces | None = None,
) -> PublishedSheets:
    """Return what may leave the office of a year's sheets: what every public surface is made of.

    Args:
        session: the workspace as it was approved last, or as the tag has it that the settings
            name (`Publication.revision`), with its rules and settings.
        year: the year.
        entries: the record of known findings.
        cached: whether what an earlier check wrote down of unchanged files serves.
        kept: what earlier runs made; whoever gives it keeps it for the next run.
    """
    workspace, publication = session.workspace, session.settings.publication
    identities = list(sheets_of(workspace, year))
    errors: Mapping[SheetId, int] = {}
    if publication.sheets != TAGGED and identities:
        errors = _errors(session, identities, entries, cached=cached)
    found = unread_sheets(workspace, sorted(identities, key=workspace.listing.sheet), kept)
    guard = guard_of_names((sheet.words, sheet.names) for sheet in found)
    gate = Gate(publication, guard, (sheet.form for sheet in found))
    reasons = {
        sheet.id: gate.keeps_back(sheet.seen, errors=errors.get(sheet.id, 0)) for sheet in found
    }
    return PublishedSheets(
        tuple(sheet.view(gate) for sheet in found if not reasons[sheet.id]),
        tuple((identity, reason) for identity, reason in reasons.items() if reason),
        publication.licence,
    )


def _errors(
    session: LintSession, identities: Sequence[SheetId], entries: Sequence[Entry], *, cached: bool
) -> Mapping[SheetId, int]:
    """Return how many errors each sheet has that neither the record nor a waiver lets stand."""
    workspace = session.workspace
    paths = {workspace.sheet_ids[identity]: identity for identity in identities}
    chosen = [path for path in workspace.yaml_paths if path in paths]
    report = against(session.judged(chosen, cached=cached), entries, is_whole=False)
    errors: Counter[SheetId] = Counter()
    for one in report.findings:
        if one.severity == "error" and one.place.path in paths:
            errors[paths[one.place.path]] += one.total
    return errors
