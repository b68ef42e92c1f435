"""Fiscal years, Japanese eras and deadline phrases: pure functions, without I/O or a clock."""

from orgsheet.fiscal.deadline.deadline_kinds import KINDS, Kind
from orgsheet.fiscal.deadline.read_phrase import (
    begins_undecided,
    find_deadlines,
    read_deadline,
    split_leading,
)
from orgsheet.fiscal.deadline.reading import CERTAINTIES, Deadline, outside
from orgsheet.fiscal.eras import (
    ERAS,
    Era,
    WarekiError,
    date_text,
    find_era,
    month_text,
    to_wareki,
    wareki_date,
    wareki_month,
)
from orgsheet.fiscal.fiscal_year import FiscalYear

__all__ = [
    "CERTAINTIES",
    "ERAS",
    "KINDS",
    "Deadline",
    "Era",
    "FiscalYear",
    "Kind",
    "WarekiError",
    "begins_undecided",
    "date_text",
    "find_deadlines",
    "find_era",
    "month_text",
    "outside",
    "read_deadline",
    "split_leading",
    "to_wareki",
    "wareki_date",
    "wareki_month",
]
