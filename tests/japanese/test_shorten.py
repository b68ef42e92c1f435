"""Texts are cut to fit a place in a message."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from orgsheet.japanese.shorten import one_line, shorten


@given(st.text(), st.integers(min_value=1, max_value=20))
def test_a_cut_text_fits_and_says_that_it_was_cut(text: str, most: int) -> None:
    """A text never gets longer than asked, stays whole where it fits, and else ends in `…`."""
    cut = shorten(text, most)
    assert len(cut) <= most or cut == text
    assert (cut == text) if len(text) <= most else (cut == text[: most - 1] + "…")


@given(st.text())
def test_one_line_has_no_end_of_line_and_no_space_twice(text: str) -> None:
    """What stands on one line has single spaces between its words and none at its ends."""
    assert one_line(text).split(" ") == (text.split() or [""])
