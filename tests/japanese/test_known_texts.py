"""Answers about texts that come again: the same as the first time, and never too many of them."""

from __future__ import annotations

import re
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from orgsheet.japanese.known_texts import MOST, KnownTexts
from orgsheet.japanese.present_words import present_words

_WORDS = ("課", "市民", "のの", "あいう", "いう")


class _Value(NamedTuple):
    text: str


@given(st.lists(st.text(alphabet="あいう課市民の\n", max_size=6), max_size=8))
def test_what_is_known_of_a_text_is_what_the_pattern_says(texts: list[str]) -> None:
    """Asked once or again, the values are those in which the pattern stands, in their order."""
    known = KnownTexts(re.compile("いう|課$"))
    values = [_Value(text) for text in texts]
    for _ in range(2):
        assert known.among(values) == [one for one in values if re.search("いう|課$", one.text)]


def test_more_texts_than_are_kept_are_all_answered() -> None:
    """Kept answers are let go of, and what is asked afterwards is answered as before."""
    known = KnownTexts(re.compile("0$"))
    values = [_Value(str(number)) for number in range(2 * MOST + 3)]
    assert len(known.among(values)) == len(values) // 10 + 1
    assert known.among(values[:20]) == [values[0], values[10]]


@given(st.lists(st.text(alphabet="あいう課市民の", max_size=9), max_size=5))
def test_words_are_found_in_each_of_the_texts(texts: list[str]) -> None:
    """Each word that stands in one of the texts is told once, and no other; also asked again."""
    for _ in range(2):
        found = present_words(texts, _WORDS)
        assert sorted(found) == sorted(one for one in _WORDS if any(one in text for text in texts))
