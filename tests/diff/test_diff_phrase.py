"""Phrases: where Japanese text is cut, and which part of it is marked as changed."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from each_row import each_row
from hypothesis import given
from hypothesis import strategies as st

from orgsheet.diff.marked_phrases import MAX_FRAGMENTS, Span, phrases, pieces, spans

CASES = Path(__file__).parents[1] / "cases" / "diff" / "phrase"
NAMES = ("とりで未来創造プラン2020",)


def load(name: str) -> list[Any]:
    """Return the cases of one file."""
    cases: list[Any] = yaml.safe_load((CASES / name).read_text("utf-8"))
    return cases


PAIRS = load("spans.yaml")

# What no mark may cut in two, written down apart from the patterns that do the cutting.
WHOLE = [
    re.compile(pattern)
    for pattern in (
        r"[0-9０-９](?:[0-9０-９]|[.,](?=[0-9]))*(?:年度|年|月|日|人|名|円|件|回|戸|割|%|％|カ月|か所|個所|作品|万円)",
        r"(?:令和|平成|昭和)[0-9]+年(?:度末?|[0-9]+月(?:[0-9]+日)?)?",
        r"[0-9]+月[0-9]+日",
        r"[0-9]+月(?:上旬|中旬|下旬|前半|後半|末)",
        r"第[0-9一二三四五]+条(?:の[0-9]+)?(?:第[0-9一二三四五]+項)?(?:第[0-9]+号)?",
        r"(?:附則第[0-9]+項|別表第[0-9]+)",
        r"「[^「」\n]{1,40}」",
        r"[ァ-ヺー]+",
        r"[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*",
        r"第[0-9一二三四五六七八九]+[次期][一-鿿]+計画",
    )
]
COMMAS = ("、", "，")

WORDS = (
    "令和5年度 令和5年11月3日 平成22年度末 11月下旬 7月 ～ 500円 1,800人 70% 3カ月 第23条の2 "
    "第5条第2項第1号 附則第2項 別表第1 「アートのまち取手」 とりで未来創造プラン2020 "
    "第六次総合計画 市民 アンケート AI-OCR 実施する 見直し 取り組み を の に は 及び 、 。 ① （ ） "
    "(株) 以上 ごとに 速やかに ・ 「 」 第 年"
)
FRAGMENTS = [*WORDS.split(), " ", "\n", "\u3000"]
TEXTS = st.one_of(
    st.lists(st.sampled_from(FRAGMENTS), max_size=24).map("".join),
    st.text(max_size=40),
    st.sampled_from([text.replace("⟦", "").replace("⟧", "") for pair in PAIRS for text in pair]),
)


def marked(found: list[Span], side: int) -> str:
    """Return one side with ⟦⟧ around its changed spans."""
    return "".join(str(span[side]) if span.same else f"⟦{span[side]}⟧" for span in found)


def plain(text: str) -> str:
    """Return a marked text without its marks."""
    return text.replace("⟦", "").replace("⟧", "")


def cut_in_two(found: list[Span], side: int) -> list[str]:
    """Return what a border of a changed span cuts, though it must stay whole."""
    texts = [str(span[side]) for span in found]
    borders = {sum(map(len, texts[:index])) for index in range(1, len(texts))}
    whole = "".join(texts)
    return [
        match.group()
        for pattern in WHOLE
        for match in pattern.finditer(whole)
        if any(match.start() < border < match.end() for border in borders)
    ]


@each_row("case", load("units.yaml"))
def test_text_is_cut_into_its_units(case: str) -> None:
    """A text falls into the units that the case table gives."""
    assert phrases(case.replace("|", ""), NAMES) == case.split("|")


@each_row("case", PAIRS)
def test_changed_phrases_are_marked_whole(case: list[str]) -> None:
    """The marks of a pair of texts stand exactly where the case table has them."""
    before, after = case
    found = spans(plain(before), plain(after))
    assert [marked(found, 0), marked(found, 1)] == [before, after]


def test_no_pair_cuts_a_unit() -> None:
    """In more than 60 pairs no mark divides a number, a date, a reference or a name."""
    assert len(PAIRS) >= 60
    found = [spans(plain(before), plain(after)) for before, after in PAIRS]
    assert [cut for pair in found for side in (0, 1) for cut in cut_in_two(pair, side)] == []


def test_marks_are_few() -> None:
    """A changed text of the case table has at most two changed places on average, never over 5."""
    counts = [sum(not s.same for s in spans(plain(a), plain(b))) for a, b in PAIRS]
    assert sum(counts) / len(counts) <= 2.0
    assert max(counts) <= MAX_FRAGMENTS


@given(TEXTS, TEXTS)
def test_spans_lose_no_character(before: str, after: str) -> None:
    """Joined, the spans and the pieces of each side are that side's text."""
    found = spans(before, after)
    assert "".join(span.before for span in found) == before
    assert "".join(span.after for span in found) == after
    assert ["".join(piece.text for piece in side) for side in pieces(found)] == [before, after]


