"""The accuracy measurement: clean sheets stay clean, and every kind of defect can be injected."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from packaged_rules import PACKAGED_RULES

from orgsheet.source import PROBLEM_KINDS

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import accuracy
from accuracy_corpus import HELD_OUT, SEEN, half_of, invented, repaired, repairs
from accuracy_defects import KINDS
from accuracy_page import Measured, goals, page

_LEAST_SHEETS = 60
_LEAST_KINDS = 40


@pytest.fixture(scope="module")
def measured() -> Measured:
    """Measure with one defect of each kind in each half."""
    return accuracy.measure(seed=1, per_half=1, workers=0)


@pytest.mark.slow
@pytest.mark.xdist_group("accuracy")
def test_clean_sheets(measured: Measured) -> None:
    """No error and no warning is reported on the invented sheets or the repaired real ones."""
    grave = [
        f"{finding.rule} {finding.place.path}:{finding.place.line} {finding.message}"
        for _, finding in measured.false["標準"]
        if finding.severity != "info"
    ]
    assert grave == []


@pytest.mark.slow
@pytest.mark.xdist_group("accuracy")
def test_every_kind_is_found(measured: Measured) -> None:
    """One injected defect of each kind is found at its line, in both halves of the clean set."""
    missed = [f"{o.kind.name} {o.path}:{o.line} {o.text}" for o in measured.outcomes if not o.hit]
    assert missed == []
    assert {outcome.half for outcome in measured.outcomes} == {SEEN, HELD_OUT}


@pytest.mark.slow
@pytest.mark.xdist_group("accuracy")
def test_every_kind_injects(measured: Measured) -> None:
    """Every registered kind of defect finds a place to be injected."""
    assert {outcome.kind.name for outcome in measured.outcomes} == set(KINDS)
    assert len(KINDS) >= _LEAST_KINDS


def test_kinds_name_rules() -> None:
    """The rules that a kind of defect names exist."""
    known = {rule.id for rule in PACKAGED_RULES}
    named = {rule for kind in KINDS.values() for rule in (*kind.rules, *kind.follows)}
    assert named <= known


def test_every_problem_of_a_file_has_a_rule() -> None:
    """What the reader of files can find wrong is reported by some rule, never passed over."""
    bound = {
        kind
        for rule in PACKAGED_RULES
        if rule.check.name == "text_problem"
        for kind in rule.with_["kinds"]
    }
    assert set(PROBLEM_KINDS) <= bound


@pytest.mark.slow
@pytest.mark.xdist_group("accuracy")
def test_page_says_the_goals(measured: Measured) -> None:
    """The page lists every goal with what was found, and a measurement of the same seed agrees."""
    text = page(measured)
    assert all(goal.title in text and goal.found in text for goal in goals(measured))
    again = accuracy.measure(seed=1, per_half=1, workers=0, kinds=["alias", "term-slip"])
    lines = {(o.kind.name, o.path, o.line) for o in measured.outcomes}
    assert {(o.kind.name, o.path, o.line) for o in again.outcomes} <= lines


def test_invented_sheets_say_so() -> None:
    """Every invented sheet is marked as a sample that has nothing to do with a real city."""
    city = invented()
    assert len(city.sheets) >= _LEAST_SHEETS
    marked = [
        path for path in city.sheets if "実在の団体とは関係ありません" in city.files[path].decode()
    ]
    assert marked == list(city.sheets)
    halves = [half_of(path) for path in city.sheets]
    assert min(halves.count(SEEN), halves.count(HELD_OUT)) >= _LEAST_SHEETS // 3


def test_repairs_are_made() -> None:
    """Every repair of the real sheets finds its text as often as it says, and gives a reason."""
    city = repaired()
    for repair in repairs():
        assert repair.why
        assert repair.new in city.files[repair.path].decode()
