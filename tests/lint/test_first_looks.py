"""What a check asks first, because it is quick, hides nothing that the check itself would find."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from random_runs import runs

from orgsheet.fiscal.deadline.find_dates import _DATE, _dates
from orgsheet.japanese.amounts import read_amounts
from orgsheet.japanese.numerals import _fold_table, fold
from orgsheet.japanese.present_words import present_words
from orgsheet.lint.checks import (
    left_in_text,
    sentence_faults,
    sums,
    units_in_text,
    wrong_words,
)

# Few characters, so that what is looked for is often there.
_REPEATING = st.text("計画アの、を。し\n", max_size=30)
_UNITS = st.text("課部科会のア計 、", max_size=40)
_DATES = st.lists(
    st.sampled_from(
        [
            *("令和", "R", "5", "12", "31", "2024", "元", "十", "年", "年度", "月", "日", "末"),
            *("来", "翌", "昨", "当該", "第", "/", ".", "-", "(", "月)", "の", " ", "西暦", "A"),
        ]
    ),
    max_size=12,
).map("".join)
_PRIVATE = st.text("0123-（）()@.市町番地丁目号のA090", max_size=24)
_WORDS = st.lists(st.text("以意外内", min_size=1, max_size=3), min_size=1, max_size=6, unique=True)


@settings(max_examples=runs(400), deadline=None)
@given(_REPEATING, st.lists(_REPEATING, max_size=2))
def test_words_said_twice_are_seen_by_the_first_look(text: str, others: list[str]) -> None:
    """Where a value repeats itself, one of the quick patterns is found in the values together."""
    for whole in ([text], [*others, text], [text, *others]):
        joined = "\n" + "\n".join(whole)
        maybe = any(one.search(joined) for one in sentence_faults._MAYBE_REPEATED)
        assert maybe or not sentence_faults._REPEATED.search(text)


@settings(max_examples=runs(400), deadline=None)
@given(_UNITS)
def test_what_may_name_a_unit_is_found_from_its_end(text: str) -> None:
    """Looking from 課, 部 and 科 back finds the same stretches as a pattern of all of them."""
    whole = re.compile("[一-龠々ァ-ヴーぁ-ん]{1,14}?[課部科](?![一-龠々]|会|屋|分|品|数|類)")
    assert list(units_in_text._units_in(text)) == [
        (match[0], match.end()) for match in whole.finditer(text)
    ]


@settings(max_examples=runs(400), deadline=None)
@given(_DATES)
def test_dates_are_found_where_one_can_begin(text: str) -> None:
    """Trying only the characters that a date begins with finds every date of the pattern."""
    assert [match.span() for match in _dates(text)] == [m.span() for m in _DATE.finditer(text)]


@settings(max_examples=runs(400), deadline=None)
@given(_PRIVATE)
def test_personal_data_is_seen_by_the_first_look(text: str) -> None:
    """Each kind of personal data has its mark, and a text without any mark has none of them."""
    folded = fold(text)
    for kind, wanted in left_in_text._PRIVATE.items():
        if wanted.search(folded):
            assert left_in_text._MAYBE_PRIVATE[kind].search(folded)
            assert left_in_text._MAYBE.search(text)


@settings(max_examples=runs(400), deadline=None)
@given(_WORDS, st.text("以意外内の", max_size=20))
def test_words_are_found_as_a_pattern_of_them_finds_them(words: list[str], text: str) -> None:
    """Of overlapping words the first and longest counts, and a word that is absent is not given."""
    longest_first = sorted(words, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, longest_first)))
    found = present_words([text], words)
    assert sorted(found) == sorted(word for word in words if word in text)
    assert wrong_words.places_of(found, text) == [
        (*match.span(), match[0]) for match in pattern.finditer(text)
    ]


def test_every_character_is_folded_as_the_table_says() -> None:
    """Folding only the characters that need it gives what folding each of them gives."""
    every = "".join(chr(code) for code in range(0x30000) if not 0xD800 <= code < 0xE000)
    assert fold(every) == every.translate(_fold_table())


_SUMS = st.lists(
    st.sampled_from(
        [
            *("窓口", "電話", "合計", "計", "全部で", "全", "、", "の", "で", "（", "）", "(", ")"),
            *("20件", "15", "33", "三百人", "5路線", "１２", "県道", "国道", "。", "内訳は"),
        ]
    ),
    max_size=14,
).map("".join)


@settings(max_examples=runs(400), deadline=None)
@given(_SUMS)
def test_a_wrong_sum_has_three_numbers_and_a_word_for_a_total(text: str) -> None:
    """What is passed over because it has too few numbers has no wrong sum."""
    ends = dict.fromkeys(end for _, end, _ in sums.wrong_sums(fold(text), read_amounts(text)))
    assert [end for _, end, _ in sums._wrong(text)] == list(ends)
