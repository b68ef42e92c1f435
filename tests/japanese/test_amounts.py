"""The reader of amounts: how much of what, in any spelling, and what only looks like an amount."""

from __future__ import annotations

from decimal import Decimal

import pytest
from each_row import each_row
from hypothesis import given
from hypothesis import strategies as st

from orgsheet.japanese.amounts import MOST, read_amounts, read_value

WIDE = str.maketrans("0123456789,.%", "０１２３４５６７８９，．％")


@each_row(
    ("text", "expected"),
    [
        ("来場者1万2千人以上", "12000人 lower"),
        ("3億5千万円以内", "350000000円 upper"),
        ("15,000千円", "15000000円"),
        ("1.5万人", "15000人"),
        ("千五百人", "1500人"),
        ("三つ以上の改善", "3個 lower"),
        ("二十回", "20回"),
        ("2分の1以下", "50% upper"),
        ("四分の三", "75%"),
        ("5人に1人", "20%"),
        ("9割以上", "90% lower"),
        ("前年度比△10％", "-10%"),
        ("▲３．５ポイント", "-3.5ポイント"),
        ("前年度比-5%", "-5%"),
        ("県内3位以内", "3位 upper"),
        ("5～7回", "5～7回"),
        ("1～2万人", "10000～20000人"),
        ("80％～90％", "80～90%"),
        ("30日以内に回答", "30日 upper"),
        ("3か月以内", "3か月 upper"),
        ("2時間未満", "120分 upper"),
        ("3ha", "30000m2"),
        ("5kmを超える", "5000m lower"),
        ("参加者20件（前年度15件）", "20件 15件 base"),
        ("9.4％から25％にする", "9.4% base 25%"),
        ("15件→20件", "15件 base 20件"),
        ("現状15校を20校に", "15校 base 20校"),
        ("国道5路線、県道33路線", "5路線 33路線"),
        ("第3回、令和5年度、3月5日、2024年、10月号、3回目、2人目", ""),
        ("市民の一部、一人ひとり、一本化、一体的、一度、三者", ""),
        ("電話03-1234-5678、補助率1/2、満足度4.0以上", ""),
    ],
)
def test_amounts(text: str, expected: str) -> None:
    """Each amount is read with its unit, range, limit and base; nothing else is an amount."""
    found = []
    for amount in read_amounts(text):
        low, high = (f"{value.normalize():f}" for value in (amount.low, amount.high))
        found.append(f"{low}～{high}{amount.unit}" if low != high else f"{low}{amount.unit}")
        found += [word for word in (amount.limit, "base" if amount.base else "") if word]
    assert " ".join(found) == expected


@given(st.integers(1, 99_999_999))
def test_spellings_of_a_number_agree(number: int) -> None:
    """Digits, commas, full width, 万 and 千 name the same number."""
    man, rest = divmod(number, 10_000)
    mixed = (f"{man}万" if man else "") + (str(rest) if rest else "")
    spellings = [str(number), f"{number:,}", f"{number:,}".translate(WIDE), mixed]
    if not rest % 1000 and rest:
        spellings.append((f"{man}万" if man else "") + f"{rest // 1000}千")
    assert {read_value(text) for text in spellings} == {Decimal(number)}
    assert {read_amounts(f"参加者{text}人以上")[0].high for text in spellings} == {Decimal(number)}


@given(
    st.text(
        "0123456789,.万千億一二三十△-~～％人件回分のにから以上下内位 、（）前年度比", max_size=60
    )
)
def test_any_text_is_read_soundly(text: str) -> None:
    """Amounts of any text are in order, do not overlap, and stand where they say."""
    end = 0
    for amount in read_amounts(text):
        assert end <= amount.start < amount.end <= len(text)
        assert text[amount.start : amount.end] == amount.text
        assert amount.low <= amount.high
        end = amount.end


@pytest.mark.slow
@each_row(
    "piece", ["9", "1万", "1億2", "1 万", "1,万", "1.5万", "9,", "人", "2分の1", "十", "1～", "△"]
)
def test_a_long_text_takes_no_time(piece: str) -> None:
    """A text of 20,000 characters is read in a time linear in its beginning."""
    assert len(read_amounts(piece * (20_000 // len(piece)))) <= MOST
