"""Tables as CSV, for Excel and for programs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from orgsheet.render.csv_cells import csv_lines, csv_text, text_cell
from orgsheet.yearbook.data_table import DataTable, Value
from orgsheet.yearbook.told_tables import YearReport

LIST_MARK = "；"
"""Stands between the members of a list."""


def render_data_csv(table: DataTable) -> str:
    """Return a table with the Japanese titles of its columns in the first line.

    Dates are ISO 8601, yes and no are `true` and `false`, nothing is an empty cell.
    """
    return data_csv(table, [csv_rows(table)])


def data_csv(table: DataTable, rows: Iterable[str]) -> str:
    """Return the same of rows that are written already, as `csv_rows` writes them.

    Args:
        table: the table; its own rows do not count.
        rows: texts of no, one or several rows each.
    """
    return csv_text([[column.title for column in table.columns]]) + "".join(rows)


def csv_rows(table: DataTable) -> str:
    """Return the rows of a table as lines of CSV, without the titles."""
    return csv_lines([cell_text(value) for value in row] for row in table.rows)


def render_report_csv(report: YearReport) -> str:
    """Return the table of a report; what is a sample says so in its own column."""
    return render_data_csv(report.table)


def cell_text(value: Value) -> str:
    """Return a value as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return text_cell(LIST_MARK.join(value) if isinstance(value, tuple) else value)
