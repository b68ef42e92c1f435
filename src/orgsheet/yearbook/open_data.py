"""All tables of open data from the sheets of some years."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from orgsheet.diff.changes import Report
from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import Sheet
from orgsheet.registers.plans import PlanRegister
from orgsheet.registers.scales import ScaleRegister
from orgsheet.yearbook.change_table import changes_table
from orgsheet.yearbook.data_table import DataTable
from orgsheet.yearbook.due_calendar import Calendar, calendar_of
from orgsheet.yearbook.figure_table import indicators_table
from orgsheet.yearbook.plan_coverage import Coverage, coverage_of
from orgsheet.yearbook.plan_tables import plan_items_table, plans_table
from orgsheet.yearbook.read_results import results_of
from orgsheet.yearbook.results_tables import attainments_table, evaluations_table
from orgsheet.yearbook.row_tables import (
    criteria_table,
    goals_table,
    priorities_table,
    roles_table,
)
from orgsheet.yearbook.step_table import milestones_table
from orgsheet.yearbook.year_results import YearResults


class DataYear(NamedTuple):
    """The sheets of a year, what is due when in them, and which plan items they serve.

    Each sheet is as it may be shown; they are in the order of every list. `scales` are those by
    which the year is evaluated.
    """

    year: FiscalYear
    sheets: tuple[Sheet, ...]
    calendar: Calendar
    coverage: Coverage
    scales: ScaleRegister


def data_year(
    year: FiscalYear, sheets: tuple[Sheet, ...], plans: PlanRegister, scales: ScaleRegister
) -> DataYear:
    """Return the sheets of a year with what their tables are made from."""
    coverage = coverage_of(sheets, year, plans)
    return DataYear(year, sheets, calendar_of(sheets, year), coverage, scales)


def open_tables(
    years: Sequence[DataYear],
    reports: Sequence[tuple[str, str, Report]],
    *,
    is_whole: bool,
) -> tuple[DataTable, ...]:
    """Return the tables of open data.

    Args:
        years: the years, the earliest first.
        reports: what changed from year to year, each with the labels of both.
        is_whole: whether all sheets of each year are there: only then is it known which items
            of the plans nobody serves, and there is a table of them.
    """
    by_sheet = [
        sheet_tables(sheet, one.calendar._replace(dues=dues), one.scales)
        for one in years
        for sheet, dues in zip(one.sheets, one.calendar.by_sheet().values(), strict=True)
    ]
    joined = [
        blank._replace(rows=tuple(row for tables in by_sheet for row in tables[place].rows))
        for place, blank in enumerate(blank_tables())
    ]
    return (*joined, *year_tables(years, reports, is_whole=is_whole))


def sheet_tables(sheet: Sheet, calendar: Calendar, scales: ScaleRegister) -> tuple[DataTable, ...]:
    """Return the rows that a sheet gives to each table in which every row is of one sheet.

    Args:
        sheet: the sheet as it may be shown.
        calendar: what is due when in this sheet alone.
        scales: those by which it is evaluated.
    """
    return _of([sheet], [calendar], [results_of([sheet], calendar.year, scales)])


def blank_tables() -> tuple[DataTable, ...]:
    """Return the tables of `sheet_tables` without rows."""
    return _of([], [], [])


def _of(
    sheets: Sequence[Sheet], calendars: Sequence[Calendar], results: Sequence[YearResults]
) -> tuple[DataTable, ...]:
    return (
        goals_table(sheets),
        roles_table(sheets),
        priorities_table(sheets),
        milestones_table(*calendars),
        criteria_table(sheets),
        indicators_table(sheets),
        evaluations_table(results),
        attainments_table(results),
    )


def year_tables(
    years: Sequence[DataYear], reports: Sequence[tuple[str, str, Report]], *, is_whole: bool
) -> tuple[DataTable, ...]:
    """Return the tables whose rows tell of several sheets; see `open_tables`."""
    coverages = [one.coverage for one in years]
    tables = [plans_table(*coverages)]
    if is_whole:
        tables.append(plan_items_table(*coverages))
    return (*tables, changes_table(reports))
