"""`orgsheet status`: how far the sheets of a year are."""

from __future__ import annotations

from pathlib import Path

import click

from orgsheet.cli.exits import CLEAN, FINDINGS, USAGE, CommandError, complain
from orgsheet.cli.selection import open_workspace
from orgsheet.cli.terminal import columns, has_colour
from orgsheet.cycle.successors import years_with_sheets
from orgsheet.cycle.year_progress import YearStatus, year_status
from orgsheet.fiscal import FiscalYear
from orgsheet.render.findings.text import Style
from orgsheet.workspace.register_trouble import register_trouble
from orgsheet.workspace.workspace import Workspace

FORMATS = ("text", "json", "markdown")
_COLUMNS = 80


@click.command(
    "status",
    help="年度のシートがどこまでできたかを、急ぐものから順に示します。例: orgsheet status R6",
)
@click.argument("year", metavar="年度")
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="text",
    metavar="形式",
    help="text（読むため）、json（機械用）、markdown。",
)
@click.option(
    "--fail-if-not-ready",
    "fail",
    is_flag=True,
    help="準備完了でないシートが一枚でもあれば、終了コードを 1 にする。",
)
@click.option(
    "--ambiguous-width",
    type=click.IntRange(1, 2),
    default=1,
    metavar="桁",
    help="①○×→ を何桁で描く画面か。古い画面で桁がずれるときは 2。",
)
@click.pass_obj
def command(folder: Path, year: str, format_: str, fail: bool, ambiguous_width: int) -> int:
    workspace = open_workspace(folder, ())
    status = _status(workspace, _year(workspace, year))
    style = Style(columns(_COLUMNS), has_colour(), ambiguous_width)
    click.echo(_rendered(status, format_, style), nl=False)
    trouble = register_trouble(workspace)
    for sentence in trouble:
        complain(sentence)
    if trouble:
        return USAGE
    return FINDINGS if fail and not status.is_ready else CLEAN


def _year(workspace: Workspace, text: str) -> FiscalYear:
    """Return the year that is meant: one that has sheets, or the one after such a year.

    Raises:
        CommandError: it is none, or no year.
    """
    try:
        year = FiscalYear.parse(text)
    except ValueError as error:
        raise CommandError(str(error)) from error
    known = years_with_sheets(workspace)
    if year in known or any(one < year and one.next == year for one in known):
        return year
    labels = "、".join(one.label for one in known) or "まだありません"
    raise CommandError(f"{year.label}（{year.kanji}）のシートがありません（ある年度: {labels}）。")


def _status(workspace: Workspace, year: FiscalYear) -> YearStatus:
    from orgsheet.lint.session import entries_of, open_session

    session = open_session(workspace)
    return year_status(session, year, entries_of(session.record, below=workspace.root))


def _rendered(status: YearStatus, format_: str, style: Style) -> str:
    from orgsheet.render.year_status import render_json, render_markdown, render_text

    if format_ == "json":
        return render_json(status)
    return render_markdown(status) if format_ == "markdown" else render_text(status, style)
