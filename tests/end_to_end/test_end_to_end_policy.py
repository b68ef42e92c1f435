"""A proposal cannot judge itself: whatever it does to the policy, the base's policy counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from conftest import Command
from end_to_end import BROKEN, HISHO, PLANS, SEISAKU, Town, cases, check_comment

BASELINE = "sheets/既知の指摘.json"


def apply(town: Town, path: str, change: str | dict[str, str] | None) -> None:
    """Write, edit or delete a file of the workspace."""
    if change is None:
        (town.workspace / path).unlink()
    elif isinstance(change, dict):
        town.edit(*change.items(), path=path)
    else:
        town.write(change, path)


@pytest.mark.every_row
@pytest.mark.slow
@pytest.mark.parametrize("case", cases("policy"), ids=lambda case: case["name"])
def test_no_policy_of_the_same_proposal_helps_it(tmp_path: Path, case: dict[str, Any]) -> None:
    """The finding stays a new one that fails the review, and the change of policy is told."""
    town = Town(tmp_path, files=case.get("base"))
    if "edit" in case:
        town.edit(*case["edit"].items())
    for path, change in case["head"].items():
        apply(town, path, change)
    town.push()
    assert "### 規則・台帳・設定の変更" in town.review(code=1, head=None)
    found = town.record()
    assert found["failed"]
    assert set(case["finds"]) <= {one["rule"] for one in found["findings"] if one["state"] == "new"}
    assert set(case["told"]) <= {one["path"] for one in found["policy"]}


@pytest.mark.slow
def test_a_moved_workspace_is_judged_where_the_base_has_it(tmp_path: Path) -> None:
    """Sheets moved to another folder, away from the settings, are missed there and fail."""
    town = Town(tmp_path, "city", files={"orgsheet.yaml": "fail_level: info\n"})
    town.edit(("協働有無: ×", "協働有無: x"))
    town.git("mv", "city/sheets", "sheets")
    town.git("mv", "city/orgsheet.yaml", "orgsheet.yaml")
    town.write("x", "読んでください.txt")
    town.push()
    for head in ("HEAD", None):
        told = town.review(code=1, head=head)
        assert "シートが一枚もなくなります" in told
        assert "削除: orgsheet.yaml" in told
        assert "付属の規則" not in told


@pytest.mark.slow
def test_a_baseline_grown_in_the_same_proposal_fails_it(tmp_path: Path) -> None:
    """Recording the new finding leaves it a new finding, and is itself a reason to fail."""
    town = Town(tmp_path, files={"orgsheet.yaml": f"baseline: {BASELINE}\n"})
    town.edit(BROKEN)
    Command(town.workspace)("lint", "--baseline", BASELINE, "--update-baseline")
    town.push()
    told = town.review(code=1)
    assert "「13月」" in told
    assert "加わっています" in told


@pytest.mark.slow
def test_a_change_of_rules_alone_is_told_in_its_own_section(tmp_path: Path) -> None:
    """A proposal that edits only rules passes, with the base's rules, and names what changed."""
    files = {"orgsheet.yaml": "rules:\n  deadline-unreadable:\n    severity: warning\n"}
    town = Town(tmp_path, files=files)
    town.edit(("severity: warning", "severity: error"), path="orgsheet.yaml")
    town.push()
    told = town.review(code=0)
    assert "### 規則・台帳・設定の変更" in told
    assert "変更: orgsheet.yaml（設定）" in told
    assert "内容の変更はありません" in told
    town.edit(("deadline-unreadable", "dedline-unreadable"), path="orgsheet.yaml")
    town.push()
    assert "この変更を取り込むと、点検が動かなくなります" in town.review(code=1)


