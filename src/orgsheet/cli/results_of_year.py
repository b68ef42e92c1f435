"""How a year went, as a command asks for it: which year and which round."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from orgsheet.cli.as_of import day_of
from orgsheet.cli.exits import CommandError
from orgsheet.evaluation.rounds import START, Round, rounds_of_year
from orgsheet.files.git import GitError, open_repository
from orgsheet.fiscal import FiscalYear
from orgsheet.form.wanted_sheets import Wanted
from orgsheet.render.display_width import printable
from orgsheet.workspace.settings import load_settings
from orgsheet.workspace.workspace import Workspace
from orgsheet.yearbook.read_results import results_of, rounds_of
from orgsheet.yearbook.year_results import YearResults

if TYPE_CHECKING:
    from orgsheet.cli.shown_sheets import ShownYear

_DAY = timedelta(days=1)
_Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class ToldYear(NamedTuple):
    """A year as it is told: at which round, as of which day, and how it went."""

    year: FiscalYear
    time: str
    day: date
    results: YearResults


def year_argument() -> _Decorator:
    """Return the argument `year`, as it was typed."""
    return click.argument("year", metavar="年度")


def at_option() -> _Decorator:
    """Return `--at`, the argument `at`: the round as it was typed, None where none was."""
    return click.option(
        "--at",
        metavar="時",
        help="いつの評価か（様式の「時」: 中間、年度末など）。"
        "書かなければ、いま開いているもの、なければ書き始められた最後のもの。",
    )


def since_option() -> _Decorator:
    """Return `--since`, the argument `since`: the revision to compare targets with."""
    return click.option(
        "--since",
        metavar="版",
        help=f"目標値をくらべる、年度の始めの版。書かなければ、タグ「R5/{START}」のような名前のもの。",
    )


def wanted_of_year(wanted: Wanted, typed: str) -> tuple[Wanted, FiscalYear]:
    """Return the wanted sheets of the year that was typed, and the year.

    Raises:
        CommandError: it is no year.
    """
    try:
        year = FiscalYear.parse(typed)
    except ValueError as error:
        raise CommandError(str(error)) from error
    return wanted._replace(year=year.label), year


def rounds_now(
    workspace: Workspace, folder: Path, year: FiscalYear, names: Iterable[str], day: date | None
) -> tuple[Round, ...]:
    """Return the rounds of a year: opened and closed by tags, else by the days of the settings.

    Args:
        workspace: where the settings are.
        folder: where the command works; without a repository there are no tags.
        year: the year.
        names: the rounds that the forms have.
        day: the day for which it is asked; None: the tags alone count.
    """
    try:
        with open_repository(folder) as repository:
            tags = frozenset(repository.tags(f"{year.label}/"))
    except GitError:
        tags = frozenset()
    return rounds_of_year(year, load_settings(workspace).rounds, names, tags, day)


def told_year(
    workspace: Workspace, shown: ShownYear, folder: Path, at: str | None, as_of: str | None = None
) -> ToldYear:
    """Return how a year went at the round that is meant.

    Args:
        workspace: where the scales and the settings are.
        shown: the sheets of the year as they may be shown.
        folder: where the command works.
        at: the round that was typed; without it the last one that a tag opened, else the last one
            of which anything is written.
        as_of: the day that was typed; without it the one behind the year for its last round, else
            the day of the last commit.

    Raises:
        CommandError: the sheets' form has no such round, or what was typed is no day.
    """
    year = shown.year
    scales = workspace.scales.checked()
    times = rounds_of(shown.shown)
    if not times:
        raise CommandError(
            f"{year.kanji}のシートの様式には、評価の欄（「時」のある欄）がありません。"
            "様式の書き方は orgsheet form fields で見られます。"
        )
    if at is not None and at not in times:
        raise CommandError(
            f"--at「{printable(at)}」は、シートの様式にありません。"
            f"書けるのは {'、'.join(times)} です。例: --at {times[-1]}"
        )
    come = [one.name for one in rounds_now(workspace, folder, year, times, None) if one.has_come]
    opened = next((time for time in reversed(times) if time in come), "")
    time = at or opened or results_of(shown.shown, year, scales).last_begun or times[0]
    is_last = time == times[-1] and as_of is None
    day = year.last + _DAY if is_last else day_of(as_of, folder, year)
    return ToldYear(year, time, day, results_of(shown.shown, year, scales, day))
