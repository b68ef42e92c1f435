"""Which item of a list is which after a change: what a merge and an office file go by."""

from __future__ import annotations

from pathlib import Path

import yaml
from each_row import each_row

from orgsheet.match.align import align, same_additions
from orgsheet.source import Plain

CASES = Path(__file__).parents[1] / "cases" / "diff" / "match" / "aligned.yaml"
LISTED: dict[str, list[tuple[list[Plain], list[Plain], dict[int, int]]]] = yaml.safe_load(
    CASES.read_text("utf-8")
)


@each_row(("before", "after", "places"), LISTED["aligned"])
def test_every_item_is_found_again_or_gone(
    before: list[Plain], after: list[Plain], places: dict[int, int]
) -> None:
    """An item is found by id, content, name, likeness or place, in this order, or it is gone."""
    assert align(before, after) == places


@each_row(("ours", "theirs", "places"), LISTED["added_by_both"])
def test_what_both_added_is_one_only_where_it_says_so(
    ours: list[Plain], theirs: list[Plain], places: dict[int, int]
) -> None:
    """Two added items are one by their id, content or name, never because they look alike."""
    assert same_additions(ours, theirs, ("項目",)) == places
