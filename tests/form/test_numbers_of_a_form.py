"""Numbers of plans are whatever a form calls them, in its own order and under its own headings."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Command

from orgsheet.workspace.publication import Gate, Publication
from orgsheet.workspace.workspace import Workspace

FORM = """\
様式: 浜町R7
題名: しごと帳
単位: [館名, 班名]
初年度: R7
欄:
  心がけ: {種類: 文章, 役: 目標}
  道しるべ: {種類: 計画の項目, 番号: [甲, 乙, 丙]}
  道具帳: {種類: 表, 行: 道具}
行:
  道具:
    品名: {種類: 名称}
    しるし: {種類: 計画の番号}
    番の者: {種類: 職員}
"""
SHEET = """\
年度: R7
館名: 灯台館
班名: 夜番班
心がけ: |
  海を行く人の灯りを絶やさず、夜の港を見守る。
道しるべ:
  甲:
    - 灯りのともる町
  乙:
    - 海に開く町
  丙: []
道具帳:
  - 品名: 霧笛の膜
    しるし: [甲, 乙]
    番の者: [磯部]
  - 品名: 灯具の玉
    しるし: [乙, 甲]
    番の者: [汐見]
"""
PATH = "sheets/R7/灯台館/夜番班.yaml"


@pytest.fixture
def town(tmp_path: Path) -> Command:
    """A town whose form numbers its plans with other marks, beside tools and not duties."""
    for path, text in (("schema/forms/浜町R7.yaml", FORM), (PATH, SHEET)):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    return Command(tmp_path)


def test_numbers_stand_in_the_order_of_the_form(town: Command) -> None:
    """甲 comes before 乙 where the form says so; told and mended under the form's own heading."""
    said = town("lint", "--format", "concise").out
    (line,) = (one for one in said.splitlines() if "[plan-number-order]" in one)
    assert "「灯具の玉」のしるし が「乙甲」の順です" in line
    assert "計画関連No." not in said
    assert town("lint", "--fix").code in {0, 1}
    mended = (town.folder / PATH).read_text(encoding="utf-8")
    assert mended == SHEET.replace("[乙, 甲]", "[甲, 乙]")


def test_items_below_a_number_of_the_form_are_published(town: Command) -> None:
    """A number is a heading of the form: what stands below it is no name out of its place."""
    (sheet,) = Workspace.open(town.folder).sheets()
    text = Gate.of(Publication(), [sheet]).view_text(sheet)
    assert "灯りのともる町" in text
    assert "海に開く町" in text
    assert "磯部" not in text
