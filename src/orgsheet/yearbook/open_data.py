"""All tables of open data from the sheets of some years."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from orgsheet.diff.changes import Report
from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import Sheet
from orgsheet.registers.plans import PlanRegister
from orgsheet.yearbook.change_table import changes_table
from orgsheet.yearbook.data_table import DataTable
from orgsheet.yearbook.due_calendar import calendar_of
from orgsheet.yearbook.figure_table import indicators_table
from orgsheet.yearbook.plan_coverage import coverage_of
from orgsheet.yearbook.plan_tables import plan_items_table, plans_table
from orgsheet.yearbook.row_tables import (
    criteria_table,
    goals_table,
    priorities_table,
    roles_table,
)
from orgsheet.yearbook.step_table import milestones_table


class DataYear(NamedTuple):
    """The sheets of a year, each as it may be shown, in the order of every list."""

    year: FiscalYear
    sheets: tuple[Sheet, ...]


def open_tables(
    years: Sequence[DataYear],
    plans: PlanRegister,
    reports: Sequence[tuple[str, str, Report]],
    *,
    is_whole: bool,
) -> tuple[DataTable, ...]:
    """Return the tables of open data.

    Args:
        years: the years, the earliest first.
        plans: the register of plans.
        reports: what changed from year to year, each with the labels of both.
        is_whole: whether all sheets of each year are there: only then is it known which items
            of the plans nobody serves, and there is a table of them.
    """
    sheets = [sheet for one in years for sheet in one.sheets]
    coverages = [coverage_of(one.sheets, one.year, plans) for one in years]
    calendars = [calendar_of(one.sheets, one.year) for one in years]
    tables = [
        goals_table(sheets),
        roles_table(sheets),
        priorities_table(sheets),
        milestones_table(*calendars),
        criteria_table(sheets),
        indicators_table(sheets),
        plans_table(*coverages),
    ]
    if is_whole:
        tables.append(plan_items_table(*coverages))
    return (*tables, changes_table(reports))
