"""A row gets one hint about its criteria at most, and nothing that was found is lost."""

from __future__ import annotations

from typing import Any

import pytest
from each_row import each_row
from format_samples import report_of
from hostile_inputs import clean_files
from sheet_findings import RULES, findings, row

from orgsheet.lint.examples import DEFAULT_PATH
from orgsheet.lint.finding import Finding
from orgsheet.lint.one_hint import one_hint_a_row
from orgsheet.source import emit, parse

STEP = {"時期": "9月", "内容": "町歩きの案内"}
FAULTY = ["町の案内を丁寧に行う。", "回答率を80以上にする。"]


def _hints(sheet: dict[str, Any]) -> list[Finding]:
    """Return the hints about criteria as they are shown."""
    found = one_hint_a_row(findings("criteria", sheet=sheet), RULES)
    return [finding for finding in found if finding.severity == "info"]


def test_a_row_has_one_hint_that_names_the_others() -> None:
    """Two faulty criteria of a row are one hint, which tells the place of the other with it."""
    sheet = row(目標期限=[STEP], 達成基準=FAULTY)
    each = [finding for finding in findings("criteria", sheet=sheet) if finding.severity == "info"]
    (hint,) = _hints(sheet)
    assert [one.place for one in hint.related] == [each[1].place]
    assert [one.message for one in hint.related] == [f"同じ行では、ほかに: {each[1].message}"]
    assert hint.fingerprint == each[0].fingerprint, "records and waivers name each by itself"


def test_warnings_stand_beside_a_hint() -> None:
    """What a reviewer must ask about is told by itself, whatever hints the row has."""
    shown = one_hint_a_row(
        findings("criteria", sheet=row(目標期限=[STEP], 達成基準=[*FAULTY, "来る人を増やす。"])),
        RULES,
    )
    assert sorted(finding.severity for finding in shown) == ["info", "warning"]


def test_every_row_has_its_own_hint() -> None:
    """Hints of two rows are two: nobody looks for a fault of one row in another."""
    sheet = row(目標期限=[STEP], 達成基準=FAULTY)
    (heading,) = sheet
    sheet[heading].append({**sheet[heading][0], "項目": "町の灯りの手入れ"})
    assert len(_hints(sheet)) == len(sheet[heading])


def test_the_chosen_rule_is_told_by_itself() -> None:
    """A hint that stands beside another of its row is shown where its rule alone is asked for."""
    files = clean_files()
    sheet = row(目標期限=[STEP], 達成基準=FAULTY)
    root = parse(files[DEFAULT_PATH], DEFAULT_PATH).root
    assert root is not None
    report = report_of({**files, DEFAULT_PATH: emit({**root.data(), **sheet}).encode()})
    asked = report.narrowed(frozenset({"criterion-no-unit"}), None).as_told()
    assert [finding.rule for finding in asked.findings] == ["criterion-no-unit"]
    shown = [f.rule for f in report.as_told().findings if f.rule.startswith("criterion-")]
    assert shown == ["criterion-unverifiable"]


@each_row(
    "criterion",
    [
        "観察会を年間3回実施する。",
        "観察会の開催 年6回",
        "観察会の実施（計3回）",
        "年3回の研修を行う。",
        "12か所の巡回",
        "巡回 12か所以上",
        "講座を月2回開催する。",
    ],
)
def test_counts_of_what_is_done_are_told_in_any_order(criterion: str) -> None:
    """How often something is done is no result, whichever word stands first and however counted."""
    found = findings("criteria", sheet=row(目標期限=[STEP], 達成基準=[criterion]))
    assert [finding.rule for finding in found] == ["criterion-activity-only"]


@pytest.mark.parametrize(
    "criterion",
    ["講座に延べ200人が参加する。", "研修を4回実施し、修了者を90人にする。", "通知 回答率80％以上"],
)
def test_results_are_not_told_as_counts(criterion: str) -> None:
    """A criterion with people, shares or completions measures a result."""
    found = findings("criteria", sheet=row(目標期限=[STEP], 達成基準=[criterion]))
    assert "criterion-activity-only" not in [finding.rule for finding in found]
