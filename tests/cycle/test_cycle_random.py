"""Whatever last year's sheet holds, the new one is a sheet, in form, and keeps every row."""

from __future__ import annotations

from typing import Any

from form_headings import ACTION_SECTIONS, PLAN_SECTION, ROLE_SECTION
from hypothesis import given
from hypothesis import strategies as st

from orgsheet.cycle.sheet_start import start_sheet
from orgsheet.cycle.successors import Target
from orgsheet.fiscal import FiscalYear
from orgsheet.form.blanks import MARK
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.registers.plans import PlanRegister
from orgsheet.schema import check_schema
from orgsheet.source import emit, format_text, parse
from orgsheet.workspace.workspace import packaged_workspace

R5, R6 = FiscalYear(2023), FiscalYear(2024)
SCHEMA = packaged_workspace().schema("sheet")
TEXT = st.text(st.characters(codec="utf-8"), max_size=30)
LINE = st.sampled_from(["予算事務", "2024", "null", "- 窓口", "a: b", "【記入】", "計画\n案", "#1"])
WORDS = LINE | TEXT
PLAIN = st.none() | st.booleans() | st.integers(-5, 5000) | WORDS
ANYTHING = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


def _mostly(good: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return values that are often right and sometimes of any other shape."""
    return st.one_of(good, good, good, ANYTHING)


ACTION = st.fixed_dictionaries(
    {},
    optional={
        "id": _mostly(WORDS),
        "項目": _mostly(WORDS),
        "行動アクション": _mostly(WORDS),
        "目標期限": _mostly(st.lists(st.dictionaries(st.sampled_from(["時期", "内容"]), WORDS))),
        "期限原文": _mostly(WORDS),
        "達成基準": _mostly(st.lists(WORDS, max_size=2)),
        "前年度の項目": _mostly(st.lists(WORDS, max_size=2)),
        "結果": ANYTHING,
    },
)
ROLE = st.fixed_dictionaries(
    {},
    optional={
        "id": _mostly(WORDS),
        "事務事業名称": _mostly(WORDS),
        "計画関連No.": _mostly(st.lists(st.sampled_from("①②③"))),
        "裁量有無": _mostly(st.sampled_from("○×")),
        "協働有無": _mostly(st.sampled_from("○×")),
        "組織の役割": _mostly(WORDS),
        "担当": _mostly(st.lists(st.sampled_from(["全員", "中川"]))),
    },
)
SHEETS = st.fixed_dictionaries(
    {"年度": st.just("R5"), "部名": st.just("部門")},
    optional={
        "課名": _mostly(st.just("課")),
        "見本": _mostly(WORDS),
        "様式": _mostly(WORDS),
        "組織目標": _mostly(WORDS),
        "組織使命": _mostly(WORDS),
        PLAN_SECTION: _mostly(st.dictionaries(st.sampled_from("①②③"), st.lists(WORDS))),
        ROLE_SECTION: _mostly(st.lists(_mostly(ROLE), max_size=3)),
        **{one: _mostly(st.lists(_mostly(ACTION), max_size=3)) for one in ACTION_SECTIONS},
    },
)
TARGETS = st.sampled_from(
    [
        Target(SheetId("R6", "部門", "課"), (one := SheetId("R5", "部門", "課"),)),
        Target(SheetId("R6", "部門", "係"), (one,), is_split=True),
        Target(SheetId("R6", "部門", "部"), (one,)),
    ]
)


@given(SHEETS, TARGETS)
def test_any_sheet_begins_a_new_one(data: dict[str, Any], target: Target) -> None:
    """The result parses, is canonical, fits the schema but for marks, and lists every 項目."""
    document = parse(emit(data).encode(), target.sources[0].path)
    if document.problems or document.root is None:
        return
    sheet = Sheet(document, target.sources[0])
    start = start_sheet(target, {sheet.id: sheet}, PlanRegister(), source=R5, year=R6)
    made = parse(start.text.encode(), target.id.path)
    assert made.problems == []
    assert made.root is not None
    assert format_text(made) == start.text
    new = made.root.data()
    for problem in check_schema(made, SCHEMA):
        assert MARK in problem.values["値"] or "計画関連No." in problem.pointer, problem
    assert start.text.count(MARK) >= start.open > 0
    for section in ACTION_SECTIONS:
        if section in new:
            kept = [row["項目"] for row in new[section]]
            for action in sheet.actions_of(section):
                assert action.item is None or not action.name or action.item.text in kept
            assert all("期限原文" not in row for row in new[section])
        else:
            assert target.id.is_department
    if not target.id.is_department:
        names = [row["事務事業名称"] for row in new[ROLE_SECTION]]
        assert all(
            role.name.text in names for role in sheet.roles if role.name and role.name.text.strip()
        )
