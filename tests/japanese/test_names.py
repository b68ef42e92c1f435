"""Comparing names: the key, the way back from it, likeness and marked differences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from each_row import each_row
from hypothesis import given
from hypothesis import strategies as st

from orgsheet.japanese.likeness import difference, key_of, nearest, normalize, similarity

CASES = Path(__file__).parents[1] / "cases" / "names"
JAPANESE = st.text(
    alphabet="とりで計画プランﾌﾟかガ゛\u3099①②12１２～〜ー－-・･（)「」　 \n\t㈱年", max_size=40
)


def load(name: str) -> list[Any]:
    """Return the cases of one file."""
    cases: list[Any] = yaml.safe_load((CASES / name).read_text("utf-8"))
    return cases


@each_row("case", load("normalize.yaml"))
def test_key_joins_spellings_and_keeps_meanings(case: list[Any]) -> None:
    """Two spellings share a key exactly where the case table says so."""
    first, second, same = case
    assert (normalize(first) == normalize(second)) is same


@given(st.text(alphabet="とりで計画プランかガｶ①②12１２～〜ー－-・･（)「」　 \n\t㈱年", max_size=40))
def test_key_of_a_key_is_the_key(text: str) -> None:
    """Normalizing twice changes nothing more (sound marks without a character aside)."""
    assert normalize(normalize(text)) == normalize(text)


@given(st.one_of(JAPANESE, st.text(max_size=40)))
def test_every_part_of_a_key_leads_back(text: str) -> None:
    """Any stretch of a key comes from a stretch of the text with the same key inside it."""
    key = key_of(text)
    for start in range(len(key.text)):
        for end in range(start + 1, len(key.text) + 1):
            first, last = key.span(start, end)
            assert 0 <= first < last <= len(text)
            assert key.text[start:end] in normalize(text[first:last])


@given(JAPANESE)
def test_dropped_space_is_not_part_of_a_name(text: str) -> None:
    """The way back from a key begins and ends at characters that are in the key."""
    key = key_of(text)
    if key.text:
        first, last = key.span(0, len(key.text))
        assert text[first:last] == text[first:last].strip()


@given(st.text(max_size=30), st.text(max_size=30))
def test_similarity_is_symmetric_and_bounded(first: str, second: str) -> None:
    """Likeness does not depend on the order and is 1 exactly for the same key."""
    score = similarity(first, second)
    assert score == similarity(second, first)
    assert 0.0 <= score <= 1.0
    assert similarity(first, first) == 1.0
    if normalize(first) == normalize(second):
        assert score == 1.0


def test_one_wrong_character_is_nearer_than_another_item() -> None:
    """The city's own slip is near the official wording and far from the other items."""
    items = [
        "健やかで、安らぎと温もりのあるまちづくり",
        "活気と魅力あふれる元気なまちづくり",
        "豊かなこころと個性を育むまちづくり",
    ]
    found = nearest("豊かなところと個性を育むまちづくり", items)
    assert [text for text, _ in found] == ["豊かなこころと個性を育むまちづくり"]
    assert found[0][1] > 0.8


def test_nearest_is_best_first_and_stable() -> None:
    """Candidates come in the order of likeness; equal ones keep their order."""
    found = nearest("情報課", ["情報推進課", "情 報 課", "財政課", "情報課"], cutoff=0.4)
    assert [text for text, _ in found] == ["情 報 課", "情報課", "情報推進課"]


@given(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=6), st.floats(0.05, 1.0))
def test_nearest_leaves_out_nothing(text: str, candidates: list[str], cutoff: float) -> None:
    """The short cut by length never drops a candidate that is similar enough."""
    expected = [name for name in candidates if similarity(text, name) >= cutoff]
    assert sorted(name for name, _ in nearest(text, candidates, cutoff)) == sorted(expected)


@pytest.mark.parametrize(("first", "second", "marked", "other"), load("difference.yaml"))
def test_difference_marks_what_differs(first: str, second: str, marked: str, other: str) -> None:
    """Both texts come back with exactly the differing characters in brackets."""
    assert difference(first, second) == (marked, other)


@given(
    st.text(alphabet="計画とりで2020", max_size=300), st.text(alphabet="計画とりで20", max_size=300)
)
def test_difference_keeps_the_texts(first: str, second: str) -> None:
    """Without the brackets the marked texts are the texts."""
    marked = difference(first, second)
    assert tuple(text.replace("【", "").replace("】", "") for text in marked) == (first, second)
