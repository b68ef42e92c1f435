"""Findings in the format of reviewdog (rdjson, rdjsonl), with suggestions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orgsheet.lint.finding import Finding, Place
from orgsheet.lint.lint_report import LintReport
from orgsheet.lint.positions import Lines, utf8_columns
from orgsheet.lint.replacements import Replacement, has_bom, whole_replacement
from orgsheet.render.escape import markdown_text
from orgsheet.render.json_text import json_text

_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}
_SOURCE = {"name": "orgsheet"}


def render_rdjson(report: LintReport) -> str:
    """Return the findings as one DiagnosticResult."""
    pages = report.pages
    diagnostics = [_diagnostic(finding, report.lines, pages) for finding in report.findings]
    return json_text({"source": _SOURCE, "diagnostics": diagnostics})


def render_rdjsonl(report: LintReport) -> str:
    """Return the findings as one Diagnostic a line; "" for none."""
    pages = report.pages
    return "".join(
        json_text({**_diagnostic(finding, report.lines, pages), "source": _SOURCE}, indent=None)
        for finding in report.findings
    )


def _diagnostic(finding: Finding, lines: Lines, pages: Mapping[str, str]) -> dict[str, Any]:
    record: dict[str, Any] = {
        # A review comment shows the message as Markdown.
        "message": markdown_text(f"{finding.message} 直し方: {finding.fix}"),
        "location": _location(finding.place, lines),
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": finding.rule},
    }
    if page := pages.get(finding.rule):
        record["code"]["url"] = page
    suggestion = _suggestion(finding, lines)
    if suggestion is not None:
        record["suggestions"] = [suggestion]
    if finding.related:
        record["related_locations"] = [
            {"message": markdown_text(related.message), "location": _location(related.place, lines)}
            for related in finding.related
        ]
    return record


def _location(place: Place, lines: Lines) -> dict[str, Any]:
    return {"path": place.path, "range": _range(place, lines)}


def _range(place: Place, lines: Lines) -> dict[str, Any]:
    start, end = utf8_columns(place, lines, bom=has_bom(lines, place.path))
    return {
        "start": {"line": place.line, "column": start},
        "end": {"line": place.end_line, "column": end},
    }


def _suggestion(finding: Finding, lines: Lines) -> dict[str, Any] | None:
    """Return the mend as one suggestion; None where it does not start on the finding's line."""
    whole = whole_replacement(finding, lines)
    if whole is None or whole.place.line != finding.place.line:
        return None
    text = whole.text.replace("\r\n", "\n")
    if _is_of_whole_lines(whole):
        # Without columns the range is of lines, and their line ends are not in the text.
        return {
            "range": {
                "start": {"line": whole.place.line},
                "end": {"line": whole.place.end_line - 1},
            },
            "text": text.removesuffix("\n"),
        }
    return {"range": _range(whole.place, lines), "text": text}


def _is_of_whole_lines(replacement: Replacement) -> bool:
    place, text = replacement
    return (
        (place.column, place.end_column) == (1, 1)
        and place.end_line > place.line
        and (not text or text.endswith("\n"))
    )
