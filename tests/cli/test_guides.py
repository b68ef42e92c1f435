"""Promises of the guides for adopters, writers and reviewers: what they name is there."""

from __future__ import annotations

import importlib
import re
import shlex
from pathlib import Path
from xml.etree import ElementTree as ET

import click
import pytest
from conftest import ROOT

from orgsheet.cli.command_names import COMMANDS, module_of
from orgsheet.fiscal import FiscalYear
from orgsheet.scaffold import HOSTS, City, planned_files, read_units

GUIDES = [ROOT / "docs" / f"{name}.md" for name in ("adopt", "editing", "office", "reviewing")]
IMAGES = sorted((ROOT / "docs/images").glob("*.svg"))


def _commands(path: Path) -> list[list[str]]:
    """Return the words of every `orgsheet` command of a guide: in its blocks and in its text."""
    text = path.read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    lines += re.findall(r"`(orgsheet [^`]+)`", text)
    return [shlex.split(line) for line in lines if line.startswith("orgsheet ")]


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_every_command_of_a_guide_is_one(path: Path) -> None:
    """Each command a guide tells to type exists, with each of its options."""
    found = _commands(path)
    assert found
    for _, name, *words in found:
        assert name in COMMANDS, name
        command = importlib.import_module(module_of(name)).command
        assert isinstance(command, click.Command)
        known = {option for one in command.params for option in one.opts}
        for word in words:
            if word.startswith("--"):
                assert word.partition("=")[0] in known, f"orgsheet {name} {word}"


def test_the_adopters_guide_names_what_init_makes() -> None:
    """Each file that `init` makes is named in the guide's table, by itself or by its folder."""
    text = (ROOT / "docs/adopt.md").read_text(encoding="utf-8")
    units = read_units(["部名"], ["課名"])
    for host in HOSTS:
        for path in planned_files(City(FiscalYear(2025), units, host)):
            folder, _, name = path.rpartition("/")
            named = (path, name, f"{folder}/", f"{path.split('/')[0]}/")
            assert any(f"`{one}`" in text for one in named), path


def test_the_adopters_guide_names_every_option() -> None:
    """Each option of `init` stands in the guide's table."""
    text = (ROOT / "docs/adopt.md").read_text(encoding="utf-8")
    command = importlib.import_module("orgsheet.cli.commands.init").command
    for one in command.params:
        if isinstance(one, click.Option) and "--help" not in one.opts:
            assert f"| `{one.opts[0]}` |" in text, one.opts


@pytest.mark.parametrize("path", IMAGES, ids=lambda path: path.stem)
def test_every_picture_says_that_it_is_schematic(path: Path) -> None:
    """Each picture is marked 模式図, described in words, shown in a guide, and only draws."""
    root = ET.parse(path).getroot()  # noqa: S314 - our own file
    assert "模式図" in "".join(root.itertext())
    tags = [element.tag.rpartition("}")[2] for element in root.iter()]
    assert tags[1:3] == ["title", "desc"]
    assert set(tags) <= {"svg", "title", "desc", "rect", "text", "line", "path", "circle"}
    for element in root.iter():
        assert not any(name.startswith("on") or "href" in name for name in element.attrib)
    shown = [guide for guide in GUIDES if f"](images/{path.name})" in guide.read_text("utf-8")]
    assert shown


def test_the_readmes_lead_to_the_guides() -> None:
    """Both READMEs link to each guide."""
    for name in ("README.md", "README.ja.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for guide in GUIDES:
            assert f"](docs/{guide.name})" in text


def test_the_first_line_is_for_officials_and_the_first_way_is_the_form() -> None:
    """Both READMEs send who writes a sheet to the guide, which begins with the browser."""
    for name in ("README.md", "README.ja.md"):
        first = (ROOT / name).read_text(encoding="utf-8").split("\n")[2]
        assert first.startswith("**シートを書く職員の方へ**")
        assert "](docs/editing.md)" in first
    ways = re.findall(r"(?m)^## (\d\. .*)$", (ROOT / "docs/editing.md").read_text("utf-8"))
    assert ways[0] == "1. 記入欄で直す（ブラウザー）"
    assert len(ways) == 4


def test_what_nobody_has_tried_is_named_as_untried() -> None:
    """Each chapter says what tests do try; a box that is ticked bears a date and a version."""
    text = (ROOT / "docs/try-by-hand.md").read_text(encoding="utf-8")
    first, *chapters = text.split("\n## ")
    assert "まだ人が試していません" in first
    for name in ("Windows", "Edge", "Word", "Excel", "VS Code"):
        assert any("- [" in one and name in one for one in chapters), name
    for chapter in chapters:
        assert "自動で試しているもの" in chapter, chapter.splitlines()[0]
        boxes = [line for line in chapter.splitlines() if line.startswith("- [")]
        assert boxes
        for line in boxes:
            assert line.startswith("- [ ] ") or re.search(r"- \[x\] .*\d{4}-\d\d-\d\d.*\d", line), (
                line
            )


CRITERIA = {"1.1": 1, "1.2": 5, "1.3": 3, "1.4": 5, "2.1": 2, "2.2": 2, "2.3": 1, "2.4": 7}
CRITERIA |= {"3.1": 2, "3.2": 4, "3.3": 4, "4.1": 2}
"""How many criteria of the levels A and AA each guideline of WCAG 2.0 has; they come first."""


def test_every_criterion_is_there_with_how_it_was_tried() -> None:
    """All of A and AA, once each, in order; none without a way; no conformity is claimed."""
    text = (ROOT / "docs/accessibility.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line[:3] in _FIRST]
    wanted = [f"{group}.{n}" for group, most in CRITERIA.items() for n in range(1, most + 1)]
    assert [row[0].split(" ")[0] for row in rows] == wanted
    assert len(wanted) == 38
    ways = re.compile(r"axe|pa11y|一周|目|`test_[a-z_]+\.py::test_[a-z_]+`|試していない")
    for row in rows:
        assert row[1] in ("A", "AA"), row
        assert len(row) == 4, row
        assert row[2], row
        assert ways.match(row[3]), row
    assert "適合を宣言するものではありません" in text
    assert not re.search(r"適合(?:しています|する。|済み)|準拠", text)


_FIRST = tuple(f"| {number}" for number in "1234")
