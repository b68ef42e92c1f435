"""The organization register told that units exist in a year: their 確認年度 gets that year."""

from __future__ import annotations

from collections.abc import Iterable

from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import SheetId
from orgsheet.registers.organization import OrganizationRegister, Unit
from orgsheet.source import Document, Mapping, Plain, Sequence
from orgsheet.source.edit import TextEdit, apply_edits, insert_entry
from orgsheet.source.entry_lines import first_line_end, next_line

KEY = "確認年度"


def units_to_confirm(
    register: OrganizationRegister, year: FiscalYear, identities: Iterable[SheetId]
) -> list[Unit]:
    """Return the units whose sheets these are and of which the register cannot say they exist.

    A section's department is among them, too: without it no sheet of the section is expected.
    """
    found: dict[str, Unit] = {}
    for identity in identities:
        for one in (identity.department_id, identity):
            unit = register.unit_of(year, one)
            if unit is not None and unit.exists_in(year) is None:
                found.setdefault(unit.id, unit)
    return list(found.values())


def confirmed(document: Document, units: Iterable[Unit], year: FiscalYear) -> bytes:
    """Return the register's new bytes, with the year in the 確認年度 of each of the units.

    Everything else, comments too, keeps every byte.

    Raises:
        EditRefused: the register cannot be rewritten with certainty.
    """
    assert document.root is not None, "units were read from it"
    expected: Plain = document.root.data()
    edits = []
    for unit in units:
        if not isinstance(unit.node, Mapping):
            continue
        entry: Plain = expected
        for step in unit.node.steps():
            entry = entry[step]
        known = entry.get(KEY)
        entry[KEY] = [*known, year.label] if isinstance(known, list) else [year.label]
        edits.append(_edit(document, unit.node, year.label))
    return apply_edits(document, edits, expected)


def _edit(document: Document, unit: Mapping, label: str) -> TextEdit:
    """Return the edit that adds a year to a unit's 確認年度."""
    years = unit.entries.get(KEY)
    if years is None:
        return insert_entry(document, unit, KEY, [label])
    if not isinstance(years, Sequence):
        return TextEdit(years.start, years.end, f" [{label}]")
    if years.flow or not years.items:
        return TextEdit(years.end - 1, years.end - 1, f", {label}" if years.items else label)
    last = years.items[-1]
    line, column = document.locate(last.start)
    lead = document.line_text(line)[: column - 1]
    place = next_line(document, last)
    line_end = first_line_end(document)
    if document.text[place - 1 : place] in ("\n", "\r"):
        return TextEdit(place, place, f"{lead}{label}{line_end}")
    return TextEdit(place, place, f"{line_end}{lead}{label}")
