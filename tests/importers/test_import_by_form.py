"""Import by the form's definition: its words in any order, plans of the year, all faults told."""

from __future__ import annotations

import random
from pathlib import Path

from conftest import ROOT, Command

from orgsheet.form.known_forms import KnownForms
from orgsheet.importers.import_formats import read_sheets
from orgsheet.importers.import_result import ImportResult
from orgsheet.importers.labels import Basis
from orgsheet.registers.plans import PlanRegister
from orgsheet.source import parse

CASES = Path(__file__).parents[1] / "cases" / "import"
SAMPLE = (CASES / "見本.txt").read_text("utf-8")
PUBLISHED = (CASES / "R5-政策推進部.txt").read_text("utf-8")
OWN = """\
様式: 港市R6
題名: 部局の方針
単位: [局, 室]
初年度: R6
欄:
  姿勢: {種類: 文章, 印刷: 基本姿勢(局長の方針), 別名: 方針}
  つながり: {種類: 計画の項目, 番号: [甲, 乙]}
  課題: {種類: 表, 行: 課題, 前置き: 課題}
行:
  課題:
    課題名: {種類: 名称, 印刷: 課題(何を)}
    取組: {種類: 文章}
    期日: {種類: 期限, 原文: 期日の原文, 印刷: 期日とめやす}
    めやす: {種類: 基準, 同じ欄: 期日}
    担い手: {種類: 職員, 任意: true}
"""
TEXT = """\
令和6年度 部局の方針
局名: 港湾局　室名: 管理室
■ 課題
担い手\t期日とめやす\t取組\t課題（何を）
浜 磯\t期日 9月 点検 めやす 全岸壁\t点検する。\t課題① 岸壁
\t春ごろ\t直す。\t課題② 倉庫
■方針
港を守る。
■つながり
乙 港湾計画\t・安全 ・にぎわい
甲\t
"""

INDICATORS = """\
様式: 架空市R6
題名: 部局の方針
単位: [部局, 課]
初年度: R6
欄:
  部局の役割: {種類: 文章}
  重点目標: {種類: 表, 行: 目標}
  計画との関係: {種類: 計画の名称}
行:
  目標:
    番号: {種類: 文字}
    目標: {種類: 名称}
    取組内容: {種類: 文章}
    指標: {種類: 文字}
    値: {種類: 指標の値, 列: [現状値, 目標値, 実績値]}
    期限: {種類: 期限, 原文: 期限の原文}
    評価: {種類: 選択, 選択: [A, B, C]}
"""


def _register() -> PlanRegister:
    return PlanRegister.read(parse((ROOT / "sheets/計画台帳.yaml").read_bytes(), "計画台帳.yaml"))


def _read(text: str, plans: PlanRegister | None = None, **own: str) -> ImportResult:
    forms = KnownForms({f"schema/forms/{name}.yaml": one.encode() for name, one in own.items()})
    return read_sheets(text.encode(), "入力.txt", Basis(forms, plans))


def _data(result: ImportResult, number: int = 0) -> dict[str, object]:
    root = parse(result.sheets[number].text.encode(), "x").root
    assert root is not None
    data: dict[str, object] = root.data()
    return data


def _next_year(text: str) -> str:
    """Return the published text as the city would print it a year later: year and plan change."""
    moved = text.replace("令和5年度 組織マネジメント", "令和6年度 組織マネジメント")
    return moved.replace("②とりで未来創造 プラン2020\t", "②とりで未来創造 プラン2024\t")


def test_the_next_year_s_text_needs_no_new_program() -> None:
    """The city's text of R6, whose ② is another plan, gives the sheets of R6, nothing to note."""
    before = _read(PUBLISHED, _register())
    after = _read(_next_year(PUBLISHED), _register())
    assert [sheet.path for sheet in after.sheets] == [
        sheet.path.replace("R5/", "R6/") for sheet in before.sheets
    ]
    assert after.account.lost == 0
    assert not [note for note in after.notes if "計画台帳" in note.message]
    assert not [note for note in before.notes if "計画台帳" in note.message]


def test_a_plan_that_the_register_does_not_know_is_noted() -> None:
    """Words behind ② that are another plan's in the sheet's year are told, and nothing is lost."""
    result = _read(SAMPLE.replace("プラン2020\t", "プラン2030\t"), _register())
    (note,) = [note for note in result.notes if "計画台帳" in note.message]
    assert (note.line, note.column) == (16, 1)
    assert "令和5年度の②は「とりで未来創造 プラン2020」です" in note.message
    assert result.account.lost == 0


def test_the_order_of_headings_columns_and_plans_is_free() -> None:
    """However headings, columns and plan rows are ordered, the same sheet comes of it."""
    expected = _data(_read(SAMPLE))
    head, *blocks = SAMPLE.split("■")
    shuffled = random.Random(3)  # noqa: S311
    for _ in range(20):
        shuffled.shuffle(blocks)
        text = head + "".join("■" + _shuffle_block(block, shuffled) for block in blocks)
        result = _read(text)
        assert _data(result) == expected
        assert list(_data(result)) == list(expected)
        assert result.account.lost == 0


