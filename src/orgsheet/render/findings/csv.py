"""Findings as CSV that Excel opens: one a line, nothing in it a formula."""

from __future__ import annotations

from orgsheet.lint.finding import SEVERITY_WORDS, Finding
from orgsheet.lint.lint_report import LintReport
from orgsheet.lint.waivers import Waiver
from orgsheet.render.csv_cells import csv_text, text_cell

HEADINGS = (
    "重さ",
    "規則",
    "題名",
    "ファイル",
    "行",
    "列",
    "シート",
    "行の名前",
    "指摘",
    "理由",
    "直し方",
    "書き直し",
    "件数",
    "指紋",
    "免除の理由",
    "承認者",
    "免除の期限",
)


def render_csv(report: LintReport) -> str:
    """Return the table, waived findings last; the cells are what a person may read."""
    rows = [_row(finding, None) for finding in report.findings]
    rows += [_row(waived.finding, waived.waiver) for waived in report.waived]
    return csv_text([HEADINGS, *(map(text_cell, row) for row in rows)])


def _row(finding: Finding, waiver: Waiver | None) -> tuple[str, ...]:
    place = finding.place
    return (
        SEVERITY_WORDS[finding.severity],
        finding.rule,
        finding.title,
        place.path,
        str(place.line),
        str(place.column),
        finding.sheet,
        finding.item,
        finding.message,
        finding.why,
        finding.fix,
        finding.paste,
        str(finding.total),
        finding.fingerprint,
        "" if waiver is None else waiver.reason,
        "" if waiver is None else waiver.approver,
        "" if waiver is None else waiver.until,
    )
