"""The rounds of a year (中間, 年度末 …): when each opens and is due, and which is open now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from orgsheet.files.trees import WorkspaceError
from orgsheet.fiscal import FiscalYear, read_deadline
from orgsheet.workspace.layout import SETTINGS_PATH
from orgsheet.workspace.settings import RoundPlan

START = "当初"
"""The round that every year begins with: what its tag holds is what later changes are told from."""
CLOSED = "-終了"
"""Ends the name of the tag that closes a round."""

NOT_YET, OPEN, OVERDUE, DONE = "まだ", "受付中", "締切を過ぎた", "終了"


class Round(NamedTuple):
    """One round of a year on one day: `opens` and `due` are None where the settings do not say.

    `state` is one of まだ, 受付中, 締切を過ぎた, 終了.
    """

    name: str
    opens: date | None
    due: date | None
    state: str

    @property
    def is_open(self) -> bool:
        """Whether results are asked for: it has begun, and nobody has closed it."""
        return self.state in (OPEN, OVERDUE)

    @property
    def has_come(self) -> bool:
        """Whether it has begun, open or closed."""
        return self.state != NOT_YET


def tag_of(year: FiscalYear, name: str) -> str:
    """Return the name of the tag that opens a round: R5/中間."""
    return f"{year.label}/{name}"


def closing_tag_of(year: FiscalYear, name: str) -> str:
    """Return the name of the tag that closes a round: R5/中間-終了."""
    return f"{tag_of(year, name)}{CLOSED}"


def rounds_of_year(
    year: FiscalYear,
    plans: Mapping[str, RoundPlan],
    names: Iterable[str] = (),
    tags: Collection[str] = (),
    as_of: date | None = None,
) -> tuple[Round, ...]:
    """Return the rounds of a year, in the order of the settings and then of the form.

    A tag opens a round, and another one closes it; without the first the day does, where there is
    one, from the day on which the settings let it open.

    Args:
        year: the fiscal year.
        plans: what the settings say of each round (年間の予定).
        names: rounds that forms have, whatever the settings say.
        tags: the names of the repository's tags.
        as_of: the day for which it is asked; None: the tags alone count.

    Raises:
        WorkspaceError: a day of the settings cannot be read.
    """
    found = []
    for name in dict.fromkeys((*plans, *names)):
        plan = plans.get(name, RoundPlan())
        opens = _day(year, name, "opens", plan.opens, is_end=False)
        due = _day(year, name, "due", plan.due, is_end=True)
        is_begun = tag_of(year, name) in tags or (as_of and opens and opens <= as_of)
        if closing_tag_of(year, name) in tags:
            state = DONE
        elif not is_begun:
            state = NOT_YET
        else:
            state = OVERDUE if as_of and due and due < as_of else OPEN
        found.append(Round(name, opens, due, state))
    return tuple(found)


def times_come(rounds: Iterable[Round]) -> frozenset[str]:
    """Return the names of the rounds whose fields are written by now."""
    return frozenset(one.name for one in rounds if one.has_come)


def _day(year: FiscalYear, name: str, key: str, text: str, *, is_end: bool) -> date | None:
    """Return the day of a phrase in the light of the year: its first, or its last."""
    if not text:
        return None
    deadline = read_deadline(text, year)
    day = deadline.last if is_end else deadline.first or deadline.last
    if day is None:
        raise WorkspaceError(
            f"{SETTINGS_PATH}: rounds の「{name}」の {key}「{text}」は、日付として読めません。"
            "9月30日、翌年4月15日 のように書いてください。"
        )
    return day
