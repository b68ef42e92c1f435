"""What last year's sheet said of the rows of this year's, to be read beside them."""

from __future__ import annotations

from typing import Any

from orgsheet.form.sheet import Sheet
from orgsheet.japanese.likeness import normalize
from orgsheet.japanese.shorten import one_line
from orgsheet.source import Plain
from orgsheet.workspace.offers import sheets_before
from orgsheet.workspace.workspace import Workspace


def rows_before(workspace: Workspace, sheet: Sheet) -> dict[str, dict[str, list[Any]]]:
    """Return last year's rows by the heading of their table and the folded name of the row.

    A row is a list of pairs, heading and text; the name it had stands first.
    """
    found: dict[str, dict[str, list[Any]]] = {}
    if sheet.year is None:
        return found
    for before in sheets_before(workspace, sheet, sheet.year):
        for entry in before.rows:
            if entry.table is not None and entry.name is not None:
                named = found.setdefault(entry.heading, {})
                pairs = [[key, text_of(node.data())] for key, node in entry.node.entries.items()]
                named.setdefault(normalize(entry.name.text), pairs)
    return found


def text_of(value: Plain) -> str:
    """Return a value as a person reads it: a list one item a line, a step on one line."""
    if isinstance(value, list):
        return "\n".join(text_of(one) for one in value)
    if isinstance(value, dict):
        return "　".join(one_line(text_of(one)) for one in value.values())
    return "" if value is None else str(value)
