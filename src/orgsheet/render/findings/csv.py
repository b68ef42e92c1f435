"""Findings as CSV that Excel opens: one a line, nothing in it a formula."""

from __future__ import annotations

import csv
import io

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.lint.finding import SEVERITY_WORDS, Finding
from orgsheet.lint.lint_report import LintReport
from orgsheet.lint.waivers import Waiver
from orgsheet.render.display_width import LOG_COMMAND
from orgsheet.render.escape import visible

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
GUARD = "'"
"""Stands before a cell that a spreadsheet would take for a formula."""

_BOM = "\ufeff"
_MOST = 32_000
"""Characters of a cell; Excel holds 32,767."""

# The full-width marks too: a Japanese Excel takes them for the others.
_FORMULA = pattern(r"[=+\-@\t\r＝＋－＠]")


def render_csv(report: LintReport) -> str:
    """Return the table, waived findings last; the cells are what a person may read.

    With a byte order mark and CRLF, so that Excel on a Japanese computer reads it as UTF-8.
    """
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(HEADINGS)
    for finding in report.findings:
        rows.writerow(map(_cell, _row(finding, None)))
    for waived in report.waived:
        rows.writerow(map(_cell, _row(waived.finding, waived.waiver)))
    return _BOM + out.getvalue()


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


def _cell(text: str) -> str:
    shown = visible(text)
    if len(shown) > _MOST:
        shown = shown[:_MOST] + "…"
    # The table may be printed in a CI log, which would act on these.
    shown = LOG_COMMAND.sub(lambda match: f"{match.group()}\\", shown)
    return GUARD + shown if _FORMULA.match(shown) else shown
