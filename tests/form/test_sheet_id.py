"""A sheet's id names its author in one way everywhere."""

from __future__ import annotations

from orgsheet.form.sheet import SheetId


def test_a_sheet_is_called_by_its_section_or_by_its_department() -> None:
    """A section's sheet is called by the section, the department's own by the department."""
    section, own = SheetId("R5", "見本部", "見本課"), SheetId("R5", "見本部", "部")
    assert (section.unit, own.unit) == ("見本課", "見本部")
    assert (section.label, own.label) == ("見本部 見本課", "見本部")
