"""Findings as a GitLab Code Quality report."""

from __future__ import annotations

from orgsheet.lint.finding import Finding
from orgsheet.lint.lint_report import LintReport
from orgsheet.lint.unique import numbered
from orgsheet.render.json_text import json_text

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def render_gitlab(report: LintReport) -> str:
    """Return the JSON array that GitLab takes; paths are from the top of the repository.

    The host matches findings of two runs by fingerprint, so each has one of its own that does not
    change when lines move.
    """
    findings = report.findings
    names = numbered(finding.fingerprint for finding in findings)
    return json_text(
        [_record(finding, name) for finding, name in zip(findings, names, strict=True)]
    )


def _record(finding: Finding, fingerprint: str) -> dict[str, object]:
    return {
        # The host shows the description alone.
        "description": f"{finding.rule}: {finding.message} 直し方: {finding.fix}",
        "check_name": finding.rule,
        "fingerprint": fingerprint,
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": finding.place.path,
            "lines": {"begin": finding.place.line, "end": finding.place.end_line},
        },
    }
