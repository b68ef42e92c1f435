"""Which round is open: by tags and by the day that is asked for, never by the clock."""

from __future__ import annotations

from datetime import date

import pytest
from each_row import each_row

from orgsheet.evaluation.rounds import rounds_of_year, times_come
from orgsheet.files.trees import WorkspaceError
from orgsheet.fiscal import FiscalYear
from orgsheet.workspace.settings import RoundPlan

YEAR = FiscalYear(2023)
PLANS = {
    "中間": RoundPlan("9月1日", "9月30日"),
    "年度末": RoundPlan("3月1日", "翌年4月15日"),
}


@each_row(
    ("tags", "day", "states"),
    [
        ((), None, ("まだ", "まだ")),
        ((), "2023-08-31", ("まだ", "まだ")),
        ((), "2023-09-01", ("受付中", "まだ")),
        ((), "2023-09-30", ("受付中", "まだ")),
        ((), "2023-10-01", ("締切を過ぎた", "まだ")),
        (("R5/中間",), None, ("受付中", "まだ")),
        (("R5/中間",), "2023-08-01", ("受付中", "まだ")),
        (("R5/中間", "R5/中間-終了"), "2023-09-10", ("終了", "まだ")),
        (("R4/中間", "R5/中間試し"), None, ("まだ", "まだ")),
        (("R5/中間", "R5/中間-終了"), "2024-03-01", ("終了", "受付中")),
        (("R5/中間-終了",), "2024-04-15", ("終了", "受付中")),
        ((), "2024-04-16", ("締切を過ぎた", "締切を過ぎた")),
        (("R5/年度末",), None, ("まだ", "受付中")),
    ],
)
def test_tags_open_and_close_and_without_one_the_day_does(
    tags: tuple[str, ...], day: str | None, states: tuple[str, ...]
) -> None:
    """A tag opens a round early, another closes it; the due day is the last that counts."""
    as_of = date.fromisoformat(day) if day else None
    found = rounds_of_year(YEAR, PLANS, (), tags, as_of)
    assert tuple(one.state for one in found) == states


def test_the_days_are_those_of_the_year() -> None:
    """The same phrases mean other days in another year; a month alone is its first or last day."""
    plans = {"中間": RoundPlan("9月", "9月"), "年度末": RoundPlan(due="翌年4月15日")}
    mid, end = rounds_of_year(FiscalYear(2024), plans)
    assert (mid.opens, mid.due) == (date(2024, 9, 1), date(2024, 9, 30))
    assert (end.opens, end.due) == (None, date(2025, 4, 15))


def test_a_round_of_the_form_needs_no_settings() -> None:
    """A form's own times are rounds too, opened by a tag alone; those that came are told."""
    found = rounds_of_year(YEAR, {}, ("中間", "年度末"), {"R5/中間"}, date(2030, 1, 1))
    assert [one.state for one in found] == ["受付中", "まだ"]
    assert times_come(found) == {"中間"}


def test_a_day_that_cannot_be_read_is_told() -> None:
    """The message names the file, the round, the key and what was written."""
    with pytest.raises(WorkspaceError, match="rounds の「中間」の due「そのうち」"):
        rounds_of_year(YEAR, {"中間": RoundPlan(due="そのうち")})
