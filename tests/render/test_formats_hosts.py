"""The formats that hosts and their tools take: places, fixes, fingerprints, waivers, limits."""

from __future__ import annotations

import json
from typing import Any

import pytest
from format_log import runner_commands
from format_readers import check_sarif
from format_samples import MARKS, mendable_sheet, report_of
from hostile_inputs import clean_files

from orgsheet.lint.examples import DEFAULT_PATH
from orgsheet.lint.finding import Finding
from orgsheet.lint.lint_report import LintReport
from orgsheet.lint.replacements import DocumentLines
from orgsheet.lint.waivers import Waived, Waiver
from orgsheet.render.reporter import render_findings

ENDS = ["\n", "\r\n"]
WAIVER = Waiver(
    "a-rule", "R5/見本部/見本課", "計画の改定を9月議会に提出するため", "企画課長", "R6", 2
)


def _mendable(end: str = "\n", *, bom: bool = False) -> LintReport:
    return report_of(mendable_sheet(end, bom=bom))


def _text(report: LintReport, path: str) -> str:
    assert isinstance(report.lines, DocumentLines)
    document = report.lines.documents(path)
    assert document is not None
    return ("\ufeff" if document.bom else "") + document.text


def _many(report: LintReport, severity: str, count: int) -> tuple[Finding, ...]:
    first = report.findings[0]
    return tuple(
        first._replace(severity=severity, message=f"{n} 番目", place=first.place._replace(line=n))
        for n in range(1, count + 1)
    )


@pytest.mark.parametrize("end", ENDS, ids=ascii)
def test_sarif_fixes_cut_the_text_in_utf16(end: str) -> None:
    """An editor that deletes a fix's regions by UTF-16 columns and inserts its texts mends it."""
    report = _mendable(end)
    results = json.loads(render_findings(report, "sarif"))["runs"][0]["results"]
    fixed = [(r, f) for r, f in zip(results, report.findings, strict=True) if "fixes" in r]
    assert fixed
    for result, finding in fixed:
        text = _text(report, finding.place.path)
        (fix,) = result["fixes"]
        (change,) = fix["artifactChanges"]
        for piece in reversed(change["replacements"]):
            region, new = piece["deletedRegion"], piece["insertedContent"]["text"]
            start = _utf16_offset(text, end, region["startLine"], region["startColumn"])
            stop = _utf16_offset(text, end, region["endLine"], region["endColumn"])
            text = text[:start] + new + text[stop:]
        assert text == _mended(finding, _text(report, finding.place.path))
        assert fix["properties"]["applicability"] == finding.fixable


def _mended(finding: Finding, text: str) -> str:
    assert finding.mend is not None
    for edit in sorted(finding.mend.edits, key=lambda edit: -edit.start):
        text = text[: edit.start] + edit.replacement + text[edit.end :]
    return text


def _utf16_offset(text: str, end: str, line: int, column: int) -> int:
    lines = text.split(end)
    before = sum(len(one) + len(end) for one in lines[: line - 1])
    units = lines[line - 1].encode("utf-16-le")[: 2 * (column - 1)]
    return before + len(units.decode("utf-16-le"))


@pytest.mark.parametrize("bom", [False, True])
@pytest.mark.parametrize("end", ENDS, ids=ascii)
def test_rdjson_suggestions_cut_the_bytes(end: str, *, bom: bool) -> None:
    """A reader that slices the file's bytes, as reviewdog does, gets the mended text."""
    report = _mendable(end, bom=bom)
    diagnostics = json.loads(render_findings(report, "rdjson"))["diagnostics"]
    pairs = zip(diagnostics, report.findings, strict=True)
    fixed = [(one, finding) for one, finding in pairs if "suggestions" in one]
    assert fixed
    for one, finding in fixed:
        (suggestion,) = one["suggestions"]
        assert suggestion["range"]["start"]["line"] == finding.place.line
        whole = _text(report, finding.place.path)
        mended = _sliced(whole.replace(end, "\n").encode(), suggestion).decode()
        text = whole.removeprefix("\ufeff")
        assert mended.removeprefix("\ufeff") == _mended(finding, text).replace(end, "\n")


def _sliced(data: bytes, suggestion: dict[str, Any]) -> bytes:
    """Replace a range of lines, or of bytes in lines, by the suggestion's text."""
    lines = data.split(b"\n")
    start, end = suggestion["range"]["start"], suggestion["range"]["end"]
    new = suggestion["text"].encode()
    if "column" not in start:
        lines[start["line"] - 1 : end["line"]] = new.split(b"\n") if new else []
        return b"\n".join(lines)
    head = lines[start["line"] - 1][: start["column"] - 1]
    tail = lines[end["line"] - 1][end["column"] - 1 :]
    lines[start["line"] - 1 : end["line"]] = (head + new + tail).split(b"\n")
    return b"\n".join(lines)


