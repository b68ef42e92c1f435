"""What leaves the office holds what is published: names as set, no field that is kept inside."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, Command
from each_row import each_row
from git_repository import GitRepository

CASES = ROOT / "tests" / "cases" / "form" / "port"
SHEET = "sheets/R{}/港湾局/管理室.yaml"
FIELD = "    市長への報告: {種類: 文章, 任意: true, 公表: しない}\n"
LICENCE = "出典を書けば自由に使えます"


@pytest.fixture
def port(tmp_path: Path) -> Command:
    """A city whose form has a field that is not published, written in two years' sheets."""
    forms = tmp_path / "schema" / "forms"
    forms.mkdir(parents=True)
    for file in CASES.glob("港市*.yaml"):
        text = file.read_text("utf-8")
        known = "    年度末実績: {種類: 文章, 任意: true}\n"
        (forms / file.name).write_text(text.replace(known, known + FIELD), "utf-8")
    for year, who in (("5", "浜野 渚"), ("6", "浜野 凪")):
        sheet = tmp_path / SHEET.format(year)
        sheet.parent.mkdir(parents=True)
        text = (CASES / f"R{year}.yaml").read_text("utf-8").replace("浜野", who)
        own = f"    市長への報告: 用地の交渉が{year}件残っている。\n"
        sheet.write_text(text.replace("    予算額:", f"{own}    予算額:"), "utf-8")
    return Command(tmp_path)


def _said(command: Command, name: str) -> str:
    """Return all that one output says."""
    words = {
        "table": ("diff", "R5", "R6", "--table", "t.html"),
        "html": ("diff", "R5", "R6", "--all", "--format", "html"),
        "markdown": ("diff", "R5", "R6", "--all", "--format", "markdown"),
        "json": ("diff", "R5", "R6", "--all", "--format", "json"),
        "log": ("log", "岸壁の改修"),
        "log json": ("log", "岸壁の管理", "--format", "json"),
        "status": ("status", "R6", "--format", "markdown"),
    }[name]
    done = command(*words)
    assert done.code == 0, done.err
    text = (command.folder / "t.html").read_text("utf-8") if name == "table" else done.out
    return re.sub("</?(u|ins|del)>", "", text)


SOME = ("table", "markdown", "log")
OUTPUTS = (*SOME, "html", "json", "log json", "status")


def _keeps_back(port: Command, name: str) -> None:
    text = _said(port, name)
    assert "用地の交渉" not in text
    assert ("市長への報告」）は載せていません" in text) == (name != "status")


@pytest.mark.slow
@each_row("name", SOME)
def test_a_field_that_is_not_published_is_in_no_output(port: Command, name: str) -> None:
    """Neither what stands in it nor that it changed leaves; that it is left out is said."""
    _keeps_back(port, name)


@pytest.mark.slow
@each_row("name", OUTPUTS)
def test_no_output_at_all_holds_what_is_not_published(port: Command, name: str) -> None:
    """The same is true of every kind of output that leaves."""
    _keeps_back(port, name)


@pytest.mark.slow
@each_row(
    ("staff", "shown", "hidden"),
    [
        ("なし", (), ("浜野", "汐田", "渚", "凪")),
        ("姓", ("浜野", "汐田"), ("渚", "凪")),
        ("全部", ("浜野 渚", "浜野 凪"), ()),
    ],
)
def test_of_staff_every_output_shows_what_is_published(
    port: Command, staff: str, shown: tuple[str, ...], hidden: tuple[str, ...]
) -> None:
    """One setting decides for the table, the pages and the comments alike."""
    (port.folder / "orgsheet.yaml").write_text(
        f"publication: {{staff: {staff}}}\ntable: {{whole: true}}\n", "utf-8"
    )
    for name in ("table", "json"):
        text = _said(port, name)
        assert not [one for one in hidden if one in text], name
    assert all(one in _said(port, "table") for one in shown)


@pytest.mark.slow
@each_row(
    ("settings", "words", "shows"),
    [
        ("table: {staff: true}", (), True),
        ("table: {staff: true}\npublication: {staff: なし}", (), True),
        ("table: {staff: false}\npublication: {staff: 全部}", (), False),
        ("publication: {staff: 全部}", ("--redact",), False),
        ("publication: {staff: なし}", ("--no-redact",), True),
        ("", (), False),
    ],
)
def test_the_older_setting_of_the_table_counts(
    port: Command, settings: str, words: tuple[str, ...], *, shows: bool
) -> None:
    """`table.staff` goes on to say whether the table shows names, and a word typed goes first."""
    (port.folder / "orgsheet.yaml").write_text(settings, "utf-8")
    command = ("diff", "R5", "R6", "--table", "t.html", "--format", "markdown", "--output", "t.md")
    assert port(*command, *words).code == 0
    text = re.sub("</?u>", "", (port.folder / "t.html").read_text("utf-8"))
    assert ("浜野 凪" in text) == shows
    assert ("用地の交渉" in text) == ("--no-redact" in words)


def test_names_and_private_fields_stay_on_the_screen(port: Command) -> None:
    """What a person reads at his own screen is whole."""
    text = port("diff", "R5", "R6", "--all").out
    assert "市長への報告" in text
    assert "載せていません" not in text


@pytest.mark.slow
@each_row("name", ("table", "html", "markdown"))
def test_the_licence_stands_at_the_end(port: Command, name: str) -> None:
    """What is published says once, last, on what terms it may be used."""
    (port.folder / "orgsheet.yaml").write_text(f"publication: {{licence: {LICENCE}}}", "utf-8")
    text = _said(port, name)
    assert text.count(LICENCE) == 1
    assert text.index(LICENCE) > len(text) * 2 // 3


@pytest.mark.slow
@each_row(
    ("staff", "hidden"),
    [("なし", ("凪", "用地")), ("姓", ("凪", "用地")), ("全部", ("用地",))],
)
def test_a_review_follows_the_base_s_settings(
    tmp_path_factory: pytest.TempPathFactory, staff: str, hidden: tuple[str, ...]
) -> None:
    """The comment shows what the base publishes, whatever the change itself sets."""
    folder = tmp_path_factory.mktemp("市")
    repository = GitRepository(folder)
    form = (CASES / "港市R5.yaml").read_text("utf-8")
    field = FIELD.replace("文章", "文章, 上限: 5")
    repository.write(form.replace("    予算額:", f"{field}    予算額:"), "schema/forms/港市R5.yaml")
    repository.write(f"publication: {{staff: {staff}}}\n", "orgsheet.yaml")
    text = (CASES / "R5.yaml").read_text("utf-8")
    repository.write(text, SHEET.format(5))
    repository.commit("元")
    own = "    市長への報告: 用地の交渉が残っている。\n"
    text = text.replace("浜野", "浜野 凪, 浜野 凪").replace("    予算額:", f"{own}    予算額:")
    repository.write(text, SHEET.format(5))
    repository.write("publication: {staff: 全部}\n", "orgsheet.yaml")
    repository.commit("提案")
    done = Command(folder)("review", "--base", "HEAD~1", "--head", "HEAD")
    assert done.code in (0, 1), done.err
    assert not [one for one in hidden if one in done.out]
    assert "市長への報告" in done.out
    shutil.rmtree(folder)
