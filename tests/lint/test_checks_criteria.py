"""The rules about criteria: silent on what can be judged, exact about what cannot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from each_row import each_row
from sheet_findings import findings, row

PATH = Path(__file__).parents[1] / "cases" / "checks" / "criteria.yaml"
CASES: dict[str, Any] = yaml.safe_load(PATH.read_text(encoding="utf-8"))
STEP = {"時期": "9月", "内容": "見本の会議"}


def _rules(**values: object) -> list[str]:
    found = findings("criteria", sheet=row(**values))
    return [finding.rule for finding in found if finding.rule != "criterion-missing"]


@each_row("criterion", CASES["問題のない達成基準"])
def test_a_criterion_that_can_be_judged_raises_nothing(criterion: str) -> None:
    """A 達成基準 with a value, a scope or a finished state gives no finding."""
    assert _rules(目標期限=[STEP], 達成基準=[criterion]) == []


@each_row("event", CASES["問題のない内容"])
def test_an_event_that_sets_no_target_raises_nothing(event: str) -> None:
    """An 内容 that only says what is done gives no finding about criteria."""
    assert _rules(目標期限=[{"時期": "通年", "内容": event}]) == []


@each_row(("criterion", "rule"), CASES["問題のある達成基準"].items())
def test_a_criterion_that_cannot_be_judged_is_found(criterion: str, rule: str) -> None:
    """A 達成基準 without value, base or unit gives exactly the one rule that names the gap."""
    assert _rules(目標期限=[STEP], 達成基準=[criterion]) == [rule]


@pytest.mark.parametrize(("event", "rule"), CASES["問題のある内容"].items())
def test_a_target_among_the_dates_is_found(event: str, rule: str) -> None:
    """A target in an 内容 of a row without 達成基準 gives exactly one finding."""
    assert _rules(目標期限=[{"時期": "通年", "内容": event}]) == [rule]
