"""The start of a whole year: every sheet it gets, with what stands in the way of the others."""

from __future__ import annotations

from typing import NamedTuple

from orgsheet.cycle.sheet_start import Start, start_sheet
from orgsheet.cycle.successors import Target, outlook
from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.workspace.workspace import Workspace


class Begun(NamedTuple):
    """A sheet of the new year; `start` is None where an earlier sheet (`unread`) is unreadable."""

    target: Target
    start: Start | None
    unread: tuple[SheetId, ...] = ()


class Season(NamedTuple):
    """All sheets of a year, and what of the year before has none (see `Outlook`)."""

    begun: tuple[Begun, ...]
    ended: tuple[SheetId, ...]
    lost: tuple[SheetId, ...]


def begin(workspace: Workspace, year: FiscalYear, source: FiscalYear | None) -> Season:
    """Return the sheets with which `year` begins, made from those of the earlier year `source`."""
    ahead = outlook(workspace, year, source)
    read: dict[SheetId, Sheet | None] = {}
    begun = []
    for target in ahead.targets:
        for identity in target.sources:
            if identity not in read:
                read[identity] = _readable(workspace.sheet(identity))
        unread = tuple(one for one in target.sources if read[one] is None)
        if unread:
            begun.append(Begun(target, None, unread))
            continue
        sheets = {one: sheet for one in target.sources if (sheet := read[one]) is not None}
        start = start_sheet(
            target,
            sheets,
            workspace.plans,
            source=source,
            year=year,
            forms=workspace.forms,
            scales=workspace.scales.checked(),
        )
        begun.append(Begun(target, start))
    return Season(tuple(begun), ahead.ended, ahead.lost)


def _readable(sheet: Sheet | None) -> Sheet | None:
    """Return a sheet of which every line was understood; from others a part would be lost."""
    if sheet is None or sheet.root is None or sheet.document.problems:
        return None
    return sheet
