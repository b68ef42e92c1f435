"""Forms of other places, end to end: definition and sheets are all that a city brings.

Each folder of `tests/cases/form` beside `port` is a city: its definitions, and sheets of two years.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Command

from orgsheet.form.blanks import MARK
from orgsheet.source import parse

CASES = ROOT / "tests" / "cases" / "form"
CITIES = ("prefecture", "declaration", "plain")
SHAPE = {"key-unknown", "key-missing", "type-wrong", "value-not-allowed", "sheet-misplaced"}
"""Rules that say that a sheet is not as its form asks."""


def city(name: str, folder: Path) -> Command:
    """Return a copy of a city in a folder, with its forms where forms stand."""
    shutil.copytree(CASES / name / "sheets", folder / "sheets")
    (folder / "schema" / "forms").mkdir(parents=True)
    for file in (CASES / name).glob("*.yaml"):
        shutil.copy(file, folder / "schema" / "forms")
    return Command(folder)


def findings(run: Command, *words: str) -> list[dict[str, Any]]:
    """Return what lint finds."""
    done = run("lint", "--no-cache", "--format", "json", *words)
    assert done.code in (0, 1), done.err
    return json.loads(done.out)["findings"]  # type: ignore[no-any-return]


@pytest.fixture(params=CITIES)
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Command:
    """Each of the cities."""
    return city(request.param, tmp_path)


def changes(run: Command) -> list[tuple[str, str]]:
    """Return rule and message of each change between the two years."""
    done = run("diff", "R5", "R6", "--all", "--format", "json")
    assert done.code == 0, done.err
    return [(one["rule"], one["message"]) for one in json.loads(done.out)["changes"]]


def test_a_city_s_own_sheets_have_the_shape_of_its_form(run: Command) -> None:
    """What is written as the form asks has no finding about its shape, and is canonical."""
    found = [one for one in findings(run) if one["severity"] == "error"]
    assert [(one["rule"], one["message"]) for one in found] == []
    assert run("form", "check").code == 0
    assert run("explain").code == 0


def test_a_table_shows_both_years(run: Command) -> None:
    """The 新旧対照表 has the values of both years, and no name of staff."""
    done = run("diff", "R5", "R6", "--table", "t.html")
    assert done.code == 0, done.err
    page = (run.folder / "t.html").read_text("utf-8")
    assert "<u>" in page
    assert "汐見" not in page


def test_the_next_year_begins_from_this_one(run: Command) -> None:
    """`new` makes a sheet for each, of the form's shape; only what is to be filled in is open."""
    before = sorted((run.folder / "sheets" / "R6").rglob("*.yaml"))
    done = run("new", "R7", "--from", "R6")
    assert done.code == 0, done.err
    made = sorted((run.folder / "sheets" / "R7").rglob("*.yaml"))
    assert [file.name for file in made] == [file.name for file in before]
    wrong = [
        (one["rule"], one["message"])
        for one in findings(run, "sheets/R7")
        if one["severity"] == "error" and MARK not in one["message"] and one["rule"] in SHAPE
    ]
    assert wrong == []
    assert any(MARK in file.read_text("utf-8") for file in made)
    assert run("status", "R7").code == 0
    assert run("fmt", "--check", "sheets/R7").code == 0


@pytest.mark.parametrize("name", CITIES)
def test_a_page_as_the_form_prints_it_becomes_the_same_sheets(name: str, tmp_path: Path) -> None:
    """Nothing but the definition reads choices, figures with their time, indicators and names.

    What stands as text because nobody divided it is divided where that is certain.
    """
    run = city(name, tmp_path / "from")
    for file in (run.folder / "sheets/R6").rglob("*.yaml"):
        text = file.read_text("utf-8")
        file.write_text(text.replace("期限: 令和7年3月\n", "期限: [{時期: 令和7年3月}]\n"), "utf-8")
    assert run("export", "--year", "R6", "--output", "page.html").code == 0
    there = city(name, tmp_path / "to")
    shutil.rmtree(there.folder / "sheets")
    (there.folder / "sheets").mkdir()
    done = there("import", str(run.folder / "page.html"))
    assert done.code in (0, 1), done.err
    for file in (run.folder / "sheets/R6").rglob("*.yaml"):
        made = there.folder / file.relative_to(run.folder)
        one, other = (parse(path.read_bytes(), path.name).root for path in (file, made))
        assert one is not None
        assert other is not None
        assert list(other.data().items()) == list(one.data().items())
        modeline = made.read_text("utf-8").splitlines()[0].partition("$schema=")[2]
        assert (made.parent / modeline).resolve().parent == (there.folder / "schema").resolve()


