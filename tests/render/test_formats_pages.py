"""The formats people open: JUnit reports, Markdown, HTML and tables for Excel."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from format_page_readers import check_html, check_junit, check_markdown
from format_samples import mendable_sheet, report_of
from hostile_inputs import clean_files
from junitparser import JUnitXml

from orgsheet.lint.baseline import Entry
from orgsheet.lint.finding import Finding
from orgsheet.lint.lint_report import LintReport
from orgsheet.lint.positions import utf16_length
from orgsheet.lint.waivers import Waived, Waiver
from orgsheet.render.findings.markdown import LIMIT, render_markdown
from orgsheet.render.reporter import render_findings

WAIVER = Waiver(
    "a-rule", "R5/見本部/見本課", "計画の改定を9月議会に提出するため", "企画課長", "R6", 2
)
WORST = "@a" * 200
"""Every two characters become eleven in Markdown."""


def _report() -> LintReport:
    return report_of(mendable_sheet())


def _large(count: int, **changed: Any) -> LintReport:  # noqa: ANN401 - fields of a finding
    report = _report()
    first = report.findings[0]
    severities = ("info", "warning", "error")
    found = tuple(
        first._replace(
            severity=severities[n % 3],
            place=first.place._replace(path=f"sheets/R5/部/課{n % 40:02}.yaml", line=n + 1),
            **changed,
        )
        for n in range(count)
    )
    ordered = tuple(sorted(found, key=lambda finding: finding.order))
    return report._replace(findings=ordered)


def test_a_clean_run_has_test_cases() -> None:
    """JUnit shows what was checked: a case for each rule in each file, all passed."""
    report = report_of(clean_files(), findings=())
    text = render_findings(report, "junit")
    check_junit(report, text)
    suites = JUnitXml.fromstring(text.encode())
    assert suites.tests > 100
    assert suites.failures == suites.skipped == suites.errors == 0


def test_a_waived_finding_is_skipped_and_one_beside_it_fails() -> None:
    """Of one rule in one sheet, what is waived is skipped and what is not is a failure."""
    report = _report()
    one = report.findings[0]
    other = one._replace(message="ほかの行", place=one.place._replace(line=one.place.line + 1))
    mixed = report._replace(findings=(other,), waived=(Waived(one, WAIVER),))
    text = render_findings(mixed, "junit")
    check_junit(mixed, text)
    cases = [case for suite in JUnitXml.fromstring(text.encode()) for case in suite]
    assert [case.name for case in cases if case.is_failure] == [one.rule]
    (skipped,) = [case for case in cases if case.is_skipped]
    assert skipped.name == f"{one.rule}（免除）"
    assert WAIVER.reason in skipped.result[0].message


@pytest.mark.parametrize(
    ("count", "changed", "words"),
    [
        (3, {}, []),
        (200, {"why": "理由" * 100}, ["指摘の理由を省きました"]),
        (400, {"fix": "直し方" * 50}, ["指摘の理由と直し方を省きました"]),
        (3000, {"message": "長い文" * 100}, ["指摘 2950 件", "3000 件のうち 50 件"]),
        (3000, {"message": WORST, "item": WORST}, ["指摘 29"]),
    ],
)
def test_markdown_stays_within_its_limit_with_true_counts(
    count: int, changed: dict[str, str], words: list[str]
) -> None:
    """However many findings there are, the text fits, its counts are true and it says what went."""
    report = _large(count, **changed)
    text = render_markdown(report)
    assert utf16_length(text) <= LIMIT
    summary = report.summary
    assert f"エラー {summary['errors']} 件" in text
    assert f"参考 {summary['infos']} 件" in text
    for word in words:
        assert word in text
    assert ("長さの上限のため" in text) == bool(words)
    listed = len(re.findall(r"(?m)^- (?:❌|⚠️|💡)", text))
    lost = re.findall(r"長さの上限のため、指摘 ([0-9,]+) 件", text)
    told = count - sum(map(int, lost))
    # The first five stand above the folded list, too.
    assert listed == (told if told <= 5 else told + 5)


def test_markdown_shows_the_gravest_when_not_all_fit() -> None:
    """What is left out is the lightest: every error is there before the first hint."""
    report = _large(120, message="長い文" * 133, why="", fix="", paste="")
    few = render_markdown(report, limit=30_000)
    assert "❌" in few
    assert "💡" not in few


def test_markdown_within_any_limit_is_still_true() -> None:
    """Also a limit that holds no finding at all leaves the counts."""
    report = _large(100)._replace(
        waived=tuple(Waived(finding, WAIVER) for finding in _report().findings),
        gone=(Entry("0", "rule", "R5/部/課", "", "前の指摘"),) * 30,
    )
    for limit in (60_000, 20_000, 5_000, 2_000):
        text = render_markdown(report, limit=limit)
        assert utf16_length(text) <= limit
        assert f"免除した指摘が {len(report.waived)} 件" in text


def test_a_line_to_paste_can_be_copied_whatever_its_backticks() -> None:
    """The block around a line to paste is closed by nothing that stands in the line."""
    report = _report()
    one = report.findings[0]._replace(paste="a: ```\n````\n\nb: '~~~'")
    text = render_findings(report._replace(findings=(one,)), "markdown")
    assert "    `````\n    a: ```\n    ````\n    \n    b: '~~~'\n    `````\n" in text
    check_markdown(report._replace(findings=(one,)), text)


def test_the_page_is_one_file_for_a4() -> None:
    """The page has no script, asks for nothing, names each file and prints on A4."""
    report = _report()
    waived = report._replace(waived=(Waived(report.findings[0], WAIVER),))
    text = render_findings(waived, "html")
    check_html(waived, text)
    assert "size: A4 portrait" in text
    assert "default-src 'none'" in text
    assert not re.findall(r"https?:|url\(|@import|src=", text)
    assert WAIVER.reason in text


def test_excel_sees_text_in_every_cell() -> None:
    """The file begins as Excel wants it, and no cell is a formula, a number or a second row."""
    report = _report()
    one = report.findings[0]._replace(
        message="=cmd|' /C calc'!A0",
        item="＝A1",
        paste="- 項目: x\n  内容: y",
        sheet="+1",
        fix="@x",
    )
    text = render_findings(report._replace(findings=(one,)), "csv")
    assert text.encode().startswith(b"\xef\xbb\xbf")
    assert text.count("\r\n") == 2
    heading, row = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    cells = dict(zip(heading, row, strict=True))
    assert cells["指摘"] == "'=cmd|' /C calc'!A0"
    assert cells["行の名前"] == "'＝A1"
    assert cells["書き直し"] == "'- 項目: x\n  内容: y"
    assert (cells["シート"], cells["直し方"]) == ("'+1", "'@x")


def test_a_very_long_cell_fits_into_excel() -> None:
    """No cell has more characters than Excel holds."""
    report = _report()
    long: Finding = report.findings[0]._replace(message="あ" * 100_000)
    text = render_findings(report._replace(findings=(long,)), "csv")
    for row in csv.reader(io.StringIO(text, newline="")):
        assert max(map(len, row)) <= 32_767
