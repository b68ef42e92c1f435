"""The headings of the packaged form by their roles, for what writes sheets of it."""

from __future__ import annotations

from orgsheet.form.known_forms import packaged_forms

_FORM = packaged_forms().of_any(None, "R5")
PLAN_SECTION = _FORM.plans[0].key
NUMBERS = _FORM.numbers
ROLE_SECTION = _FORM.duties[0].key
ACTION_SECTIONS = tuple(table.key for table in _FORM.works)
PRIORITY_SECTION, IMPROVEMENT_SECTION, DEVELOPMENT_SECTION, NEEDS_SECTION = ACTION_SECTIONS
