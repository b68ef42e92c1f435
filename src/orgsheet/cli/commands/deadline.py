"""`orgsheet deadline`: show how a deadline phrase is read."""

from __future__ import annotations

import click

from orgsheet.cli.exits import CLEAN, FINDINGS, CommandError
from orgsheet.cli.options import format_option
from orgsheet.cli.output import put
from orgsheet.fiscal import FiscalYear, read_deadline
from orgsheet.render.reporter import DEADLINE_FORMATS


@click.command(
    "deadline",
    help="期限の言葉がどう読まれるかを示します。例: orgsheet deadline '7月～8月' --year R5",
)
@click.argument("text", metavar="言葉")
@click.option("--year", required=True, metavar="年度", help="どの年度のシートか。例: R5")
@format_option(DEADLINE_FORMATS)
def command(text: str, year: str, format_: str) -> int:
    try:
        fiscal_year = FiscalYear.parse(year)
    except ValueError as error:
        raise CommandError(f"--year: {error}") from error
    deadline = read_deadline(text, fiscal_year)
    put(DEADLINE_FORMATS[format_].render(text, fiscal_year, deadline))
    return FINDINGS if not deadline.traits.is_readable else CLEAN
