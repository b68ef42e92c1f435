"""The rules about deadlines: silent on ordinary usage, exact about slips, safe in offers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from each_row import each_row
from hypothesis import given
from hypothesis import strategies as st
from sheet_findings import findings, row

from orgsheet.fiscal import FiscalYear, read_deadline
from orgsheet.lint.checks.single_deadlines import _in_year, _normal

PATH = Path(__file__).parents[1] / "cases" / "checks" / "deadlines.yaml"
CASES: dict[str, Any] = yaml.safe_load(PATH.read_text(encoding="utf-8"))
R5 = FiscalYear(2023)
CRITERIA = ["アンケートの回答を500件以上集める。"]
OPT_IN = {"deadline-open-end", "deadline-no-step", "deadline-no-midpoint"}
PIECES = [
    "7",
    "７",
    "七",
    "12",
    "月",
    "日",
    "～",
    "〜",
    "ー",
    "-",
    "年",
    "令和",
    "6",
    " ",
    "3",
    "末",
]


def _rules(**values: object) -> list[str]:
    found = findings("deadlines", sheet=row(達成基準=CRITERIA, **values))
    return [finding.rule for finding in found if finding.rule not in OPT_IN]


@each_row("when", CASES["時期"])
def test_ordinary_dates_raise_nothing(when: str) -> None:
    """A 時期 as officials write it gives no finding."""
    assert _rules(目標期限=[{"時期": when, "内容": "見本の会議"}]) == []


@each_row("event", CASES["内容"])
def test_ordinary_events_raise_nothing(event: str) -> None:
    """A month or year that is the subject of an event is no date of its own."""
    assert _rules(目標期限=[{"時期": "7月", "内容": event}]) == []


@pytest.mark.parametrize("steps", CASES["並べ方"])
def test_ordinary_orders_raise_nothing(steps: list[str]) -> None:
    """Periods and standing work may stand anywhere; months in the year's order are in order."""
    milestones = [dict(zip(("時期", "内容"), step.split(" ", 1), strict=True)) for step in steps]
    assert _rules(目標期限=milestones) == []


@pytest.mark.parametrize("raw", CASES["期限原文"])
def test_a_cell_kept_as_text_is_only_unstructured(raw: str) -> None:
    """A 期限原文 that does not certainly miss an event is only asked to be structured."""
    assert _rules(期限原文=raw) == ["deadline-unstructured"]


@each_row(("written", "right"), CASES["年の書き誤り"].items())
def test_a_year_before_the_sheets_year_gets_the_likely_right_one(written: str, right: str) -> None:
    """A date before the fiscal year is offered with the year that puts it inside."""
    steps = [{"時期": written, "内容": "見本の会議"}]
    found = findings("deadlines", sheet=row(達成基準=CRITERIA, 目標期限=steps))
    assert [f.rule for f in found if f.rule not in OPT_IN] == ["deadline-outside-year"]
    assert any(right in finding.fix for finding in found)


@pytest.mark.parametrize("written", CASES["直しようのない年"])
def test_a_year_after_the_sheets_year_is_not_guessed(written: str) -> None:
    """A date after the fiscal year may be meant: no other year is offered."""
    steps = [{"時期": written, "内容": "見本の会議"}]
    found = findings("deadlines", sheet=row(達成基準=CRITERIA, 目標期限=steps))
    assert [f.rule for f in found if f.rule not in OPT_IN] == ["deadline-outside-year"]
    assert "書き誤り" not in found[0].fix


def test_a_date_outside_the_year_is_found_in_a_cell_kept_as_text() -> None:
    """The date that begins a 期限原文 is checked against the year too."""
    assert _rules(期限原文="令和5年3月末 毎月1回程度") == [
        "deadline-unstructured",
        "deadline-outside-year",
    ]


@each_row(("written", "normal"), CASES["標準の書き方"].items())
def test_spellings_get_their_normal_form(written: str, normal: str) -> None:
    """A readable 時期 in unusual characters is offered in the usual ones, to be pasted."""
    steps = [{"時期": written, "内容": "見本の会議"}]
    found = findings("deadlines", sheet=row(達成基準=CRITERIA, 目標期限=steps))
    spelled = [finding for finding in found if finding.rule == "deadline-spelling"]
    assert [finding.fix for finding in spelled] == [
        f"「{normal}」に直してください。意味は変わりません。"
    ]


@pytest.mark.parametrize(("written", "parts"), CASES["混じった時期"].items())
def test_a_glued_event_is_split(written: str, parts: list[str]) -> None:
    """A 時期 that goes on as an event is offered as 時期 and 内容, and is no other finding."""
    steps = [{"時期": written}]
    found = findings("deadlines", sheet=row(達成基準=CRITERIA, 目標期限=steps))
    assert [finding.rule for finding in found] == ["deadline-with-event"]
    assert f"「時期: {parts[0]}」と「内容: {parts[1]}」" in found[0].fix


def test_a_shifted_cell_points_to_the_departments_sheet() -> None:
    """Where the department's sheet plans something for the lost date, the finding shows it."""
    department = row(目標期限=[{"時期": "3月", "内容": "議会報告"}], 達成基準=CRITERIA)
    found = findings(
        "deadlines",
        sheet=row(期限原文="11月 答申 12月 議会報告 3月", 達成基準=CRITERIA),
        files={"sheets/R5/見本部/部.yaml": department},
    )
    assert [finding.rule for finding in found] == ["deadline-shifted"]
    assert "部のシートでは「3月 議会報告」です。" in found[0].fix
    assert [related.place.path for related in found[0].related] == ["sheets/R5/見本部/部.yaml"]


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join) | st.text(max_size=20))
def test_the_normal_form_keeps_the_reading(text: str) -> None:
    """A normal form reads as the phrase does, and is its own normal form."""
    before = read_deadline(text, R5)
    normal = _normal(before, R5)
    if normal is not None:
        after = read_deadline(normal, R5)
        same = (before.kind, before.first, before.last)
        assert (after.kind, after.first, after.last) == same
        assert _normal(after, R5) == normal


@given(st.lists(st.sampled_from([*PIECES, "度", "平成", "5", "2022"]), max_size=9).map("".join))
def test_an_offered_year_lies_in_the_sheets_year(text: str) -> None:
    """What is offered for a date outside the year is a date of the same kind inside it."""
    deadline = read_deadline(text, R5)
    right = _in_year(deadline, R5)
    if right is not None:
        again = read_deadline(right, R5)
        assert again.kind == deadline.kind
        assert all(day in R5 for day in (again.first, again.last) if day is not None)


@pytest.mark.parametrize("head", ["通年で", "年間を通して", "通年にわたって"])
def test_a_cell_about_the_whole_year_is_offered_as_a_row(head: str) -> None:
    """A text that begins with 通年で is offered as the 時期 通年 with the rest as its 内容."""
    (finding,) = findings(
        "deadlines", sheet=row(達成基準=CRITERIA, 期限原文=f"{head}協力体制を維持する。")
    )
    assert finding.rule == "deadline-unstructured"
    assert finding.paste == "目標期限:\n  - 時期: 通年\n    内容: 協力体制を維持する"
