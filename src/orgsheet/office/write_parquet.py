"""A table as Parquet, written by DuckDB: the same bytes for the same rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from orgsheet.render.office_libraries import OfficeMissingError
from orgsheet.yearbook.data_table import Column, DataTable, Value

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PARTITION = "fiscal_year"
"""The column by which tables are divided: the name of a folder says its value."""

_TYPES = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "yes": "BOOLEAN",
    "date": "DATE",
    "list": "VARCHAR[]",
}


def parquet_files(table: DataTable, city: str = "") -> list[tuple[str, bytes]]:
    """Return a table as files: the path below the folder of all tables, and the bytes.

    There is one file a year, `milestones/fiscal_year=2023/milestones.parquet`, as engines read
    partitioned tables: the year is in the folder's name and not in the file. Rows without a year
    are in `fiscal_year=0`.

    Args:
        table: the table.
        city: whose it is, for a folder that holds the tables of many cities: a name that a folder
            may have. It becomes a part of the path in the same way; "" for none.

    Raises:
        OfficeMissingError: DuckDB is not installed.
    """
    at = next(n for n, column in enumerate(table.columns) if column.key == PARTITION)
    years = sorted({_year(row[at]) for row in table.rows})
    columns = [column for number, column in enumerate(table.columns) if number != at]
    owner = f"city={city}/" if city else ""
    found = []
    for year in years:
        rows = [(*row[:at], *row[at + 1 :]) for row in table.rows if _year(row[at]) == year]
        place = f"{table.name}/{owner}{PARTITION}={year}/{table.name}.parquet"
        found.append((place, parquet_bytes(columns, rows)))
    return found


def parquet_bytes(columns: Sequence[Column], rows: Sequence[tuple[Value, ...]]) -> bytes:
    """Return rows as one Parquet file.

    Raises:
        OfficeMissingError: DuckDB is not installed.
    """
    engine = _engine()
    with TemporaryDirectory(prefix="orgsheet-") as name:
        file = Path(name) / "table.parquet"
        # The texts of sheets are values, never part of a statement.
        parts = ", ".join(
            f'unnest(?::{_TYPES[column.kind]}[]) AS "{column.key}"' for column in columns
        )
        values = [[_plain(row[number]) for row in rows] for number in range(len(columns))]
        engine.execute(f"CREATE OR REPLACE TABLE data AS SELECT {parts}", values)
        place = str(file).replace("'", "''")  # a user's own folder may be called so
        engine.execute(f"COPY data TO '{place}' (FORMAT parquet, COMPRESSION zstd)")
        engine.execute("DROP TABLE data")
        return file.read_bytes()


@lru_cache(maxsize=1)
def _engine() -> DuckDBPyConnection:
    """Return the engine that writes: one for all tables, as it takes long to begin.

    It fetches nothing.

    Raises:
        OfficeMissingError: DuckDB is not installed.
    """
    try:
        import duckdb
    except ImportError as error:
        raise OfficeMissingError(
            "Parquet を書き出すには duckdb が要ります。"
            "次のように入れてください: pip install 'orgsheet[parquet]'"
        ) from error
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "threads": 1,
    }
    return duckdb.connect(config=settings)


def _year(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _plain(value: Value) -> object:
    if isinstance(value, str):
        # A lone surrogate, which YAML may write as an escape, is no text elsewhere.
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, tuple):
        return [item.encode("utf-8", "replace").decode() for item in value]
    return value
