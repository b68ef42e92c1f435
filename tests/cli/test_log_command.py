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


def test_possible_predecessor_is_shown_with_its_sample(tmp_path: Path) -> None:
    """A row that may be the same is shown as such in its year, once, with the sample's notice."""
    bodies = {
        "R4": ("施策評価", "次期総合計画の策定に向けて、施策評価を行う。"),
        "R5": (
            "総合計画策定事務",
            "令和4年度に実施した施策評価を踏まえ、次期総合計画の策定を行う。",
        ),
    }
    for year, (name, body) in bodies.items():
        row = {"項目": name, "行動アクション": body}
        role = {"事務事業名称": name, "組織の役割": body}
        sheet = {
            "年度": year,
            "部名": "政策部",
            "課名": "企画課",
            **({"見本": "架空のもの"} if year == "R4" else {}),
            "組織が果たす役割": [role],
            "今年度の重点事業": [row],
        }
        path = tmp_path / f"sheets/{year}/政策部/企画課.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(emit(sheet), encoding="utf-8")
    command = Command(tmp_path)
    out = command("log", "総合計画策定事務").out
    assert out.startswith("見本: R4 の1枚は見本です（架空のもの）。")
    assert out.count("同一事業の可能性: 施策評価（政策部 企画課") == 2
    assert out.count("↓") == 1
    years = json.loads(command("log", "総合計画策定事務", "--format", "json").out)["years"]
    assert [(len(one["rows"]), len(one["possible"])) for one in years] == [(0, 2), (2, 0)]


def test_unreadable_year_is_left_out(city: Command) -> None:
    """A year that cannot be read breaks the chain visibly; the rest is shown, the end is 2."""
    path = city.folder / "sheets/R4/教育部/文化課.yaml"
    path.write_bytes(b"\xff")
    result = city("log", "ふるさとの歴史をのこす")
    assert (result.code, "R4/教育部/文化課 は読めない" in result.err) == (2, True)
    assert "R6" in result.out
    assert "R3" not in result.out


def test_a_part_of_the_name_is_enough_where_it_means_one_project(city: Command) -> None:
    """A part leads to the same rows, and says how it was read; a part of several names them."""
    whole = json.loads(city("log", "市史の編さん", "--format", "json").out)["years"]
    part = json.loads(city("log", "歴史", "--format", "json").out)
    assert part["years"] == whole
    assert part["notices"] == [
        "「歴史」を、「ふるさとの歴史をのこす」の名前の一部として読みました。"
    ]
    several = city("log", "小学校")
    assert several.code == 2
    assert "「東小学校の改修」、" in several.err or "「西小学校の改修」、" in several.err
    assert "2 つあります" in several.err
    assert "近い名前" in city("log", "西中学校の改修").err
