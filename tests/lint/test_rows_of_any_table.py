"""Staff and numbers of plans are checked in whichever table a form has them."""

from __future__ import annotations

import json
from pathlib import Path

from conftest import Command

FORM = """\
様式: 課題市R6
初年度: R6
欄:
  計画: {種類: 計画の項目, 番号: [A, B, C]}
  課題: {種類: 表, 行: 課題}
行:
  課題:
    課題名: {種類: 名称}
    計画番号: {種類: 計画の番号}
    受持ち: {種類: 職員}
"""
SHEET = """\
年度: R6
部名: 企画部
課名: 企画課
計画:
  A: [甲の柱]
  B: []
  C: []
課題:
  - 課題名: 空き家の調査
    計画番号: [B, B]
    受持ち: [浜野, 浜野, 全員]
  - 課題名: 空き店舗の調査
    計画番号: []
    受持ち: [浜野 汐田 磯部]
"""


def test_rows_that_are_no_duties_are_checked(tmp_path: Path) -> None:
    """Repeated names, joined names, everyone beside names, and numbers of nothing are found."""
    (tmp_path / "schema" / "forms").mkdir(parents=True)
    (tmp_path / "schema/forms/課題市R6.yaml").write_text(FORM, "utf-8")
    sheet = tmp_path / "sheets/R6/企画部/企画課.yaml"
    sheet.parent.mkdir(parents=True)
    sheet.write_text(SHEET, "utf-8")
    done = Command(tmp_path)("lint", "--no-cache", "--format", "json")
    found = {one["rule"] for one in json.loads(done.out)["findings"]}
    assert found >= {
        "staff-repeated",
        "staff-everyone-and-names",
        "staff-joined",
        "plan-number-without-list",
        "plan-number-repeated",
        "plan-number-none",
    }
