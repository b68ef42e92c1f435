"""A city's own form in `schema/forms/`: its sheets are checked by it, and it is never ignored."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Command

FORM = """\
様式: 取手市R5の二
もと: 取手市R5
初年度: R5
行:
  行動:
    年度末実績: {種類: 選択, 選択: [達成, 未達成], 任意: true}
"""
PATH = "schema/forms/取手市R5の二.yaml"
SHEET = "sheets/R5/政策推進部/秘書課.yaml"


def _write(folder: Path, text: str) -> None:
    file = folder / PATH
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _with_result(folder: Path, value: str) -> None:
    """Give the sheet's first row of priorities the field of the city's own."""
    sheet = folder / SHEET
    text = sheet.read_text(encoding="utf-8")
    row = text.index("- 項目:", text.index("今年度の重点事業:"))
    end = text.index("\n", row)
    sheet.write_text(f"{text[:end]}\n    年度末実績: {value}{text[end:]}", encoding="utf-8")


@pytest.mark.slow
def test_a_field_of_the_city_s_form_is_checked(orgsheet: Command) -> None:
    """An added field may be written, with its choices alone, and lint says whose form it is."""
    _with_result(orgsheet.folder, "達成")
    without = orgsheet("lint", SHEET)
    assert "年度末実績" in without.out
    _write(orgsheet.folder, FORM)
    done = orgsheet("lint", SHEET)
    assert "年度末実績" not in done.out
    assert done.err.splitlines()[0] == "市の様式: 取手市R5の二。"
    _with_result(orgsheet.folder, "できた")
    assert "使えるのは 達成、未達成 です" in orgsheet("lint", SHEET).out


@pytest.mark.slow
def test_a_change_of_the_form_is_seen_at_once(orgsheet: Command) -> None:
    """What was kept of an earlier run is not used when the form is another one."""
    _write(orgsheet.folder, FORM)
    _with_result(orgsheet.folder, "達成")
    assert "年度末実績" not in orgsheet("lint").out
    _write(orgsheet.folder, FORM.replace("達成, 未達成", "済, 未"))
    assert "年度末実績" in orgsheet("lint").out


@pytest.mark.slow
def test_a_sheet_that_names_no_form_there_is_gets_a_finding(orgsheet: Command) -> None:
    """Where a city has own forms, a name that is none of them is told, not passed over."""
    _write(orgsheet.folder, FORM)
    sheet = orgsheet.folder / SHEET
    sheet.write_text("様式: 取手市R5の三\n" + sheet.read_text(encoding="utf-8"), encoding="utf-8")
    done = orgsheet("lint", SHEET)
    assert done.code == 1
    assert "取手市R5の二" in done.out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("form", "said"),
    [
        (FORM.replace("種類: 選択", "種類: 撰択"), f"{PATH}:6: 「撰択」という種類はありません"),
        ("様式: [\n", f"{PATH}:"),
    ],
)
@pytest.mark.parametrize("words", [("lint",), ("lint", "--no-cache", SHEET), ("diff", "R5", "R5")])
def test_a_form_that_cannot_be_used_stops(
    orgsheet: Command, form: str, said: str, words: tuple[str, ...]
) -> None:
    """A broken own form is never passed over."""
    _write(orgsheet.folder, form)
    done = orgsheet(*words)
    assert done.code == 2
    assert said in done.err
