"""Lines of a terminal: broken after Japanese rules, whatever the text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from orgsheet.render.display_width import width, wrap


@given(st.text(alphabet="（「あ。、aB1 」)", max_size=120))
def test_a_broken_text_loses_nothing_and_no_line_is_empty(text: str) -> None:
    """The lines hold every character but spaces at their ends, and none is much too long."""
    lines = wrap(text, 10)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(lines[:-1])


def test_a_text_of_opening_marks_alone_is_broken_in_lines() -> None:
    """Marks that end no line fill lines where there is nothing else, each character once."""
    lines = wrap("（" * 20_000, 80)
    assert len(lines) == 500
    assert {width(line) for line in lines} == {80}
