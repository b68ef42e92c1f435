"""`orgsheet log`: one project through years, renames and moves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Command

from orgsheet.source import emit

_YEARS = {
    "R3": ("市史の編さん", {}),
    "R4": ("市史編さん事業", {}),
    "R5": ("ふるさとの歴史をのこす", {"前年度の項目": ["市史編さん事業"]}),
    "R6": ("ふるさとの歴史をのこす", {}),
}


@pytest.fixture
def city(tmp_path: Path) -> Command:
    """Four years of one section with one project, renamed twice, among two others."""
    for year, (name, more) in _YEARS.items():
        row = {"項目": name, "行動アクション": "資料を集めて本にまとめる。\n", **more}
        others = [
            {"項目": f"{place}小学校の改修", "行動アクション": f"{place}の校舎を直す。\n"}
            for place in ("東", "西")
        ]
        sheet = {
            "年度": year,
            "部名": "教育部",
            "課名": "文化課",
            "今年度の重点事業": [others[0], row, others[1]],
        }
        path = tmp_path / f"sheets/{year}/教育部/文化課.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(emit(sheet), encoding="utf-8")
    return Command(tmp_path)


@pytest.mark.parametrize("name", ["市史の編さん", "市史編さん", "ふるさとの歴史をのこす"])
def test_project_is_found_under_every_name_it_had(city: Command, name: str) -> None:
    """Whatever name is asked for, the same rows of all years are shown, and no others."""
    result = city("log", name, "--format", "json")
    assert result.code == 0
    years = json.loads(result.out)["years"]
    found = {one["year"]: [row["name"] for row in one["rows"]] for one in years}
    assert found == {year: [called] for year, (called, _) in _YEARS.items()}
    assert [link["basis"] for one in years for link in one["links"]][1:] == ["key", "exact"]


def test_text_names_each_year_and_what_changed(city: Command) -> None:
    """The text shows the years in order with the row's name and how each follows."""
    out = city("log", "市史の編さん").out
    places = [out.index(f"■ {year}") for year in _YEARS]
    assert places == sorted(places)
    assert "前年度の項目に書かれている" in out
    assert "小学校" not in out


def test_unknown_name_is_answered_with_near_ones(city: Command) -> None:
    """A name that no row has ends with 2 and names the rows that are near."""
    result = city("log", "市史の編纂")
    assert (result.code, "「市史の編さん」" in result.err) == (2, True)
    result = city("log", "市史の編さん", "--section", "総務課")
    assert (result.code, "R3/教育部/文化課" in result.err) == (2, True)


def test_unreadable_year_is_left_out(city: Command) -> None:
    """A year that cannot be read breaks the chain visibly; the rest is shown, the end is 2."""
    path = city.folder / "sheets/R4/教育部/文化課.yaml"
    path.write_bytes(b"\xff")
    result = city("log", "ふるさとの歴史をのこす")
    assert (result.code, "R4/教育部/文化課 は読めない" in result.err) == (2, True)
    assert "R6" in result.out
    assert "R3" not in result.out