@given(TEXTS, TEXTS)
def test_spans_say_the_truth(before: str, after: str) -> None:
    """What is called the same is equal and never empty, neighbours differ in kind."""
    found = spans(before, after)
    assert all(span.before == span.after != "" for span in found if span.same)
    assert all(span.before != span.after for span in found if not span.same)
    assert all(first.same != second.same for first, second in pairwise(found))


@given(TEXTS)
def test_equal_texts_have_no_change(text: str) -> None:
    """A text compared with itself is one span, or none when it is empty."""
    assert spans(text, text) == ([Span(text, text, same=True)] if text else [])


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=16).map("".join), st.data())
def test_changed_places_are_whole_units(text: str, data: st.DataObject) -> None:
    """However one text is made from another, no mark begins or ends inside a unit."""
    units = phrases(text)
    index = data.draw(st.integers(0, len(units)))
    other = "".join([*units[:index], data.draw(st.sampled_from(FRAGMENTS)), *units[index + 1 :]])
    found = spans(text, other)
    for side, whole in enumerate((text, other)):
        borders = {0}
        for unit in phrases(whole):
            borders.add(max(borders) + len(unit))
        at = 0
        for span in found:
            at += len(str(span[side]))
            assert at in borders


@given(TEXTS, TEXTS)
def test_no_mark_ends_with_a_comma(before: str, after: str) -> None:
    """A comma is marked together with the phrase behind it, unless its text ends there."""
    found = spans(before, after)
    for index, span in enumerate(found[:-1]):
        if not span.same and found[index + 1].before:
            assert not span.before.endswith(COMMAS)
            assert not span.after.endswith(COMMAS)


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (
            "甲を行う。",
            "甲を行う。乙を行う。",
            [("甲を行う。", False), ("乙を行う", True), ("。", False)],
        ),
        ("甲を行う", "甲を行う。", [("甲を行う", False), ("。", True)]),
        ("甲\n", "乙\n", [("乙", True), ("\n", False)]),
    ],
)
def test_final_stop_is_left_unmarked(
    before: str, after: str, shown: list[tuple[str, bool]]
) -> None:
    """A final 。 and a line end are not underlined, unless nothing else changed."""
    assert [tuple(piece) for piece in pieces(spans(before, after))[1]] == shown


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        "、",
        "。",
        "の",
        "甲、",
        "甲。\n",
        "「",
        "第一",
        "1,",
        "1万",
        "取り",
        "とり",
        "R5.",
        "第1条の",
        "(",
        "A-",
    ],
)
def test_long_texts_are_compared_in_time(unit: str) -> None:
    """A text of the greatest length allowed, however monotonous, is cut and compared."""
    text = (unit * 65536)[:65536]
    found = spans(text, f"前{text}後{text}"[:65536], NAMES)
    assert "".join(span.before for span in found) == text
