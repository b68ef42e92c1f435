"""The words and values in a file of scales (尺度): what may stand there, read tolerantly."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.numerals import fold
from orgsheet.registers.tolerant import scalars_of
from orgsheet.source import Mapping, Node, Scalar

BELOW = "それより下"
"""What the last value of a computed scale says: whatever is not above, negative figures too."""

ABOVE_TARGET, AT_TARGET, ABOVE_BASE, AT_BASE = COMPARISONS = (
    "目標値を超えた",
    "目標値に届いた",
    "基準値より進んだ",
    "基準値を保った",
)
"""What a result may be compared with, the best first."""

GOES_ON, SHRINKS, JOINS, IS_DONE, STOPS = EFFECTS = (
    "続ける",
    "縮める",
    "まとめる",
    "終える",
    "やめる",
)
"""What a direction does to the row in the next year's sheet."""

HELP, VALUES, FROM_RATE, COMPARED, UNSAYABLE, UNDONE, LATE, DIRECTIONS = SCALE_KEYS = (
    "説明",
    "値",
    "達成率から",
    "比べる",
    "言えない",
    "未実施",
    "遅れ",
    "方向",
)
"""What may be said of a scale."""

_AT = pattern(r"([+-]?[0-9]{1,6}(?:\.[0-9]{1,6})?)[%％]?(以上|より上|超|を超える)?")


class Threshold(NamedTuple):
    """From which attainment (in percent) on a value is given; `at` None for whatever is below.

    `beyond` says that exactly so much is not enough.
    """

    value: str
    at: Decimal | None
    beyond: bool = False


def threshold_of(value: str, text: str) -> Threshold | None:
    """Return what a text says (100以上, 100より上, 100, それより下); None where it says nothing."""
    if text == BELOW:
        return Threshold(value, None)
    match = _AT.fullmatch(fold(text).replace(" ", ""))
    if match is None:
        return None
    return Threshold(value, Decimal(match[1]), match[2] not in (None, "以上"))


def values_in(node: Node | None) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return the values of a scale and the words of each: of a list, or of values with words."""
    if isinstance(node, Mapping):
        return tuple(node.entries), dict(pairs_in(node))
    return tuple(one.text.strip() for one in scalars_of(node)), {}


def pairs_in(node: Node | None) -> list[tuple[str, str]]:
    """Return the keys of a mapping, each with its text."""
    table = node.entries if isinstance(node, Mapping) else {}
    return [(key, plain(one)) for key, one in table.items()]


def plain(node: Node | None) -> str:
    """Return a value as text, "" where it is none."""
    return node.text.strip() if isinstance(node, Scalar) and node.value is not None else ""
