"""The proper nouns that two sides know of: what a mark never cuts in two."""

from __future__ import annotations

from orgsheet.diff.changes import Report
from orgsheet.form.sheet import Sheet
from orgsheet.japanese.shorten import one_line
from orgsheet.japanese.units import leading_name


def proper_names(report: Report) -> tuple[str, ...]:
    """Return departments, sections, plan items and the names that rows begin with, sorted."""
    found: set[str] = set()
    for side in (report.before, report.after):
        for sheet in side.sheets.values():
            found |= {sheet.id.department, sheet.id.section}
            found |= {one_line(link.item.text) for link in sheet.plan_links}
            found |= {leading_name(name) for name in _row_names(sheet)}
    return tuple(sorted(name for name in found if len(name) > 1))


def _row_names(sheet: Sheet) -> set[str]:
    nodes = [role.name for role in sheet.roles] + [action.item for action in sheet.actions]
    return {node.text for node in nodes if node is not None}
