"""Two sides under the same headings, where their forms call a field otherwise."""

from __future__ import annotations

from orgsheet.form.sheet_in_form import in_form
from orgsheet.match.links import Side


def in_one_form(before: Side, after: Side) -> list[Side]:
    """Return two sides under the same headings, where their forms call a field otherwise.

    The form that names the other's headings (旧名) decides.
    """
    first = _in_forms_of(before, after)
    if first is not before:
        return [first, after]
    return [before, _in_forms_of(after, before)]


def _in_forms_of(side: Side, other: Side) -> Side:
    """Return a side under the headings of the other side's forms, itself where nothing changes."""
    if not other.sheets:
        return side
    partners = {one[1:]: sheet for one, sheet in other.sheets.items()}
    usual = next(iter(other.sheets.values()))
    sheets = {}
    for identity, sheet in side.sheets.items():
        partner = partners.get(identity[1:], usual)
        sheets[identity] = in_form(sheet, partner.form, partner.document.words)
    same = all(sheets[identity] is sheet for identity, sheet in side.sheets.items())
    return side if same else side._replace(sheets=sheets)
