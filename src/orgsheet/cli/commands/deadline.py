"""`orgsheet deadline`: show how a deadline phrase is read."""

from __future__ import annotations

import click

from orgsheet.cli.exits import CLEAN, FINDINGS, CommandError
from orgsheet.cli.options import format_option
from orgsheet.cli.output import put
from orgsheet.fiscal import CERTAINTIES, KINDS, Deadline, FiscalYear, read_deadline
from orgsheet.render.display_width import printable
from orgsheet.render.json_text import json_text

_UNDATED = {
    "as_needed": "必要なときに行うことなので、いつからいつまでという日はありません。",
    "promptly": "早さを言うだけなので、いつまでという日はありません。",
    "recurring": "繰り返すことなので、いつからいつまでという日はありません。",
    "count_per_year": "回数だけを言うので、いつからいつまでという日はありません。",
    "interval": "間隔だけを言うので、いつからいつまでという日はありません。",
    "event_tied": "出来事に合わせるので、その日が決まるまで日は言えません。",
    "undecided": "まだ決まっていないので、日はありません。",
}
"""For the kinds without days: why there are none."""


@click.command(
    "deadline",
    help="期限の言葉がどう読まれるかを示します。例: orgsheet deadline '7月～8月' --year R5",
)
@click.argument("text", metavar="言葉")
@click.option("--year", required=True, metavar="年度", help="どの年度のシートか。例: R5")
@format_option({"text": "読むため", "json": "機械用"})
def command(text: str, year: str, format_: str) -> int:
    try:
        fiscal_year = FiscalYear.parse(year)
    except ValueError as error:
        raise CommandError(f"--year: {error}") from error
    deadline = read_deadline(text, fiscal_year)
    if format_ == "json":
        put(json_text(deadline.as_json(), indent=None))
    else:
        click.echo(f"{printable(text)}（{fiscal_year.kanji}）")
        for line in _lines(deadline):
            click.echo(f"  {printable(line)}")
    return FINDINGS if deadline.kind == "unreadable" else CLEAN


def _lines(deadline: Deadline) -> list[str]:
    """Return in words how a phrase is read: kind, certainty, the days it reaches to, the note."""
    if deadline.kind == "unreadable":
        return ["読めません。", deadline.note]
    lines = [f"種類      {KINDS[deadline.kind]}", f"確かさ    {CERTAINTIES[deadline.certainty]}"]
    if deadline.first or deadline.last:
        lines.append(f"いつから  {deadline.first or '（書かれていません）'}")
        lines.append(f"いつまで  {deadline.last or '（書かれていません）'}")
    else:
        lines.append(_UNDATED.get(deadline.kind, _UNDATED["recurring"]))
    return [*lines, *([deadline.note] if deadline.note else [])]
