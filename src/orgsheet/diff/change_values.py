"""What a change shows: its two values with marks, and how many changes there are of each level."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from orgsheet.diff.changes import LEVELS, Change, Report, Spot
from orgsheet.diff.marked_phrases import Piece, pieces, spans
from orgsheet.diff.table.build_table import value_text


class Values(NamedTuple):
    """The two values of a change, changed phrases marked; () where a side has nothing."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]

    @property
    def texts(self) -> tuple[str, str]:
        """Both values without marks."""
        return "".join(p.text for p in self.before), "".join(p.text for p in self.after)


def values_of(change: Change, names: tuple[str, ...]) -> Values:
    """Return the values of a change; equal ones are unmarked."""
    before, after = (_text(spot) for spot in (change.before, change.after))
    return Values(*pieces(spans(before, after, names)))


def _text(spot: Spot | None) -> str:
    if spot is None:
        return ""
    return value_text(spot.item.rsplit(" ", 1)[-1], spot.value, spot.sheet.document.words)


def counts_of(report: Report) -> dict[str, int]:
    """Return how many changes of each level the report tells, every level included."""
    found = Counter(change.level for change in report.changes)
    return {level: found[level] for level in LEVELS}
