"""The rules about plans, on the register and the words of a real city."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from each_row import each_row
from sheet_findings import findings

ROOT = Path(__file__).parents[2]
CASES: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "checks" / "plans.yaml").read_text(encoding="utf-8")
)
REGISTER = (ROOT / "sheets" / "計画台帳.yaml").read_text(encoding="utf-8")
LISTS: dict[str, Any] = {"組織目標と計画等との関連": {"①": [], "②": [], "③": []}}


def _old_editions(sentence: str) -> list[str]:
    found = findings(
        "plans",
        sheet={"組織目標": sentence, **LISTS},
        files={"sheets/計画台帳.yaml": REGISTER},
    )
    return [finding.fix for finding in found if finding.rule == "plan-edition-old"]


@each_row("sentence", CASES["今の計画として正しい"])
def test_plans_in_force_and_past_plans_as_past_raise_nothing(sentence: str) -> None:
    """A plan in force, or an ended one spoken of as past, gives no finding about its edition."""
    assert _old_editions(sentence) == []


@pytest.mark.parametrize(("sentence", "written", "now"), CASES["終わった計画を今のように書く"])
def test_an_ended_plan_as_if_current_is_found(sentence: str, written: str, now: str) -> None:
    """An ended edition, registered or not, that is carried out is found with the one in force."""
    fixes = _old_editions(sentence)
    assert len(fixes) == 1, written
    assert f"令和5年度の計画は「{now}」です。" in fixes[0]


def test_a_registered_name_may_hold_a_year_of_an_ended_era() -> None:
    """The year in a plan's own name is no wrong date; the same year in the sentence is."""
    register = REGISTER.replace("とりで行政経営改革プラン2020", "平成35年に向けた行革プラン")
    assert register != REGISTER
    for sentence, told in (
        ("平成35年に向けた行革プランの考え方を進める。", 0),
        ("県の情報化計画（平成28～平成32年度）の考え方を受け継ぐ。", 0),
        ("平成35年に完成した施設を点検する。", 1),
        ("平成35年に向けた取組みを進める。", 1),
    ):
        found = findings(
            "deadlines",
            sheet={"組織目標": sentence, **LISTS},
            files={"sheets/計画台帳.yaml": register},
        )
        assert [one.rule for one in found].count("date-impossible") == told, sentence
