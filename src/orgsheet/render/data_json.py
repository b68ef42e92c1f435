"""Tables as JSON in the form of `schema/table.schema.json`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from orgsheet.render.json_text import json_items, json_table
from orgsheet.yearbook.data_table import DataTable, Value
from orgsheet.yearbook.told_tables import YearReport

VERSION = 1


def render_report_json(report: YearReport) -> str:
    """Return a report with its table, its day and its notices."""
    head = {
        "version": VERSION,
        "title": report.title,
        "year": report.year.label,
        "as_of": None if report.as_of is None else report.as_of.isoformat(),
        "notices": list(report.notices),
        "licence": report.licence,
    }
    return _text(head, report.table, [json_rows(report.table)])


def render_data_json(table: DataTable, notices: tuple[str, ...] = (), licence: str = "") -> str:
    """Return a table of any years by itself."""
    return data_json(table, [json_rows(table)], notices, licence)


def data_json(
    table: DataTable, rows: Iterable[str], notices: tuple[str, ...] = (), licence: str = ""
) -> str:
    """Return the same of rows that are written already, as `json_rows` writes them.

    Args:
        table: the table; its own rows do not count.
        rows: texts of no, one or several rows each.
        notices: sentences that stand first.
        licence: on what terms others may use it, or "".
    """
    head = {
        "version": VERSION,
        "title": table.title,
        "year": None,
        "as_of": None,
        "notices": list(notices),
        "licence": licence,
    }
    return _text(head, table, rows)


def json_rows(table: DataTable) -> str:
    """Return the rows of a table as members of the list in its file."""
    return json_items(
        {key: _plain(value) for key, value in record.items()} for record in table.records()
    )


def _text(head: dict[str, Any], table: DataTable, rows: Iterable[str]) -> str:
    columns = [
        {"key": one.key, "title": one.title, "kind": one.kind, "meaning": one.meaning}
        for one in table.columns
    ]
    return json_table({**head, "table": table.name, "columns": columns}, "rows", rows)


def _plain(value: Value) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
