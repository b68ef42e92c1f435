"""What a command tells of a year: one report with its table, its notices and its day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from orgsheet.fiscal import FiscalYear
from orgsheet.yearbook.data_table import DataTable
from orgsheet.yearbook.due_calendar import Calendar
from orgsheet.yearbook.find_text import Found
from orgsheet.yearbook.plan_coverage import Coverage
from orgsheet.yearbook.staff_workload import Workload
from orgsheet.yearbook.year_results import YearResults
from orgsheet.yearbook.year_summary import YearSummary


class YearReport(NamedTuple):
    """A report over the sheets of a year.

    `body` is what is told and `table` the same as a table; `title` says in Japanese what it is.
    `notices` are what every output shows first, `licence` what what is published ends with.
    `as_of` is the day as of which it is told, None where no day matters. `is_part` says that a
    calendar was narrowed to what a person asked for.
    """

    title: str
    year: FiscalYear
    body: Calendar | Coverage | Workload | YearResults | YearSummary | Sequence[Found]
    table: DataTable
    notices: tuple[str, ...] = ()
    licence: str = ""
    as_of: date | None = None
    is_part: bool = False
