"""The formats of open data: which files each has for the tables, and what it is for."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from orgsheet.render.data_csv import render_data_csv
from orgsheet.render.data_json import render_data_json
from orgsheet.yearbook.data_table import DataTable

Files = list[tuple[str, bytes]]


class DataFormat(NamedTuple):
    """A format: what it is for, and who makes a table's files (paths below the named folder).

    `files` takes the table and the city whose it is, "" where that is not said.
    """

    use: str
    files: Callable[[DataTable, str], Files]


def _csv(table: DataTable, _city: str) -> Files:
    return [(f"{table.name}.csv", render_data_csv(table).encode("utf-8", "backslashreplace"))]


def _json(table: DataTable, _city: str) -> Files:
    return [(f"{table.name}.json", render_data_json(table).encode("utf-8", "backslashreplace"))]


def _parquet(table: DataTable, city: str) -> Files:
    from orgsheet.office.write_parquet import parquet_files

    return parquet_files(table, city)


DATA_FORMATS = {
    "csv": DataFormat("表、Excel", _csv),
    "json": DataFormat("表、プログラム", _json),
    "parquet": DataFormat("表、分析", _parquet),
}
"""The formats by name; each writes a folder of files."""
