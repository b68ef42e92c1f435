"""Every list has departments and sections in the order of the city's register (建制順)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from orgsheet.cli import run
from orgsheet.fiscal import FiscalYear
from orgsheet.scaffold import City, planned_files, read_units

DEPARTMENTS = ("総務部", "建設部", "会計管理者")
SECTIONS = ("総務部/秘書課", "総務部/ア課", "建設部/道路課", "建設部/下水道課")
LISTED = ["総務部/部", "総務部/秘書課", "総務部/ア課"]
LISTED += ["建設部/部", "建設部/道路課", "建設部/下水道課", "会計管理者/部"]


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A city whose register has another order than its names, with the sheets of two years."""
    units = read_units(DEPARTMENTS, SECTIONS)
    for label in ("R6", "R5"):
        for path, data in planned_files(City(FiscalYear.parse(label), units, "none")).items():
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
    register = tmp_path / "sheets" / "組織台帳.yaml"
    text = register.read_text("utf-8")
    register.write_text(re.sub(r"( +)- R5\n", r"\1- R5\n\1- R6\n", text), "utf-8")
    for sheet in (tmp_path / "sheets" / "R6").rglob("*.yaml"):
        text = sheet.read_text("utf-8").replace("何に取り組むか", "何をするか")
        sheet.write_text(text.replace("本来果たすべき役割", "別の役割"), "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def listed(text: str, year: str = "R6") -> list[str]:
    """Return the sheets of a year that a text names, each once, in the text's order."""
    found = re.findall(rf"{year}/([^/\s\"]+/[^/\s\".<（#]+)", text)
    return list(dict.fromkeys(found))


@pytest.mark.parametrize(
    "command",
    [
        ("lint", "--no-cache", "--year", "R6"),
        ("lint", "--no-cache", "--year", "R6", "--format", "concise"),
        ("lint", "--no-cache", "--year", "R6", "--format", "json"),
        ("lint", "--no-cache", "--year", "R6", "--format", "junit"),
        ("lint", "--no-cache", "--year", "R6", "--format", "sarif"),
        ("status", "R6", "--format", "json"),
        ("diff", "R5", "R6", "--format", "json", "--all"),
        ("new", "R7", "--from", "R6", "--dry-run"),
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("city")
def test_every_command_lists_sheets_as_the_register_does(
    command: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Text and data of every command name the sheets in the register's order."""
    run(list(command))
    shown = capsys.readouterr()
    assert listed(unquote(shown.out), "R7" if command[0] == "new" else "R6") == LISTED


@pytest.mark.usefixtures("city")
def test_changes_and_table_stand_in_the_order_of_the_register(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Within a level the changes, and in the 新旧対照表 the sheets, stand as registered."""
    names = ["総務部", "総務部 秘書課", "総務部 ア課"]
    names += ["建設部", "建設部 道路課", "建設部 下水道課", "会計管理者"]
    run(["diff", "R5", "R6", "--format", "json", "--all"])
    changes = json.loads(capsys.readouterr().out)["changes"]
    for level in {one["level"] for one in changes}:
        told = [one["after"] or one["before"] for one in changes if one["level"] == level]
        found = list(dict.fromkeys(one["sheet"].partition("/")[2] for one in told))
        assert found == [one for one in LISTED if one in found], level
    run(["diff", "R5", "R6", "--table", "表.html"])
    page = (tmp_path / "表.html").read_text("utf-8")
    assert re.findall(r"<h2[^>]*>([^<]+)</h2>", page) == names


@pytest.mark.usefixtures("city")
def test_known_sections_are_named_in_the_order_of_the_register(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A message that names the sections there are has them in the register's order."""
    run(["lint", "--section", "ない課"])
    said = capsys.readouterr().err
    places = [said.index(name) for name in ("秘書課", "ア課", "道路課", "下水道課", "会計管理者")]
    assert places == sorted(places)
