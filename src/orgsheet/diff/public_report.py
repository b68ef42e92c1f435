"""A report as it leaves the office: without what is not published, names as the settings say."""

from __future__ import annotations

from collections.abc import Callable

from orgsheet.diff.changes import Report
from orgsheet.diff.hide_staff import hide_staff
from orgsheet.match.public_sides import public_sides
from orgsheet.match.sides import Sides
from orgsheet.workspace.publication import ALL_STAFF, NO_STAFF
from orgsheet.workspace.settings import Settings


def public_report(
    report: Report, sides: Sides, compare: Callable[[Sides], Report], staff: str, licence: str
) -> Report:
    """Return what may leave of a report.

    Args:
        report: what changed between the sides.
        sides: what was compared.
        compare: compares two sides as the report's were.
        staff: what is published of members of staff (`Publication.staff`).
        licence: on what terms others may use it, "" where nothing is said.
    """
    public = public_sides(sides, staff)
    if public is not sides:
        report = compare(public)
    if staff == NO_STAFF:
        report = hide_staff(report)
    return report._replace(licence=f"利用の条件: {licence}" if licence else "")


def staff_in_table(settings: Settings, *, redact: bool | None) -> str:
    """Return what of members of staff a 新旧対照表 shows.

    `redact` is what was asked for, None where nothing was. `table.staff` is the older setting:
    `false` leaves names out whatever is published, `true` shows them also where nothing is said.
    """
    if redact is not None:
        return NO_STAFF if redact else ALL_STAFF
    staff, older = settings.publication.staff, settings.table.get("staff")
    if older is None:
        return staff
    return NO_STAFF if not older else ALL_STAFF if staff == NO_STAFF else staff
