"""A table for other programs: columns with a meaning, rows of plain values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple, TypeAlias

from orgsheet.fiscal import FiscalYear
from orgsheet.form.samples import remark_of
from orgsheet.form.sheet import Sheet, SheetId

Value: TypeAlias = str | int | float | bool | date | tuple[str, ...] | None
"""A value of a table; None is none at all. A tuple is a list of texts."""

ColumnKind = Literal["text", "integer", "number", "yes", "date", "list"]


class Column(NamedTuple):
    """One column: `key` for programs, `title` and `meaning` in Japanese for people.

    `source` names the kind (or the role) of the form's fields that it is filled from, "" where it
    is filled from something else.
    """

    key: str
    title: str
    kind: ColumnKind
    meaning: str
    source: str = ""


class DataTable(NamedTuple):
    """A table: its name for programs, its title, its columns and its rows."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]

    def records(self) -> list[dict[str, Value]]:
        """Return the rows as mappings by the columns' keys."""
        keys = [column.key for column in self.columns]
        return [dict(zip(keys, row, strict=True)) for row in self.rows]


HEAD = (
    Column("year", "年度", "text", "年度の短い名前。フォルダの名前と同じ。例: R5"),
    Column("fiscal_year", "西暦の年度", "integer", "年度の始まる年（西暦）。例: 2023"),
    Column("department", "部名", "text", "部の名称。"),
    Column("section", "課名", "text", "課の名称。部のシートでは空。"),
    Column("sheet_name", "シート名", "text", "課に何枚もあるときの、シートの名前。ほかは空。"),
    Column("sheet", "シートID", "text", "シートを表すID。年度/部名/課名（/シート名）。"),
    Column("sample", "見本", "text", "見本のシートの断り書き。空なら見本でない。", "見本"),
)
"""The columns that every table begins with: which sheet a row is of."""


def head_of(sheet: Sheet) -> tuple[Value, ...]:
    """Return the values of `HEAD` for a sheet."""
    return head(sheet.id, remark_of(sheet))


def head(identity: SheetId, sample: str) -> tuple[Value, ...]:
    """Return the values of `HEAD` for a sheet's id and its remark that it is a sample."""
    year = FiscalYear.read(identity.year)
    return (
        identity.year,
        None if year is None else year.start,
        identity.department,
        "" if identity.is_department else identity.section,
        identity.name,
        str(identity),
        sample,
    )


def table_of(
    name: str, title: str, columns: Sequence[Column], rows: Iterable[tuple[Value, ...]]
) -> DataTable:
    """Return a table with the columns of `HEAD` before its own; each row has values for all."""
    return DataTable(name, title, (*HEAD, *columns), tuple(rows))
