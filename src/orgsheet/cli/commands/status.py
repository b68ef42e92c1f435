"""`orgsheet status`: how far the sheets of a year are."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click

from orgsheet.cli.as_of import as_of_option, day_of
from orgsheet.cli.exits import CLEAN, FINDINGS, USAGE, CommandError, complain
from orgsheet.cli.options import (
    ambiguous_width_option,
    format_option,
    output_option,
    sheets_options,
)
from orgsheet.cli.output import put
from orgsheet.cli.results_of_year import rounds_now
from orgsheet.cli.selection import open_workspace
from orgsheet.cli.terminal import columns, has_colour
from orgsheet.cli.typed_paths import result_file
from orgsheet.cycle.successors import years_with_sheets
from orgsheet.cycle.year_progress import READY, STATES, RoundStatus, YearStatus, year_status
from orgsheet.fiscal import FiscalYear
from orgsheet.form.wanted_sheets import Wanted
from orgsheet.registers.listing_order import ListingOrder
from orgsheet.render.display_width import Style
from orgsheet.render.reporter import STATUS_FORMATS
from orgsheet.workspace.register_trouble import register_trouble
from orgsheet.workspace.workspace import Workspace
from orgsheet.yearbook.read_results import results_of, rounds_of

_FAILING = [words for state, words in STATES.items() if state != READY]
"""The states by urgency that can fail; the last of them is the former --fail-if-not-ready."""
_COLUMNS = 80


@click.command(
    "status",
    help="年度のシートがどこまでできたかを、急ぐものから順に示します。年度を書かなければ、シートのある"
    "いちばん新しい年度です。例: orgsheet status R6",
)
@click.argument("year", metavar="[年度]", required=False)
@format_option(STATUS_FORMATS)
@output_option()
@sheets_options(has_year=False)
@as_of_option()
@click.option(
    "--fail-on",
    type=click.Choice(_FAILING),
    metavar="状態",
    help=f"この状態か、それより急ぐシートがあれば終了コードを 1 にする: {'、'.join(_FAILING)}。",
)
@click.option("--fail-if-not-ready", "is_strict", is_flag=True, hidden=True)
@ambiguous_width_option()
@click.pass_obj
def command(
    folder: Path,
    year: str | None,
    format_: str,
    output: Path | None,
    wanted: Wanted,
    as_of: str | None,
    fail_on: str | None,
    is_strict: bool,
    ambiguous_width: int,
) -> int:
    file = None if output is None else result_file("--output", folder, output)
    least = _FAILING[-1] if is_strict else fail_on
    workspace = open_workspace(folder, ())
    status = _only(_status(workspace, _year(workspace, year)), wanted, workspace.listing)
    status = status._replace(rounds=_rounds(workspace, folder, status, as_of))
    style = Style(columns(_COLUMNS), output is None and has_colour(), ambiguous_width)
    chosen = STATUS_FORMATS[format_]
    put(chosen.render(status, style) if chosen.is_for_screen else chosen.render(status), file)
    trouble = register_trouble(workspace)
    for sentence in trouble:
        complain(sentence)
    if trouble:
        return USAGE
    return FINDINGS if least is not None and _fails(status, least) else CLEAN


def _fails(status: YearStatus, least: str) -> bool:
    """Tell whether a sheet is as far back as the state called `least`; no sheet at all is, too."""
    words = list(STATES.values())
    reached = words.index(least)
    return not status.sheets or any(
        words.index(STATES[one.state]) <= reached for one in status.sheets
    )


def _year(workspace: Workspace, text: str | None) -> FiscalYear:
    """Return the year that is meant: one that has sheets, or the one after such a year.

    Where nothing was typed it is the latest that has sheets.

    Raises:
        CommandError: it is none, or no year.
    """
    known = years_with_sheets(workspace)
    if text is None:
        if known:
            return known[-1]
        raise CommandError(
            "シートがまだありません。orgsheet init か orgsheet new で作ってください。"
            "例: orgsheet init --department 総務部 --section 総務課"
        )
    try:
        year = FiscalYear.parse(text)
    except ValueError as error:
        raise CommandError(str(error)) from error
    if year in known or any(one < year and one.next == year for one in known):
        return year
    labels = "、".join(one.label for one in known) or "まだありません"
    raise CommandError(f"{year.label}（{year.kanji}）のシートがありません（ある年度: {labels}）。")


def _status(workspace: Workspace, year: FiscalYear) -> YearStatus:
    from orgsheet.lint.session import entries_of, open_session

    session = open_session(workspace)
    return year_status(session, year, entries_of(session.record, below=workspace.root))


def _rounds(
    workspace: Workspace, folder: Path, status: YearStatus, as_of: str | None
) -> tuple[RoundStatus, ...]:
    """Return how far the rounds of the year's evaluation are: those that have come or have a day.

    Raises:
        CommandError: what was typed is no day.
    """
    year = status.year
    found = (workspace.sheet(one.id) for one in status.sheets if one.exists)
    sheets = [one for one in found if one is not None and one.root is not None]
    scales = workspace.scales
    times = rounds_of(sheets)
    day = day_of(as_of, folder, year)
    told = []
    for one in rounds_now(workspace, folder, year, times, day):
        if one.name not in times or not (one.has_come or one.opens or one.due):
            continue
        behind = day if one.name != times[-1] else year.last + timedelta(1)
        rows = results_of(sheets, year, scales, behind).rows
        said = [judged for row in rows if (judged := row.at(one.name)) is not None]
        whole = sum(not judged.lacks for judged in said)
        told.append(RoundStatus(one.name, one.state, one.opens, one.due, len(said), whole))
    return tuple(told)


def _only(status: YearStatus, wanted: Wanted, listing: ListingOrder) -> YearStatus:
    """Return the status of the wanted sheets alone.

    Raises:
        CommandError: the year has no such sheet, begun or not.
    """
    found = tuple(one for one in status.sheets if wanted.holds(one.id))
    if not found and not wanted.is_all:
        there = sorted((one.id for one in status.sheets), key=listing.sheet)
        known = wanted.hint(there)
        raise CommandError(f"{wanted}のシートは {status.year.label} にありません。{known}")
    return status._replace(sheets=found)
