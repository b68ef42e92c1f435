"""Slips in terms stay right while what they are found in changes, one change at a time."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from random_runs import runs

from orgsheet.japanese.slips_in_names import NameSlips, name_slips
from orgsheet.japanese.slips_in_runs import RunSlips, counted_runs, run_slips
from orgsheet.japanese.term_typos import Limits

# Few characters, so that runs are often one slip apart, or part of one another.
_RUNS = st.text("カガキンー", min_size=4, max_size=8) | st.text("計画推進", min_size=4, max_size=6)
_CHANGES = st.lists(st.tuples(_RUNS, st.sampled_from([1, 1, 3, 9, -1, -9])), max_size=30)


def _take(counts: Counter[str], run: str, by: int) -> int:
    """Change a count, never below zero; return by how much it changed."""
    by = max(by, -counts[run])
    counts[run] += by
    return by


@settings(max_examples=runs(60), deadline=None)
@given(_CHANGES, st.lists(_RUNS, max_size=3))
def test_runs_counted_one_by_one_give_what_all_at_once_give(
    changes: list[tuple[str, int]], parts: list[str]
) -> None:
    """After every change the slips are those of the counts, whatever was asked before."""
    limits = Limits(shortest=4)
    index = RunSlips(limits)
    counts: Counter[str] = Counter()
    for run, by in changes:
        index.change(run, _take(counts, run, by))
        assert index.slips() == run_slips(+counts, limits)
        for part in [run[1:], *parts]:
            assert sorted(index.holding(part)) == sorted(one for one in +counts if part in one)


@settings(max_examples=runs(60), deadline=None)
@given(_CHANGES)
def test_names_counted_one_by_one_give_what_all_at_once_give(
    changes: list[tuple[str, int]],
) -> None:
    """After every change of a count or of who is suspected the slips are those of the whole."""
    limits = Limits(shortest=4)
    index = NameSlips(limits, "の")
    counts: Counter[str] = Counter()
    suspects: Counter[str] = Counter()
    for name, by in changes:
        index.change(name, _take(counts, name, by))
        if by in {1, -1}:
            index.suspect(name, _take(suspects, name, by))
        assert index.slips() == name_slips(+suspects, +counts, limits, "の")


@settings(max_examples=runs(60), deadline=None)
@given(_CHANGES, st.lists(st.text("カガキンー計画推進", max_size=20), min_size=1, max_size=2))
def test_the_slips_in_a_text_are_those_of_all_that_stand_in_it(
    changes: list[tuple[str, int]], texts: list[str]
) -> None:
    """Looking at the runs of a text alone finds every slip in it, however often it is asked."""
    limits = Limits(shortest=4)
    counts: Counter[str] = Counter()
    for run, by in changes:
        _take(counts, run, by)
    every = run_slips(+counts, limits)
    index = counted_runs(+counts, limits)
    for _ in range(50):
        found = index.slips_in(*texts)
        assert set(found) <= set(every)
        assert [s for s in found if any(s.odd in text for text in texts)] == [
            s for s in every if any(s.odd in text for text in texts)
        ]
