"""A rule that has nothing to look at in a form is listed with the reason: no error, no silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Command

FORM = """\
様式: 電気市R6
初年度: R6
欄:
  ねらい: {種類: 文章}
  仕事: {種類: 表, 行: 仕事}
行:
  仕事:
    仕事名: {種類: 名称}
    いつ: {種類: 期限, 原文: いつ}
"""
SHEET = """\
年度: R6
部名: 電気部
課名: 発電課
ねらい: |
  電気を安く、安全に届け、停電を減らすための設備の更新を進める。
仕事:
  - 仕事名: 水車の修繕
    いつ: [{時期: 13月, 内容: 着工}]
"""


def _city(folder: Path) -> Command:
    (folder / "schema" / "forms").mkdir(parents=True)
    (folder / "schema/forms/電気市R6.yaml").write_text(FORM, "utf-8")
    sheet = folder / "sheets/R6/電気部/発電課.yaml"
    sheet.parent.mkdir(parents=True)
    sheet.write_text(SHEET, "utf-8")
    return Command(folder)


def test_rules_without_their_kind_are_listed(tmp_path: Path) -> None:
    """The list names each such rule and the kind or role that the form lacks; no other rule."""
    done = _city(tmp_path)("explain")
    assert done.code == 0, done.err
    listed = done.out.partition("■ 対象なし")[2]
    said = {line.split()[0]: line for line in listed.splitlines() if line.startswith("  ")}
    assert "種類「計画の項目」" in said["plan-item-near"]
    assert "種類「基準」" in said["criterion-no-target"]
    assert "種類「職員」" in said["staff-joined"]
    assert "役「重点」" in said["deadline-no-midpoint"]
    bound = {"deadline-unreadable", "deadline-order", "name-duplicate", "key-unknown"}
    assert not bound & said.keys()


@pytest.mark.slow
def test_a_rule_s_page_says_so_and_uses_the_form_s_words(tmp_path: Path) -> None:
    """The page of such a rule says what is missing; that of another speaks of the city's fields."""
    run = _city(tmp_path)
    assert "対象なし" in run("explain", "criterion-no-target").out
    page = run("explain", "deadline-unreadable").out
    assert "対象なし" not in page
    assert "いつ:" in page
    assert "目標期限:" not in page


def test_what_the_form_has_is_still_found(tmp_path: Path) -> None:
    """Rules of the kinds that are there find what is wrong; no rule stops for want of a kind."""
    done = _city(tmp_path)("lint", "--no-cache")
    assert done.code == 1
    assert "13月" in done.out


def test_the_packaged_form_has_something_for_every_rule(orgsheet: Command) -> None:
    """With the packaged form nothing is listed: every rule's own example stands in it."""
    assert "対象なし" not in orgsheet("explain").out
