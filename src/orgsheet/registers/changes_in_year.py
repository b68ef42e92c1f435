"""Changes within a fiscal year (年度途中の改称、分割、統合): what continues what from a day on."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import DEPARTMENT_SHEET, SheetId
from orgsheet.registers.organization import OrganizationRegister, Origin, Section, Unit


def identity_in(unit: Unit, year: FiscalYear) -> SheetId:
    """Return which sheet of a year is the unit's."""
    if isinstance(unit, Section):
        return SheetId(year.label, unit.department, unit.name)
    return SheetId(year.label, unit.name, DEPARTMENT_SHEET)


def later_in(register: OrganizationRegister, unit: Unit, year: FiscalYear) -> tuple[Unit, ...]:
    """Return the units that continue a unit from a day within the year."""
    return tuple(one for origin, one in register.continuing(unit.id) if origin.is_within(year))


def begins_within(unit: Unit, year: FiscalYear) -> bool:
    """Tell whether a unit is not there yet when the year begins, but from a later day of it."""
    if unit.start is not None:
        return unit.start in year and unit.start != year.first
    return unit.first == year and any(_within(unit, year))


def _within(unit: Unit, year: FiscalYear) -> Iterator[Origin]:
    return (origin for origin in unit.origins if origin.is_within(year))


def expected_now(
    register: OrganizationRegister, year: FiscalYear, there: Collection[SheetId]
) -> Iterator[SheetId]:
    """Yield the sheets that a year must have, given those it has, in the register's order.

    Around a change within the year either the sheets before it or those after it are enough:
    which of them, depends on the day, and nobody's clock is asked.
    """
    there = {identity.of_unit for identity in there}
    for identity in register.expected_sheets(year):
        unit = register.unit_of(year, identity)
        if identity in there or unit is None:
            yield identity
            continue
        has_other = any(one in there for one in continuing_in(register, unit, year))
        if not has_other and is_all_year(unit, year):
            yield identity


def is_all_year(unit: Unit, year: FiscalYear) -> bool:
    """Tell whether a unit neither begins nor ends on a day within the year."""
    has_ended = unit.end is not None and unit.end in year
    return not has_ended and not begins_within(unit, year)


def continuing_in(
    register: OrganizationRegister, unit: Unit, year: FiscalYear
) -> tuple[SheetId, ...]:
    """Return the sheets that continue a unit's from a day within the year.

    One of them is enough where its own is no longer there.
    """
    return tuple(identity_in(one, year) for one in later_in(register, unit, year))


def continued_now(
    register: OrganizationRegister, identity: SheetId, there: Collection[SheetId]
) -> tuple[SheetId, ...]:
    """Return those sheets there that continue one of the same year from a day within it."""
    year = FiscalYear.read(identity.year)
    unit = None if year is None else register.unit_of(year, identity)
    if year is None or unit is None:
        return ()
    later = continuing_in(register, unit, year)
    return tuple(one for one in there if one.of_unit in later) if later else ()
