"""`orgsheet summary`: the city's table of how a year went."""

from __future__ import annotations

from pathlib import Path

import click

from orgsheet.cli.options import sheets_options
from orgsheet.cli.results_of_year import (
    at_option,
    since_option,
    told_year,
    wanted_of_year,
    year_argument,
)
from orgsheet.cli.selection import open_workspace
from orgsheet.cli.targets_since_start import targets_since
from orgsheet.cli.tell_year import Asked, report_options
from orgsheet.form.wanted_sheets import Wanted
from orgsheet.render.reporter import SUMMARY_FORMATS
from orgsheet.yearbook.changed_targets import LOWERED
from orgsheet.yearbook.results_tables import summary_table
from orgsheet.yearbook.told_tables import YearReport
from orgsheet.yearbook.year_summary import summary_of


@click.command(
    "summary",
    help="一年の評価を、部ごとにまとめます。評価と来年度の方向、目標に届いた指標、遅れた期限、"
    "年度の始めから引き下げた目標を数えます。"
    "例: orgsheet summary R5 --format html --output まとめ.html",
)
@year_argument()
@at_option()
@since_option()
@sheets_options(has_year=False)
@report_options(SUMMARY_FORMATS)
@click.pass_obj
def command(
    folder: Path, year: str, at: str | None, since: str | None, wanted: Wanted, asked: Asked
) -> int:
    workspace = open_workspace(folder, ())
    chosen, wanted_year = wanted_of_year(wanted, year)
    found = asked.sheets(workspace, folder, chosen)
    (one,) = found.years
    told = told_year(workspace, one, folder, at)
    lowered = targets_since(workspace, folder, wanted_year, since, LOWERED)
    summary = summary_of(told.results, told.time, lowered)
    title = f"{told.year.kanji}の評価のまとめ（{told.time}）"
    report = YearReport(title, told.year, summary, summary_table(summary))
    return asked.tell(report, found, folder)
