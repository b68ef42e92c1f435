"""How a year went: what is written of each row, what it lacks, and what the city's table counts."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from conftest import ROOT

from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.registers.scales import packaged_scales
from orgsheet.source import emit, parse
from orgsheet.workspace.workspace import Workspace
from orgsheet.yearbook.changed_targets import changed_targets
from orgsheet.yearbook.read_results import results_of
from orgsheet.yearbook.results_before import results_before
from orgsheet.yearbook.results_tables import attainments_table, results_table, summary_table
from orgsheet.yearbook.year_results import YearResults, key_of
from orgsheet.yearbook.year_summary import UNSAID, summary_of

CITY = ROOT / "tests" / "cases" / "evaluated"
R5 = FiscalYear(2023)
AFTER = date(2024, 4, 1)
END = "年度末"


def _sheet(rows: list[dict[str, Any]], section: str = "総務課") -> Sheet:
    identity = SheetId("R5", "総務部", section)
    head = {"年度": "R5", "部名": "総務部"}
    own = {} if identity.is_department else {"課名": section}
    data = {**head, **own, "今年度の重点事業": rows}
    return Sheet(parse(emit(data).encode(), identity.path), identity)


def _went(*sheets: Sheet, day: date | None = AFTER) -> YearResults:
    return results_of(sheets, R5, packaged_scales(), day)


def _city() -> tuple[Workspace, YearResults]:
    workspace = Workspace.open(CITY)
    sheets = [workspace.sheet(one) for one in workspace.sheet_ids if one.year == "R5"]
    found = [one for one in sheets if one is not None]
    return workspace, results_of(found, R5, workspace.scales, AFTER)


WHOLE: dict[str, Any] = {
    "項目": "甲",
    "目標期限": [
        {"時期": "9月", "内容": "まとめ", "結果": "実施"},
        {"時期": "通年", "内容": "相談"},
    ],
    "指標": [{"名称": "登録者数", "単位": "人", "基準値": 100, "目標値": 200}],
    "年度末": {
        "時点": "令和6年3月31日",
        "実績": [{"名称": "登録者数", "値": 180}],
        "評価": "B",
        "理由": "近づいた。",
        "来年度": "継続",
    },
}


def _without(*keys: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - of a row
    end = {key: value for key, value in WHOLE[END].items() if key not in keys}
    return {**WHOLE, END: {**end, **more}}


@pytest.mark.parametrize(
    ("row", "lacks"),
    [
        (WHOLE, ()),
        ({"項目": "乙"}, ("年度末（すべて）",)),
        (_without("理由"), ("理由",)),
        (_without("評価", "来年度"), ("評価", "来年度")),
        (_without("時点"), ("時点",)),
        (_without("実績"), ("実績",)),
        (_without(実績=[{"名称": "ほかの数", "値": 3}]), ("実績（登録者数）",)),
        (_without(実績=[{"名称": "登録者数", "値": "集計中"}]), ()),
        (_without(実績=[{"名称": "登録者数", "値": 0}]), ()),
        (_without(評価="D"), ("状況",)),
        (_without(評価="D", 状況="材料が届かなかった。"), ()),
        (_without(理由="【記入】なぜか"), ("理由",)),
        (_without(理由="\n"), ("理由",)),
        ({**WHOLE, "指標": [], END: _without("実績", "時点")[END]}, ()),
        (
            {**WHOLE, "目標期限": [{"時期": "9月", "内容": "まとめ"}]},
            ("期限の結果 1 件（9月 まとめ）",),
        ),
        ({**WHOLE, "目標期限": [{"時期": "翌年度5月", "内容": "先"}]}, ()),
    ],
)
def test_what_a_row_lacks_is_what_is_to_be_written_and_is_not(
    row: dict[str, Any], lacks: tuple[str, ...]
) -> None:
    """By the form's own words; what cannot be asked of the row is not asked."""
    (one,) = _went(_sheet([row])).rows
    said = one.at(END)
    assert said is not None
    assert said.lacks == lacks


def test_a_step_lacks_a_result_from_the_day_after_its_end_on() -> None:
    """At mid-year only what is over is asked for."""
    steps = [{"時期": "8月", "内容": "早い"}, {"時期": "12月", "内容": "先"}]
    row = {**WHOLE, "目標期限": steps}
    for day, count in ((date(2023, 8, 31), 0), (date(2023, 9, 1), 1), (AFTER, 2), (None, 0)):
        (one,) = _went(_sheet([row]), day=day).rows
        said = one.at(END)
        assert said is not None
        told = [lack for lack in said.lacks if lack.startswith("期限の結果")]
        assert [lack.split(" ")[1] for lack in told] == ([str(count)] if count else [])


