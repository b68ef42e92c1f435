"""What each step of the branch changed of the sheets, in the words of `diff`; and corrections."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from orgsheet.diff.change_book import ChangeRule
from orgsheet.diff.changes import LEVELS, Change, Report
from orgsheet.diff.compare_versions import compare_versions, item_changes
from orgsheet.diff.hide_staff import hide_staff
from orgsheet.fiscal.eras import date_text
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.site.edition import Edition, sample_notice
from orgsheet.site.past import Past, PastStep
from orgsheet.site.sheet_pages import Correction
from orgsheet.workspace.publication import NO_STAFF

MOST_TOLD = 50
"""Merges that are told."""

_MANY = 100
"""Sheets of one step that are compared; of more only the number is told."""

_TOLD = LEVELS[:3]
_CORRECTION = re.compile(r"(?m)^訂正[:：][ \t]*(.*)$")


class Told(NamedTuple):
    """What a step changed: its day and id, the sheets, what is new, and sentences on the rest."""

    day: date
    commit: str
    sheets: tuple[Sheet, ...]
    new: tuple[Sheet, ...]
    messages: tuple[str, ...]

    @property
    def is_sample(self) -> bool:
        """Whether one of its sheets is an invented sample."""
        return any(sample_notice(sheet) for sheet in (*self.sheets, *self.new))


class PastChanges(NamedTuple):
    """The latest steps as they are told, the latest first, and corrections by sheet."""

    told: tuple[Told, ...]
    corrections: dict[SheetId, tuple[Correction, ...]]


def past_changes(
    edition: Edition, past: Past, rules: Mapping[str, ChangeRule] | None = None
) -> PastChanges:
    """Return what the latest steps changed of today's sheets.

    Args:
        edition: what the site is made from.
        past: the versions of the sheets.
        rules: the change rules by id, None for those of the program.
    """
    now = {sheet.id for sheet in edition.sheets()}
    told: list[Told] = []
    corrections: dict[SheetId, list[Correction]] = {}
    for step in past.steps:
        reason = _CORRECTION.search(step.message)
        if len(told) >= MOST_TOLD and reason is None:
            continue
        one, report = _told(edition, past, step, now, rules)
        if one is None:
            continue
        if len(told) < MOST_TOLD:
            told.append(one)
        if reason is not None and report is not None:
            said = reason[1].strip() if past.says(reason[1]) else ""
            for identity, correction in _corrections(report, step.day, said):
                corrections.setdefault(identity, []).append(correction)
    return PastChanges(
        tuple(told), {identity: tuple(found) for identity, found in corrections.items()}
    )


def _told(
    edition: Edition,
    past: Past,
    step: PastStep,
    now: set[SheetId],
    rules: Mapping[str, ChangeRule] | None,
) -> tuple[Told | None, Report | None]:
    before: dict[SheetId, Sheet] = {}
    after: dict[SheetId, Sheet] = {}
    for version in step.versions:
        if version.sheet in now:
            old = past.sheet(version.sheet, version.before)
            new = past.sheet(version.sheet, version.after)
            if new is not None:
                after[version.sheet] = new
                if old is not None:
                    before[version.sheet] = old
    fresh = tuple(sheet for identity, sheet in after.items() if identity not in before)
    changed = {identity: sheet for identity, sheet in after.items() if identity in before}
    if not after:
        return None, None
    report = None
    messages: tuple[str, ...] = ()
    if changed and len(changed) <= _MANY:
        report = _report(edition, before, changed, rules)
        messages = tuple(_sentence(one) for one in report.changes if one.level in _TOLD)
    told = Told(step.day, step.commit, tuple(changed.values()), fresh, messages)
    return (told if fresh or messages or report is None else None), report


def _report(
    edition: Edition,
    before: dict[SheetId, Sheet],
    after: dict[SheetId, Sheet],
    rules: Mapping[str, ChangeRule] | None,
) -> Report:
    report = compare_versions(before, after, edition.plans, edition.organization, rules)
    if edition.staff == NO_STAFF and not edition.is_internal:
        report = hide_staff(report)
    return report


def _sentence(change: Change) -> str:
    spot = change.after or change.before
    return change.message if spot is None else f"{spot.sheet.id.label}: {change.message}"


def _corrections(report: Report, day: date, reason: str) -> list[tuple[SheetId, Correction]]:
    by_sheet: dict[SheetId, list[tuple[str, str, str]]] = {}
    for one in item_changes(report):
        by_sheet.setdefault(one.sheet, []).append((one.item, one.before, one.after))
    return [
        (identity, Correction(date_text(day), reason, tuple(lines)))
        for identity, lines in by_sheet.items()
    ]
