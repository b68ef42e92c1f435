"""Which sheets a year gets, and which sheets of an earlier year each of them continues."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from orgsheet.fiscal import FiscalYear
from orgsheet.form.definition import Form
from orgsheet.form.sheet import DEPARTMENT_SHEET, SheetId
from orgsheet.form.wanted_sheets import Wanted
from orgsheet.registers.changes_in_year import begins_within, continued_now, expected_now
from orgsheet.registers.listing_order import ListingOrder
from orgsheet.registers.organization import Department, OrganizationRegister, Section, Unit
from orgsheet.workspace.workspace import Workspace

_FIRST = "一枚目"
"""What the first sheet of a section is called where its form has several of them."""


class Target(NamedTuple):
    """One sheet of the new year.

    `sources` are the earlier sheets it continues, none for a new section. `is_split` tells that a
    source goes on in another sheet as well. `is_certain` is False where the register does not say
    that the unit exists in the year.
    """

    id: SheetId
    sources: tuple[SheetId, ...] = ()
    is_split: bool = False
    is_certain: bool = True

    @property
    def change(self) -> str:
        """What became of the section, in the register's words; 継続 where nothing did."""
        if not self.sources:
            return "新規"
        if len(self.sources) > 1:
            return "統合"
        if self.is_split:
            return "分割"
        source = self.sources[0]
        words = []
        if self.id.section != source.section or (
            self.id.is_department and self.id.department != source.department
        ):
            words.append("改称")
        if not self.id.is_department and self.id.department != source.department:
            words.append("移管")
        return "・".join(words) or "継続"


class Outlook(NamedTuple):
    """The sheets of a year, in the order of every list, and what of the earlier year has none.

    `ended` are sheets of sections that no longer exist, `lost` those of sections of which the
    register does not say where they are now.
    """

    targets: tuple[Target, ...]
    ended: tuple[SheetId, ...] = ()
    lost: tuple[SheetId, ...] = ()


def years_with_sheets(workspace: Workspace) -> list[FiscalYear]:
    """Return the years that have a folder with sheets, earliest first."""
    found = set()
    for label in {identity.year for identity in workspace.sheet_ids}:
        year = FiscalYear.read(label)  # a folder of another name is a finding of lint
        if year is not None and year.label == label:
            found.add(year)
    return sorted(found)


def sheets_of(workspace: Workspace, year: FiscalYear) -> list[SheetId]:
    """Return the sheets that a year has, in the order of every list."""
    return [identity for identity in workspace.sheet_ids if identity.year == year.label]


def outlook(workspace: Workspace, year: FiscalYear, source: FiscalYear | None) -> Outlook:
    """Return the sheets that `year` gets from those of the earlier year `source`.

    The organization register says what became of each section; one that it does not know stays
    as it is. What the register certainly expects in `year` is among them, too.
    """
    register = workspace.organization
    before = [] if source is None else sheets_of(workspace, source)
    onward: dict[SheetId, list[SheetId]] = {}
    ended: list[SheetId] = []
    lost: list[SheetId] = []
    certain: dict[SheetId, bool] = {}
    for identity in before:
        assert source is not None, "sheets come from a year"
        unit = register.unit_of(source, identity)
        if unit is None:
            same = SheetId(year.label, *identity[1:])
            onward[identity] = [same]
            certain.setdefault(same, False)
            continue
        units = [
            one
            for one in register.successors(unit.id, year, source)
            if isinstance(one, Section) is isinstance(unit, Section)
        ]
        for one in units:
            found = _place(register, one, year)
            place = None if found is None else found._replace(name=identity.name)
            if place is not None and _is_now(register, one, place, workspace):
                onward.setdefault(identity, []).append(place)
                certain[place] = bool(one.exists_in(year)) or certain.get(place, False)
        if identity not in onward:
            (lost if units else ended).append(identity)
    begun = {place.of_unit for place in certain}
    form = workspace.forms.of_year(year.label)
    for expected in expected_now(register, year, workspace.sheet_ids):
        if expected not in begun:
            certain.setdefault(first_of(expected, form), True)
    targets = _targets(onward, certain, workspace.listing)
    return Outlook(tuple(targets), tuple(ended), tuple(lost))


def first_of(identity: SheetId, form: Form | None) -> SheetId:
    """Return the first sheet of a section: named where the form has several, else the section's."""
    is_named = form is not None and form.per_sheet and not identity.is_department
    return identity._replace(name=_FIRST) if is_named else identity


def _place(register: OrganizationRegister, unit: Unit, year: FiscalYear) -> SheetId | None:
    """Return where a unit's sheet of a year stands; None where its department is not known.

    A department that was only renamed takes along the sections that the register leaves behind.
    """
    if isinstance(unit, Department):
        return SheetId(year.label, unit.name, DEPARTMENT_SHEET)
    department = next(one for one in register.departments if unit in one.sections)
    if not department.may_exist_in(year):
        units = register.successors(department.id, year)
        departments = [one for one in units if isinstance(one, Department)]
        if len(departments) != 1:
            return None
        department = departments[0]
    return SheetId(year.label, department.name, unit.name)


def _is_now(
    register: OrganizationRegister, unit: Unit, place: SheetId, workspace: Workspace
) -> bool:
    """Tell whether a unit is one of those whose sheet the year has or begins with.

    A change within the year is followed once the sheets are: until then those before it count.
    """
    there = workspace.sheet_ids
    if place in there:
        return True
    year = FiscalYear.read(place.year)
    return not continued_now(register, place, there) and not (
        year is not None and begins_within(unit, year)
    )


def _targets(
    onward: dict[SheetId, list[SheetId]],
    certain: dict[SheetId, bool],
    listing: ListingOrder,
) -> Iterator[Target]:
    sources: dict[SheetId, list[SheetId]] = {identity: [] for identity in certain}
    for before, places in onward.items():
        for place in dict.fromkeys(places):
            sources[place].append(before)
    for place in sorted(sources, key=listing.sheet):
        own = sources[place]
        yield Target(
            place,
            tuple(own),
            is_split=any(len(set(onward[one])) > 1 for one in own),
            is_certain=certain[place],
        )


def is_named(target: Target, wanted: Wanted) -> bool:
    """Tell whether a target is wanted, under its own name or under one that it continues."""
    return any(map(wanted.names, (target.id, *target.sources)))
