"""Findings as JSON, in the form of `schema/findings.schema.json`."""

from __future__ import annotations

from typing import Any

from orgsheet.lint.finding import Finding, Place
from orgsheet.lint.lint_report import LintReport
from orgsheet.lint.positions import Lines, utf16_columns
from orgsheet.lint.waivers import Waived
from orgsheet.render.json_text import json_text

VERSION = 1


def render_json(report: LintReport) -> str:
    """Return the whole report; waived findings are a list of their own."""
    return json_text(
        {
            "version": VERSION,
            "findings": [finding_record(finding, report.lines) for finding in report.findings],
            "waived": [waived_record(waived, report.lines) for waived in report.waived],
            "summary": report.summary,
        }
    )


def render_jsonl(report: LintReport) -> str:
    """Return a line of JSON for each finding, then for each waived one; "" for none."""
    records = [finding_record(finding, report.lines) for finding in report.findings]
    records += [waived_record(waived, report.lines) for waived in report.waived]
    return "".join(json_text(record, indent=None) for record in records)


def finding_record(finding: Finding, lines: Lines) -> dict[str, Any]:
    """Return one finding as the JSON report holds it."""
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "title": finding.title,
        "message": finding.message,
        **place_record(finding.place, lines),
        "sheet": finding.sheet,
        "item": finding.item,
        "pointer": finding.pointer,
        "why": finding.why,
        "fix": finding.fix,
        "paste": finding.paste,
        "fixable": finding.fixable,
        "fingerprint": finding.fingerprint,
        "total": finding.total,
        "related": [
            {**place_record(related.place, lines), "message": related.message}
            for related in finding.related
        ],
    }


def waived_record(waived: Waived, lines: Lines) -> dict[str, Any]:
    """Return a waived finding as the JSON report holds it: with the waiver."""
    waiver = waived.waiver
    return {
        **finding_record(waived.finding, lines),
        "waiver": {
            "target": waiver.target,
            "reason": waiver.reason,
            "approver": waiver.approver,
            "until": waiver.until,
            "line": waiver.line,
        },
    }


def place_record(place: Place, lines: Lines) -> dict[str, Any]:
    """Return a place as the JSON report holds it: lines and columns from 1."""
    utf16 = utf16_columns(place, lines)
    return {
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
        "columnUtf16": utf16.start,
        "endColumnUtf16": utf16.end,
    }