def _shuffle_block(block: str, random_: random.Random) -> str:
    lines = block.rstrip("\n").split("\n")
    rows = [line.split("\t") for line in lines if "\t" in line]
    if not rows:
        return block.rstrip("\n") + "\n\n"
    if rows[0][0].startswith("①"):
        random_.shuffle(rows)
    else:
        order = list(range(len(rows[0])))
        random_.shuffle(order)
        rows = [[row[place] for place in order] for row in rows]
    return lines[0] + "\n" + "\n".join("\t".join(row) for row in rows) + "\n\n"


def test_every_problem_of_a_file_is_told_in_one_run() -> None:
    """Faults under different headings and in different sheets are all told, in their order."""
    broken = SAMPLE.replace("協働 有無", "連携 有無").replace("組織使命(", "組織指名(")
    broken = broken.replace("③個別計画\t\n", "")
    second = SAMPLE.replace("課名: 見本課", "課名: 次課").replace("■組織目標(", "■xx(")
    result = _read(broken + "\n" + second)
    assert len(result.sheets) == 2
    assert [one.line for one in result.unplaced] == [9, 11, 20, 21, 47, 49]
    assert sorted(one.line or 0 for one in result.notes if one.is_gap) == [16, 20]
    assert not result.is_complete


def test_an_empty_section_is_an_empty_list() -> None:
    """A heading with nothing below it gives an empty list: there is nothing to guess."""
    start = SAMPLE.index("項目(何を)", SAMPLE.index("■業務プロセス"))
    text = SAMPLE[:start] + SAMPLE[SAMPLE.index("■職員の育成") :]
    data = _data(_read(text))
    assert data["業務プロセスの改善"] == []
    assert data["職員の育成及び職場活性化の取組み"]


def test_another_city_s_text_is_read_by_its_definition_alone() -> None:
    """Headings, aliases, units, plans, prefix, deadlines and staff of an own form are followed."""
    result = _read(TEXT, 港市R6=OWN)
    (sheet,) = result.sheets
    assert sheet.path == "R6/港湾局/管理室.yaml"
    assert result.account.lost == 0
    assert _data(result) == {
        "年度": "R6",
        "局名": "港湾局",
        "室名": "管理室",
        "姿勢": "港を守る。\n",
        "つながり": {"甲": [], "乙": ["安全", "にぎわい"]},
        "課題": [
            {
                "課題名": "岸壁",
                "取組": "点検する。\n",
                "期日": [{"時期": "9月", "内容": "点検"}],
                "めやす": ["全岸壁"],
                "担い手": ["浜", "磯"],
            },
            {"課題名": "倉庫", "取組": "直す。\n", "期日の原文": "春ごろ\n"},
        ],
    }


def test_a_form_with_indicators_is_read_by_its_definition_alone() -> None:
    """Numbered headings, names on two lines, figures by column, a list of plans: all are placed."""
    text = (CASES / "架空市-部局方針.txt").read_text("utf-8")
    result = _read(text, 架空市R6=INDICATORS)
    data = _data(result)
    assert result.sheets[0].path == "R6/環境部/資源循環課.yaml"
    assert result.account.lost == 0
    assert data["計画との関係"] == [
        "第3次環境基本計画　基本目標2「資源が循環するまち」",
        "一般廃棄物処理基本計画",
    ]
    rows = data["重点目標"]
    assert isinstance(rows, list)
    assert [row["値"] for row in rows] == [
        {"現状値": 612, "目標値": 590, "実績値": 598},
        {"現状値": 14.2, "目標値": 18, "実績値": 18.6},
        {"現状値": 43, "目標値": "30以下", "実績値": 38},
    ]
    assert [row["期限"] for row in rows] == [
        [{"時期": "令和7年3月"}],
        [{"時期": "年度末"}],
        [{"時期": "通年"}],
    ]


def test_the_workspace_s_own_form_and_register_are_used(orgsheet: Command) -> None:
    """`orgsheet import` reads by the definitions and the plan register of the place it fills."""
    (orgsheet.folder / "schema/forms").mkdir(parents=True)
    (orgsheet.folder / "schema/forms/港市R6.yaml").write_text(OWN, encoding="utf-8")
    (orgsheet.folder / "港.txt").write_text(TEXT, encoding="utf-8")
    done = orgsheet("import", "港.txt")
    assert done.code == 0
    assert (orgsheet.folder / "sheets/R6/港湾局/管理室.yaml").is_file()
    assert "乙の計画「港湾計画」が、計画台帳と違います" in done.err
    (orgsheet.folder / "schema/forms/港市R6.yaml").write_text("様式: 港\n", encoding="utf-8")
    broken = orgsheet("import", "港.txt", "--force")
    assert broken.code == 2
    assert "schema/forms/港市R6.yaml:1: " in broken.err
