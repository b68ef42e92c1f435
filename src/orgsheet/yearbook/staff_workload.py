"""Who carries how much: the rows of a year's sheets by the members of staff that they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from orgsheet.fiscal import FiscalYear
from orgsheet.form.blanks import is_blank
from orgsheet.form.built_in_words import SAMPLE
from orgsheet.form.samples import remark_of
from orgsheet.form.sheet import Role, Sheet, SheetId
from orgsheet.form.staff import POSTS
from orgsheet.japanese.likeness import normalize
from orgsheet.japanese.shorten import one_line
from orgsheet.source import Plain
from orgsheet.workspace.publication import ALL_STAFF, NO_STAFF, SURNAMES, Gate, surname
from orgsheet.yearbook.row_ids import row_ids

_ALL = ("全員", "課員全員", "職員全員")
"""How an entry begins that means everybody of the section."""


class Carried(NamedTuple):
    """A row that names staff: `shared_by` people carry it, or all of the section (0)."""

    heading: str
    row_id: str
    name: str
    shared_by: int


class Load(NamedTuple):
    """What one member of staff carries; `name` is as it may be shown.

    Of two people of one section whose shown names are the same each has a load of its own.
    """

    name: str
    rows: tuple[Carried, ...]


class SectionLoad(NamedTuple):
    """How the rows of a sheet are shared.

    `people` counts those who are named; `loads` are theirs, the heaviest first, and () where names
    of staff may not be shown. `most` and `least` are the numbers of rows that one of them carries
    (0 where nobody is named). `for_all` are rows that name no person but a group (全員),
    `for_nobody` those that name neither. `sample` is the sheet's remark that it is an invented
    sample, "" where it is none.
    """

    sheet: SheetId
    rows: int
    people: int
    most: int
    least: int
    loads: tuple[Load, ...]
    for_all: tuple[Carried, ...]
    for_nobody: tuple[Carried, ...]
    sample: str


class Workload(NamedTuple):
    """The loads of a year by sheet, in the order of every list; `has_names` says whose they are.

    Sheets whose form has no place for staff are not among them.
    """

    year: FiscalYear
    has_names: bool
    sections: tuple[SectionLoad, ...]


@dataclass
class _Person:
    name: str
    rows: list[Carried] = field(default_factory=list)


def workload_of(sheets: Iterable[Sheet], year: FiscalYear, gate: Gate | None) -> Workload:
    """Return who carries how much in some sheets of a year.

    Args:
        sheets: the sheets as they are (what may be shown of them has no staff to count), in the
            order in which they are to stand.
        year: their year.
        gate: what may be shown, made for these sheets; None shows all, inside the office.
    """
    chosen = [sheet for sheet in sheets if _has_place_for_staff(sheet)]
    staff = ALL_STAFF if gate is None else gate.staff
    return Workload(
        year, staff != NO_STAFF, tuple(_of_sheet(sheet, gate, staff) for sheet in chosen)
    )


def _has_place_for_staff(sheet: Sheet) -> bool:
    writer = "部" if sheet.is_department else "課"
    return any(table.staff and table.field.writer in {"", writer} for table in sheet.form.lists)


def _of_sheet(sheet: Sheet, gate: Gate | None, staff: str) -> SectionLoad:
    ids = row_ids(sheet)
    people: dict[str, _Person] = {}
    for_all: list[Carried] = []
    for_nobody: list[Carried] = []
    rows = 0
    for row in sheet.staffed:
        rows += 1
        named = list(_people(row))
        groups = any(_is_group(one.text) for one in row.staff)
        name = _name(sheet, row, gate)
        carried = Carried(row.section, ids[row.node.pointer()], name, len(named))
        if not named:
            (for_all if groups else for_nobody).append(carried)
        for key, text in named:
            people.setdefault(key, _Person(text)).rows.append(carried)
    loads = sorted(people.values(), key=lambda one: -len(one.rows))
    return SectionLoad(
        sheet.id,
        rows,
        len(loads),
        len(loads[0].rows) if loads else 0,
        len(loads[-1].rows) if loads else 0,
        tuple(_shown(loads, staff)),
        tuple(for_all),
        tuple(for_nobody),
        _remark(sheet, gate),
    )


def _shown(people: Iterable[_Person], staff: str) -> Iterator[Load]:
    """Yield the loads with their names as they may be shown; nothing where they may not."""
    for one in people:
        if staff == SURNAMES:
            yield Load(surname(one.name), tuple(one.rows))
        elif staff == ALL_STAFF:
            yield Load(one.name, tuple(one.rows))


def _remark(sheet: Sheet, gate: Gate | None) -> str:
    remark = remark_of(sheet)
    return str(gate.value(sheet, (SAMPLE,), remark)) if gate is not None and remark else remark


def _name(sheet: Sheet, row: Role, gate: Gate | None) -> str:
    """Return a row's name as it may be shown, on one line; "" where it has none."""
    if row.name is None:
        return ""
    text: Plain = row.name.text
    number = row.node.step
    if gate is not None and number is not None:
        text = gate.value(sheet, (row.section, number, row.table.name), text)
    return one_line(text) if isinstance(text, str) else ""


def _people(row: Role) -> Iterator[tuple[str, str]]:
    """Yield the people that a row names, each once: a key to know them by, and the name."""
    seen: set[str] = set()
    for one in row.staff:
        key = normalize(one.text)
        if key and key not in seen and not is_blank(one.text) and not _is_group(one.text):
            seen.add(key)
            yield key, one_line(one.text)


def _is_group(text: str) -> bool:
    """Tell whether what stands among the staff is no person: 全員, 全員（交代で）, 広報担当."""
    key = normalize(text)
    return key.startswith(_ALL) or key.endswith(POSTS)
