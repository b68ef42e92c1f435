"""`orgsheet results`: which rows still lack what of the evaluation, and forms to fill it in."""

from __future__ import annotations

from pathlib import Path

import click

from orgsheet.cli.as_of import as_of_option
from orgsheet.cli.exits import CommandError
from orgsheet.cli.options import sheets_options
from orgsheet.cli.printed_files import RETURNING, file_in, refuse_others, target_of, write_books
from orgsheet.cli.results_of_year import (
    ToldYear,
    at_option,
    told_year,
    wanted_of_year,
    year_argument,
)
from orgsheet.cli.selection import open_workspace
from orgsheet.cli.shown_sheets import Shown
from orgsheet.cli.tell_year import Asked, report_options
from orgsheet.cli.typed_paths import given_path, result_file
from orgsheet.form.wanted_sheets import Wanted
from orgsheet.office.make_book import book_of, origin_of, printed
from orgsheet.render.reporter import RESULTS_FORMATS
from orgsheet.workspace.workspace import Workspace
from orgsheet.yearbook.results_tables import results_table
from orgsheet.yearbook.told_tables import YearReport

_EXAMPLE = "例: orgsheet results R5 --at 年度末 --forms 記入用.xlsx"


@click.command(
    "results",
    help="評価の欄のうち、どの取組みに何が足りないかを、部と課の順に示します。"
    "--forms を付けると、足りないシートを、記入して戻せる Word や Excel に書き出します。"
    "例: orgsheet results R5 --at 年度末",
)
@year_argument()
@at_option()
@as_of_option()
@sheets_options(has_year=False)
@click.option(
    "--forms",
    type=given_path,
    metavar="ファイルかフォルダ",
    help="足りないシートを、記入用の Word（.docx）か Excel（.xlsx）にして書く先。"
    "フォルダなら課ごとに一つずつ。書いたものは orgsheet import で戻せる。",
)
@click.option(
    "--forms-format",
    type=click.Choice(RETURNING),
    metavar="形式",
    help=f"--forms がフォルダのときの形: {'、'.join(RETURNING)}。",
)
@click.option("--force", is_flag=True, help="記入用のファイルがすでにあっても書き換える。")
@report_options(RESULTS_FORMATS)
@click.pass_obj
def command(
    folder: Path,
    year: str,
    at: str | None,
    as_of: str | None,
    wanted: Wanted,
    forms: Path | None,
    forms_format: str | None,
    force: bool,
    asked: Asked,
) -> int:
    if forms is not None and asked.is_public:
        raise CommandError(
            "--forms と --public は一緒に使えません。記入用のファイルは庁内のものです。"
            "公表するものは orgsheet export --public で書き出せます。"
        )
    workspace = open_workspace(folder, ())
    found = asked.sheets(workspace, folder, wanted_of_year(wanted, year)[0])
    (one,) = found.years
    told = told_year(workspace, one, folder, at, as_of)
    if forms is not None:
        _write_forms(workspace, folder, found, told, forms, forms_format, force=force)
    title = f"{told.year.kanji}の{told.time}の評価に足りないもの"
    report = YearReport(
        title,
        told.year,
        told.results._replace(times=(told.time,)),
        results_table(told.results, [told.time]),
        as_of=told.day,
    )
    return asked.tell(report, found, folder)


def _write_forms(
    workspace: Workspace,
    folder: Path,
    found: Shown,
    told: ToldYear,
    output: Path,
    file_format: str | None,
    *,
    force: bool,
) -> None:
    """Write the sheets that lack something, to be filled in and given back.

    Raises:
        CommandError: nothing lacks anything, or a file may not be written.
    """
    name, is_one = target_of(file_format, output, folder, _EXAMPLE, RETURNING, "--forms")
    lacking = {
        row.sheet
        for row in told.results.rows
        if (one := row.at(told.time)) is not None and one.lacks
    }
    sheets = [sheet for sheet in found.years[0].sheets if sheet.id in lacking]
    if not sheets:
        raise CommandError(
            f"{told.year.kanji}の{told.time}の評価は、すべてそろっています。"
            "記入用のファイルは要りません。"
        )
    groups = [sheets] if is_one else [[one] for one in sheets]
    files = [
        result_file("--forms", folder, output)
        if is_one
        else file_in(folder, output, group[0].id, name, "--forms")
        for group in groups
    ]
    if not force:
        refuse_others(files)
    plans = workspace.plans or None
    pages = [
        [printed(one, plans, returns=True, asks=told.time, asked_on=told.day) for one in group]
        for group in groups
    ]
    write_books([(book_of(one, [], {}), origin_of(one)) for one in pages], files, name)
