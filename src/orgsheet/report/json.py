"""Findings as JSON, in the form of `schema/findings.schema.json`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from orgsheet.lint.finding import Finding, Place

VERSION = 1


def render_json(findings: Sequence[Finding], summary: dict[str, int]) -> str:
    """Return the report; Japanese stays readable, lone surrogates and controls are escaped."""
    report = {
        "version": VERSION,
        "findings": [finding_record(finding) for finding in findings],
        "summary": summary,
    }
    return (
        json.dumps(report, ensure_ascii=False, indent=2).encode("utf-8", "replace").decode() + "\n"
    )


def finding_record(finding: Finding) -> dict[str, Any]:
    """Return one finding as the JSON report holds it."""
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "title": finding.title,
        "message": finding.message,
        **place_record(finding.place),
        "sheet": finding.sheet,
        "item": finding.item,
        "pointer": finding.pointer,
        "why": finding.why,
        "fix": finding.fix,
        "paste": finding.paste,
        "fingerprint": finding.fingerprint,
        "related": [
            {**place_record(related.place), "message": related.message}
            for related in finding.related
        ],
    }


def place_record(place: Place) -> dict[str, Any]:
    """Return a place as the JSON report holds it: lines and columns from 1."""
    return {
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
