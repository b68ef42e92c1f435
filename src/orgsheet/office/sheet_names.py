"""The names of the worksheets of sheets: the unit's own, with more where it is taken."""

from __future__ import annotations

from collections.abc import Iterable

from orgsheet.form.sheet import SheetId
from orgsheet.render.worksheet_names import worksheet_names


def sheet_names(sheets: Iterable[SheetId], taken: Iterable[str] = ()) -> list[str]:
    """Return a name for every sheet: the unit's, with department or number where it is taken."""
    wanted = []
    for sheet in sheets:
        own = f"{sheet.unit} {sheet.name}" if sheet.name else sheet.unit
        wanted.append((own, f"{sheet.department} {own}", f"{sheet.year} {own}"))
    return worksheet_names(wanted, taken)
