"""A stretch of days that a phrase names, and the slip that says why a phrase cannot be one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from orgsheet.fiscal.deadline.reading import EXACT
from orgsheet.japanese.numerals import read_number

if TYPE_CHECKING:
    from datetime import date

MARK: Final = "[~ー-]"
"""Regular expression source for a range mark in folded text."""

SEPARATOR: Final = "[・、,]"
"""Regular expression source for a mark between the members of a list, in folded text."""


class SlipError(ValueError):
    """The text has the shape of a deadline but names something that does not exist.

    Its text is the Japanese note for the person who wrote it.
    """


class NoSuchDateError(SlipError):
    """No such day, month or year exists, or the parts of a date contradict each other."""


class Point(NamedTuple):
    """The days from `first` to `last` that one expression names.

    `kind` is the kind of a deadline that consists of this alone.
    `unit` is the size of what is named: day, part, end, month, quarter, half, season or year.
    `dated` is True when the expression itself says which year.
    `wareki` is True when that year is written in an era (令和5年).
    `by` is True when only the end is meant (年度内).
    """

    first: date
    last: date
    kind: str
    unit: str
    certainty: str = EXACT
    dated: bool = False
    wareki: bool = False
    by: bool = False
    note: str = ""


def number_of(text: str) -> int:
    """Return the value of what matched `numerals.NUMBER`; raise SlipError when it has none."""
    value = read_number(text)
    if value is None:
        raise SlipError(f"「{text}」は数として読めません。「10」のように数字で書いてください。")
    return value
