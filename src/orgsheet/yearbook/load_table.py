"""Who carries how much, as a table: a person a row, or a section where names stay inside."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.yearbook.data_table import Column, DataTable, Value, head, table_of
from orgsheet.yearbook.staff_workload import Workload

_SECTION = (
    Column("row_count", "行の数", "integer", "担当を書く行の数。"),
    Column("people", "人数", "integer", "担当に名前のある人の数。"),
    Column("most", "最も多い人の行", "integer", "一人が担当する行の、最も多い数。"),
    Column("least", "最も少ない人の行", "integer", "一人が担当する行の、最も少ない数。"),
    Column("for_all", "全員の行", "integer", "人でなく「全員」などと書いた行の数。"),
    Column("for_nobody", "担当のない行", "integer", "担当が書かれていない行の数。"),
)
_PERSON = (
    Column("person", "職員", "text", "職員の名前。公表の設定か --internal のときだけ。", "職員"),
    Column("carried", "担当する行の数", "integer", "その人が担当する行の数。"),
    Column("shared", "ほかの人と担当", "integer", "そのうち、ほかの人も担当する行の数。"),
    Column("row_names", "担当する行", "list", "担当する行の名称。"),
)


def workload_table(workload: Workload) -> DataTable:
    """Return the loads of a year: of people where they may be named, else of sections alone."""
    if not workload.has_names:
        return table_of("workload", "担当の件数", _SECTION, _sections(workload))
    return table_of("workload", "担当の件数", (*_SECTION, *_PERSON), _people(workload))


def _sections(workload: Workload) -> Iterator[tuple[Value, ...]]:
    for one in workload.sections:
        yield (
            *head(one.sheet, one.sample),
            one.rows,
            one.people,
            one.most,
            one.least,
            len(one.for_all),
            len(one.for_nobody),
        )


def _people(workload: Workload) -> Iterator[tuple[Value, ...]]:
    for one, row in zip(workload.sections, _sections(workload), strict=True):
        for load in one.loads:
            shared = sum(carried.shared_by > 1 for carried in load.rows)
            names = tuple(carried.name for carried in load.rows)
            yield (*row, load.name, len(load.rows), shared, names)
        if not one.loads:
            yield (*row, "", 0, 0, ())