@pytest.mark.every_row
@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("schema/sheet.schema.json", "{"),
        ("schema/organization.schema.json", "[]"),
        ("lint/x.yaml", "id: x\n"),
        ("orgsheet.yaml", "a: [\n"),
        ("orgsheet.yaml", "a: &a [*a, *a]\n"),
        ("orgsheet.yaml", "!!python/object/apply:os.system ['touch /tmp/x']\n"),
        ("orgsheet.yaml/README.txt", "a folder in its place"),
        ("orgsheet.yaml", "baseline: ./sheets/既知の指摘.json\n"),
        ("orgsheet.yaml", "baseline: .git/config.json\n"),
    ],
)
def test_a_policy_that_could_not_be_used_fails(tmp_path: Path, path: str, text: str) -> None:
    """What would stop every later check is a reason to fail now, with the file's name."""
    town = Town(tmp_path)
    town.write(text, path)
    town.push()
    reason = "この変更を取り込むと、点検が動かなくなります"
    told = town.review(code=1)
    assert reason in told
    assert path.partition("/")[0] in told or Path(path).name in told
    assert any(reason in one for one in town.record(head=None)["reasons"])


@pytest.mark.slow
def test_a_change_of_a_register_alone_is_checked_as_data(tmp_path: Path) -> None:
    """A proposal that edits only a register is told as policy; its mistakes are findings."""
    town = Town(tmp_path)
    town.edit(("備考: 項目は「三大テーマ」。", "備考: 項目は三つの主題。"), path=PLANS)
    town.push()
    told = town.review(code=0)
    assert "（計画台帳）" in told
    assert "内容の変更はありません" in told
    town.edit(("    初年度: H28\n", "    初年度: 平成２８の年\n"), path=PLANS)
    town.push()
    assert "計画台帳" in town.review(code=1).partition("### 内容の変更")[0]


@pytest.mark.slow
def test_a_deleted_sheet_is_told(tmp_path: Path) -> None:
    """A sheet that goes away fails the review, and what then lacks is told elsewhere."""
    town = Town(tmp_path)
    town.git("rm", "-q", HISHO)
    town.push()
    told = town.review(code=1)
    assert "「秘書課」のシートがなくなった" in told
    assert "### ほかの課への影響" in told
    assert "<summary>指摘の一覧" not in told


@pytest.mark.slow
def test_a_renamed_sheet_is_compared_with_itself(tmp_path: Path) -> None:
    """A section that is renamed, in file and sheet, keeps its rows; what no longer fits is told."""
    town = Town(tmp_path)
    new = "sheets/R5/政策推進部/秘書広報課.yaml"
    town.git("mv", HISHO, new)
    town.edit(("課名: 秘書課", "課名: 秘書広報課"), BROKEN, path=new)
    town.push()
    told = town.review(code=1)
    assert "「13月」" in told
    assert "秘書広報課" in told
    assert "10件の事務" not in told


@pytest.mark.slow
def test_a_rename_that_hides_a_sheet_from_the_check_is_a_finding(tmp_path: Path) -> None:
    """A sheet renamed to where no sheet is looked for is missed, not forgotten, by default."""
    town = Town(tmp_path)
    town.edit(BROKEN)
    town.commit()
    for place, words in (
        ("控え.yaml", "秘書課のシートがありません"),
        (HISHO.replace(".yaml", ".txt"), "秘書課.txt"),
        (HISHO.replace(".yaml", ".yml"), "file-name-extension"),
    ):
        town.git("switch", "-q", "-C", "移す", "提案")
        town.git("mv", HISHO, place)
        town.push()
        assert words in town.review(code=1)


@pytest.mark.slow
def test_findings_from_before_do_not_pass_for_new_ones(tmp_path: Path) -> None:
    """What main had wrong already is told apart, and a mended finding is told as mended."""
    town = Town(tmp_path)
    town.git("switch", "-q", "main")
    town.edit(("裁量有無: ○", "裁量有無: 〇"))
    town.edit(("裁量有無: ○", "裁量有無: 〇"), path=SEISAKU)
    town.commit()
    town.git("push", "-q")
    town.git("switch", "-q", "-C", "提案")
    town.edit(("裁量有無: 〇", "裁量有無: ○"), ("担当: [全員]", "担当: [職員]"))
    town.push()
    told = town.review(code=0)
    assert "✅ 直った 1" in told
    assert "❌ エラー 0" in told
    check_comment(told)
