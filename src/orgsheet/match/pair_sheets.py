"""Which sheet continues which: the same file, the register's lineage, or the same name."""

from __future__ import annotations

from collections.abc import Iterable

from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import DEPARTMENT_SHEET, SheetId
from orgsheet.japanese.likeness import normalize
from orgsheet.match.links import Side
from orgsheet.match.renamed_sheets import named_files, renamed_sheets
from orgsheet.registers.organization import OrganizationRegister

Pairs = list[tuple[SheetId, SheetId]]


def single_year(side: Side) -> FiscalYear | None:
    """Return the fiscal year of a side's sheets when it is one and can be read."""
    labels = {identity.year for identity in (*side.sheets, *side.unreadable)}
    return FiscalYear.read(labels.pop()) if len(labels) == 1 else None


def pair_sheets(before: Side, after: Side, organization: OrganizationRegister) -> Pairs:
    """Return which sheets belong together, in the order of the later sheets.

    A sheet stands in several pairs where its section was split or merged. Sheets of one year
    belong together when their path is the same or they were renamed; those of two years (`before`
    is the earlier) when the register says so, else when department and section are named alike,
    else when only one section of that name is left on each side.
    """
    files = named_files(before, after)
    if files:
        return files
    earlier, later = single_year(before), single_year(after)
    if earlier is None or later is None or earlier == later:
        there = [(identity, identity) for identity in after.sheets if identity in before.sheets]
        return there + renamed_sheets(before, after, organization)
    lineage = _Lineage(organization, earlier, later)
    pairs: Pairs = []
    by_name = {_name(identity): identity for identity in before.sheets}
    for identity in after.sheets:
        names = [(*name, normalize(identity.name)) for name in lineage.predecessors(identity)]
        found = [by_name[name] for name in names if name in by_name]
        if not found and (same := by_name.get(_name(identity))):
            found = [same] if lineage.may_be_same(same, identity) else []
        pairs += [(one, identity) for one in dict.fromkeys(found)]
    return pairs + _moved(before.sheets, after.sheets, pairs, lineage)


def _moved(
    before: Iterable[SheetId], after: Iterable[SheetId], pairs: Pairs, lineage: _Lineage
) -> Pairs:
    """Pair sections whose name is left over once on each side: they moved with their department."""
    done_before, done_after = {one for one, _ in pairs}, {other for _, other in pairs}
    left: dict[str, tuple[list[SheetId], list[SheetId]]] = {}
    for index, (identities, done) in enumerate(((before, done_before), (after, done_after))):
        for identity in identities:
            if identity not in done and not identity.is_department:
                left.setdefault(normalize(identity.section), ([], []))[index].append(identity)
    return [
        (ones[0], others[0])
        for ones, others in left.values()
        if len(ones) == len(others) == 1 and lineage.may_be_same(ones[0], others[0])
    ]


class _Lineage:
    """The organization register between two years."""

    def __init__(
        self, register: OrganizationRegister, earlier: FiscalYear, later: FiscalYear
    ) -> None:
        self._register = register
        self._earlier = earlier
        self._later = later
        self._names = {
            unit.id: (normalize(department.name), normalize(name))
            for department in register.departments
            for unit, name in (
                (department, DEPARTMENT_SHEET),
                *((section, section.name) for section in department.sections),
            )
        }

    def predecessors(self, identity: SheetId) -> list[tuple[str, str]]:
        """Return (department, section) of the earlier year that a later sheet continues."""
        unit = self._register.unit_of(self._later, identity)
        if unit is None:
            return []
        found = self._register.predecessors(unit.id, self._earlier, seen_from=self._later)
        # The unit itself comes first where it existed already; what joined it comes behind.
        return [self._names[one.id] for one in found if one.id in self._names]

    def may_be_same(self, earlier: SheetId, later: SheetId) -> bool:
        """Say whether the register does not know the two as different units."""
        one, other = (
            self._register.unit_of(self._earlier, earlier),
            self._register.unit_of(self._later, later),
        )
        if one is None or other is None or one.id == other.id:
            return True
        return one in self._register.predecessors(other.id, self._earlier, seen_from=self._later)


def _name(identity: SheetId) -> tuple[str, str, str]:
    names = identity.department, identity.section, identity.name
    return normalize(names[0]), normalize(names[1]), normalize(names[2])


def components(
    before: Iterable[SheetId], after: Iterable[SheetId], pairs: Pairs
) -> tuple[dict[SheetId, int], dict[SheetId, int]]:
    """Return a group number for every sheet of each side; connected sheets have the same one."""
    ones = {identity: number for number, identity in enumerate(before)}
    others = {identity: len(ones) + number for number, identity in enumerate(after)}
    above = list(range(len(ones) + len(others)))

    def top(number: int) -> int:
        while above[number] != number:
            above[number] = number = above[above[number]]
        return number

    for one, other in pairs:
        above[top(others[other])] = top(ones[one])
    return (
        {identity: top(number) for identity, number in ones.items()},
        {identity: top(number) for identity, number in others.items()},
    )
