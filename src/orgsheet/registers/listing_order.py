"""The order of every list (建制順): as the organization register has departments and sections."""

from __future__ import annotations

from typing import TypeAlias

from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import SheetId
from orgsheet.japanese.likeness import normalize
from orgsheet.registers.organization import MAX_UNITS, OrganizationRegister, Unit

_Rank: TypeAlias = tuple[int, str]
UnitKey: TypeAlias = tuple[_Rank, bool, _Rank, str]
SheetKey: TypeAlias = tuple[tuple[int, str], UnitKey]
_LAST = 1_000_000
"""Behind everything that the register has, and behind every year."""


class ListingOrder:
    """Sort keys by the register: years, then departments, its own sheet first, then sections.

    What the register does not know stands behind what it knows, by name; without a register all
    stands by name. A city decides the order of its units, so no list orders them by itself.
    """

    def __init__(self, register: OrganizationRegister | None = None) -> None:
        departments = register.departments if register else ()
        self._departments: dict[str, list[tuple[int, Unit]]] = {}
        self._sections: dict[tuple[str, str], list[tuple[int, Unit]]] = {}
        for place, unit in enumerate(departments):
            name = normalize(unit.name)
            self._departments.setdefault(name, []).append((place, unit))
            for within, section in enumerate(unit.sections):
                # Of two departments of one name the later one's sections come behind.
                named = self._sections.setdefault((name, normalize(section.name)), [])
                named.append((place * MAX_UNITS + within, section))
        self._known: dict[SheetId, UnitKey] = {}

    def sheet(self, identity: SheetId) -> SheetKey:
        """Return the key of a sheet among those of all years."""
        year = FiscalYear.read(identity.year)
        return (_LAST if year is None else year.start, identity.year), self.unit(identity)

    def unit(self, identity: SheetId) -> UnitKey:
        """Return the key of a sheet's department and section among those of any year."""
        key = self._known.get(identity)
        if key is None:
            key = self._known[identity] = self._unit(identity)
        return key

    def _unit(self, identity: SheetId) -> UnitKey:
        year = FiscalYear.read(identity.year)
        department, section = normalize(identity.department), normalize(identity.section)
        return (
            (_place(self._departments.get(department, ()), year), identity.department),
            not identity.is_department,
            (_place(self._sections.get((department, section), ()), year), identity.section),
            identity.name,
        )


def _place(units: list[tuple[int, Unit]] | tuple[()], year: FiscalYear | None) -> int:
    """Return the place of the first unit that may exist in a year, else of the first at all."""
    places = [place for place, unit in units if year is None or unit.may_exist_in(year)]
    places += [place for place, _ in units]
    return places[0] if places else _LAST
