"""In rows that name members of staff, dated steps and choices of the form are published."""

from __future__ import annotations

from pathlib import Path

import pytest

from orgsheet.files.memory import MemoryFiles
from orgsheet.workspace.publication import Gate, Publication
from orgsheet.workspace.workspace import Workspace

FORM = """\
様式: 浜町R7
題名: しごと帳
単位: [館名, 班名]
初年度: R7
欄:
  心がけ: {種類: 文章, 役: 目標}
  見回り帳: {種類: 表, 行: 見回り, 役: 重点}
  覚え帳: {種類: 表, 行: 覚え}
行:
  見回り:
    呼び名: {種類: 名称}
    日取り: {種類: 期限, 原文: 日取りの文}
    巡り: {種類: 選択, 選択: [毎日, 隔週]}
    番の者: {種類: 職員}
  覚え:
    題目: {種類: 名称}
    聞いた者: {種類: 職員}
"""
HEAD = """\
年度: R7
館名: 灯台館
班名: 夜番班
心がけ: |
  海を行く人の灯りを絶やさず、夜の港を見守る。
"""
ROW = """\
見回り帳:
  - 呼び名: 灯台の夜番
    日取り:
      - 時期: 9月
        内容: 灯具の取替え
        結果: 実施
      - 時期: 10月
        内容: 浅野
      - 時期: 11月
        内容: 音の測定
        受け持ち: 汐見
    番の者: [浅野, 小浜]
"""
STRAY = """\
覚え帳:
  - 題目: 浜の掃除
    日取り:
      - 時期: 9月
        内容: 汐見
    聞いた者: [小浜]
"""


def _text(sheet: str) -> str:
    files = {
        "schema/forms/浜町R7.yaml": FORM.encode(),
        "sheets/R7/灯台館/夜番班.yaml": sheet.encode(),
    }
    (found,) = Workspace(MemoryFiles(files), Path()).sheets()
    return Gate.of(Publication(), [found]).view_text(found)


def test_steps_of_a_row_with_names_are_published() -> None:
    """When and what is shown; a name in its place, and what the form does not have, is not."""
    text = _text(HEAD + ROW)
    for shown in ("時期: 9月", "内容: 灯具の取替え", "結果: 実施", "内容: 音の測定"):
        assert shown in text
    for hidden in ("浅野", "小浜", "汐見"):
        assert hidden not in text


def test_steps_in_rows_that_have_none_may_be_names() -> None:
    """Where the form has steps in other rows alone, what stands under their heading is hidden."""
    assert "汐見" not in _text(HEAD + STRAY)


@pytest.mark.parametrize("value", ["[汐見]", "汐見", "{時期: 汐見}", "[[汐見]]"])
def test_what_is_no_step_is_hidden(value: str) -> None:
    """A list of names, a name or a single group under the heading of steps is not shown."""
    row = f"見回り帳:\n  - 呼び名: 灯台の夜番\n    日取り: {value}\n    番の者: [小浜]\n"
    text = _text(HEAD + row)
    assert "[汐見]" not in text.replace(" ", "") or value == "汐見"
    assert value in {"汐見", "{時期: 汐見}"} or "汐見" not in text


@pytest.mark.parametrize(("value", "shown"), [("毎日", True), ("隔週", True), ("汐見", False)])
def test_a_choice_of_the_form_is_published(value: str, *, shown: bool) -> None:
    """What the form lets choose is no name; anything else in its place may be one."""
    row = f"見回り帳:\n  - 呼び名: 灯台の夜番\n    巡り: {value}\n    番の者: [小浜]\n"
    assert (value in _text(HEAD + row)) is shown
