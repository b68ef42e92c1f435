"""What a deadline phrase is read as: the `Deadline` value, and how certain it is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from orgsheet.fiscal.deadline.deadline_kinds import KINDS, Kind

if TYPE_CHECKING:
    from orgsheet.fiscal.fiscal_year import FiscalYear

Span: TypeAlias = tuple[date, date]
"""The first and the last day of a stretch; both belong to it."""

EXACT: Final = "exact"
APPROXIMATE: Final = "approximate"
OPEN: Final = "open"
NONE: Final = "none"

CERTAINTIES: Final = {
    EXACT: "書かれたとおりの日または月",
    APPROXIMATE: "おおよその範囲（上旬、頃、目途、秋など）",
    OPEN: "始まりだけが決まっていて、終わりは書かれていない",
    NONE: "日付では言えない",
}
"""Every certainty, with what it tells the reader."""


class Deadline(NamedTuple):
    """How one deadline phrase is read.

    `text` is the phrase as written and `kind` a key of `KINDS`.
    `first` and `last` are days that belong to the range; None means that the phrase does not say.
    `certainty` is a key of `CERTAINTIES`.
    `note` is Japanese, for the official who wrote the phrase: how it is understood where that may
    surprise, or for `unreadable` what is odd and what to write; empty when nothing needs saying.
    `reversed` is True when the range ends before it begins; the days are then as written.
    In every other case `first <= last`.
    `times` is how many times a list names (6月、9月: 2), 1 for everything else.
    `spans` are the stretches of days that a list names, in its order; () for everything else.
    `gaps` are the stretches that brackets take out: 通年（8月を除く）.
    """

    text: str
    kind: str
    first: date | None = None
    last: date | None = None
    certainty: str = NONE
    note: str = ""
    reversed: bool = False
    times: int = 1
    spans: tuple[Span, ...] = ()
    gaps: tuple[Span, ...] = ()

    @property
    def traits(self) -> Kind:
        """What is true of every deadline of its kind."""
        return KINDS[self.kind]

    def as_json(self) -> dict[str, str | None]:
        """Return text, kind, from, to, certainty and note, with ISO 8601 dates or None."""
        return {
            "text": self.text,
            "kind": self.kind,
            "from": self.first.isoformat() if self.first else None,
            "to": self.last.isoformat() if self.last else None,
            "certainty": self.certainty,
            "note": self.note,
        }


def outside(deadline: Deadline, year: FiscalYear) -> bool:
    """Tell whether the phrase names a day that is not in the fiscal year.

    An end that is not written does not count, and a phrase without dates is never outside.
    """
    return any(day not in year for day in (deadline.first, deadline.last) if day is not None)
