"""`lint --fix`: one node changes, the finding is gone, everything else keeps every byte."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import pytest
from conftest import Command
from each_row import each_row
from packaged_rules import PACKAGED_RULES

from orgsheet.files.memory import MemoryFiles
from orgsheet.lint.examples import Example, examples_of, findings_of
from orgsheet.lint.fixes import Fixed, fix_file
from orgsheet.lint.rulebook import Rule, apply_settings
from orgsheet.workspace.settings import Settings
from orgsheet.workspace.workspace import Workspace

RULES = PACKAGED_RULES
ON = apply_settings(RULES, Settings())
FIXABLE = [
    (rule, example)
    for rule in RULES
    if rule.fixable != "none"
    for example in examples_of(rule, "bad")
]
FILE_RULES = [rule for rule in ON if rule.subject == "file"]
ROOT = Path(__file__).parents[2]
SHEET = "sheets/R5/政策推進部/文化芸術課.yaml"


def _name(value: object) -> str:
    return value.id if isinstance(value, Rule) else ""


@pytest.mark.slow
@each_row(("rule", "example"), FIXABLE, ids=_name)
def test_a_fixable_example_is_mended(rule: Rule, example: Example) -> None:
    """The fix removes the finding, touches only lines that had one, and is done after one run."""
    rules = ON if rule in ON else [*ON, rule]
    workspace = Workspace(MemoryFiles(example.files), Path())
    fixed = fix_file(workspace, rules, example.path, unsafe=rule.fixable == "unsafe")
    mendable = [f for f in findings_of(example, rules) if f.rule == rule.id and f.mend]
    mended = [finding for finding in fixed.mended if finding.rule == rule.id]
    assert len(mended) == len(mendable), fixed.refused
    again = Workspace(MemoryFiles({**example.files, example.path: fixed.after}), Path())
    second = fix_file(again, rules, example.path, unsafe=rule.fixable == "unsafe")
    assert second.after == fixed.after


@each_row(
    ("written", "mended"),
    [
        ("相談会（年4回（支所を含む))を開く。", "相談会（年4回（支所を含む））を開く。"),
        ("本館(北）と別館（南)と分館（東）を直す。", "本館(北)と別館（南）と分館（東）を直す。"),
        ("手順を1)、2)に分け、本館（北)を直す。", "手順を1)、2)に分け、本館（北）を直す。"),
    ],
)
def test_all_brackets_of_two_widths_are_mended(written: str, mended: str) -> None:
    """Each bracket of a value is closed in the width in which it was opened, by one mend."""
    rule = next(rule for rule in RULES if rule.id == "text-bracket-width")
    example = next(iter(examples_of(rule, "bad")))
    data = example.files[example.path].replace(
        "案内の冊子（第3版)を配り、周知する。".encode(), written.encode()
    )
    workspace = Workspace(MemoryFiles({**example.files, example.path: data}), Path())
    fixed = fix_file(workspace, [rule], example.path, unsafe=True)
    assert [finding.rule for finding in fixed.mended] == [rule.id]
    assert mended in fixed.after.decode()


@pytest.mark.slow
def test_every_fixable_rule_mends_something() -> None:
    """A rule that calls itself fixable has an example that can be mended."""
    able = {
        rule.id
        for rule, example in FIXABLE
        for finding in findings_of(example, ON if rule in ON else [*ON, rule])
        if finding.rule == rule.id and finding.mend
    }
    assert able == {rule.id for rule, _ in FIXABLE}


@pytest.mark.slow
@each_row(("rule", "example"), FIXABLE, ids=_name)
def test_safe_means_safe(rule: Rule, example: Example) -> None:
    """Without --unsafe a fix marked 要確認 is not made."""
    rules = ON if rule in ON else [*ON, rule]
    workspace = Workspace(MemoryFiles(example.files), Path())
    fixed = fix_file(workspace, rules, example.path, unsafe=False)
    assert all(finding.fixable == "safe" for finding in fixed.mended)


@pytest.mark.slow
def test_comments_and_other_bytes_stay(orgsheet: Command) -> None:
    """A fix in a commented file with CRLF changes nothing but the mended words."""
    keep = "rules:\n  file-crlf:\n    severity: off\n"
    (orgsheet.folder / "orgsheet.yaml").write_text(keep, encoding="utf-8")
    path = orgsheet.folder / SHEET
    text = path.read_text(encoding="utf-8").replace(
        "- 豊かなところと個性", "# 総合計画より\n    - 豊かなところと個性"
    )
    before = text.replace("\n", "\r\n").encode()
    path.write_bytes(before)
    result = orgsheet("lint", "--fix", "--unsafe", SHEET)
    assert "直しました" in result.err
    after = path.read_bytes()
    changed = [
        (before[i1:i2], after[j1:j2])
        for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(
            None, before.split(b"\r\n"), after.split(b"\r\n"), autojunk=False
        ).get_opcodes()
        if tag != "equal"
    ]
    assert "# 総合計画より".encode() in after
    assert "豊かなこころと個性を育むまちづくり".encode() in after
    assert len(changed) <= 4


@pytest.mark.slow
def test_diff_writes_nothing(orgsheet: Command) -> None:
    """--diff shows the change and leaves the file alone."""
    before = (orgsheet.folder / SHEET).read_bytes()
    result = orgsheet("lint", "--fix", "--unsafe", "--diff", SHEET)
    assert "+    - 豊かなこころと個性を育むまちづくり" in result.out
    assert (orgsheet.folder / SHEET).read_bytes() == before


@pytest.mark.slow
def test_fix_tells_what_unsafe_would_mend(orgsheet: Command) -> None:
    """--fix leaves what is 要確認 alone and says how much more --unsafe mends; it then does."""
    before = (orgsheet.folder / SHEET).read_bytes()
    first = orgsheet("lint", "--fix", SHEET)
    assert (orgsheet.folder / SHEET).read_bytes() == before
    promised = re.search(r"ほか ([0-9]+) 件は --unsafe で直せます", first.err)
    assert promised is not None
    second = orgsheet("lint", "--fix", "--unsafe", SHEET)
    assert f"{promised[1]} か所を直しました" in second.err
    assert "--unsafe で直せます" not in second.err


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932", "utf-16"])
def test_a_file_is_written_in_utf8(encoding: str) -> None:
    """The mark or the foreign encoding goes, every character stays."""
    text = (ROOT / SHEET).read_text(encoding="utf-8").replace("\n", "\r\n")
    workspace = Workspace(MemoryFiles({SHEET: text.encode(encoding)}), Path())
    fixed = fix_file(workspace, FILE_RULES, SHEET, unsafe=True)
    assert fixed.after.decode("utf-8") == text.replace("\r\n", "\n")
    assert not fixed.refused


@pytest.mark.parametrize("data", [b"\xa4\xb3\xa4\xb3\r\n\xff", "年度: R5".encode("utf-16") + b"x"])
def test_what_cannot_be_told_is_not_converted(data: bytes) -> None:
    """Bytes of no known encoding, or with a rest that is no character, stay as they are."""
    workspace = Workspace(MemoryFiles({SHEET: data}), Path())
    assert fix_file(workspace, FILE_RULES, SHEET, unsafe=True).after == data


def test_a_file_that_cannot_be_opened_is_left_out(tmp_path: Path) -> None:
    """A symbolic link among the sheets is no reason to stop; it is not written."""
    place = tmp_path / SHEET
    place.parent.mkdir(parents=True)
    place.symlink_to(ROOT / SHEET)
    fixed = fix_file(Workspace.open(tmp_path), ON, SHEET, unsafe=True)
    assert fixed == Fixed(SHEET, b"", b"", (), ())
