"""A field that a city adds to a row of its form is everywhere, without a line of the program."""

from __future__ import annotations

import json

import pytest
from conftest import Command
from git_repository import GitRepository

FORM = """\
様式: 取手市R5の二
もと: 取手市R5
初年度: R4
行:
  行動:
    年度末実績: {種類: 文章, 任意: true, 説明: 年度末に書く。}
"""
FOLDER = "sheets/{}/政策推進部"
DONE = {
    "R5": "年度末実績: 説明会を三回開いた。",
    "R6": "年度末実績: 説明会を五回開き、報告書にまとめた。",
}


def _with_result(text: str, result: str) -> str:
    """Give the first row of priorities the new field."""
    row = text.index("- 項目:", text.index("今年度の重点事業:"))
    end = text.index("\n", row)
    return f"{text[:end]}\n    {result}{text[end:]}"


@pytest.fixture
def city(orgsheet: Command) -> Command:
    """The published sheet of one section in two years, each with the field."""
    forms = orgsheet.folder / "schema" / "forms"
    forms.mkdir(parents=True)
    (forms / "取手市R5の二.yaml").write_text(FORM, "utf-8")
    source = orgsheet.folder / FOLDER.format("R5")
    for file in source.iterdir():
        if file.stem != "秘書課":
            file.unlink()
    text = (source / "秘書課.yaml").read_text("utf-8")
    later = orgsheet.folder / FOLDER.format("R6")
    later.mkdir(parents=True)
    (later / "秘書課.yaml").write_text(
        _with_result(text.replace("年度: R5", "年度: R6"), DONE["R6"]), "utf-8"
    )
    (source / "秘書課.yaml").write_text(_with_result(text, DONE["R5"]), "utf-8")
    return orgsheet


@pytest.mark.slow
def test_the_field_is_in_every_output(city: Command) -> None:
    """Checked, compared, tabled, followed, carried, exported, reviewed, explained to editors."""
    outputs = {
        "form show": city("form", "show", "取手市R5の二").out,
        "form schema": city("form", "schema", "取手市R5の二").out,
        "diff": city("diff", "R5", "R6", "--all").out,
        "diff html": city("diff", "R5", "R6", "--all", "--format", "html").out,
        "diff markdown": city("diff", "R5", "R6", "--all", "--format", "markdown").out,
        "diff json": city("diff", "R5", "R6", "--all", "--format", "json").out,
        "log": city("log", "市長・副市長の秘書事務").out,
    }
    city("diff", "R5", "R6", "--table", "t.html")
    outputs["table"] = (city.folder / "t.html").read_text("utf-8")
    done = city("new", "R7", "--from", "R6")
    assert done.code == 0, done.err
    new = (city.folder / FOLDER.format("R7") / "秘書課.yaml").read_text("utf-8")
    done = city("export", "--section", "秘書課", "--year", "R6", "--output", "x.html")
    assert done.code == 0, done.err
    outputs["export"] = (city.folder / "x.html").read_text("utf-8")
    assert [name for name, text in outputs.items() if "年度末実績" not in text] == []
    assert "年度末実績: |\n" in new
    assert "五回" in new


def test_the_field_is_checked_and_merged(city: Command) -> None:
    """Lint reads it as the sentence that it is, and two people's edits of two fields both stay."""
    path = city.folder / FOLDER.format("R6") / "秘書課.yaml"
    base = path.read_text("utf-8")
    path.write_text(base.replace("五回開き", "6月31日に開き"), "utf-8")
    done = city("lint", "--no-cache", "--format", "json", str(path))
    found = [one for one in json.loads(done.out)["findings"] if "年度末実績" in one["pointer"]]
    assert [one["rule"] for one in found] == ["date-impossible"]
    ours = base.replace(DONE["R6"], "年度末実績: 説明会を四回開いた。")
    theirs = base.replace("課名: 秘書課", "課名: 秘書広報課")
    for name, text in (("b", base), ("o", ours), ("t", theirs)):
        (city.folder / "sheets" / f"{name}.yaml").write_text(text, "utf-8")
    merged = city("merge", *(f"sheets/{name}.yaml" for name in "bot"))
    assert merged.code == 0, merged.err
    assert "四回" in merged.out
    assert "秘書広報課" in merged.out


def test_a_review_shows_the_field(city: Command) -> None:
    """The comment on a change of the field names it and shows what the row now says."""
    repository = GitRepository(city.folder)
    repository.commit("元")
    path = f"{FOLDER.format('R6')}/秘書課.yaml"
    text = repository.read(path).replace("五回", "七回")
    repository.write(text, path)
    repository.commit("提案")
    done = city("review", "--base", "HEAD~1", "--head", "HEAD")
    assert "年度末実績" in done.out
    assert "七回" in done.out
