"""What changed from year to year as a table, in the words of the comparison."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from orgsheet.diff.changes import Report, Spot
from orgsheet.form.samples import remark_of
from orgsheet.form.sheet import SheetId
from orgsheet.japanese.shorten import one_line
from orgsheet.yearbook.data_table import Column, DataTable, Value, head, table_of

CHANGES = (
    Column("before_year", "前の年度", "text", "比べた前の年度。"),
    Column("level", "重さ", "text", "重、注、参のどれか（雑は載せない）。"),
    Column("rule", "変更の規則", "text", "変更の規則の名前（変更の規則の頁にある）。"),
    Column("title", "題名", "text", "変更の規則の題名。"),
    Column("message", "変更", "text", "何がどう変わったか。"),
    Column("row_name", "行の名称", "text", "変わった行の名称。シート全体のことでは空。"),
    Column("before_sheet", "前のシート", "text", "前の年度のシートのID。なければ空。"),
    Column("before_value", "前", "text", "前の値。文字でなければ空。"),
    Column("after_value", "後", "text", "後の値。文字でなければ空。"),
    Column("remark", "備考", "text", "新旧対照表の備考に書く言葉。"),
)


def changes_table(reports: Iterable[tuple[str, str, Report]]) -> DataTable:
    """Return the changes of some comparisons, each with the labels of its two years."""
    return table_of("changes", "年度の間の変更", CHANGES, _rows(reports))


def _rows(reports: Iterable[tuple[str, str, Report]]) -> Iterator[tuple[Value, ...]]:
    for before, after, report in reports:
        for change in report.changes:
            spot = change.after or change.before
            identity = SheetId(after, "", "") if spot is None else spot.sheet.id
            sides = [one for one in (change.after, change.before) if one is not None]
            # What is compared with a sample is a sample, too.
            sample = next(filter(None, (remark_of(one.sheet) for one in sides)), "")
            yield (
                *head(identity._replace(year=after), sample)[:5],
                "" if spot is None else str(spot.sheet.id),
                sample,
                before,
                change.level,
                change.rule,
                change.title,
                one_line(change.message),
                _row(change.after) or _row(change.before),
                "" if change.before is None else str(change.before.sheet.id),
                _value(change.before),
                _value(change.after),
                change.remark,
            )


def _row(spot: Spot | None) -> str:
    return "" if spot is None else one_line(spot.item)


def _value(spot: Spot | None) -> str:
    return spot.value.strip() if spot is not None and isinstance(spot.value, str) else ""
