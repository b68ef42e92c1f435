"""Findings as workflow commands: GitHub Actions shows them beside the lines of a pull request."""

from __future__ import annotations

from collections.abc import Sequence

from orgsheet.lint.finding import SEVERITIES, SEVERITY_WORDS, Finding
from orgsheet.lint.lint_report import LintReport
from orgsheet.lint.positions import Lines, utf16_columns
from orgsheet.render.display_width import printable

MOST = 10
"""Annotations of one level that a step may make; the runner drops further ones silently."""

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def render_github(report: LintReport) -> str:
    """Return a command a line, the gravest first, at most `MOST` of a severity.

    Where there are more findings, the last annotation says how many. Nothing that a sheet, a key
    or a file name contains can end a command or begin another one.
    """
    out: list[str] = []
    for severity in SEVERITIES:
        findings = [finding for finding in report.findings if finding.severity == severity]
        shown, rest = findings[:MOST], findings[MOST:]
        for finding in shown:
            more = rest if finding is shown[-1] else []
            out.append(_command(finding, report.lines, _more(severity, more)))
    return "".join(out)


def _more(severity: str, findings: Sequence[Finding]) -> list[str]:
    if not findings:
        return []
    count = sum(finding.total for finding in findings)
    words = f"ほか {count:,} 件の{SEVERITY_WORDS[severity]}は、ここには出ません。"
    return [f"{words}全部を見るには、手元で orgsheet lint を実行してください。"]


def _command(finding: Finding, lines: Lines, more: Sequence[str]) -> str:
    place = finding.place
    properties = {
        "file": place.path,
        "line": str(place.line),
        "endLine": str(place.end_line),
    }
    # Columns of a stretch over several lines are refused or shown at the wrong place.
    if place.line == place.end_line:
        start, end = utf16_columns(place, lines)
        properties |= {"col": str(start), "endColumn": str(end)}
    properties["title"] = f"{finding.title} [{finding.rule}]"
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {written}::{_data(_sentences(finding, more))}\n"


def _sentences(finding: Finding, more: Sequence[str]) -> list[str]:
    """Return the lines of the annotation."""
    where = f"（{finding.item}）" if finding.item else ""
    sentences = [f"{finding.message}{where}", f"直し方: {finding.fix}"]
    sentences += [f"書き直し: {line}" for line in finding.paste.split("\n") if line]
    return [*sentences, f"詳しく: orgsheet explain {finding.rule}", *more]


def _data(sentences: Sequence[str]) -> str:
    """Return lines as a command's message; the runner turns `%25`, `%0D` and `%0A` back."""
    return "%0A".join(printable(line).replace("%", "%25") for line in sentences)


def _property(value: str) -> str:
    """Return the value of a command's property; line ends in it are shown, not passed on."""
    escaped = printable(value).replace("%", "%25")
    return escaped.replace(":", "%3A").replace(",", "%2C")
