"""`lint --fix`: one node changes, the finding is gone, everything else keeps every byte."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
from conftest import Command

from orgsheet.lint.examples import Example, MemoryFiles, examples_of, findings_of
from orgsheet.lint.fixes import fix_file
from orgsheet.lint.rules import Rule, apply_settings, load_rules
from orgsheet.settings import Settings
from orgsheet.workspace import Workspace, packaged_workspace

RULES = load_rules(packaged_workspace())
ON = apply_settings(RULES, Settings())
FIXABLE = [
    (rule, example)
    for rule in RULES
    if rule.fixable != "none"
    for example in examples_of(rule, "bad")
]
SHEET = "sheets/R5/政策推進部/文化芸術課.yaml"


def _name(value: object) -> str:
    return value.id if isinstance(value, Rule) else ""


@pytest.mark.parametrize(("rule", "example"), FIXABLE, ids=_name)
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


def test_every_fixable_rule_mends_something() -> None:
    """A rule that calls itself fixable has an example that can be mended."""
    able = {
        rule.id
        for rule, example in FIXABLE
        for finding in findings_of(example, ON if rule in ON else [*ON, rule])
        if finding.rule == rule.id and finding.mend
    }
    assert able == {rule.id for rule, _ in FIXABLE}


@pytest.mark.parametrize(("rule", "example"), FIXABLE, ids=_name)
def test_safe_means_safe(rule: Rule, example: Example) -> None:
    """Without --unsafe a fix marked 要確認 is not made."""
    rules = ON if rule in ON else [*ON, rule]
    workspace = Workspace(MemoryFiles(example.files), Path())
    fixed = fix_file(workspace, rules, example.path, unsafe=False)
    assert all(finding.fixable == "safe" for finding in fixed.mended)


def test_comments_and_other_bytes_stay(orgsheet: Command) -> None:
    """A fix in a commented file with CRLF changes nothing but the mended words."""
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


def test_diff_writes_nothing(orgsheet: Command) -> None:
    """--diff shows the change and leaves the file alone."""
    before = (orgsheet.folder / SHEET).read_bytes()
    result = orgsheet("lint", "--fix", "--unsafe", "--diff", SHEET)
    assert "+    - 豊かなこころと個性を育むまちづくり" in result.out
    assert (orgsheet.folder / SHEET).read_bytes() == before
