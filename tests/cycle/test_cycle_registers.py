"""`orgsheet new` follows the registers: plans and their successors, sections and lineage."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import Command
from cycle_samples import sheets_of

from orgsheet.cycle.carry_plans import carry_plans
from orgsheet.cycle.successors import outlook
from orgsheet.fiscal import FiscalYear
from orgsheet.form.blanks import MARK
from orgsheet.source import emit
from orgsheet.workspace.workspace import Workspace

CASES = Path(__file__).parents[1] / "cases" / "cycle"
PLANS: list[dict[str, Any]] = yaml.safe_load((CASES / "plans.yaml").read_text("utf-8"))
REORGANISED: dict[str, Any] = yaml.safe_load((CASES / "reorganised.yaml").read_text("utf-8"))
R5, R6 = FiscalYear(2023), FiscalYear(2024)


@pytest.mark.parametrize("case", PLANS, ids=lambda case: str(case["title"]))
def test_plan_references_follow_the_register(workspace: Path, case: dict[str, Any]) -> None:
    """Each list becomes what the register says it becomes, and what it cannot say is said."""
    found = carry_plans(
        Workspace.open(workspace).plans,
        case["number"],
        case["items"],
        source=R5,
        year=FiscalYear.parse(case["year"]),
    )
    assert list(found.items) == case["expect"]
    assert case["say"] in "".join(found.notes)
    assert bool(found.notes) is bool(case["say"])


@pytest.mark.parametrize("complete", [True, False])
def test_items_that_the_new_plan_has_stay_under_its_wording(
    workspace: Path, *, complete: bool
) -> None:
    """An item of the new plan stays, in the new plan's spelling; one it lacks is marked."""
    path = workspace / "sheets/計画台帳.yaml"
    data = yaml.safe_load(path.read_text("utf-8"))
    (plan,) = (one for one in data["計画"] if one["名称"] == "とりで未来創造プラン2024")
    plan |= {"項目": ["ＩＣＴの活用"], "項目は全部か": complete}
    path.write_text(emit(data), encoding="utf-8")
    plans = Workspace.open(workspace).plans
    found = carry_plans(plans, "②", ["ICTの活用", "歳入の確保"], source=R5, year=R6)
    assert found.items == ("ＩＣＴの活用", f"{MARK}前の年度は「歳入の確保」")
    assert ("新しい計画にないもの" in found.notes[0]) is complete


@pytest.fixture
def reorganised(tmp_path: Path) -> Path:
    """A made-up city whose sections were renamed, split, merged, moved, ended and set up."""
    register = tmp_path / "sheets/組織台帳.yaml"
    register.parent.mkdir()
    register.write_text(emit(REORGANISED["register"]), encoding="utf-8")
    for place in REORGANISED["before"]:
        department, section = place.split("/")
        row = {"項目": f"{section}の仕事", "行動アクション": f"{section}の仕事を進める。\n"}
        data: dict[str, Any] = {"年度": "R5", "部名": department}
        data |= {} if section == "部" else {"課名": section}
        data |= {"組織目標": f"{section}の目標\n", "組織使命": "同じ使命\n"}
        data |= {"今年度の重点事業": [row, {"id": "x", "項目": "窓口", "行動アクション": "開く\n"}]}
        path = tmp_path / f"sheets/R5/{place}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(emit(data), encoding="utf-8")
    return tmp_path


def test_sections_are_followed_through_a_reorganisation(reorganised: Path) -> None:
    """Renamed, merged, split, moved, ended and new sections get the sheets the register means."""
    ahead = outlook(Workspace.open(reorganised), R6, R5)
    found = {
        f"{one.id.department}/{one.id.section}": {
            "from": [f"{source.department}/{source.section}" for source in one.sources],
            "change": one.change,
        }
        for one in ahead.targets
    }
    assert found == REORGANISED["after"]
    assert [str(one)[3:] for one in ahead.ended] == REORGANISED["ended"]
    assert ahead.lost == ()


def test_merged_and_split_sheets_lose_no_row(reorganised: Path) -> None:
    """A merged sheet has the rows of both, split ones all rows each, and texts ask to be redone."""
    command = Command(reorganised)
    result = command("new", "R6", "--from", "R5")
    assert result.code == 0, result.err
    assert "市民部/ごみ減量室" in result.err
    sheets = {one.section: sheet for one, sheet in sheets_of(reorganised, "R6").items()}
    names = {key: [row.name for row in sheet.priorities] for key, sheet in sheets.items()}
    assert names["広報広聴課"] == ["広報課の仕事", "窓口", "広聴課の仕事", "窓口"]
    assert names["保育課"] == names["相談課"] == ["子育て課の仕事", "窓口"]
    for section, both in (("広報広聴課", ["広報課の目標", "広聴課の目標"]), ("保育課", [])):
        goal = sheets[section].text("組織目標")
        assert goal is not None
        assert goal.text.startswith(MARK)
        assert all(text in goal.text for text in both)
    assert "重なる id「x」" in result.err
    assert command("fmt", "--check").code == 0


def test_diff_follows_the_reorganisation(reorganised: Path) -> None:
    """The diff of the untouched result has no contradiction, and drops only what was ended."""
    command = Command(reorganised)
    command("new", "R6", "--from", "R5")
    result = command("diff", "R5", "R6", "--format", "json")
    assert result.code == 0, result.err
    linked = {link["before"] for link in json.loads(result.out)["links"]}
    for place in set(REORGANISED["before"]) - set(REORGANISED["ended"]):
        assert any(one.startswith(f"R5/{place}#") for one in linked), place


def test_a_section_left_behind_by_a_split_department_is_told(reorganised: Path) -> None:
    """Where the register does not say to which department a section went, no sheet is guessed."""
    path = reorganised / "sheets/組織台帳.yaml"
    data = yaml.safe_load(path.read_text("utf-8"))
    other = {**data["部"][1], "ID": "other", "名称": "行革部"}
    data["部"].append(other)
    path.write_text(emit(data), encoding="utf-8")
    result = Command(reorganised)("new", "R6", "--from", "R5")
    assert result.code == 2
    assert "R5/企画部/財政課 の移った先の部が組織台帳で決まらない" in result.err
