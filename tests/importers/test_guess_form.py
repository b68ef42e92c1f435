"""A form of another city from its own files: a draft a person completes, then files are read."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Command
from office_forms import as_paragraphs, as_workbook

from orgsheet.form.known_forms import KnownForms
from orgsheet.importers.guess_form import guess_form
from orgsheet.importers.import_formats import extract, read_sheets
from orgsheet.importers.labels import Basis
from orgsheet.importers.write_guess import definition_text
from orgsheet.source import Plain, parse

CASES = Path(__file__).parents[1] / "cases"
INDICATORS = (CASES / "import/架空市-部局方針.txt").read_bytes()
SAMPLE = (CASES / "import/見本.txt").read_text("utf-8")


def _imported(data: bytes, name: str) -> list[Plain]:
    """Return what a file gives by the draft that is made from it."""
    form = guess_form([extract(data, name)])
    own = {f"schema/forms/{form.name}.yaml": definition_text(form).encode()}
    result = read_sheets(data, name, Basis(KnownForms(own)))
    assert result.account.lost == 0
    assert not result.unplaced
    roots = [parse(sheet.text.encode(), "x").root for sheet in result.sheets]
    return [root.data() for root in roots if root is not None]


def test_a_form_with_indicators_needs_its_own_file_alone() -> None:
    """The draft from a file reads the file: figures by column, deadlines, choices, plans."""
    (data,) = _imported(INDICATORS, "方針.txt")
    assert data["部局名"] == "環境部"
    assert data["重点目標"][0] == {
        "目標": "家庭ごみの減量",
        "番号": "1",
        "取組内容": "生ごみの水切りと分別の説明会を町内会ごとに開く。\n",
        "指標": "1人1日当たりの排出量（g）",
        "値": {"現状値": 612, "目標値": 590, "実績値": 598},
        "期限": [{"時期": "令和7年3月"}],
        "評価": "B",
    }
    assert data["計画との関係"][1] == "一般廃棄物処理基本計画"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (as_paragraphs(SAMPLE), "見本.docx"),
        (as_workbook(SAMPLE), "見本.xlsx"),
        (SAMPLE.encode(), "見本.txt"),
    ],
    ids=["word", "excel", "text"],
)
def test_a_draft_has_the_headings_and_columns_of_the_file(data: bytes, name: str) -> None:
    """Whatever the format, the draft has every heading, its tables, and what a person must say."""
    form = guess_form([extract(data, name)])
    kinds = {field.key: field.guess.kind for field in form.fields}
    assert list(kinds.values()) == ["文章", "文章", "計画の項目", "表", "表", "表", "表", "表"]
    assert form.title == "組織マネジメントシート"
    assert "【記入】" in definition_text(form)
    (sheet,) = _imported(data, name)
    assert sheet["今年度の重点事業"][0]["項目"] == "見本事業"


WARD = """\
令和6年度　区役所運営計画
区部名：市民生活部　課・室名：区民協働課
作成責任者：浜 磯
■ 今年度の重点取組
取組名\t事業費（千円）\t担当係\t評価
町会の加入促進\t1,200\t協働推進係\t
防犯灯の取換え\t15,400\t安全安心係\t
■ 満足度
指標名\t今年度目標\t今年度実績
町会の加入率\t70\t
■ 年度末の振り返り

"""
FIRE = """\
令和6年度 消防組合業務計画
所属\t警防部\t署所\t東分署
■ 方針
訓練に力を入れる。
■ 訓練
訓練名\t回数
はしご車の操法\t6
"""


def test_a_form_of_other_units_is_known_by_the_names_behind_their_labels() -> None:
    """Units behind a colon or in the next cell, names of people, money, and what is written late.

    The draft reads the file from which it is made, whole.
    """
    ward = definition_text(guess_form([extract(WARD.encode(), "区.txt")]))
    for words in (
        "単位: [区部, 課・室]",
        "  作成責任者:\n    種類: 職員",
        "    事業費:\n      種類: 金額\n      単位: 千円",
        "    担当係:\n      種類: 文字",
        "    評価:\n      種類: 文字  # 【記入】評価の値を選ぶ欄なら「選択」に\n      時: 年度末",
        "列: [今年度目標, 今年度実績]",
        "文でなければ種類を直す\n    時: 年度末",
    ):
        assert words in ward
    (data,) = _imported(WARD.encode(), "区.txt")
    assert (data["課・室名"], data["作成責任者"]) == ("区民協働課", ["浜", "磯"])
    assert data["今年度の重点取組"][0] == {
        "取組名": "町会の加入促進",
        "事業費": 1200,
        "担当係": "協働推進係",
    }
    (data,) = _imported(FIRE.encode(), "署.txt")
    assert (data["所属名"], data["署所名"]) == ("警防部", "東分署")


def test_numbers_of_plans_that_no_heading_lists_are_text() -> None:
    """A form without the list of plan items gives a draft that can be used as it stands."""
    data = (
        "令和6年度 業務計画書\n部名: 産業部\n課名: 観光課\n\n"
        "■所管事務\n関連No.\t事務事業名称\t担当\n①②\t朝市活性化事業\t田中\n②\t港祭り\t全員\n\n"
        "■組織目標\n港の魅力を磨き、訪れる人を増やす。\n"
    ).encode()
    (sheet,) = _imported(data, "計画書.txt")
    assert [row["関連No."] for row in sheet["所管事務"]] == ["①②", "②"]


def test_the_command_writes_the_draft_and_the_file_can_be_imported(orgsheet: Command) -> None:
    """`form guess` writes a definition that `form check` accepts; then `import` reads the file."""
    (orgsheet.folder / "方針.txt").write_bytes(INDICATORS)
    done = orgsheet("form", "guess", "方針.txt")
    assert done.code == 0
    assert "【記入】" in (orgsheet.folder / "schema/forms/部局の方針R6.yaml").read_text("utf-8")
    assert "【記入】の行が" in done.err
    assert orgsheet("form", "check").code == 0
    assert orgsheet("import", "方針.txt").code == 0
    again = orgsheet("form", "guess", "方針.txt")
    assert again.code == 2
    shown = orgsheet("form", "guess", "方針.txt", "--dry-run")
    assert "様式: 部局の方針R6" in shown.out


def test_a_file_without_headings_gives_no_draft(orgsheet: Command) -> None:
    """Where nothing is a heading or a list there is nothing to guess, and that is said."""
    (orgsheet.folder / "覚え書き.txt").write_text("ただの文です。\n", encoding="utf-8")
    done = orgsheet("form", "guess", "覚え書き.txt")
    assert done.code == 2
    assert "見出しも列名も見つからない" in done.err
