"""Findings as JSON, in the form of `schema/findings.schema.json`."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from orgsheet.lint.finding import Finding, Place

VERSION = 1

_ACTED_ON = re.compile(
    "##\\[|[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def render_json(findings: Sequence[Finding], summary: dict[str, int]) -> str:
    r"""Return the report; Japanese stays readable.

    What a terminal or a CI log would act on is written as `\uXXXX`, so that the data is the same:
    controls, direction marks, lone surrogates and the mark `##[` of CI commands.
    """
    report = {
        "version": VERSION,
        "findings": [finding_record(finding) for finding in findings],
        "summary": summary,
    }
    text = json.dumps(report, ensure_ascii=False, indent=2)
    return _ACTED_ON.sub(_escaped, text) + "\n"


def _escaped(match: re.Match[str]) -> str:
    return json.dumps(match.group())[1:-1] if match.group() != "##[" else "#\\u0023["


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
        "total": finding.total,
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
