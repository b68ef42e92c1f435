"""A form that shares no heading with the packaged ones: everything follows its definition."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Command

CASES = ROOT / "tests" / "cases" / "form" / "port"
SHEET = "sheets/R{}/港湾局/管理室.yaml"
RENAMED = """\
様式: 取手市R5
もと: 取手市基本
初年度: R5
最終年度: R5
欄:
  目ざす姿: {種類: 文章, 役: 目標, 旧名: 組織目標}
  重点の事業: {種類: 表, 行: 行動, 役: 重点, 前置き: 重点事業, 旧名: 今年度の重点事業}
行:
  行動:
    取組名: {種類: 名称, 旧名: 項目}
    いつまでに何を: {種類: 期限, 原文: 期限の文, 旧名: 目標期限}
"""


@pytest.fixture
def port(tmp_path: Path) -> Command:
    """A city with a form of its own for each of two years, and a sheet of each."""
    forms = tmp_path / "schema" / "forms"
    forms.mkdir(parents=True)
    for file in CASES.glob("港市*.yaml"):
        shutil.copy(file, forms)
    for year in "56":
        sheet = tmp_path / SHEET.format(year)
        sheet.parent.mkdir(parents=True)
        shutil.copy(CASES / f"R{year}.yaml", sheet)
    return Command(tmp_path)


def _findings(command: Command, *words: str) -> list[dict[str, Any]]:
    done = command("lint", "--no-cache", "--format", "json", *words)
    assert done.code in (0, 1), done.err
    return json.loads(done.out)["findings"]  # type: ignore[no-any-return]


@pytest.mark.slow
def test_rules_bind_to_kinds(port: Command) -> None:
    """An unreadable date, a text too short and a wrong choice are found under any heading."""
    found = {(one["rule"], one["pointer"]) for one in _findings(port, SHEET.format(5))}
    assert ("deadline-unreadable", "/ことしの仕事/0/工程/1/時期") in found
    assert ("text-too-short", "/ことしの仕事/0/年度末実績") in found
    sheet = port.folder / SHEET.format(5)
    sheet.write_text(sheet.read_text("utf-8").replace("裁量: ある", "裁量: あり得る"), "utf-8")
    rules = {one["rule"] for one in _findings(port, SHEET.format(5)) if "裁量" in one["pointer"]}
    assert rules


@pytest.mark.slow
def test_rules_speak_in_the_form_s_own_words(port: Command) -> None:
    """No message names a heading that the city does not have."""
    sheet = port.folder / SHEET.format(5)
    text = sheet.read_text("utf-8")
    gone = "    工程: 9月 調査の開始\n    目安: [図を公表する。]\n"
    sheet.write_text(text.replace(gone, ""), "utf-8")
    found = _findings(port, SHEET.format(5))
    said = {one["rule"]: one["message"] + one["fix"] for one in found}
    assert said["goal-unmeasurable"].startswith("「航路の調査」に、工程も目安もありません。")
    assert "「目安:」を足し" in said["goal-unmeasurable"]
    assert "「工程:」の下に" in said["goal-unmeasurable"]


@pytest.mark.slow
def test_years_of_two_forms_are_compared(port: Command) -> None:
    """A renamed list and name are the same; dates, numbers, flags and the field added are told."""
    done = port("diff", "R5", "R6", "--format", "json", "--all")
    assert done.code == 0, done.err
    changes = {one["rule"]: one["message"] for one in json.loads(done.out)["changes"]}
    assert "row-other-list" not in changes
    assert "project-dropped" not in changes
    assert "discretion-lost" in changes
    assert "令和5年7月" in changes["milestone-late"]
    assert "年度末実績" in changes["value-changed"]
    table = port("diff", "R5", "R6", "--table", "t.html")
    assert table.code == 0, table.err
    page = (port.folder / "t.html").read_text("utf-8")
    assert "年度末実績" in page
    assert "浜野" not in page


@pytest.mark.slow
def test_a_new_year_begins_under_the_new_form_s_headings(port: Command) -> None:
    """Rows are carried by kind: names stay, dates and amounts are asked, staff are not named."""
    shutil.rmtree(port.folder / "sheets" / "R6")
    done = port("new", "R6", "--from", "R5")
    assert done.code == 0, done.err
    text = (port.folder / SHEET.format(6)).read_text("utf-8")
    for words in ("今年の仕事:", "事業名: 岸壁の改修", "年度末実績: |", "予算額: 【記入】"):
        assert words in text
    assert "ことしの仕事" not in text
    assert "浜野" not in text


def test_edits_of_two_rows_are_merged_by_their_names(port: Command) -> None:
    """A row that one side moved and the other side changed is one row, found by its name."""
    base = (CASES / "R5.yaml").read_text("utf-8")
    head, _, rows = base.partition("ことしの仕事:\n")
    first, second = (f"  - 仕事の名称{part}" for part in rows.split("  - 仕事の名称")[1:])
    ours = f"{head}ことしの仕事:\n{second}{first}"
    theirs = base.replace("３か所を直した。", "岸壁の４か所を直した。")
    for name, text in (("b", base), ("o", ours), ("t", theirs)):
        (port.folder / "sheets" / f"{name}.yaml").write_text(text, "utf-8")
    words = (f"sheets/{name}.yaml" for name in "bot")
    done = port("merge", *words)
    assert done.code == 0, done.err
    assert done.out == ours.replace("３か所を直した。", "岸壁の４か所を直した。")


@pytest.mark.slow
def test_renamed_headings_change_no_finding_but_its_words(orgsheet: Command) -> None:
    """Renamed in the definition and in the sheets, the same rules find the same lines."""
    before = [(one["rule"], one["line"]) for one in _findings(orgsheet)]
    forms = orgsheet.folder / "schema" / "forms"
    forms.mkdir(parents=True)
    packaged = (ROOT / "schema" / "forms" / "取手市R5.yaml").read_text("utf-8")
    basis = packaged.replace("様式: 取手市R5", "様式: 取手市基本", 1)
    (forms / "取手市基本.yaml").write_text(basis.replace("初年度: R5", "初年度: R90"), "utf-8")
    (forms / "取手市R5.yaml").write_text(RENAMED, "utf-8")
    in_one_place = _findings(orgsheet)
    assert {one["rule"] for one in in_one_place} >= {"key-unknown"}
    assert all(one["line"] > 0 for one in in_one_place)
    done = orgsheet("form", "migrate", "取手市基本", "取手市R5")
    assert done.code == 0, done.err
    after = [(one["rule"], one["line"]) for one in _findings(orgsheet)]
    assert sorted(after) == sorted(before)
