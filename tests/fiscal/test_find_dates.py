"""Dates in running text: found wherever they stand, and told where they cannot be."""

from __future__ import annotations

import pytest
from each_row import each_row
from hypothesis import given
from hypothesis import strategies as st

from orgsheet.fiscal import FiscalYear, read_deadline
from orgsheet.fiscal.deadline.find_dates import find_dates

R5 = FiscalYear(2023)
FRAMES = (
    "{}",
    "図面を{}までに出す。",
    "{}に公表する。",
    "公表は{}とする",
    "（{}）",
    "第2回は{}、次は未定",
)


@pytest.mark.parametrize(
    ("date", "note"),
    [
        ("6月31日", "6月31日という日はありません"),
        ("９月３１日", "9月31日という日はありません"),
        ("二月三十日", "2月30日という日はありません"),
        ("13月", "「13月」という月はありません"),
        ("令和6年2月30日", "2月30日という日はありません"),
        ("R6.2.30", "2月30日という日はありません"),
        ("2023/9/31", "9月31日という日はありません"),
        ("7月3日（火）", "月曜日です"),
        ("10月1日㈪", "日曜日です"),
        ("9/30(日)", "土曜日です"),
        ("令和6年（2023年）3月", "令和6年は2024年です"),
        ("2024年（令和5年）3月", "令和5年は2023年です"),
        ("令和5年度（2024年度）", "「令和5年度」は2023年度です"),
        ("令和5年度(2024年度)", "「令和5年度」は2023年度です"),
        ("平成35年度", "「令和5年度」と書いてください"),
        ("平成35年", "平成は平成31年4月30日までです。「令和5年」と書いてください。"),
        ("H35年", "「令和5年」と書いてください"),
        ("昭和70年", "昭和は昭和64年1月7日までです。「平成7年」と書いてください。"),
        ("平成31年5月", "「令和元年5月」と書いてください"),
        ("令和元年3月", "「平成31年3月」と書いてください"),
    ],
)
@pytest.mark.parametrize("frame", FRAMES)
def test_an_impossible_date_is_found_in_any_place(date: str, note: str, frame: str) -> None:
    """A date that does not exist is found behind any word and before any particle, with why."""
    text = frame.format(date)
    found = [item for item in find_dates(text, R5) if item.impossible]
    assert [text[item.start : item.end] for item in found] == [date]
    assert note in found[0].deadline.note


@pytest.mark.parametrize(
    "text",
    [
        "補助率1/2、24/7、3/4以上、1,200月、0.5月、第13月",
        "三日月、三月間、月曜日、来年3月、昨年10月",
        "TEL 0297-74-2141、〒302-8585、R5H26、40年前、5年4組",
        "令和5年第2回定例会、任期は3年6か月",
        "6月30日、令和6年2月29日、7月3日（月）、11月3日（金・祝）",
        "令和6年（2024年）3月、令和5年度（2023年度）",
        "平成31年4月、令和元年度、平成31年3月31日",
        "平成31年の調査、昭和64年の写真、令和元年の台風",
    ],
)
def test_what_is_right_is_never_called_impossible(text: str) -> None:
    """Numbers that are no dates, and dates that are right, are not told."""
    assert not [item for item in find_dates(text, R5) if item.impossible]


@each_row(
    ("text", "date", "first", "dated", "relative"),
    [
        ("説明会を令和4年度に開く", "令和4年度", "2022-04-01", True, False),
        ("説明会を昨年度に開く", "昨年度", "2022-04-01", False, True),
        ("2022年度に開く", "2022年度", "2022-04-01", True, False),
        ("来年度に備える", "来年度", "2024-04-01", False, True),
        ("一覧を令和7年2月末までに公表", "令和7年2月末", "2025-02-28", True, False),
        ("図を9月10日に公表", "9月10日", "2023-09-10", False, False),
        ("図を１０月上旬に公表", "１０月上旬", "2023-10-01", False, False),
        ("6年3月に完成", "6年3月", "2024-03-01", True, False),
    ],
)
def test_a_date_is_found_inside_a_sentence(
    text: str, date: str, first: str, *, dated: bool, relative: bool
) -> None:
    """A date inside a sentence is found with what it means and whether it names its year."""
    (found,) = find_dates(text, R5)
    assert found.deadline.text == date
    assert found.deadline.first is not None
    assert (found.deadline.first.isoformat(), found.dated, found.relative) == (
        first,
        dated,
        relative,
    )


@given(st.text("0123456789年月日度令和平成元R.-/（）()土曜末上旬昨今前までに、第 ", max_size=40))
def test_any_text_is_searched_soundly(text: str) -> None:
    """Dates are in order, do not overlap, and a possible one is read alone as it was found."""
    end = 0
    for found in find_dates(text, R5):
        assert end <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.deadline.text
        if found.impossible:
            assert found.deadline.note
        else:
            again = read_deadline(found.deadline.text, R5)
            assert again.kind == "unreadable" or again.first == found.deadline.first
        end = found.end
