"""`orgsheet hearing`: the pages for the budget talk, one a section."""

from __future__ import annotations

from pathlib import Path

import click

from orgsheet.cli.exits import CLEAN, USAGE, CommandError
from orgsheet.cli.options import sheets_options
from orgsheet.cli.printed_files import file_in, format_option, output_option, target_of, write_books
from orgsheet.cli.results_of_year import (
    at_option,
    since_option,
    told_year,
    wanted_of_year,
    year_argument,
)
from orgsheet.cli.selection import open_workspace
from orgsheet.cli.shown_sheets import shown_sheets
from orgsheet.cli.targets_since_start import targets_since
from orgsheet.cli.typed_paths import result_file
from orgsheet.form.wanted_sheets import Wanted
from orgsheet.office.lay_out_hearing import Beside, hearing_book
from orgsheet.office.print_formats import PRINT_FORMATS
from orgsheet.yearbook.results_before import results_before

_EXAMPLE = "例: orgsheet hearing R5 --output 聞き取り.pdf"
_YEARS = 2


@click.command(
    "hearing",
    help="予算編成の聞き取りに使う頁を、課ごとに一枚ずつ作ります。期限の結果、指標の達成率と計算、"
    "評価と理由、来年度の方向、変わった目標、前の二年が並びます。"
    "例: orgsheet hearing R5 --output 聞き取り.pdf",
)
@year_argument()
@at_option()
@since_option()
@format_option({name: one.use for name, one in PRINT_FORMATS.items()})
@output_option()
@sheets_options(has_year=False)
@click.pass_obj
def command(
    folder: Path,
    year: str,
    at: str | None,
    since: str | None,
    file_format: str | None,
    output: Path,
    wanted: Wanted,
) -> int:
    name, is_one = target_of(file_format, output, folder, _EXAMPLE)
    workspace = open_workspace(folder, ())
    chosen, wanted_year = wanted_of_year(wanted, year)
    found = shown_sheets(workspace, folder, chosen, is_public=False, is_internal=True)
    (one,) = found.years
    told = told_year(workspace, one, folder, at)
    if not told.results.rows:
        raise CommandError(
            f"{told.year.kanji}のシートには、評価する取組みがありません。"
            f"重点事業などの行を書いてから、もう一度実行してください。"
        )
    beside = Beside(
        results_before(workspace, told.results, _YEARS),
        targets_since(workspace, folder, wanted_year, since),
    )
    book = hearing_book(told.results, told.time, beside)
    if is_one:
        write_books([(book, "")], [result_file("--output", folder, output)], name)
    else:
        files = [file_in(folder, output, page.sheet, name) for page in book.pages]
        write_books([(book._replace(pages=(page,)), "") for page in book.pages], files, name)
    return USAGE if found.is_unread else CLEAN