def test_a_rating_is_told_with_the_scales_own_and_several_figures_give_the_worst() -> None:
    """Both are there, so that whoever reads can ask why they differ."""
    row = _without(評価="A", 実績=[{"名称": "登録者数", "値": 180}, {"名称": "相談", "値": 5}]) | {
        "指標": [*WHOLE["指標"], {"名称": "相談", "単位": "件", "目標値": 10}]
    }
    (one,) = _went(_sheet([row])).rows
    said = one.at(END)
    assert said is not None
    assert (said.rating, said.own) == ("A", "C")
    assert [figure.shown for figure in said.reached] == ["80%", "50%"]
    assert [figure.formula for figure in said.reached] == ["(180 − 100) ÷ (200 − 100)", "5 ÷ 10"]
    assert [figure.is_reached for figure in said.reached] == [False, False]


def test_a_department_that_repeats_a_row_of_its_section_counts_it_once() -> None:
    """Its own rows count, rows of the same name in its sections do not; of which none is lost."""
    section = _sheet([WHOLE, {**WHOLE, "項目": "乙"}])
    own = _sheet([WHOLE, {**WHOLE, "項目": "部だけ"}], "部")
    summary = summary_of(_went(own, section), END)
    assert summary.whole.rows == 3
    assert dict(summary.whole.ratings)["B"] == 3


def test_the_citys_table_counts_every_row_under_every_subject_once() -> None:
    """The parts of the departments add up to the whole, and blanks are counted as such."""
    _, results = _city()
    summary = summary_of(results, END)
    for subject in ("ratings", "directions", "targets", "steps"):
        parts: Counter[str] = Counter()
        for unit in summary.departments:
            parts.update(dict(getattr(unit, subject)))
        assert +parts == +Counter(dict(getattr(summary.whole, subject))), subject
    assert sum(count for _, count in summary.whole.ratings) == summary.whole.rows == 18
    assert dict(summary.whole.ratings)[UNSAID] == 6
    assert [unit.name for unit in summary.departments] == ["市民部", "福祉部", "建設部"]
    words = [word for word, _ in summary.whole.ratings]
    assert words == ["A", "B", "C", "D", "E", UNSAID]


def test_earlier_years_stand_beside_their_row_whatever_it_was_called() -> None:
    """A renamed section and a renamed row keep their past; a new row has none."""
    workspace, results = _city()
    before = results_before(workspace, results)
    by_name = {(row.sheet.unit, row.name): before.get(key_of(row), ()) for row in results.rows}
    child = by_name["こども課", "保育の待機の解消"]
    assert [(one.year.label, one.unit, one.row.name) for one in child] == [
        ("R4", "福祉部 子育て支援課", "保育の待機の解消")
    ]
    renamed = by_name["市民課", "証明書のコンビニ交付の周知"]
    assert [one.row.name for one in renamed] == ["証明書のコンビニ交付"]
    assert all(len(found) <= 1 for found in by_name.values()), "no row stands there twice"
    said = renamed[0].row.at(END)
    assert said is not None
    assert (said.rating, said.reached[0].shown) == ("B", "80%")


def test_targets_that_were_moved_since_the_start_are_told_with_their_row() -> None:
    """The lowered and the raised one, each at its own row, and nothing else."""
    workspace = Workspace.open(CITY)
    start = workspace.fork()
    path = "sheets/R5/市民部/市民課.yaml"
    text = (CITY / path).read_text(encoding="utf-8")
    assert text.count("目標値: 50") == 1
    start.replace(path, text.replace("目標値: 50", "目標値: 60").encode())
    found = changed_targets(start, workspace, R5)
    (key,) = found
    assert key == (SheetId("R5", "市民部", "市民課"), "今年度の重点事業", 1)
    assert found[key] == ("「コンビニで交付した割合」の目標が60%から50%に下がった",)
    assert changed_targets(workspace, workspace, R5) == {}


def test_the_tables_have_a_row_for_every_row_and_indicator() -> None:
    """With the exact attainment cut off, and nothing where nothing can be said."""
    _, results = _city()
    rows = results_table(results, [END]).records()
    assert len(rows) == len(results.rows)
    figures = attainments_table([results]).records()
    told = {(one["row_name"], one["round"], one["section"]): one for one in figures}
    waste = told["ごみの減量", END, "環境課"]
    assert (waste["attainment"], waste["formula"]) == (-15.5, "(912 − 905) ÷ (860 − 905)")
    unknown = told["見守りの協定", END, "高齢福祉課"]
    assert unknown["attainment"] is None
    assert "集計中" in str(unknown["attainment_text"])
    counts = summary_table(summary_of(results, END)).records()
    assert {one["department"] for one in counts} == {"市民部", "福祉部", "建設部", ""}
    shares = [one["share"] for one in counts if one["share"] is not None]
    assert all(isinstance(share, float) and 0 <= share <= 100 for share in shares)
    assert shares
