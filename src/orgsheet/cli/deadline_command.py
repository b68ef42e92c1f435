"""`orgsheet deadline`: show how a deadline phrase is read."""

from __future__ import annotations

import json

import click

from orgsheet.cli.outcome import CLEAN, FINDINGS, CommandError
from orgsheet.fiscal import FiscalYear, read_deadline
from orgsheet.report.width import printable


@click.command(
    "deadline",
    help="期限の言葉がどう読まれるかを示します。例: orgsheet deadline '7月～8月' --year R5",
)
@click.argument("text", metavar="言葉")
@click.option("--year", required=True, metavar="年度", help="どの年度のシートか。例: R5")
@click.option(
    "--format",
    "format_",
    type=click.Choice(("text", "json")),
    default="text",
    metavar="形式",
    help="text（読むため）か json（機械用）。",
)
def command(text: str, year: str, format_: str) -> int:
    try:
        fiscal_year = FiscalYear.parse(year)
    except ValueError as error:
        raise CommandError(f"--year: {error}") from error
    deadline = read_deadline(text, fiscal_year)
    record = deadline.as_json()
    if format_ == "json":
        click.echo(json.dumps(record, ensure_ascii=False))
    else:
        first = record["from"] or "（定めなし）"
        last = record["to"] or "（定めなし）"
        click.echo(f"{printable(text)}（{fiscal_year.kanji}）")
        if deadline.kind == "unreadable":
            click.echo("  読めません。")
        else:
            click.echo(f"  いつから  {first}\n  いつまで  {last}")
        if deadline.note:
            click.echo(f"  {printable(deadline.note)}")
    return FINDINGS if deadline.kind == "unreadable" else CLEAN
