"""`orgsheet coverage`: which section serves which item of the city's plans."""

from __future__ import annotations

from pathlib import Path

import click

from orgsheet.cli.exits import complain
from orgsheet.cli.options import (
    ambiguous_width_option,
    format_option,
    output_option,
    sheets_options,
)
from orgsheet.cli.selection import open_workspace
from orgsheet.cli.shown_sheets import audience_options, shown_sheets
from orgsheet.cli.tell_year import tell
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
@format_option(COVERAGE_FORMATS)
@output_option()
@audience_options()
@ambiguous_width_option()
@click.pass_obj
def command(
    folder: Path,
    wanted: Wanted,
    format_: str,
    output: Path | None,
    is_public: bool,
    is_internal: bool,
    ambiguous_width: int,
) -> int:
    workspace = open_workspace(folder, ())
    found = shown_sheets(workspace, folder, wanted, is_public=is_public, is_internal=is_internal)
    (one,) = found.years
    if not workspace.plans:
        complain(
            "計画台帳（sheets/計画台帳.yaml）に計画がないので、シートに書かれた項目だけを並べます。"
        )
    coverage = coverage_of(one.shown, one.year, workspace.plans)
    if not one.is_whole:
        coverage = coverage._replace(items=tuple(item for item in coverage.items if item.by))
    title = f"{one.year.kanji}の計画の項目と、担う課"
    report = YearReport(title, one.year, coverage, coverage_table(coverage))
    return tell(report, found, COVERAGE_FORMATS[format_], folder, output, ambiguous_width)
