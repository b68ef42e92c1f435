"""Checks of names: slips found from the terms themselves, and names of one programme."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from each_row import each_row
from hypothesis import given
from hypothesis import strategies as st
from packaged_rules import PACKAGED_RULES

from orgsheet.japanese.slips_in_names import name_slips
from orgsheet.japanese.slips_in_runs import run_slips
from orgsheet.japanese.term_typos import Limits, runs_in
from orgsheet.japanese.titles import DISTINGUISHING, Likeness, nearest

CASES = Path(__file__).parents[1] / "cases" / "names"
OPTIONS = {rule.id: rule.with_ for rule in PACKAGED_RULES}
FIXED = DISTINGUISHING + "民者員会課係部室場所館のをはがとやもへにでか"
TERMS = st.dictionaries(
    st.text(alphabet="プブフシツテティィーンソ推進進", min_size=1, max_size=12), st.integers(1, 12)
)


def load(name: str) -> list[Any]:
    """Return the cases of one file."""
    cases: list[Any] = yaml.safe_load((CASES / name).read_text("utf-8"))
    return cases


def limits(rule: str) -> Limits:
    """Return the limits a rule of the book works with."""
    known = ("shortest", "most", "least", "times", "similar", "words")
    return Limits(**{name: value for name, value in OPTIONS[rule].items() if name in known})


@each_row("case", load("slips.yaml"))
def test_a_term_is_a_slip_exactly_where_the_table_says_so(case: list[Any]) -> None:
    """A run of katakana or kanji is reported only where a slip of the hand is the one reason."""
    counts, expected = case
    found = {slip.odd: slip.usual for slip in run_slips(counts, limits("name-term-slip"))}
    assert found == expected


@each_row("case", load("quoted.yaml"))
def test_a_name_is_a_slip_exactly_where_the_table_says_so(case: list[Any]) -> None:
    """A whole name is reported only where neither a number nor a way of writing explains it."""
    counts, expected = case
    slips = name_slips(counts, counts, limits("name-quoted-slip"), FIXED)
    assert {slip.odd: slip.usual for slip in slips} == expected


@each_row("case", load("programmes.yaml"))
def test_a_priority_is_near_the_role_the_table_gives(case: list[Any]) -> None:
    """Of a sheet's roles, only another spelling of the same programme is near a priority."""
    name, roles, expected = case
    found = nearest(name, roles, Likeness())
    assert (found[0] if found else None) == expected


@given(TERMS)
def test_a_slip_is_rare_and_one_character_off(counts: dict[str, int]) -> None:
    """Whatever the terms are, a slip is rare, its usual form frequent and one character away."""
    for slip in run_slips(counts, Limits()):
        assert slip.odd_count <= 2 < slip.usual_count
        assert abs(len(slip.odd) - len(slip.usual)) <= 1
        same = sum(a == b for a, b in zip(slip.odd, slip.usual, strict=False))
        back = sum(a == b for a, b in zip(slip.odd[::-1], slip.usual[::-1], strict=False))
        assert same + back >= min(len(slip.odd), len(slip.usual)) - 1


@given(TERMS)
def test_the_order_of_the_terms_does_not_matter(counts: dict[str, int]) -> None:
    """The same terms in another order give the same slips."""
    backwards = dict(reversed(counts.items()))
    assert {slip.odd for slip in run_slips(counts, Limits())} == {
        slip.odd for slip in run_slips(backwards, Limits())
    }


def test_a_run_that_comes_again_is_one_string_in_memory() -> None:
    """What is counted in a city's sheets takes memory once a term, not once a sheet."""
    first, second = (runs_in(f"{n}回の地域包括支援センターと連携会議") for n in range(2))
    assert first == ["地域包括支援", "センター", "連携会議"]
    assert all(one is other for one, other in zip(first, second, strict=True))


@given(st.text(max_size=60))
def test_runs_are_parts_of_the_text(text: str) -> None:
    """Every run stands in its text, in order, and no two overlap."""
    at = 0
    for run in runs_in(text):
        at = text.index(run, at) + len(run)
