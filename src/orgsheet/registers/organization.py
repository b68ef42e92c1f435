"""The organization register (組織台帳): departments and sections by year, and their lineage."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import DEPARTMENT_SHEET, SheetId
from orgsheet.japanese.likeness import normalize
from orgsheet.registers.tolerant import day_of, mappings_of, text_of, year_of, years_of
from orgsheet.source import Document, Mapping, Node, Scalar

MAX_UNITS = 500
"""Departments read from one register, and sections of one department; the schema says the same."""


class Origin(NamedTuple):
    """What a unit came from: the other unit's id, how (改称, 分割, 統合, 移管), from which year.

    `day` is the day of a change that is none of the first of April.
    """

    unit_id: str
    kind: str
    year: FiscalYear | None
    day: date | None = None

    def is_within(self, year: FiscalYear) -> bool:
        """Tell whether the change comes while the year runs, so that both names are of it."""
        return self.day is not None and self.day in year and self.day != year.first


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """What a department and a section have in common.

    `first` and `last` are the fiscal years in which it exists under this name; None is unknown,
    but `first` with `last` None means that it still exists. `confirmed` are years in which it is
    known to exist although its limits are not known. `verified` is 確認済, 本文のみ or 未確認.
    `start` and `end` are the days, within the first and last year, of founding and dissolution.
    """

    id: str
    name: str
    first: FiscalYear | None
    last: FiscalYear | None
    confirmed: frozenset[FiscalYear]
    origins: tuple[Origin, ...]
    source: str
    verified: str
    note: str
    node: Node
    start: date | None
    end: date | None

    def exists_in(self, year: FiscalYear) -> bool | None:
        """Say whether the unit exists in `year`; None when the register cannot tell."""
        if year in self.confirmed:
            return True
        if not self.may_exist_in(year):
            return False
        return None if self.first is None else True

    def may_exist_in(self, year: FiscalYear) -> bool:
        """Say whether nothing known speaks against the unit's existing in `year`."""
        started = self.first is None or self.first <= year
        return started and (self.last is None or year <= self.last)


@dataclass(frozen=True, slots=True, eq=False)
class Section(Unit):
    """A section (課, 室) of the department called `department`."""

    department: str


@dataclass(frozen=True, slots=True, eq=False)
class Department(Unit):
    """A department (部); `sections_complete` says whether all its sections are registered.

    Without `has_sheet` it has no sheet of its own: it stands for sections of no department.
    """

    sections: tuple[Section, ...]
    sections_complete: bool
    has_sheet: bool = True


