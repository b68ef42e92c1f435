"""What changed from each year to the next one that is shown, told as the public may read it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from orgsheet.diff.change_book import ChangeRule
from orgsheet.diff.changes import Report
from orgsheet.diff.hide_staff import hide_staff
from orgsheet.diff.run import run_diff
from orgsheet.match.links import Side
from orgsheet.match.one_form import in_one_form
from orgsheet.match.sides import Sides
from orgsheet.site.edition import Edition, SiteYear
from orgsheet.workspace.publication import NO_STAFF


class YearReport(NamedTuple):
    """Two years that follow each other, and what changed between them."""

    before: SiteYear
    after: SiteYear
    report: Report


def year_reports(
    edition: Edition, rules: Mapping[str, ChangeRule] | None = None
) -> tuple[YearReport, ...]:
    """Return what changed from year to year, the earliest first.

    Args:
        edition: what the site is made from.
        rules: the change rules by id, None for those of the program.
    """
    return tuple(
        _compared(edition, before, after, rules) for before, after in pairwise(edition.years)
    )


def _compared(
    edition: Edition, before: SiteYear, after: SiteYear, rules: Mapping[str, ChangeRule] | None
) -> YearReport:
    first, second = in_one_form(_side(before), _side(after))
    sides = Sides(
        first, second, "year", edition.plans, edition.organization, (), scales=edition.scales
    )
    report, _ = run_diff(sides, rules)
    if edition.staff == NO_STAFF and not edition.is_internal:
        report = hide_staff(report)
    return YearReport(before, after, report)


def _side(year: SiteYear) -> Side:
    return Side(year.label, {sheet.id: sheet for sheet in year.sheets})
