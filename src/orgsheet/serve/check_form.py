"""What lint says of a form while it is filled in: every finding at the field that it is about."""

from __future__ import annotations

from typing import Any

from orgsheet.form.sheet import Sheet
from orgsheet.form.sheet_id import SheetId
from orgsheet.lint.finding import SEVERITIES, Finding
from orgsheet.lint.living_sheets import LivingSheets
from orgsheet.render.read_deadline import span_text
from orgsheet.serve.narrow_sight import narrowed
from orgsheet.source import Plain, emit


def check_form(
    sheets: LivingSheets,
    identity: SheetId,
    wanted: dict[str, Plain],
    seen: LivingSheets | None = None,
) -> dict[str, Any]:
    """Return the findings of a sheet that says `wanted`, and how its times are read.

    `seen` are the sheets that who asks may see, where these are not all: of what rests on others
    the title alone is told. Nothing is kept: afterwards the workspace is as before.

    Raises:
        ValueError: something in it cannot stand in a file.
        CheckCrashError, RuleFileError, SettingsError, WorkspaceError: as `LivingSheets.findings`.
    """
    with sheets.workspace.lock:
        words = sheets.workspace.forms.words_of(b"", identity.year)
        data = emit(wanted, words=words).encode()
        own = None if seen is None else findings_of(seen, identity, data)
        with sheets.holding(identity.path, data):
            found = sheets.findings(identity.path)
            found = found if own is None else narrowed(found, own)
            sheet = sheets.workspace.sheet(identity)
            return {
                "findings": [_shown(one) for one in sorted(found, key=_graver)],
                "readings": {} if sheet is None else _readings(sheet),
            }


def findings_of(sheets: LivingSheets, identity: SheetId, data: bytes) -> list[Finding]:
    """Return the findings of a sheet of these bytes among some sheets; errors as `check_form`."""
    with sheets.holding(identity.path, data):
        return sheets.findings(identity.path)


def _graver(finding: Finding) -> tuple[int, int, int]:
    return SEVERITIES.index(finding.severity), finding.place.line, finding.place.column


def _shown(finding: Finding) -> dict[str, Any]:
    changes = finding.mend.changes if finding.mend and finding.fixable != "none" else None
    mends = [
        {"pointer": change.pointer, "new": change.new}
        for change in changes or ()
        if change.kind == "value" and isinstance(change.new, str)
    ]
    return {
        "pointer": finding.pointer,
        "rule": finding.rule,
        "severity": finding.severity,
        "title": finding.title,
        "message": finding.message,
        "fix": finding.fix,
        "item": finding.item,
        "mends": mends if changes is not None and len(mends) == len(changes) else [],
        "sure": finding.fixable == "safe",
    }


def _readings(sheet: Sheet) -> dict[str, str]:
    """Return the days that each time is read as, by its place in the data."""
    return {
        step.when.pointer(): span_text(step.deadline)
        for _, step in sheet.milestones
        if step.when is not None and step.deadline is not None
    }
