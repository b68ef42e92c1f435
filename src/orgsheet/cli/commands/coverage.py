"""`orgsheet coverage`: which section serves which item of the city's plans."""

from __future__ import annotations

from pathlib import Path

import click

from orgsheet.cli.exits import complain
from orgsheet.cli.options import sheets_options
from orgsheet.cli.selection import open_workspace
from orgsheet.cli.tell_year import Asked, report_options
from orgsheet.form.wanted_sheets import Wanted
from orgsheet.render.reporter import COVERAGE_FORMATS
from orgsheet.yearbook.plan_coverage import coverage_of
from orgsheet.yearbook.plan_tables import coverage_table
from orgsheet.yearbook.told_tables import YearReport


@click.command(
    "coverage",
    help="計画のどの項目を、どの課が担っているかを示します。どこも担っていない項目も分かります。"
    "例: orgsheet coverage --year R5",
)
@sheets_options()
@report_options(COVERAGE_FORMATS)
@click.pass_obj
def command(
    folder: Path,
    wanted: Wanted,
    asked: Asked,
) -> int:
    workspace = open_workspace(folder, ())
    found = asked.sheets(workspace, folder, wanted)
    (one,) = found.years
    if not workspace.plans and not found.is_unread:
        complain(
            "計画台帳（sheets/計画台帳.yaml）に計画がないので、シートに書かれた項目だけを並べます。"
        )
    coverage = coverage_of(one.shown, one.year, workspace.plans)
    if not one.is_whole:
        coverage = coverage._replace(items=tuple(item for item in coverage.items if item.by))
    title = f"{one.year.kanji}の計画の項目と、担う課"
    report = YearReport(title, one.year, coverage, coverage_table(coverage))
    return asked.tell(report, found, folder)