class OrganizationRegister:
    """The departments of the register, in its order; of two units with one id the first counts."""

    def __init__(self, departments: tuple[Department, ...] = ()) -> None:
        self.departments = departments
        self._units: dict[str, Unit] = {}
        self._descendants: dict[str, list[tuple[Origin, Unit]]] = {}
        for unit in self.units():
            self._units.setdefault(unit.id, unit)
            for origin in unit.origins:
                self._descendants.setdefault(origin.unit_id, []).append((origin, unit))

    @classmethod
    def read(cls, document: Document | None) -> OrganizationRegister:
        """Read a register; what cannot be read is left out, an unreadable file gives no units.

        Never raises: what is wrong in a register is for its schema to say.
        """
        root = document.root if document is not None else None
        if not isinstance(root, Mapping):
            return cls()
        nodes = mappings_of(root.get("部"), MAX_UNITS)
        return cls(tuple(found for node in nodes if (found := _department(node)) is not None))

    def __bool__(self) -> bool:
        return bool(self.departments)

    def units(self) -> Iterator[Unit]:
        """Yield every department, each followed by its sections."""
        for department in self.departments:
            yield department
            yield from department.sections

    def unit(self, unit_id: str) -> Unit | None:
        """Return the department or section with this id, or None."""
        return self._units.get(unit_id)

    def continuing(self, unit_id: str) -> tuple[tuple[Origin, Unit], ...]:
        """Return what came from a unit, each with how."""
        return tuple(self._descendants.get(unit_id, ()))

    def department_in(self, year: FiscalYear, name: str) -> Department | None:
        """Return the department of this name that exists, or may exist, in `year`."""
        return next(self._departments_in(year, name), None)

    def section_in(self, year: FiscalYear, department: str, name: str) -> Section | None:
        """Return the section of this name in the department that exists, or may, in `year`."""
        key = normalize(name)
        for found in self._departments_in(year, department):
            for section in found.sections:
                if normalize(section.name) == key and section.exists_in(year) is not False:
                    return section
        return None

    def unit_of(self, year: FiscalYear, identity: SheetId) -> Unit | None:
        """Return the department or section that a sheet names, as `identity` calls it in `year`."""
        if identity.is_department:
            return self.department_in(year, identity.department)
        return self.section_in(year, identity.department, identity.section)

    def _departments_in(self, year: FiscalYear, name: str) -> Iterator[Department]:
        key = normalize(name)
        for department in self.departments:
            if normalize(department.name) == key and department.exists_in(year) is not False:
                yield department

    def expected_sheets(self, year: FiscalYear) -> tuple[SheetId, ...]:
        """Return the sheets that must be there in `year`, in the register's order.

        Only units that certainly exist in that year count: nothing is expected on a guess.
        """
        expected = []
        for department in self.departments:
            if department.exists_in(year):
                if department.has_sheet:
                    expected.append(SheetId(year.label, department.name, DEPARTMENT_SHEET))
                expected += [
                    SheetId(year.label, department.name, section.name)
                    for section in department.sections
                    if section.exists_in(year)
                ]
        return tuple(expected)

    def predecessors(
        self, unit_id: str, year: FiscalYear, seen_from: FiscalYear | None = None
    ) -> tuple[Unit, ...]:
        """Return the units of the earlier `year` that this unit continues.

        That is the unit itself where nothing changed; one other unit when it was renamed or split
        off, several when they were merged into it; nothing when it is new. Changes after
        `seen_from` do not count (None: all count).
        """

        def step(unit: Unit) -> Iterator[str]:
            for origin in unit.origins:
                if _between(year, origin, unit, seen_from):
                    yield origin.unit_id

        return self._reach(unit_id, year, step)

    def successors(
        self, unit_id: str, year: FiscalYear, seen_from: FiscalYear | None = None
    ) -> tuple[Unit, ...]:
        """Return the units of the later `year` that continue this unit (see `predecessors`).

        Changes up to `seen_from` do not count (None: all count).
        """

        def step(unit: Unit) -> Iterator[str]:
            for origin, descendant in self._descendants.get(unit.id, ()):
                if _between(seen_from, origin, descendant, year):
                    yield descendant.id

        return self._reach(unit_id, year, step)

    def _reach(
        self, unit_id: str, year: FiscalYear, step: Callable[[Unit], Iterator[str]]
    ) -> tuple[Unit, ...]:
        """Return the units that may exist in `year` among all that steps lead to, nearest first."""
        found: list[Unit] = []
        pending = deque([unit_id])
        seen = {unit_id}  # a register may hold a circle by mistake
        while pending:
            unit = self._units.get(pending.popleft())
            if unit is None:
                continue
            if unit.may_exist_in(year):
                found.append(unit)
            for other in step(unit):
                if other not in seen:
                    seen.add(other)
                    pending.append(other)
        return tuple(found)


def _between(
    earlier: FiscalYear | None, origin: Origin, unit: Unit, later: FiscalYear | None
) -> bool:
    """Say whether a change lies after `earlier` and up to `later`; what is None sets no limit.

    A year within which the change lies has sheets from before and from after it.
    """
    change = origin.year or unit.first
    if change is None:
        return True
    is_after = earlier is None or earlier < change or origin.is_within(earlier)
    return is_after and (later is None or change <= later)


def _department(node: Mapping) -> Department | None:
    name = text_of(node, "名称")
    if not name:
        return None
    complete, own = node.get("課は全部か"), node.get("部のシート")
    nodes = mappings_of(node.get("課"), MAX_UNITS)
    return Department(
        **_common(node, name, text_of(node, "ID") or name),
        sections=tuple(found for item in nodes if (found := _section(item, name)) is not None),
        sections_complete=isinstance(complete, Scalar) and complete.value is True,
        has_sheet=not (isinstance(own, Scalar) and own.value is False),
    )


def _section(node: Mapping, department: str) -> Section | None:
    name = text_of(node, "名称")
    if not name:
        return None
    unit_id = text_of(node, "ID") or f"{department}/{name}"
    return Section(**_common(node, name, unit_id), department=department)


def _common(node: Mapping, name: str, unit_id: str) -> dict[str, Any]:
    """Return the fields of `Unit`."""
    return {
        "id": unit_id,
        "name": name,
        "first": year_of(node, "初年度"),
        "last": year_of(node, "最終年度"),
        "confirmed": years_of(node.get("確認年度")),
        "origins": _origins(node),
        "source": text_of(node, "出典"),
        "verified": text_of(node, "確認"),
        "note": text_of(node, "備考"),
        "node": node,
        "start": day_of(node, "施行日"),
        "end": day_of(node, "廃止日"),
    }


def _origins(node: Mapping) -> tuple[Origin, ...]:
    first, start = year_of(node, "初年度"), day_of(node, "施行日")
    found = []
    for item in mappings_of(node.get("前身"), MAX_UNITS):
        if unit_id := text_of(item, "ID"):
            year, day = year_of(item, "年度"), day_of(item, "施行日")
            # A unit founded within a year came from the others on that day.
            day = day or (start if year is not None and year == first else None)
            found.append(Origin(unit_id, text_of(item, "異動"), year, day))
    return tuple(found)
