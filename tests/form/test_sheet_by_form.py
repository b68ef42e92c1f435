"""A sheet read through its form: fields are found by kind and role, whatever they are called."""

from __future__ import annotations

from orgsheet.form.definition import Form
from orgsheet.form.load_form import load_form
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.source import parse

OWN = """\
様式: 港市R5
単位: [局, 室]
欄:
  めざす姿: {種類: 文章, 役: 目標}
  関係する計画: {種類: 計画の項目, 番号: [甲, 乙]}
  所管する事務: {種類: 表, 行: 事務, 役: 役割}
  ことしの仕事: {種類: 表, 行: 仕事, 役: 重点}
  年度末の評価: {種類: 評価, 行: 評価}
行:
  事務:
    事務の名称: {種類: 名称}
    計画: {種類: 計画の番号}
    だれが: {種類: 職員}
    裁量: {種類: 選択, 役: 裁量, 選択: [ある, ない]}
    受け持ち: {種類: 文章, 役: 任務}
  仕事:
    仕事の名称: {種類: 名称}
    背景: {種類: 文章}
    進め方: {種類: 文章, 役: 行動}
    工程: {種類: 期限, 原文: 工程}
    目安: {種類: 基準}
    年度末実績: {種類: 文章}
  評価:
    課題: {種類: 文章}
"""
SHEET = """\
年度: R5
局名: 港湾局
めざす姿: 姿
関係する計画: {甲: [一], 乙: [二]}
所管する事務:
  - {事務の名称: 岸壁の管理, 計画: [甲], だれが: [全員], 裁量: ある, 受け持ち: 直す}
ことしの仕事:
  - 仕事の名称: 岸壁の改修
    背景: 古い
    進め方: 順に直す
    工程: [{時期: 7月, 内容: 着工}]
    目安: [3か所]
    年度末実績: 3か所を直した
  - {仕事の名称: 航路の調査, 工程: おおむね夏}
年度末の評価: {課題: 人が足りない}
"""


def _form() -> Form:
    return load_form(OWN.encode(), "schema/forms/港市R5.yaml", lambda _: None)


def _sheet() -> Sheet:
    identity = SheetId("R5", "港湾局", "部")
    return Sheet(parse(SHEET.encode(), identity.path), identity, _form())


def test_what_a_sheet_holds_is_found_by_kind_and_role() -> None:
    """Under headings of the city's own stand duties, actions, milestones and plan items."""
    sheet = _sheet()
    (duty,) = sheet.roles
    first, second = sheet.actions
    assert sheet.is_department
    assert [(link.number, link.item.text) for link in sheet.plan_links] == [
        ("甲", "一"),
        ("乙", "二"),
    ]
    assert duty.name is not None
    assert duty.name.text == "岸壁の管理"
    assert duty.section == "所管する事務"
    assert [one.text for one in (*duty.numbers, *duty.staff)] == ["甲", "全員"]
    assert duty.discretion is not None
    assert duty.collaboration is None
    assert (first.name, first.section, first.list_role) == ("岸壁の改修", "ことしの仕事", "重点")
    assert first.action is not None
    assert first.action.text == "順に直す"
    assert [one.text for one in first.criteria] == ["3か所"]
    ((action, step),) = sheet.milestones
    assert action is first
    assert step.deadline is not None
    assert second.raw_deadline is not None
    assert second.raw_deadline.text == "おおむね夏"
    assert sheet.priorities == (first, second)


def test_every_sentence_of_a_form_is_prose() -> None:
    """The texts that a city added are sentences as the others are, also those of an evaluation."""
    texts = [text.text for text in _sheet().prose]
    assert {"姿", "直す", "古い", "順に直す", "3か所を直した", "着工", "人が足りない"} <= set(texts)
    assert "ある" not in texts


def test_a_field_that_a_form_has_not_is_never_found_under_an_empty_heading() -> None:
    """A heading without any word is nobody's field."""
    text = "年度: R5\n所管する事務:\n  - {事務の名称: 甲, '': 乙}\nことしの仕事: [{'': [丙]}]\n"
    identity = SheetId("R5", "港湾局", "部")
    sheet = Sheet(parse(text.encode(), identity.path), identity, _form())
    assert sheet.roles[0].collaboration is None
    assert sheet.actions[0].item is None


def test_rows_of_every_table_are_given_with_their_fields() -> None:
    """Each row comes with its table's heading, its place, its name and its values by kind."""
    rows = _sheet().rows
    assert [(row.heading, row.number, row.name and row.name.text) for row in rows] == [
        ("所管する事務", 0, "岸壁の管理"),
        ("ことしの仕事", 0, "岸壁の改修"),
        ("ことしの仕事", 1, "航路の調査"),
        ("年度末の評価", 0, None),
    ]
    assert [key for key, _ in rows[1].values("文章")] == ["背景", "進め方", "年度末実績"]
