"""What a 新旧対照表 says of the fields with names of staff that it leaves out."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.diff.changes import Report
from orgsheet.diff.table.table_parts import TableSettings


def staff_left_out(report: Report, settings: TableSettings) -> Iterator[str]:
    """Yield the sentence that names the fields left out, where the sheets' forms have any."""
    sheets = [sheet for side in (report.before, report.after) for sheet in side.sheets.values()]
    keys = frozenset[str]().union(*(sheet.document.words.staff for sheet in sheets))
    if keys and not settings.staff:
        yield f"{'、'.join(sorted(keys))}の欄は載せていません。"