def test_edits_of_different_rows_and_fields_merge(run: Command) -> None:
    """One side adds a row, the other changes a value of another row: both are kept."""
    base = min((run.folder / "sheets" / "R6").rglob("*.yaml")).read_text("utf-8")
    ours = base.replace("年度: R6", "年度: R7", 1)
    line = next(one for one in reversed(base.splitlines()) if one.startswith("  ") and ": " in one)
    key = line.partition(":")[0]
    theirs = base.replace(line, f"{key}: 8", 1)
    for name, text in (("b", base), ("o", ours), ("t", theirs)):
        (run.folder / "sheets" / f"{name}.yaml").write_text(text, "utf-8")
    done = run("merge", *(f"sheets/{name}.yaml" for name in "bot"))
    assert done.code == 0, done.err
    assert "年度: R7" in done.out
    assert f"{key}: 8" in done.out


def test_several_sheets_of_a_section_are_several_sheets(tmp_path: Path) -> None:
    """Each policy of a section is compared with its own sheet of the year before."""
    run = city("prefecture", tmp_path)
    told = changes(run)
    assert not [one for one in told if one[0].startswith("section-") and "copied" not in one[0]]
    said = " ".join(message for _, message in told)
    assert "「予算額」が「12,000千円」から「15,000千円」に変わった" in said
    assert "「手入れの済んだ森の面積（森の手入れ）」の目標が150から140に下がった" in said
    assert "11月から令和7年2月へ3か月後ろになった" in said
    only = run("diff", "R5", "R6", "--section", "水源課/川の見守り", "--all")
    assert only.code == 0, only.err
    assert "15,000" not in only.out


def test_numbers_and_choices_of_a_declaration_are_compared(tmp_path: Path) -> None:
    """A lower target, a later deadline and a smaller budget are told, under renamed headings."""
    told = changes(city("declaration", tmp_path))
    assert ("target-lowered", "「訓練に参加した人」の目標が1,200人から1,000人に下がった") in told
    assert "milestone-late" in dict(told)
    said = " ".join(message for _, message in told)
    assert "「予算」が「3,500千円」から「3,000千円」に変わった" in said
    assert "部局長の方針" not in said


def test_the_plainest_form_is_compared_too(tmp_path: Path) -> None:
    """Several choices, a number and a deadline written as text: each change is told."""
    said = " ".join(message for _, message in changes(city("plain", tmp_path)))
    assert "「担い手」が「直営」から「委託、補助」に変わった" in said
    assert "「回数」が「10回」から「8回」に変わった" in said
    assert "期限（文のまま）が変わった" in said


def test_a_city_begins_with_a_named_sheet_where_a_section_has_several(tmp_path: Path) -> None:
    """`init` and `new` put the first sheet of such a section into the section's folder."""
    (tmp_path / "schema" / "forms").mkdir(parents=True)
    shutil.copy(CASES / "prefecture" / "工程表.yaml", tmp_path / "schema" / "forms")
    run = Command(tmp_path)
    words = ("init", "--year", "R6", "--department", "総務部", "--section", "人事課")
    assert run(*words).code == 0
    made = tmp_path / "sheets/R6/総務部/人事課/一枚目.yaml"
    assert "政策内容: 【記入】" in made.read_text("utf-8")
    assert not [one for one in findings(run) if one["rule"] in SHAPE]


def test_a_sheet_of_several_is_in_a_file_of_its_name(tmp_path: Path) -> None:
    """A copied sheet with another name is an error at that name; a file called in short is none."""
    run = city("prefecture", tmp_path)
    sheet = tmp_path / "sheets/R6/生活環境部/水源課/森の手入れ.yaml"
    text = sheet.read_text("utf-8")
    for name, wrong in (("水源となる森の手入れ", False), ("海岸の清掃", True)):
        sheet.write_text(text.replace("政策内容: 森の手入れ", f"政策内容: {name}"), "utf-8")
        found = [one for one in findings(run) if one["rule"] == "path-mismatch"]
        assert [one["pointer"] for one in found] == ["/政策内容"] * wrong
    assert "sheets/R6/生活環境部/水源課/海岸の清掃.yaml" in found[0]["fix"]


def test_a_sheet_in_a_section_s_folder_needs_a_form_that_has_several(tmp_path: Path) -> None:
    """Where a section has one sheet, a file a folder deeper is in no sheet's place."""
    run = city("plain", tmp_path)
    sheet = tmp_path / "sheets/R6/経済部/商工課.yaml"
    deeper = tmp_path / "sheets/R6/経済部/商工課/写し.yaml"
    deeper.parent.mkdir()
    shutil.copy(sheet, deeper)
    found = [one for one in findings(run) if one["path"].endswith("写し.yaml")]
    assert any("置き場所" in one["message"] or "場所" in one["message"] for one in found)


def test_what_a_form_forbids_is_found_in_its_words(tmp_path: Path) -> None:
    """Too large a number, a date that there is not and a choice of none are errors with lines."""
    run = city("plain", tmp_path)
    sheet = tmp_path / "sheets/R6/経済部/商工課.yaml"
    text = sheet.read_text("utf-8").replace("回数: 8", "回数: 900\n    始めた日: 令和6年2月30日")
    sheet.write_text(text.replace("委託, 補助", "委託, 寄付"), "utf-8")
    said = {one["message"]: one["line"] for one in findings(run, str(sheet))}
    for words in ("寄付", "900", "2月30日"):
        assert any(words in message for message in said), words
