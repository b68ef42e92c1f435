"""Drawings of shares and percentages: as long as what was counted, and words stay words."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from orgsheet.render.web.share_bars import (
    WIDTH,
    PercentBar,
    draw_percents,
    draw_shares,
    share_bar,
)

SVG = {"": "http://www.w3.org/2000/svg"}
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), min_size=1, max_size=20)
HOSTILE = '"><script>alert(1)</script><text x="'


def _rects(drawing: str) -> list[ET.Element]:
    return ET.fromstring(drawing).findall("rect")  # noqa: S314 - our own drawing


def _texts(drawing: str) -> list[str]:
    return ["".join(one.itertext()) for one in ET.fromstring(drawing).iter("text")]  # noqa: S314


@given(st.lists(st.tuples(WORDS, st.integers(0, 500)), min_size=1, max_size=6))
def test_the_parts_of_a_bar_are_as_wide_as_what_they_count(counts: list[tuple[str, int]]) -> None:
    """In their order, without gaps, together as wide as the bar; nothing is drawn of nothing."""
    bar = share_bar("総務部", counts)
    drawing = draw_shares("評価", [bar], "t")
    drawn = [one for one in _rects(drawing) if one.get("height") == "22"]
    kept = [count for _, count in counts if count]
    assert len(drawn) == len(kept)
    widths = [float(one.get("width", "")) for one in drawn]
    whole = sum(kept)
    for width, count in zip(widths, kept, strict=True):
        assert abs(width - 600 * count / whole) <= 0.05 + 1e-9
    edges = [float(one.get("x", "")) for one in drawn]
    assert edges == sorted(edges)
    assert (f"{whole} 件" if whole else "ありません") in _texts(drawing)


@given(st.floats(-1000, 1000, allow_nan=False))
def test_a_percentage_goes_to_its_side_of_zero_and_stays_in_the_drawing(percent: float) -> None:
    """Below zero to the left, above to the right, and far beyond it no further than an arrow."""
    drawing = draw_percents("達成率", [PercentBar("甲", percent, f"{percent}%")], "t")
    (bar,) = _rects(drawing)
    zero = float(ET.fromstring(drawing).findall("line")[0].get("x1", ""))  # noqa: S314
    left, width = float(bar.get("x", "")), float(bar.get("width", ""))
    assert left >= 0
    assert left + width <= WIDTH
    if percent < 0:
        assert left + width <= zero + 1.1
    else:
        assert left >= zero - 0.1
    assert f"{percent}%" in _texts(drawing)


def test_what_cannot_be_said_has_words_and_no_bar() -> None:
    """No bar of length nothing: that would look like a result of zero."""
    drawing = draw_percents("達成率", [PercentBar("甲", None, "言えない（未定）")], "t")
    assert not _rects(drawing)
    assert "言えない（未定）" in _texts(drawing)


@given(WORDS)
def test_words_in_a_drawing_are_text(words: str) -> None:
    """Whatever they hold: no element, attribute or script comes from them."""
    for told in (words, HOSTILE + words):
        shares = draw_shares(told, [share_bar(told, [(told, 3), ("乙", 1)])], "t")
        percents = draw_percents(told, [PercentBar(told, 50.0, told)], "t")
        for drawing in (shares, percents):
            names = {one.tag for one in ET.fromstring(drawing).iter()}  # noqa: S314
            assert names <= {"svg", "title", "text", "rect", "line"}
