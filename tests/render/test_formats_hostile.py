"""Whatever sheets, keys, comments and file names say: every format reads back as what was found."""

from __future__ import annotations

import re
from functools import cache

import pytest
from each_row import each_row
from format_log import is_harmless
from format_readers import CHECKS
from format_samples import MARKS, hostile_report, reports
from hypothesis import HealthCheck, given, settings
from random_runs import runs

from orgsheet.lint.lint_report import LintReport
from orgsheet.lint.redact import redacted
from orgsheet.render.reporter import FINDING_FORMATS, render_findings

_report = cache(hostile_report)


def test_every_format_has_a_reader() -> None:
    """No format is without a test that reads it back."""
    assert list(CHECKS) == list(FINDING_FORMATS)


@pytest.mark.slow
@pytest.mark.parametrize("name", FINDING_FORMATS)
@pytest.mark.parametrize("mark", MARKS, ids=ascii)
def test_hostile_text_reads_back_and_nothing_else_appears(name: str, mark: str) -> None:
    """A mark in keys, values, comments and names is text in every format, and only text."""
    report = _report(mark)
    CHECKS[name](report, render_findings(report, name))


@pytest.mark.slow
@each_row("mark", MARKS, ids=ascii)
def test_redacted_reports_read_back_in_every_format(mark: str) -> None:
    """A report without values is as well formed as one with them."""
    report = redacted(_report(mark))
    for name, check in CHECKS.items():
        check(report, render_findings(report, name))


@settings(suppress_health_check=list(HealthCheck), max_examples=runs(30))
@given(report=reports())
@pytest.mark.parametrize("name", FINDING_FORMATS)
def test_any_text_reads_back_in_every_format(name: str, report: LintReport) -> None:
    """Findings that say anything at all, about files of any name, are written and read back."""
    text = render_findings(report, name, "都市/")
    if not FINDING_FORMATS[name].is_for_hosts:
        CHECKS[name](report, text)
    CHECKS[name](report, render_findings(report, name))
    assert is_harmless(text) or name == "github"


@pytest.mark.parametrize("line", ["x: ##[error]y", "x: ##vso[a]y", "x: a::b"])
def test_a_mark_across_the_seam_of_a_marked_stretch_is_broken(line: str) -> None:
    """Wherever the marked stretch of a line begins or ends, no command comes together there."""
    report = hostile_report(MARKS[0])
    for start in range(1, len(line)):
        for end in range(start, len(line) + 2):
            place = report.findings[0].place._replace(
                line=1, column=start, end_line=1, end_column=end
            )
            one = report.findings[0]._replace(place=place, related=())
            text = render_findings(
                report._replace(findings=(one,), lines=lambda *_: line),
                "text",
            )
            assert not re.search(r"##(?:vso|teamcity)?\[", text)
            assert "::" not in text
