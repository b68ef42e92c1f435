"""What is due when: every step of the sheets once, under its months or in a place of its own."""

from __future__ import annotations

from datetime import date

from conftest import ROOT
from each_row import each_row

from orgsheet.fiscal import FiscalYear, read_deadline
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.source import emit, parse
from orgsheet.workspace.workspace import Workspace
from orgsheet.yearbook.due_calendar import ASIDE, MONTHS, PLACES, calendar_of, place_of

R5 = FiscalYear(2023)
IDENTITY = SheetId("R5", "総務部", "総務課")


def _sheet(rows: list[dict[str, object]], **more: object) -> Sheet:
    data = {"年度": "R5", "部名": "総務部", "課名": "総務課", "今年度の重点事業": rows, **more}
    return Sheet(parse(emit(data).encode(), IDENTITY.path), IDENTITY)


@each_row(
    "phrase, place, months",
    [
        ("7月", "dated", [7]),
        ("7月～9月", "dated", [7, 8, 9]),
        ("12月～翌年2月", "dated", [12, 1, 2]),
        ("6月、9月、12月、3月", "dated", [6, 9, 12, 3]),
        ("6月～8月、10月", "dated", [6, 7, 8, 10]),
        ("年4回（6月、9月、12月、3月）", "dated", [6, 9, 12, 3]),
        ("7/10・8/10", "dated", [7, 8]),
        ("4月～6月（5月を除く）", "dated", [4, 6]),
        ("第3四半期", "dated", [10, 11, 12]),
        ("年度末", "dated", [3]),
        ("年度内", "dated", [3]),
        ("8月まで", "dated", [8]),
        ("随時（7月まで）", "dated", [7]),
        ("秋頃", "dated", [9, 10, 11]),
        ("令和5年", "dated", [4, 5, 6, 7, 8, 9, 10, 11, 12]),
        ("3月～翌年度5月", "dated", [3]),
        ("5月～", "open", []),
        ("7月以降", "open", []),
        ("通年", "year_round", []),
        ("令和5年度", "year_round", []),
        ("随時", "as_needed", []),
        ("毎月1回程度", "as_needed", []),
        ("議会後", "as_needed", []),
        ("速やかに", "as_needed", []),
        ("未定", "undecided", []),
        ("令和4年3月", "outside", []),
        ("令和6年度中", "outside", []),
        ("【記入】", "unread", []),
        ("9月～4月", "unread", []),
        ("山の上", "unread", []),
    ],
)
def test_a_deadline_stands_where_its_words_say(phrase: str, place: str, months: list[int]) -> None:
    """What names months stands under them and no others; all else aside, never under a guess."""
    assert place_of(read_deadline(phrase, R5), R5) == (place, tuple(months))


def test_every_step_of_the_published_sheets_is_told_once() -> None:
    """As many as are written, in the order of the sheets; each is under months or aside."""
    workspace = Workspace.open(ROOT)
    sheets = [workspace.sheet(one) for one in workspace.sheet_ids if one.year == "R5"]
    chosen = [one for one in sheets if one is not None]
    found = calendar_of(chosen, R5)
    written = sum(len(one.milestones) for one in chosen)
    raw = sum(1 for one in chosen for action in one.actions if action.raw_deadline is not None)
    assert len(found.dues) == written + raw > 50
    assert found.sheets == tuple(one.id for one in chosen)
    shown = [
        due
        for sheet in found.sheets
        for due in {
            one: None
            for cell in (*(found.of(sheet, month) for month in MONTHS), found.aside(sheet, *ASIDE))
            for one in cell
        }
    ]
    assert sorted(map(repr, shown)) == sorted(map(repr, found.dues))
    assert {one.place for one in found.dues} <= PLACES.keys()


def test_an_unsplit_deadline_is_told_whole_and_a_row_without_one_is_counted() -> None:
    """The text that was not split stands aside; no row vanishes without being told."""
    sheet = _sheet(
        [
            {"項目": "甲", "期限原文": "7月 募集\n8月 開催"},
            {"項目": "乙", "目標期限": []},
            {"項目": "丙", "目標期限": [{"時期": "7月", "内容": "募集"}], "id": "p1"},
        ],
        見本="架空",
    )
    found = calendar_of([sheet], R5)
    assert [(one.name, one.when, one.step, one.place) for one in found.dues] == [
        ("甲", "7月 募集 8月 開催", None, "unread"),
        ("丙", "7月", 0, "dated"),
    ]
    assert found.timeless == 1
    assert found.dues[1].row_id == "p1"
    assert {one.sample for one in found.dues} == {"架空"}


def test_what_is_over_and_has_no_result_is_overdue() -> None:
    """From the day after its last one on, until a result is written; never what has no month."""
    steps = [
        {"時期": "5月", "内容": "早い"},
        {"時期": "7月", "内容": "済み", "結果": "実施"},
        {"時期": "7月", "内容": "遅い"},
        {"時期": "8月", "内容": "先"},
        {"時期": "通年", "内容": "通年"},
        {"時期": "4月～", "内容": "続く"},
    ]
    found = calendar_of([_sheet([{"項目": "甲", "目標期限": list(reversed(steps))}])], R5)
    assert [one.event for one in found.overdue(date(2023, 8, 1))] == ["早い", "遅い"]
    assert [one.event for one in found.overdue(date(2023, 7, 31))] == ["早い"]
    assert [one.event for one in found.this_month(date(2023, 7, 15))] == ["遅い", "済み"]
    assert found.this_month(date(2024, 7, 15)) == ()
