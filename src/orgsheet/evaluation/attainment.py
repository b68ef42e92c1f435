"""How far a result came from its base towards its target: exact, with the formula beside it."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from orgsheet.japanese.lazy_patterns import pattern

RATE, KEPT, UNSAYABLE = "rate", "kept", "unsayable"
"""What an attainment can be: a rate, a target that is the base (維持), or nothing to be said."""

_NUMBER = pattern(r"([+-]?)([0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(\.[0-9]{1,9})?")
_SIGNS = str.maketrans({"△": "-", "▲": "-", "−": "-", "‐": "-", "―": "-"})
_WHOLE = 100
"""Percent of a target that is reached."""
_WRONG_WAY = "目標と逆の向き"


class Figures(NamedTuple):
    """Base, target and result of one indicator as they are written; "" where there is none.

    `unit` is that of the indicator: a figure may be written with it.
    """

    base: str
    target: str
    result: str
    unit: str = ""


class Attainment(NamedTuple):
    """What can be said of three figures.

    `rate` is the exact share of the way in percent (negative where it went the other way), None
    where there is none. `kept` says of a target that is its base whether the result is it.
    `formula` shows how it was worked out and `reason` why nothing can be said; both are Japanese.
    """

    kind: str
    rate: Fraction | None = None
    kept: bool = False
    formula: str = ""
    reason: str = ""

    @property
    def is_reached(self) -> bool | None:
        """Whether the target is reached; None where that cannot be said.

        Of a target that is its base, another result may be better or worse.
        """
        if self.kind == KEPT:
            return self.kept or None
        return None if self.rate is None else self.rate >= _WHOLE

    @property
    def text(self) -> str:
        """What a person reads: 96.6%, 維持, 言えない; digits are cut off, never rounded."""
        if self.kind == UNSAYABLE:
            return "言えない"
        if self.kind == KEPT:
            return "維持" if self.kept else "維持（目標値と違う値）"
        assert self.rate is not None, "a rate has its value"
        shown = f"{cut_off(self.rate)}%"
        return shown if self.rate >= 0 else f"{shown}（{_WRONG_WAY}）"


def attainment(figures: Figures) -> Attainment:
    """Return how far a result came.

    (実績 − 基準) / (目標 − 基準) with a base, 実績 / 目標 without one; the same formula holds for
    what is to become less. A target that is the base means that it is to be kept (維持). Words, a
    missing figure, and a target of 0 without a base cannot be said: never 0.
    """
    texts = {"基準値": figures.base, "目標値": figures.target, "実績": figures.result}
    numbers = {name: exact_number(text, figures.unit) for name, text in texts.items()}
    for name in ("目標値", "実績", "基準値"):
        if texts[name].strip() and numbers[name] is None:
            shown = texts[name].strip().split("\n")[0]
            return Attainment(UNSAYABLE, reason=f"{name}「{shown}」が数ではありません。")
    base, target, result = numbers["基準値"], numbers["目標値"], numbers["実績"]
    if target is None or result is None:
        missing = "目標値" if target is None else "実績"
        return Attainment(UNSAYABLE, reason=f"{missing}がありません。")
    if base is None:
        if target == 0:
            return Attainment(UNSAYABLE, reason="目標値が0で、基準値がありません。")
        return _rate(Fraction(result), Fraction(target), f"{_shown(result)} ÷ {_term(target)}")
    if target == base:
        is_kept = result == target
        told = f"目標値 {_shown(target)} ＝ 基準値（維持）、実績 {_shown(result)}"
        return Attainment(KEPT, kept=is_kept, formula=told)
    way = f"({_shown(result)} − {_term(base)}) ÷ ({_shown(target)} − {_term(base)})"
    return _rate(Fraction(result) - Fraction(base), Fraction(target) - Fraction(base), way)


def _rate(part: Fraction, whole: Fraction, formula: str) -> Attainment:
    rate = part / whole * 100
    shown = cut_off(rate)
    more = "" if Fraction(Decimal(shown.replace("−", "-"))) == rate else "…"
    return Attainment(RATE, rate, formula=f"{formula} ＝ {shown}{more}%")


def cut_off(rate: Fraction) -> str:
    """Return a rate with one digit behind the point, what is behind it cut off: 69.95 is 69.9."""
    tenths = abs(rate.numerator) * 10 // rate.denominator
    whole, tenth = divmod(tenths, 10)
    sign = "−" if rate < 0 else ""
    return f"{sign}{whole}.{tenth}" if tenth or rate.denominator != 1 else f"{sign}{whole}"


def exact_number(text: str, unit: str = "") -> Decimal | None:
    """Return a figure as it is written, exactly; None for words and for what is more than a figure.

    Widths and commas between thousands are read, △ and ▲ as minus, and `unit` behind it.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_SIGNS).replace(" ", "").strip()
    if unit:
        plain = plain.removesuffix(unicodedata.normalize("NFKC", unit).replace(" ", ""))
    match = _NUMBER.fullmatch(plain)
    if match is None:
        return None
    return Decimal(f"{match[1]}{match[2].replace(',', '')}{match[3] or ''}")


def _shown(number: Decimal) -> str:
    """Return a figure as a formula has it: its own digits, with commas."""
    return f"{number:,f}".replace("-", "−")


def _term(number: Decimal) -> str:
    return f"({_shown(number)})" if number < 0 else _shown(number)
