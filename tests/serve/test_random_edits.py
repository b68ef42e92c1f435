"""Random edits of real sheets and pairs of savers: nothing wrong, nothing lost (a short part)."""

from __future__ import annotations

import sys

from conftest import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))
from serve_edits import BAD, run_edits, run_pairs

from orgsheet.serve.write_back import data_of, write_back

COUNT = 12
"""The whole is `python benchmarks/serve_edits.py`."""


def test_random_edits_say_what_was_meant() -> None:
    """All comments stay unless somebody is asked, and an edit of a value is a few lines."""
    found = run_edits(COUNT, 3)
    assert found["as meant"] + found["then as meant"] == COUNT, found
    assert not [one for one in BAD if found[one]], found


def test_two_savers_lose_nothing() -> None:
    """Other fields both get in, the same field is always asked, and each choice is right."""
    found = run_pairs(COUNT, 3)
    assert found["other fields both in"] == COUNT // 2, found
    assert found["same field asked, and each choice right"] == COUNT // 2, found


SHEET = """\
年度: R5
組織が果たす役割:
  - 事務事業名称: 文書管理
    組織の役割: 文書を管理する。
  # 選挙の年だけ
  - 事務事業名称: 選挙
    # 投票所の数
    組織の役割: 選挙を行う。
""".encode()


def test_a_row_takes_its_comments_along_only_after_it_was_asked() -> None:
    """Who says no keeps the row; a name alone changes without a question."""
    wanted = data_of(SHEET, "x.yaml", None)
    rows = wanted["組織が果たす役割"]
    assert isinstance(rows, list)
    gone = {**wanted, "組織が果たす役割": rows[:1]}
    asked = write_back(SHEET, SHEET, gone, "x.yaml", None)
    assert asked.data == SHEET
    assert "注記が一緒に消えます" in asked.conflicts[0].place[-1]
    taken = write_back(SHEET, SHEET, gone, "x.yaml", None, ["theirs"])
    assert data_of(taken.data, "x.yaml", None) == gone
    assert write_back(SHEET, SHEET, gone, "x.yaml", None, ["ours"]).data == SHEET

    renamed = {**wanted, "組織が果たす役割": [rows[0], {**rows[1], "事務事業名称": "国勢調査"}]}
    made = write_back(SHEET, SHEET, renamed, "x.yaml", None)
    assert not made.conflicts
    assert data_of(made.data, "x.yaml", None) == renamed
    assert "# 選挙の年だけ".encode() in made.data
    assert "# 投票所の数".encode() in made.data
