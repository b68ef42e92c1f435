"""Tables as JSON in the form of `schema/table.schema.json`."""

from __future__ import annotations

from datetime import date
from typing import Any

from orgsheet.render.json_text import json_text
from orgsheet.yearbook.data_table import DataTable, Value
from orgsheet.yearbook.told_tables import YearReport

VERSION = 1


def render_report_json(report: YearReport) -> str:
    """Return a report with its table, its day and its notices."""
    return json_text(
        {
            "version": VERSION,
            "title": report.title,
            "year": report.year.label,
            "as_of": None if report.as_of is None else report.as_of.isoformat(),
            "notices": list(report.notices),
            "licence": report.licence,
            **_record(report.table),
        }
    )


def render_data_json(table: DataTable, notices: tuple[str, ...] = (), licence: str = "") -> str:
    """Return a table of any years by itself."""
    return json_text(
        {
            "version": VERSION,
            "title": table.title,
            "year": None,
            "as_of": None,
            "notices": list(notices),
            "licence": licence,
            **_record(table),
        }
    )


def _record(table: DataTable) -> dict[str, Any]:
    return {
        "table": table.name,
        "columns": [
            {"key": one.key, "title": one.title, "kind": one.kind, "meaning": one.meaning}
            for one in table.columns
        ],
        "rows": [
            {key: _plain(value) for key, value in record.items()} for record in table.records()
        ],
    }


def _plain(value: Value) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
