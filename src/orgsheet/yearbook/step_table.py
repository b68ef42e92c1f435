"""The steps of a year's calendar as a table: milestones."""

from __future__ import annotations

from datetime import date

from orgsheet.fiscal.deadline.deadline_kinds import KINDS
from orgsheet.fiscal.deadline.reading import CERTAINTIES
from orgsheet.fiscal.eras import date_text
from orgsheet.yearbook.data_table import Column, DataTable, Value, head, table_of
from orgsheet.yearbook.due_calendar import PLACES, Calendar, Due

MILESTONES = (
    Column("list", "表", "text", "行の立つ表の見出し。", "表"),
    Column("row_id", "行のID", "text", "行を表すID。行の id、なければ表と名称から作る。"),
    Column("row_name", "行の名称", "text", "事業や取組みの名称。", "名称"),
    Column("step", "番号", "integer", "行の中での順番（1から）。空は、分けずに書かれた期限。"),
    Column("group_name", "区分", "text", "期限をまとめる見出し。", "期限"),
    Column("when_text", "時期", "text", "書かれたとおりの時期。", "期限"),
    Column("event", "内容", "text", "その時期に行うこと。", "期限"),
    Column("standing", "時期の扱い", "text", f"{'、'.join(PLACES.values())}のどれか。"),
    Column("kind", "時期の種類", "text", "時期の言葉の種類。例: 月から月まで、通年"),
    Column("certainty", "確かさ", "text", f"{'、'.join(CERTAINTIES.values())}のどれか。"),
    Column("first_day", "始まり", "date", "最初の日。書かれていなければ空。"),
    Column("first_wareki", "始まり（和暦）", "text", "最初の日の和暦。"),
    Column("last_day", "終わり", "date", "最後の日。書かれていなければ空（推測しない）。"),
    Column("last_wareki", "終わり（和暦）", "text", "最後の日の和暦。"),
    Column("months", "月", "list", "その年度で当たる月（4から3）。月のないものは空。"),
    Column("result", "結果", "text", "書かれた結果。なければ空。", "評価"),
)
"""The columns of the table behind those of every table."""


def milestones_table(*calendars: Calendar) -> DataTable:
    """Return the steps of some years' calendars, one a row, each once."""
    rows = (row_of(due) for calendar in calendars for due in calendar.dues)
    return table_of("milestones", "期限", MILESTONES, rows)


def calendar_table(calendar: Calendar, day: date) -> DataTable:
    """Return the steps of a calendar, each with whether it is late on a day."""
    late = Column("overdue", "期限切れ", "yes", "終わりの日を過ぎていて、結果が書かれていないか。")
    rows = ((*row_of(due), due.is_overdue(day)) for due in calendar.dues)
    return table_of("calendar", "予定", (*MILESTONES, late), rows)


def row_of(due: Due) -> tuple[Value, ...]:
    """Return a step as a row of the table."""
    read = due.deadline
    first, last = (None, None) if read is None else (read.first, read.last)
    return (
        *head(due.sheet, due.sample),
        due.heading,
        due.row_id,
        due.name,
        None if due.step is None else due.step + 1,
        due.group,
        due.when,
        due.event,
        PLACES[due.place],
        "" if read is None else KINDS[read.kind].word,
        "" if read is None else CERTAINTIES[read.certainty],
        first,
        "" if first is None else date_text(first),
        last,
        "" if last is None else date_text(last),
        tuple(map(str, due.months)),
        due.result,
    )
