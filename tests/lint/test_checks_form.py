"""What is said to an author who wrote a value in another form: the words and the lines to type."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import Command
from each_row import each_row
from packaged_rules import PACKAGED_RULES

from orgsheet.cycle.sheet_start import start_sheet
from orgsheet.cycle.successors import Target
from orgsheet.files.memory import MemoryFiles
from orgsheet.fiscal import FiscalYear
from orgsheet.form.blanks import MARK, blanks, is_guide
from orgsheet.form.sheet import SheetId
from orgsheet.lint.examples import DEFAULT_PATH, examples_of
from orgsheet.lint.finding import Finding
from orgsheet.lint.fixes import fix_file
from orgsheet.lint.rulebook import apply_settings
from orgsheet.lint.run_rules import run
from orgsheet.source import parse
from orgsheet.workspace.settings import Settings
from orgsheet.workspace.workspace import Workspace

RULES = apply_settings(PACKAGED_RULES, Settings())
BASE = next(examples_of(next(r for r in RULES if r.id == "value-type"), "good")).files
TEXT = BASE[DEFAULT_PATH].decode()
CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "checks" / "advice.yaml").read_text("utf-8")
)


def workspace_with(files: dict[str, str]) -> Workspace:
    """Return the base of the rule examples with files put over it; empty ones are left out."""
    merged = {**BASE, **{path: text.encode() for path, text in files.items()}}
    return Workspace(MemoryFiles({path: data for path, data in merged.items() if data}), Path())


def found_in(files: dict[str, str]) -> list[Finding]:
    """Return what is found in the base with files put over it."""
    return list(run(workspace_with(files), RULES).findings)


@pytest.mark.slow
@each_row("case", CASES, ids=lambda case: case["new"])
def test_the_advice_is_what_to_type(case: dict[str, str]) -> None:
    """A slip gets the stated rule, whole words of advice, and the right lines to paste."""
    assert case["old"] in TEXT
    found = found_in({DEFAULT_PATH: TEXT.replace(case["old"], case["new"], 1)})
    if not case["rule"]:
        assert found == []
        return
    finding = next(f for f in found if f.rule == case["rule"])
    assert finding.severity == case["severity"]
    assert case["fix"] in finding.fix
    assert "…" not in finding.fix
    assert finding.paste == case["paste"]


def test_a_renamed_file_does_not_rename_its_section() -> None:
    """Where the register knows the section that the sheet names, the file name is the slip."""
    renamed = DEFAULT_PATH.replace("見本課", "見本課(修正版)")
    files = {DEFAULT_PATH: "", renamed: TEXT}
    finding = next(f for f in found_in(files) if f.rule == "path-mismatch")
    assert finding.mend is None
    assert DEFAULT_PATH in finding.fix


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("内容: 手順書の作成", "内容: - 手順書の作成"),
        ("  - 事務事業名称", "事務事業名称\t計画関連No.\t裁量有無\n  - 事務事業名称"),
        ("時期: 9月", "時期: 45200"),
        ("担当: [全員]", "担当: [篠原, ［松澤, 高橋］"),
    ],
)
def test_what_was_meant_is_not_guessed(old: str, new: str) -> None:
    """A slip that can mean several things stays as it is, also with --unsafe."""
    assert old in TEXT
    workspace = workspace_with({DEFAULT_PATH: TEXT.replace(old, new, 1)})
    fixed = fix_file(workspace, RULES, DEFAULT_PATH, unsafe=True)
    assert fixed.after == fixed.before


def test_a_near_plan_item_is_told_once() -> None:
    """A misspelt item is not told as one that the department does not list as well."""
    wrong = TEXT.replace("仕事の進め方の見直し", "仕事の進み方の見直し", 1)
    department = DEFAULT_PATH.replace("見本課", "部")
    other = wrong.replace("課名: 見本課\n", "").replace("仕事の進み方の見直し", "歳入の着実な確保")
    found = found_in({DEFAULT_PATH: wrong, department: other})
    place = "/組織目標と計画等との関連/②/0"
    told = [f.rule for f in found if (f.place.path, f.pointer) == (DEFAULT_PATH, place)]
    assert told == ["plan-item-near"]
    unknown = wrong.replace("仕事の進み方の見直し", "市史の編さん")
    found = found_in({DEFAULT_PATH: unknown, department: other})
    assert "cascade-plan-missing" in [f.rule for f in found if "市史" in f.message]


@pytest.mark.parametrize("name", ["見本課.yaml.txt", "見本課.yml.TXT", "見本課.txt", "見本課.text"])
def test_a_sheet_saved_as_text_is_named_instead_of_missed(name: str) -> None:
    """A sheet with `.txt` at the end is found, and then no sheet is said to be missing."""
    place = DEFAULT_PATH.rpartition("/")[0]
    found = found_in({DEFAULT_PATH: "", f"{place}/{name}": TEXT, f"{place}/部.yaml": ""})
    assert [(f.rule, f.place.path) for f in found] == [("file-name-text", f"{place}/{name}")]


def test_chosen_files_do_not_bring_others() -> None:
    """Only a run over all files tells of text files, which nobody chose."""
    place = DEFAULT_PATH.rpartition("/")[0]
    workspace = workspace_with({f"{place}/別の課.txt": TEXT})
    assert run(workspace, RULES, [DEFAULT_PATH]).findings == ()


@pytest.mark.parametrize("other", ["令和6年3月", "13月"])
def test_a_mend_that_makes_an_error_is_not_made(other: str) -> None:
    """A comment joined to a date would be no date: it stays, whatever else is wrong in the file."""
    spoiled = TEXT.replace("時期: 9月", "時期: 9月 #31日", 1)
    spoiled = spoiled.replace("時期: 令和6年3月", f"時期: {other}", 1)
    workspace = workspace_with({DEFAULT_PATH: spoiled})
    fixed = fix_file(workspace, RULES, DEFAULT_PATH, unsafe=True)
    assert fixed.after == fixed.before
    assert [(f.rule, why) for f, why in fixed.refused] == [
        ("file-comment-cut", "直すと別の誤りになるため、そのままにしました。")
    ]


def test_lists_that_may_not_be_empty_are_offered_with_a_row() -> None:
    """A missing list that needs something in it gets no empty list, and its lines have the form."""
    begin, end = TEXT.index("業務プロセスの改善:"), TEXT.index("職員の育成及び職場活性化の取組み:")
    without = TEXT[:begin] + TEXT[end:]
    told = next(f for f in found_in({DEFAULT_PATH: without}) if f.rule == "key-missing")
    assert "[]" not in told.fix
    rules = {f.rule for f in found_in({DEFAULT_PATH: f"{without}{told.paste}\n"})}
    assert "text-unfilled" in rules
    assert not rules & {"key-missing", "value-type", "improvement-missing", "file-syntax"}


def test_every_guide_of_a_new_sheet_is_known_without_its_mark(orgsheet: Command) -> None:
    """What a new year's sheet asks for is told by itself, when only the mark was taken away."""
    assert orgsheet("new", "R6", "--from", "R5").code == 0
    texts = [path.read_text("utf-8") for path in orgsheet.folder.glob("sheets/R6/*/*.yaml")]
    new = SheetId("R6", "見本部", "新しい課")
    start = start_sheet(
        Target(new), {}, workspace_with({}).plans, source=None, year=FiscalYear(2024)
    )
    found = [
        node for text in (*texts, start.text) for node in blanks(parse(text.encode(), "").root)
    ]
    asked = {node.text.replace(MARK, "") for node in found} - {"○か×", ""}
    assert {"どうなれば達成か", "事業・事務の名称"} <= asked
    assert all(map(is_guide, asked))


def test_a_sentence_with_the_words_of_a_guide_is_none() -> None:
    """Only the very words of a guide are one, not a text that goes on."""
    assert not is_guide("その時期に行うことを決める。")
    assert not is_guide("前の年度は「見本」と呼んだ。")


@pytest.mark.parametrize("written", ["7月", "7月～9月", "13月", "", "令和3年"])
def test_a_time_that_is_half_overwritten_is_told_once(written: str) -> None:
    """The mark that is left speaks for it; no advice carries the mark elsewhere."""
    text = BASE[DEFAULT_PATH].decode()
    begun = re.sub("時期: .*", f"時期: {written}【記入】この月までに行うこと", text, count=1)
    assert begun != text
    assert [one.rule for one in found_in({DEFAULT_PATH: begun})] == ["text-unfilled"]
