"""Attainment and the ratings that follow from it, against a table worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from conftest import ROOT
from each_row import each_row
from hypothesis import given
from hypothesis import strategies as st

from orgsheet.evaluation.attainment import Figures, attainment, cut_off, exact_number
from orgsheet.evaluation.ratings import rating
from orgsheet.registers.scales import ScaleRegister
from orgsheet.source import parse

CASES = ROOT / "tests" / "cases" / "evaluation"
SCALES = ScaleRegister.read(parse((CASES / "尺度.yaml").read_bytes(), "尺度.yaml")).checked()
_LINES = (CASES / "attainments.tsv").read_text("utf-8").splitlines()
HEAD, *ROWS = [line.split("\t") for line in _LINES if not line.startswith("#")]


@each_row(("row",), [(row,) for row in ROWS])
def test_attainment_and_ratings_are_those_of_the_table(row: list[str]) -> None:
    """Base, target and result give the share and the value of each scale that is written there."""
    figures = Figures(row[0], row[1], row[2], "件")
    reached = attainment(figures)
    assert reached.text == row[3]
    assert bool(reached.formula) != bool(reached.reason)
    for name, value in zip(HEAD[4:], row[4:], strict=True):
        scale = SCALES.find(name)
        assert scale is not None
        assert rating(scale, figures, reached).value == value, name


def test_the_table_is_large_and_holds_each_sort_of_case() -> None:
    """There are two hundred cases and more, among them downwards, zero, words and decimals."""
    assert len(ROWS) >= 200
    numbers = [[exact_number(text, "件") for text in row[:3]] for row in ROWS]
    assert sum(None not in (b, t) and t < b for b, t, _ in numbers) >= 20  # type: ignore[operator]
    assert sum(t == 0 for _, t, _ in numbers) >= 10
    assert sum(row[3] == "言えない" for row in ROWS) >= 20
    assert sum("逆の向き" in row[3] for row in ROWS) >= 20


def test_only_the_state_gives_what_was_not_done() -> None:
    """However low a figure is, it is not 未実施; where nothing was done it is, whatever figure."""
    scale = SCALES.find("柏原市")
    assert scale is not None
    low = Figures("0", "100", "-900")
    assert rating(scale, low, attainment(low)).value == "D"
    high = Figures("0", "100", "100")
    assert rating(scale, high, attainment(high), is_undone=True).value == "E"


@each_row(
    "name", ["鳥取県 進捗", "鳴門市", "取手市 行革", "外務省 方向", "豊中市", "名古屋港 方向"]
)
def test_a_scale_without_rules_leaves_it_to_a_person(name: str) -> None:
    """Where figures decide nothing no value is given, whatever the figures are."""
    scale = SCALES.find(name)
    assert scale is not None
    assert not scale.is_computed
    full = Figures("0", "100", "100")
    assert rating(scale, full, attainment(full)).value == ""


_NUMBERS = st.decimals(-10_000, 10_000, places=2)


@given(_NUMBERS, _NUMBERS, _NUMBERS)
def test_the_share_shown_is_never_more_than_the_share(
    base: Decimal, target: Decimal, result: Decimal
) -> None:
    """Digits are cut off and never rounded; a rating follows from the exact share alone."""
    reached = attainment(Figures(str(base), str(target), str(result)))
    if reached.rate is None:
        assert base == target
        return
    assert reached.rate == Fraction(result - base) / Fraction(target - base) * 100
    shown = Fraction(cut_off(reached.rate).replace("−", "-"))
    assert abs(shown) <= abs(reached.rate) < abs(shown) + Fraction(1, 10)


@given(_NUMBERS, _NUMBERS, _NUMBERS, st.integers(-50, 50))
def test_a_share_is_the_same_in_another_unit_or_turned_round(
    base: Decimal, target: Decimal, result: Decimal, factor: int
) -> None:
    """All three figures times the same number, also a negative one, give the same share."""
    if factor and base != target:
        one = attainment(Figures(str(base), str(target), str(result)))
        other = attainment(Figures(*(str(each * factor) for each in (base, target, result))))
        assert one.rate == other.rate
