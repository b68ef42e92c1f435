"""A reader for each format: it parses what was written, and says that nothing else is in it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

from format_log import is_harmless, runner_commands
from format_page_readers import (
    check_csv,
    check_html,
    check_junit,
    check_markdown,
    markdown_plain,
    squeezed,
)
from jsonschema import Draft202012Validator

from orgsheet.lint.finding import SEVERITIES, Place
from orgsheet.lint.lint_report import LintReport
from orgsheet.render.display_width import printable
from orgsheet.render.findings.json import finding_record, waived_record

CASES = Path(__file__).parent / "cases" / "formats"


def check_github(report: LintReport, text: str) -> None:
    """Every line is one annotation with its place and its words."""
    commands = runner_commands(text)
    expected = [
        finding
        for severity in SEVERITIES
        for finding in [f for f in report.findings if f.severity == severity][:10]
    ]
    assert text.count("\n") == len(commands) == len(expected)
    for command, finding in zip(commands, expected, strict=True):
        names = {"error": "error", "warning": "warning", "info": "notice"}
        assert command.name == names[finding.severity]
        assert command.properties["file"] == printable(finding.place.path)
        assert command.properties["line"] == str(finding.place.line)
        assert command.properties["title"].endswith(f"[{finding.rule}]")
        one_line = finding.place.line == finding.place.end_line
        assert ("col" in command.properties, "endColumn" in command.properties) == (one_line,) * 2
        sentences = command.data.split("\n")
        assert sentences[0].startswith(printable(finding.message))
        assert sentences[1] == f"直し方: {printable(finding.fix)}"
        for sentence in sentences:
            assert printable(sentence) == sentence, ascii(sentence)


def check_text(report: LintReport, text: str) -> None:
    """Every line is harmless, and the summary stands at the end."""
    assert is_harmless(text)
    assert f"免除した指摘が {len(report.waived)} 件" in text or not report.waived


def check_concise(report: LintReport, text: str) -> None:
    """A harmless line for each finding, then the summary."""
    check_text(report, text)
    lines = text.split("\n")[: len(report.findings)]
    for line, finding in zip(lines, report.findings, strict=True):
        assert line.startswith(f"{printable(finding.place.path)}:{finding.place.line}:")
        assert line.endswith(printable(finding.message))


def check_json(report: LintReport, text: str) -> None:
    """What is read is what was found, and the text fits its schema."""
    assert is_harmless(text)
    data = json.loads(text)
    assert data["findings"] == [finding_record(f, report.lines) for f in report.findings]
    assert data["waived"] == [waived_record(w, report.lines) for w in report.waived]
    assert data["summary"] == report.summary
    assert not list(_published("findings").iter_errors(data))


def check_jsonl(report: LintReport, text: str) -> None:
    """A line for each finding and each waived one, as in the JSON report."""
    assert is_harmless(text)
    records = [json.loads(line) for line in text.split("\n")[:-1]]
    assert records == [finding_record(f, report.lines) for f in report.findings] + [
        waived_record(w, report.lines) for w in report.waived
    ]


def check_sarif(report: LintReport, text: str) -> None:
    """The log has every point that hosts ask for, and says what was found."""
    assert is_harmless(text)
    log = json.loads(text)
    problems = [f"{e.json_path}: {e.message}" for e in _own("sarif").iter_errors(log)]
    assert not problems, problems
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.id for rule in report.rules]
    expected = [*report.findings, *(waived.finding for waived in report.waived)]
    assert len(run["results"]) == len(expected)
    for result, finding in zip(run["results"], expected, strict=True):
        assert result["ruleId"] == finding.rule
        if result["ruleIndex"] >= 0:
            assert rules[result["ruleIndex"]]["id"] == finding.rule
        message = _unlinked(result["message"]["text"])
        assert message.startswith(finding.message)
        links = re.findall(r"(?<!\\)(?:\\\\)*\]\(([^)]*)\)", result["message"]["text"])
        assert links == [str(one["id"]) for one in result.get("relatedLocations", [])]
        _check_sarif_place(result["locations"][0], finding.place)
        related = [one.place for one in finding.related]
        for location, place in zip(result.get("relatedLocations", []), related, strict=True):
            _check_sarif_place(location, place)
    waived = [result for result in run["results"] if "suppressions" in result]
    assert [result["suppressions"][0]["justification"] for result in waived] == [
        waived.waiver.reason for waived in report.waived
    ]
    _check_unique([result["partialFingerprints"]["orgsheet/v1"] for result in run["results"]])


def _unlinked(text: str) -> str:
    return re.sub(r"\\([\\\[\]])", r"\1", text)


def _check_sarif_place(location: dict[str, Any], place: Place) -> None:
    physical = location["physicalLocation"]
    uri = physical["artifactLocation"]["uri"]
    assert re.fullmatch(r"[A-Za-z0-9_.~/%-]*", uri), uri
    try:
        name = place.path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        name = place.path.encode("utf-8", "surrogatepass")
    assert unquote_to_bytes(uri) == name
    region = physical["region"]
    assert (region["startLine"], region["endLine"]) == (place.line, place.end_line)


def _check_unique(names: list[str]) -> None:
    assert max(Counter(names).values(), default=1) == 1


def check_gitlab(report: LintReport, text: str) -> None:
    """An array with the fields that GitLab requires, the fingerprints unique."""
    assert is_harmless(text)
    records = json.loads(text)
    assert not list(_own("gitlab").iter_errors(records))
    assert len(records) == len(report.findings)
    for record, finding in zip(records, report.findings, strict=True):
        assert record["description"].startswith(f"{finding.rule}: {finding.message}")
        assert record["location"]["path"] == finding.place.path
        assert record["location"]["lines"]["begin"] == finding.place.line
    _check_unique([record["fingerprint"] for record in records])


def check_rdjson(report: LintReport, text: str) -> None:
    """Every finding is a diagnostic; its message, shown as Markdown, is text and nothing else."""
    assert is_harmless(text)
    result = json.loads(text)
    assert result["source"]["name"] == "orgsheet"
    _check_diagnostics(report, result["diagnostics"])


def check_rdjsonl(report: LintReport, text: str) -> None:
    """The same, one diagnostic a line."""
    assert is_harmless(text)
    _check_diagnostics(report, [json.loads(line) for line in text.split("\n")[:-1]])


def _check_diagnostics(report: LintReport, diagnostics: list[dict[str, Any]]) -> None:
    assert not list(_own("rdjson").iter_errors({"diagnostics": diagnostics}))
    assert len(diagnostics) == len(report.findings)
    for diagnostic, finding in zip(diagnostics, report.findings, strict=True):
        shown = markdown_plain(diagnostic["message"])
        assert squeezed(shown) == squeezed(f"{finding.message} 直し方: {finding.fix}")
        assert diagnostic["location"]["path"] == finding.place.path
        assert diagnostic["location"]["range"]["start"]["line"] == finding.place.line
        assert diagnostic["code"]["value"] == finding.rule


def _published(name: str) -> Draft202012Validator:
    path = CASES.parents[2] / "schema" / f"{name}.schema.json"
    return Draft202012Validator(json.loads(path.read_bytes()))


def _own(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((CASES / f"{name}.schema.json").read_bytes()))


CHECKS: dict[str, Callable[[LintReport, str], None]] = {
    "text": check_text,
    "concise": check_concise,
    "json": check_json,
    "jsonl": check_jsonl,
    "github": check_github,
    "sarif": check_sarif,
    "gitlab": check_gitlab,
    "rdjson": check_rdjson,
    "rdjsonl": check_rdjsonl,
    "junit": check_junit,
    "markdown": check_markdown,
    "html": check_html,
    "csv": check_csv,
}
