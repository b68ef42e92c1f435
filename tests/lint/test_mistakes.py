"""Mistakes of officials: what lint says is enough to be rid of them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from packaged_rules import PACKAGED_RULES

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from mistakes import mistakes, outcomes

EACH = 8


def test_there_are_two_hundred_mistakes_of_many_kinds() -> None:
    """The data file has 200 mistakes, each another one, of twenty kinds or more."""
    seeded = mistakes()
    assert len(seeded) == 200
    assert len({(one.right, one.wrong) for one in seeded}) == 200
    assert len({one.kind for one in seeded}) >= 20


@pytest.mark.slow
def test_no_mistake_stays_after_what_was_typed() -> None:
    """Of every eighth mistake nothing is found any more once the official has typed his line."""
    told = list(outcomes(PACKAGED_RULES, mistakes()[::EACH]))
    assert {one.mistake.wrong: one.left for one in told if one.left} == {}
    assert sum(one.is_gone for one in told) >= 0.9 * len(told)
