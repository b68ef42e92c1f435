"""`orgsheet calendar`: what is due when."""

from __future__ import annotations

from pathlib import Path

import click

from orgsheet.cli.as_of import as_of_option, day_of
from orgsheet.cli.exits import CommandError
from orgsheet.cli.options import sheets_options
from orgsheet.cli.selection import open_workspace
from orgsheet.cli.tell_year import Asked, report_options
from orgsheet.fiscal.eras import date_text
from orgsheet.form.wanted_sheets import Wanted
from orgsheet.render.reporter import CALENDAR_FORMATS
from orgsheet.yearbook.due_calendar import calendar_of
from orgsheet.yearbook.step_table import calendar_table
from orgsheet.yearbook.told_tables import YearReport

_ONLY = ("今月", "期限切れ")


@click.command(
    "calendar",
    help="いつ何をするかを、月ごとに示します。通年や随時、終わりの書かれていないものは別に並べます。"
    "例: orgsheet calendar --section 総務課",
)
@sheets_options()
@as_of_option()
@click.option(
    "--only",
    type=click.Choice(_ONLY),
    metavar="もの",
    help="今月のもの（今月）か、期限を過ぎて結果のないもの（期限切れ）だけにする。",
)
@report_options(CALENDAR_FORMATS)
@click.pass_obj
def command(
    folder: Path,
    wanted: Wanted,
    as_of: str | None,
    only: str | None,
    asked: Asked,
) -> int:
    workspace = open_workspace(folder, ())
    found = asked.sheets(workspace, folder, wanted)
    (one,) = found.years
    day = day_of(as_of, folder, one.year)
    calendar = calendar_of(one.shown, one.year)
    if only is not None:
        if only == _ONLY[0] and day not in one.year:
            raise CommandError(
                f"{day.isoformat()} は{one.year.kanji}の日ではないので、今月のものはありません。"
                "--as-of に日付を、--year に年度を書いてください。"
                f"例: orgsheet calendar --only 今月 --as-of {one.year.start}-07-01"
            )
        dues = calendar.this_month(day) if only == _ONLY[0] else calendar.overdue(day)
        calendar = calendar._replace(dues=dues, timeless=0)
    title = f"{one.year.kanji}の予定{f'（{only}）' if only else ''}"
    table = calendar_table(calendar, day)
    if only is not None:
        table = table._replace(title=f"{only}（{date_text(day)}の時点）")
    report = YearReport(title, one.year, calendar, table, as_of=day, is_part=only is not None)
    return asked.tell(report, found, folder)
