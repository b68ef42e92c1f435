"""One comparison from two sides to its report: match, scope, compare, judge."""

from __future__ import annotations

from collections.abc import Mapping

from orgsheet.diff.change_book import ChangeRule
from orgsheet.diff.changes import Report
from orgsheet.diff.facts.gather import each_fact
from orgsheet.diff.judge import make_report
from orgsheet.diff.scope import choose_sheets, unreadable_notices, without_partners
from orgsheet.form.wanted_sheets import EVERY, Wanted
from orgsheet.match.match_rows import match
from orgsheet.match.sides import Sides
from orgsheet.registers.listing_order import ListingOrder


def run_diff(
    sides: Sides,
    rules: Mapping[str, ChangeRule] | None = None,
    *,
    wanted: Wanted = EVERY,
    profile: str | None = None,
    show_all: bool = False,
) -> tuple[Report, tuple[str, ...]]:
    """Return what changed between two sides, and the sentences on what could not be read.

    Args:
        sides: what is compared; what is said of it stands first in the report's notices.
        rules: the change rules by id (see `load_change_rules`), None for those of the program.
        wanted: the sheets that alone are compared, with what they came from or became.
        profile: `year` or `pr`, None for the one that fits the sides.
        show_all: whether nothing is folded.

    Raises:
        SideError: neither side has such a sheet.
    """
    matching = match(sides.before, sides.after, organization=sides.organization, plans=sides.plans)
    matching = without_partners(sides, matching)
    if not wanted.is_all:
        sides, matching = choose_sheets(sides, matching, wanted)
    unread = unreadable_notices(sides)
    report = make_report(
        sides.before,
        sides.after,
        matching,
        each_fact(matching, plans=sides.plans, scales=sides.scales),
        profile=profile or sides.profile,
        rules=rules,
        show_all=show_all,
        notices=(*sides.notices, *unread),
        listing=ListingOrder(sides.organization),
    )
    return report, unread
