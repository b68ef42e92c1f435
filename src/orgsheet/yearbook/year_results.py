"""How the rows of a year went, as far as it is written: steps, figures, ratings, what is lacking.

Which rows are evaluated, and when, is the form's to say; what a figure comes to, the scales'.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from orgsheet.fiscal import FiscalYear
from orgsheet.form.built_in_words import DONE, DONE_LATE
from orgsheet.form.sheet import SheetId
from orgsheet.yearbook.due_calendar import Due

RowKey: TypeAlias = tuple[SheetId, str, int]
"""A row by its sheet, the heading of its table and its place there."""


class Reached(NamedTuple):
    """What an indicator came to at a round.

    `base`, `target` and `result` are as written, "" where nothing is. `percent` is the exact
    attainment, None where there is none; `is_reached` tells whether the target was reached, None
    where it cannot be said. `shown` is both in words (cut off, never rounded up, or why nothing
    can be said), `reason` that why by itself, and `formula` how it was worked out, "" where there
    is none. `numbers` are base, target and result as numbers, None for what is none.
    """

    name: str
    unit: str
    category: str
    base: str
    target: str
    result: str
    at: str
    percent: Fraction | None
    is_reached: bool | None
    shown: str
    reason: str
    formula: str
    numbers: tuple[float | None, float | None, float | None]


class Judgement(NamedTuple):
    """What is written of a row at a round of the year, and what is not yet.

    `time` is the round (中間, 年度末). `is_begun` tells whether anything is written there. `rating`
    is the value of the scale that was chosen, `own` the one that the scale gives for the figures,
    "" where a person decides. `lacks` names in Japanese what is to be written and is not.
    """

    time: str
    reached: tuple[Reached, ...]
    rating: str
    own: str
    situation: str
    reason: str
    problem: str
    direction: str
    is_begun: bool
    lacks: tuple[str, ...]

    @property
    def own_told(self) -> str:
        """What the scale gives, in words behind the rating; "" where it is the same or nothing."""
        return f"（尺度では {self.own}）" if self.own and self.own != self.rating else ""


class RowResults(NamedTuple):
    """A row that is evaluated: whose it is, its steps, and what was said of it at each round.

    `heading` is that of the table, `row` the place in it (from 0), `row_id` and `name` the row's.
    `budget` is what the form's field of an amount says, "" where it has none. `sample` is the
    sheet's remark that it is an invented sample, "" where it is none.
    """

    sheet: SheetId
    heading: str
    list_role: str
    row: int
    row_id: str
    name: str
    budget: str
    sample: str
    steps: tuple[Due, ...]
    judgements: tuple[Judgement, ...]

    @property
    def step_counts(self) -> tuple[int, int, int]:
        """How many steps were done (also late), did not go as planned, and have no result."""
        told = [step.outcome for step in self.steps if step.outcome]
        return (
            sum(one in (DONE, DONE_LATE) for one in told),
            sum(one != DONE for one in told),
            sum(step.due is not None and not step.outcome for step in self.steps),
        )

    def at(self, time: str) -> Judgement | None:
        """Return what was said at a round, None where its form does not ask then."""
        return next((one for one in self.judgements if one.time == time), None)


class ScaleWords(NamedTuple):
    """The values of ratings and of directions, each in the order of its scale."""

    ratings: tuple[str, ...]
    directions: tuple[str, ...]


class YearResults(NamedTuple):
    """The evaluated rows of a year's sheets, in the order of every list.

    `times` are the rounds in the order of the form, `words` the values of the ratings and of the
    directions that may be chosen at each, in the order of their scales; `sheets` are all that
    were looked at.
    """

    year: FiscalYear
    times: tuple[str, ...]
    words: Mapping[str, ScaleWords]
    sheets: tuple[SheetId, ...]
    rows: tuple[RowResults, ...]

    @property
    def last_begun(self) -> str:
        """The last round of which anything is written, "" where nothing is."""
        begun = {one.time for row in self.rows for one in row.judgements if one.is_begun}
        return next((time for time in reversed(self.times) if time in begun), "")

    def of(self, sheet: SheetId) -> tuple[RowResults, ...]:
        """Return the rows of a sheet."""
        return tuple(row for row in self.rows if row.sheet == sheet)


def key_of(row: RowResults) -> RowKey:
    """Return what a row is found by."""
    return row.sheet, row.heading, row.row
