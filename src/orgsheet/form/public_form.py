"""A form as the public sees it: without the fields that it does not publish."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from orgsheet.form.definition import Field, Form

_KNOWN: dict[int, tuple[Form, Form]] = {}
_MOST = 64
"""Forms that are kept: a server reads them again when they change."""


def public_form(form: Form) -> Form:
    """Return a form without the fields that are not published; itself where all are.

    What was taken out stands in `hidden` of the form and of its rows: of that nothing may be said,
    also not that it is not written.
    """
    known = _KNOWN.get(id(form))
    if known is None or known[0] is not form:
        if len(_KNOWN) >= _MOST:
            _KNOWN.clear()
        known = _KNOWN[id(form)] = form, _made(form)
    return known[1]


def _made(form: Form) -> Form:
    # What a sheet is found by stays, as it does in its address.
    fields, hidden = _parted(form.fields, {form.per_sheet, *form.units})
    rows = {}
    for name, row in form.rows.items():
        shown, taken = _parted(row.fields)
        rows[name] = replace(row, fields=shown, hidden=taken)
    if not hidden and not any(row.hidden for row in rows.values()):
        return form
    return replace(form, fields=fields, rows=rows, hidden=hidden)


def _parted(
    fields: Mapping[str, Field], kept: set[str] | frozenset[str] = frozenset()
) -> tuple[dict[str, Field], tuple[Field, ...]]:
    """Return what is published of some fields, and what is not."""
    shown: dict[str, Field] = {}
    hidden: list[Field] = []
    for key, field in fields.items():
        parts = tuple(part for part in field.parts if part.is_public)
        if key not in kept and (not field.is_public or (field.parts and not parts)):
            hidden.append(field)
            continue
        shown[key] = field if parts == field.parts else field._replace(parts=parts)
        hidden += (part for part in field.parts if not part.is_public)
    alone = {
        key: field._replace(joined="") if field.joined and field.joined not in shown else field
        for key, field in shown.items()
    }
    return alone, tuple(hidden)
