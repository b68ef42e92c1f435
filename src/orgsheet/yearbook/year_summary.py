"""The city's table of a round: ratings, directions, targets reached and steps, by department.

A department's sheet repeats rows of its sections: what a section says is counted once, there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from orgsheet.fiscal import FiscalYear
from orgsheet.form.built_in_words import OUTCOMES
from orgsheet.japanese.likeness import normalize
from orgsheet.yearbook.year_results import RowKey, RowResults, ScaleWords, YearResults, key_of

UNSAID = "未記入"
"""The word for what was not chosen yet."""

REACHED, SHORT, UNKNOWN = "届いた", "届かない", "言えない"
"""What can be said of an indicator: its target was reached, or was not, or nothing."""

_Counts = tuple[tuple[str, int], ...]


class UnitSummary(NamedTuple):
    """What the rows of a department (of all, where `name` is "") come to.

    `ratings`, `directions`, `targets` and `steps` are words with their counts, in the order of
    their scale, also those that count 0. `lowered` are sentences on targets that were lowered
    since the year's start, None where there is nothing to compare with.
    """

    name: str
    rows: int
    ratings: _Counts
    directions: _Counts
    targets: _Counts
    steps: _Counts
    lowered: tuple[str, ...] | None

    @property
    def counted(self) -> dict[str, _Counts]:
        """What is counted, by its subject in Japanese, in the order to tell it."""
        found = {
            "評価": self.ratings,
            "来年度": self.directions,
            "指標": self.targets,
            "期限": self.steps,
        }
        return {subject: counts for subject, counts in found.items() if counts}


class YearSummary(NamedTuple):
    """The table of a year at a round: the departments in the order of every list, and all."""

    year: FiscalYear
    time: str
    departments: tuple[UnitSummary, ...]
    whole: UnitSummary


def summary_of(
    results: YearResults, time: str, lowered: Mapping[RowKey, Sequence[str]] | None = None
) -> YearSummary:
    """Return what the rows of a year come to at a round.

    Args:
        results: how the year went.
        time: the round.
        lowered: sentences on targets that were lowered since the year's start, by row; None
            where there is nothing to compare with.
    """
    rows = _counted(results.rows, time)
    names = dict.fromkeys(row.sheet.department for row in rows)
    return YearSummary(
        results.year,
        time,
        tuple(
            _unit(
                name, [row for row in rows if row.sheet.department == name], results, time, lowered
            )
            for name in names
        ),
        _unit("", rows, results, time, lowered),
    )


def _counted(rows: Iterable[RowResults], time: str) -> list[RowResults]:
    """Return the rows that the round asks for, without those that a department's sheet repeats."""
    asked = [row for row in rows if row.at(time) is not None]
    known = {
        (row.sheet.department, normalize(row.name)) for row in asked if not row.sheet.is_department
    }
    return [
        row
        for row in asked
        if not row.sheet.is_department or (row.sheet.department, normalize(row.name)) not in known
    ]


def _unit(
    name: str,
    rows: Sequence[RowResults],
    results: YearResults,
    time: str,
    lowered: Mapping[RowKey, Sequence[str]] | None,
) -> UnitSummary:
    said = [one for row in rows if (one := row.at(time)) is not None]
    kinds = {True: REACHED, False: SHORT, None: UNKNOWN}
    targets = [kinds[one.is_reached] for judgement in said for one in judgement.reached]
    results_of_steps = [
        step.outcome for row in rows for step in row.steps if step.due or step.outcome
    ]
    words = results.words.get(time, ScaleWords((), ()))
    return UnitSummary(
        name,
        len(rows),
        _tally([one.rating for one in said], words.ratings),
        _tally([one.direction for one in said], words.directions),
        _tally(targets, tuple(kinds.values()), is_closed=True),
        _tally(results_of_steps, OUTCOMES),
        None
        if lowered is None
        else tuple(said for row in rows for said in lowered.get(key_of(row), ())),
    )


def _tally(found: Sequence[str], order: Sequence[str], *, is_closed: bool = False) -> _Counts:
    """Return words with their counts: those of an order, then others, then what is not said."""
    counts = Counter(found)
    blank = counts.pop("", 0)
    words = dict.fromkeys([*order, *counts])
    told = [(word, counts[word]) for word in words]
    return tuple(told if is_closed else [*told, (UNSAID, blank)])
