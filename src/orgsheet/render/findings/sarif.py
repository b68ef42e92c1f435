"""Findings as SARIF 2.1.0, for code scanning and for editors."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from orgsheet import __version__
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.lint.finding import Finding, Place
from orgsheet.lint.lint_report import LintReport
from orgsheet.lint.positions import Lines, utf16_columns
from orgsheet.lint.replacements import replacements_of
from orgsheet.lint.rulebook import Rule
from orgsheet.lint.unique import numbered
from orgsheet.lint.waivers import Waiver
from orgsheet.render.json_text import json_text

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_PROBLEMS = {"error": "error", "warning": "warning", "info": "recommendation"}
_PRECISIONS = {"error": "very-high", "warning": "high", "info": "medium"}
_MOST_NAME, _MOST_DESCRIPTION, _MOST_RELATED = 255, 1024, 100
_MOST_RESULTS = 25_000
"""Hosts refuse a file with more."""

_LINK_MARKS = pattern(r"[\\\[\]]")


def render_sarif(report: LintReport) -> str:
    """Return the whole log: one run with all rules in force and every finding.

    Paths are from the top of the repository, columns in UTF-16 units. Waived findings are there
    with their suppression. Of more results than hosts take, the gravest stay.
    """
    results = _results(report)
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "orgsheet",
                "semanticVersion": __version__,
                "version": __version__,
                "rules": [_rule(rule) for rule in report.rules],
            }
        },
        "automationDetails": {"id": "sheets/"},
        "originalUriBaseIds": {_ROOT: {"description": {"text": "リポジトリの一番上のフォルダ"}}},
        "columnKind": "utf16CodeUnits",
        "invocations": [{"executionSuccessful": True}],
        "results": results,
    }
    return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _results(report: LintReport) -> list[dict[str, Any]]:
    entries: list[tuple[Finding, Waiver | None]] = [(f, None) for f in report.findings]
    entries += [(waived.finding, waived.waiver) for waived in report.waived]
    if len(entries) > _MOST_RESULTS:
        order = list(_LEVELS)
        entries.sort(key=lambda entry: (entry[1] is not None, order.index(entry[0].severity)))
        entries = entries[:_MOST_RESULTS]
    indexes = {rule.id: index for index, rule in enumerate(report.rules)}
    names = numbered(finding.fingerprint for finding, _ in entries)
    return [
        _result(finding, waiver, name, indexes.get(finding.rule, -1), report.lines)
        for (finding, waiver), name in zip(entries, names, strict=True)
    ]


def _result(
    finding: Finding, waiver: Waiver | None, name: str, index: int, lines: Lines
) -> dict[str, Any]:
    related = finding.related[:_MOST_RELATED]
    links = "".join(
        f" 関係する場所: [{_plain(one.message)}]({number})。"
        for number, one in enumerate(related, 1)
    )
    record: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{_plain(finding.message)} 直し方: {_plain(finding.fix)}{links}"},
        "locations": [_location(finding.place, lines)],
        # The first is the only key that GitHub reads; the second has our own name and version.
        "partialFingerprints": {"primaryLocationLineHash": f"{name}:1", "orgsheet/v1": name},
        "properties": {
            "sheet": finding.sheet,
            "item": finding.item,
            "pointer": finding.pointer,
            "total": finding.total,
        },
    }
    if related:
        record["relatedLocations"] = [
            {
                "id": number,
                **_location(one.place, lines),
                "message": {"text": _plain(one.message)},
            }
            for number, one in enumerate(related, 1)
        ]
    if replacements := _replacements(finding, lines):
        change = {"artifactLocation": _artifact(finding.place.path), "replacements": replacements}
        record["fixes"] = [
            {
                "description": {"text": _plain(finding.fix)},
                "artifactChanges": [change],
                "properties": {"applicability": finding.fixable},
            }
        ]
    if waiver is not None:
        record["suppressions"] = [
            {
                "kind": "external",
                "status": "accepted",
                "justification": waiver.reason,
                "properties": {
                    "target": waiver.target,
                    "approver": waiver.approver,
                    "until": waiver.until,
                },
            }
        ]
    return record


def _replacements(finding: Finding, lines: Lines) -> list[dict[str, Any]]:
    return [
        {"deletedRegion": _region(place, lines), "insertedContent": {"text": text}}
        for place, text in replacements_of(finding, lines)
    ]


def _location(place: Place, lines: Lines) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": _artifact(place.path),
            "region": _region(place, lines),
        }
    }


def _region(place: Place, lines: Lines) -> dict[str, int]:
    start, end = utf16_columns(place, lines)
    return {
        "startLine": place.line,
        "startColumn": start,
        "endLine": place.end_line,
        "endColumn": end,
    }


def _artifact(path: str) -> dict[str, str]:
    """Return a relative, percent-encoded reference; bytes that are no Unicode stay what they are.

    Every name that a file system gives can be written; another lone surrogate is written as the
    bytes it would have.
    """
    try:
        data = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        data = path.encode("utf-8", "surrogatepass")
    return {"uri": quote(data, safe="/"), "uriBaseId": _ROOT}


def _rule(rule: Rule) -> dict[str, Any]:
    record: dict[str, Any] = {
        "id": rule.id,
        "name": rule.title[:_MOST_NAME],
        "shortDescription": {"text": rule.title[:_MOST_DESCRIPTION]},
        "fullDescription": {"text": rule.why[:_MOST_DESCRIPTION]},
        "help": {
            "text": f"理由: {rule.why}\n直し方: {rule.fix}\n詳しく: orgsheet explain {rule.id}"
        },
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "precision": _PRECISIONS[rule.severity],
            "problem.severity": _PROBLEMS[rule.severity],
            "tags": [rule.subject],
        },
    }
    if rule.page:
        record["helpUri"] = quote(rule.page, safe="/:?=%#")
    return record


def _plain(text: str) -> str:
    """Return text for a message; what would be read as a link in it is escaped."""
    return _LINK_MARKS.sub(r"\\\g<0>", text)