@pytest.mark.parametrize("name", ["sarif", "gitlab"])
def test_fingerprints_stay_when_lines_move(name: str) -> None:
    """Two lines more above change no fingerprint, and two findings never share one."""
    contents = mendable_sheet()
    moved = {**contents, DEFAULT_PATH: b"# a\n# b\n" + contents[DEFAULT_PATH]}
    before, after = (_fingerprints(report_of(files), name) for files in (contents, moved))
    assert before == after
    twice = report_of(contents)
    doubled = twice._replace(findings=tuple(f for f in twice.findings for _ in range(3)))
    names = _fingerprints(doubled, name)
    assert len(names) == len(doubled.findings)
    assert set(before) <= set(names)


def _fingerprints(report: LintReport, name: str) -> set[str]:
    data = json.loads(render_findings(report, name))
    if name == "gitlab":
        return {record["fingerprint"] for record in data}
    results = data["runs"][0]["results"]
    return {result["partialFingerprints"]["primaryLocationLineHash"] for result in results}


def test_waived_findings_are_suppressed_in_sarif_and_left_out_elsewhere() -> None:
    """What is waived is marked where the format can say so, and no alert where it cannot."""
    report = _mendable()
    waived = report._replace(
        findings=report.findings[1:], waived=(Waived(report.findings[0], WAIVER),)
    )
    (result,) = [
        result
        for result in json.loads(render_findings(waived, "sarif"))["runs"][0]["results"]
        if "suppressions" in result
    ]
    assert result["suppressions"][0]["justification"] == WAIVER.reason
    assert len(json.loads(render_findings(waived, "gitlab"))) == len(waived.findings)
    assert len(json.loads(render_findings(waived, "rdjson"))["diagnostics"]) == len(waived.findings)
    record = json.loads(render_findings(waived, "json"))
    assert [one["waiver"]["reason"] for one in record["waived"]] == [WAIVER.reason]
    assert record["summary"]["waived"] == 1


def test_github_makes_ten_annotations_of_each_severity_and_counts_the_rest() -> None:
    """The runner drops the eleventh silently, so the tenth says how many there are."""
    report = _mendable()
    errors, hints = _many(report, "error", 25), _many(report, "info", 10)
    commands = runner_commands(render_findings(report._replace(findings=errors + hints), "github"))
    assert [command.name for command in commands] == ["error"] * 10 + ["notice"] * 10
    assert "ほか 15 件のエラー" in commands[9].data
    assert not any("ほか" in command.data for command in commands[:9] + commands[10:])


def test_github_counts_findings_that_stand_for_others() -> None:
    """What is not shown is counted with all the findings that it stands for."""
    report = _mendable()
    many = _many(report, "warning", 11)
    many = (*many[:10], many[10]._replace(total=100))
    commands = runner_commands(render_findings(report._replace(findings=many), "github"))
    assert "ほか 100 件の注意" in commands[9].data


def test_github_gives_no_columns_over_several_lines() -> None:
    """Columns stand only where the stretch ends on the line where it begins."""
    report = _mendable()
    one = report.findings[0]
    over = one._replace(place=one.place._replace(end_line=one.place.line + 1))
    (command,) = runner_commands(render_findings(report._replace(findings=(over,)), "github"))
    assert not {"col", "endColumn"} & set(command.properties)


def test_a_workspace_in_a_folder_gives_paths_from_the_top() -> None:
    """Hosts get the path from the repository's top, people the one within the workspace."""
    report = _mendable()
    prefix = "都市/シート/"
    gitlab = json.loads(render_findings(report, "gitlab", prefix))
    assert {one["location"]["path"] for one in gitlab} == {
        prefix + finding.place.path for finding in report.findings
    }
    sarif = json.loads(render_findings(report, "sarif", prefix))["runs"][0]["results"]
    assert any("fixes" in result for result in sarif), "mends are found under the other path, too"
    json_paths = {
        one["path"] for one in json.loads(render_findings(report, "json", prefix))["findings"]
    }
    assert json_paths == {finding.place.path for finding in report.findings}


@pytest.mark.slow
def test_more_results_than_hosts_take_leave_the_gravest() -> None:
    """A SARIF log never has more than 25,000 results; hints go first, waived ones before them."""
    report = _mendable()
    hints, errors = _many(report, "info", 25_000), _many(report, "error", 2)
    full = report._replace(
        findings=hints + errors, waived=(Waived(hints[0], WAIVER),), lines=lambda *_: ""
    )
    results = json.loads(render_findings(full, "sarif"))["runs"][0]["results"]
    assert len(results) == 25_000
    assert [result["level"] for result in results[:3]] == ["error", "error", "note"]
    assert not any("suppressions" in result for result in results)


def test_a_clean_workspace_is_well_formed() -> None:
    """Without findings every host gets an empty, valid report."""
    report = report_of(clean_files(), findings=())
    check_sarif(report, render_findings(report, "sarif"))
    assert json.loads(render_findings(report, "gitlab")) == []
    assert (
        render_findings(report, "github")
        == render_findings(report, "jsonl")
        == render_findings(report, "rdjsonl")
        == ""
    )


def test_the_runner_of_these_tests_takes_what_a_runner_takes() -> None:
    """Unescaped marks do start commands, so that the tests above could fail."""
    starting = [mark for mark in MARKS if runner_commands(f"x{mark}::")]
    assert "\n::error::x" in starting
    assert "x ##[add-mask]t" in starting
