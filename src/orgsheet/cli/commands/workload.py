"""`orgsheet workload`: who carries how much."""

from __future__ import annotations

from pathlib import Path

import click

from orgsheet.cli.exits import CommandError
from orgsheet.cli.options import sheets_options
from orgsheet.cli.selection import open_workspace
from orgsheet.cli.tell_year import Asked, report_options
from orgsheet.form.wanted_sheets import Wanted
from orgsheet.render.reporter import WORKLOAD_FORMATS
from orgsheet.yearbook.load_table import workload_table
from orgsheet.yearbook.staff_workload import workload_of
from orgsheet.yearbook.told_tables import YearReport


@click.command(
    "workload",
    help="担当の件数が、課の中でどう分かれているかを示します。名前は、公表の設定か --internal の"
    "ときだけ示します。例: orgsheet workload --internal",
)
@sheets_options()
@report_options(WORKLOAD_FORMATS)
@click.pass_obj
def command(
    folder: Path,
    wanted: Wanted,
    asked: Asked,
) -> int:
    workspace = open_workspace(folder, ())
    found = asked.sheets(workspace, folder, wanted)
    (one,) = found.years
    if asked.is_public and one.gate is not None and not one.gate.names_staff:
        raise CommandError(
            "担当の件数は、職員の名前を公表するときだけ公表できます。公表するなら orgsheet.yaml に "
            "publication: {staff: 姓} と書いてください。庁内で見るには --internal を付けます。"
        )
    workload = workload_of(one.sheets, one.year, one.gate)
    title = f"{one.year.kanji}の担当の件数"
    report = YearReport(title, one.year, workload, workload_table(workload))
    return asked.tell(report, found, folder)
