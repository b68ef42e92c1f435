"""A form that rates rows in columns of their own, and the sheet as a whole, is counted as any."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, Command

CITY = ROOT / "tests" / "cases" / "evaluated_otherwise.yaml"
SHEET = "sheets/R5/企画局/広報室.yaml"
NAMES = ["広報紙の刷新", "動画の発信", "シート全体"]


@pytest.fixture
def city(tmp_path: Path) -> Command:
    """The city's files in a folder of their own."""
    for path, text in yaml.safe_load(CITY.read_text(encoding="utf-8")).items():
        file = tmp_path / "別の 市" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return Command(tmp_path / "別の 市")


def _edit(city: Command, old: str, new: str) -> None:
    file = city.folder / SHEET
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    file.write_text(text.replace(old, new), encoding="utf-8")


def _rows(city: Command) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(city("results", "R5", "--format", "json").out)[
        "rows"
    ]
    return rows


def test_what_is_said_in_columns_and_of_the_sheet_is_told_by_row(city: Command) -> None:
    """Ratings, directions, problems and what is still lacking."""
    told = [
        (row["row_name"], row["rating"], row["direction"], row["problem"], row["lacks"])
        for row in _rows(city)
    ]
    assert told == [
        (NAMES[0], "B", "廃止", "読者の声を集める仕組みがない。", []),
        (NAMES[1], "A", "", "", ["ことしの実績", "これから"]),
        (NAMES[2], "△", "", "撮る人を育てる。", []),
    ]


def test_the_citys_table_counts_choices_beside_the_scale(city: Command) -> None:
    """Each value stands in the order of the form; a step has no result because its row has one."""
    lines = [line.split() for line in city("summary", "R5").out.splitlines()]
    counts = {line[0]: line[1] for line in lines if len(line) > 1}
    assert {one: counts[one] for one in ("A", "B", "C", "◎", "△", "廃止")} == {
        "A": "1",
        "B": "1",
        "C": "0",
        "◎": "0",
        "△": "1",
        "廃止": "1",
    }
    assert counts["実施"] == "0"


def test_the_hearing_and_the_site_show_the_sheet_as_a_row(city: Command) -> None:
    """With its reason, without an empty heading in brackets, and linked to its page."""
    city("hearing", "R5", "--format", "html", "--output", "聞き取り")
    (page,) = [one.read_text("utf-8") for one in (city.folder / "聞き取り").iterdir()]
    assert all(name in page for name in NAMES)
    assert "動画を流すことが" in page
    assert "［］" not in page
    assert city("site", "--output", "公開").code == 0
    went = (city.folder / "公開/R5/results/index.html").read_text("utf-8")
    assert NAMES[2] in went
    own = (city.folder / "公開/R5/企画局/広報室/index.html").read_text("utf-8")
    assert "（）" not in own


def test_a_new_year_keeps_every_problem_as_a_hint_and_no_result(city: Command) -> None:
    """Those of the sheet stand above its first field, those of a row in the row."""
    city("new", "R6")
    text = (city.folder / SHEET.replace("R5", "R6")).read_text(encoding="utf-8")
    assert "# 前年度: 積み残し: 撮る人を育てる。\nめざす姿" in text
    assert "    # 前年度: 残った課題: 読者の声を集める仕組みがない。\n" in text
    assert "なくすことにした行です" in text
    assert not any(word in text for word in ("自己評価", "総合評価", "ことしの実績", "二色"))


def test_rules_of_results_speak_of_columns_and_of_the_sheet(city: Command) -> None:
    """A value that the scale lacks, a reason that is empty, and results that are not written."""
    assert city("lint").code == 0
    _edit(city, "自己評価: A", "自己評価: 上々")
    _edit(city, "そのわけ: 動画を流すことが、後半に続かなかった。", "そのわけ: なし")
    told = {
        (one["rule"], one["line"])
        for one in json.loads(city("lint", "--format", "json").out)["findings"]
    }
    assert {("rating-not-in-scale", 21), ("rating-without-reason", 23)} <= told


def test_a_scale_that_the_city_does_not_have_is_told_once(city: Command) -> None:
    """At the first value of each sheet; a file of scales that cannot be read speaks for itself."""
    file = city.folder / "sheets/尺度.yaml"
    file.write_text("尺度:\n  方向:\n    値: [継続, 廃止]\n", encoding="utf-8")
    found = json.loads(city("lint", "--format", "json").out)["findings"]
    assert [(one["line"], one["message"]) for one in found if one["rule"] == "scale-unknown"] == [
        (13, "「自己評価」の尺度「達成度」がありません。")
    ]
    file.write_text("尺度: [\n", encoding="utf-8")
    found = json.loads(city("lint", "--format", "json").out)["findings"]
    assert "scale-unknown" not in {one["rule"] for one in found}
    assert any(one["path"] == "sheets/尺度.yaml" for one in found)
