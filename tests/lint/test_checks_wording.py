"""The rules about words and marks: silent on ordinary sentences, and their repairs hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from each_row import each_row
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packaged_rules import PACKAGED_RULES
from random_runs import runs

from orgsheet.files.memory import MemoryFiles
from orgsheet.lint.check_registry import DOCUMENT, SHEET, WORKSPACE
from orgsheet.lint.examples import DEFAULT_PATH, Example, examples_of, findings_of
from orgsheet.lint.rulebook import PROFILES, Rule
from orgsheet.source import Mapping, Scalar, parse
from orgsheet.workspace.layout import sheet_id_of
from orgsheet.workspace.workspace import Workspace

CASES = Path(__file__).parents[1] / "cases" / "wording"
SUBJECTS = {"file", "structure", "people", "wording"}
RULES = [rule for rule in PACKAGED_RULES if rule.subject in SUBJECTS]
BASE = next(
    example.files[DEFAULT_PATH]
    for rule in RULES
    if rule.id == "text-empty"
    for example in examples_of(rule, "good")
).decode("utf-8")
MISSION = "市民の暮らしを支える。"

# What rules look for, what looks like it, and what YAML itself trips over.
TOKENS = st.sampled_from(
    [
        *("にを", "をを", "のの", "とと", "がが", "確実", "市民", "アメリ", "カ", "力", "口", "ロ"),
        *("一", "ー", "－", "二", "ｱﾒﾘｶ", "〇〇", "○", "×", "TODO", "未定", "。", "。。", "、、"),
        *("「", "」", "（", ")", "(", "）", "1)", "3カ月", "2個所", "㎡", "㈱", "Ⅱ", "５", "10"),
        *("RPA", "HP", "ホームページ", "等", "など", "及び", "および", "取組", "取り組み", "概ね"),
        *("繋げ", "ると共に", "\n", " ", "\u3000", "・", "…", "", "𠮷", "が", "🍣", "\u3099"),
    ]
)
TEXTS = st.lists(TOKENS, min_size=1, max_size=25).map("".join)


def _sentences() -> list[str]:
    document = parse((CASES / "noop.yaml").read_bytes(), "noop.yaml")
    assert isinstance(document.root, Mapping)
    sentences: list[str] = document.root.data()["sentences"]
    return sentences


def _sheet_with(text: str) -> bytes:
    """Return the example sheet with another 組織使命, line by line in its literal block."""
    assert f"  {MISSION}\n" in BASE
    lines = "\n".join(f"  {line}" for line in text.split("\n"))
    return BASE.replace(f"  {MISSION}", lines, 1).encode("utf-8")


def _spots(data: bytes) -> list[tuple[Rule, object, Scalar | None, str | None]]:
    """Return rule, place, node and replacement of everything found in a sheet of these bytes."""
    workspace = Workspace(MemoryFiles({DEFAULT_PATH: data}), Path())
    document = workspace.document(DEFAULT_PATH)
    identity = sheet_id_of(DEFAULT_PATH)
    assert document is not None
    assert identity is not None
    offered = {DOCUMENT: document, SHEET: workspace.sheet(identity), WORKSPACE: workspace}
    found: list[tuple[Rule, object, Scalar | None, str | None]] = []
    for rule in RULES:
        if offered.get(rule.check.scope) is None or rule.check.scope == WORKSPACE:
            continue
        for spot in rule.check.spots(offered, rule.with_):
            start = spot.start if spot.start is not None else spot.node.start if spot.node else 0
            end = spot.end if spot.end is not None else start
            assert 0 <= start <= end <= len(document.text)
            assert set(spot.values) == set(rule.check.values)
            node = spot.node if isinstance(spot.node, Scalar) else None
            found.append((rule, (start, end), node, spot.replacement))
    return found


@each_row("sentence", _sentences())
def test_an_ordinary_sentence_raises_nothing(sentence: str) -> None:
    """No rule finds anything in sentences that offices write every day, in any profile."""
    files = {DEFAULT_PATH: _sheet_with(sentence)}
    example = Example(title="", path=DEFAULT_PATH, files=files, expected=(), fixed=None)
    rules = [rule for rule in RULES if rule.check.scope in {DOCUMENT, SHEET}]
    assert [(f.rule, f.message) for f in findings_of(example, rules)] == []


@pytest.mark.slow
@settings(max_examples=runs(150), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_every_text_is_checked_without_a_crash(text: str) -> None:
    """Whatever stands in a field, every spot lies in the file and gives all its rule's values."""
    _spots(_sheet_with(text))
    _spots(BASE.replace(MISSION, text).encode("utf-8"))
    _spots(BASE.replace("[全員]", f"[{text}]").encode("utf-8"))


@settings(max_examples=runs(150), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_a_replacement_settles_its_finding(text: str) -> None:
    """Typing what a finding of a wording or structure rule proposes leaves fewer such findings."""
    found = _spots(_sheet_with(text))
    for rule, _, node, replacement in found:
        if replacement is None or node is None or node.step != "組織使命":
            continue
        before = [1 for other, *_ in found if other is rule]
        after = [1 for other, *_ in _spots(_sheet_with(replacement)) if other is rule]
        assert replacement != node.text
        assert len(after) < len(before)


def test_wording_rules_wait_for_publication() -> None:
    """Rules of style never speak before a sheet is to be published, and never call it an error."""
    wording = [rule for rule in RULES if rule.id.startswith("wording-")]
    assert wording
    mistakes = {"wording-bracket", "wording-punctuation", "wording-full-stop"}
    for rule in wording:
        assert rule.profiles == (PROFILES[-1],) or rule.id in mistakes
        assert rule.severity != "error"
    assert all(rule.severity == "info" for rule in RULES if rule.subject == "people")
