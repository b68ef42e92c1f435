"""Which sheets of one year were renamed or moved: by the register, else by what they hold."""

from __future__ import annotations

from collections import Counter

from orgsheet.form.sheet import DEPARTMENT_SHEET, Sheet, SheetId
from orgsheet.japanese.likeness import normalize
from orgsheet.match.links import Side
from orgsheet.registers.organization import OrganizationRegister, Unit

_SAME_FILE = 0.5
_STATED = 2.0
"""What the register says counts more than any likeness."""

_MOST_RENAMED = 100
"""Up to so many files each side are looked at: a reorganisation renames tens of sheets."""


def renamed_sheets(
    before: Side, after: Side, organization: OrganizationRegister
) -> list[tuple[SheetId, SheetId]]:
    """Return which sheets that are gone are which of the new ones, in their order.

    As git does, a file that is gone and a new one of the same year are one when they share at
    least half of their lines; or when the register says that the new section continues the other.
    """
    gone = [one for one in before.sheets if one not in after.sheets]
    new = [one for one in after.sheets if one not in before.sheets]
    gone = [one for one in gone if one not in after.unreadable]
    new = [one for one in new if one not in before.unreadable]
    stated = _stated(organization) if gone else set()
    lines = {
        id(sheet): Counter(sheet.document.text.splitlines())
        for side, left in ((before, gone), (after, new))
        for sheet in (side.sheets[one] for one in left[:_MOST_RENAMED])
    }
    scored = []
    for one in gone[:_MOST_RENAMED]:
        for other in new[:_MOST_RENAMED]:
            if one.year == other.year and one.is_department == other.is_department:
                is_stated = (_names(one), _names(other)) in stated
                sheets: tuple[Sheet, Sheet] = before.sheets[one], after.sheets[other]
                score = _shared(lines[id(sheets[0])], lines[id(sheets[1])])
                scored.append((-score - (_STATED if is_stated else 0.0), one, other))
    found: dict[SheetId, SheetId] = {}
    for score, one, other in sorted(scored):
        if -score >= _SAME_FILE and one not in found and other not in found.values():
            found[one] = other
    pairs = [*found.items()]
    # A section split or merged within the year has several partners, of which likeness finds one.
    pairs += [
        (one, other)
        for one in gone
        for other in after.sheets
        if one.year == other.year
        and one.name == other.name
        and (_names(one), _names(other)) in stated
    ]
    return sorted(dict.fromkeys(pairs))


def _shared(one: Counter[str], other: Counter[str]) -> float:
    """Return the share of lines that two texts have in common, from 0 to 1."""
    both = one.total() + other.total()
    return 2 * (one & other).total() / both if both else 0.0


def _stated(organization: OrganizationRegister) -> set[tuple[tuple[str, str], tuple[str, str]]]:
    """Return the names (department, section) of a unit and of one that continues it."""
    units: list[tuple[Unit, tuple[str, str]]] = []
    for department in organization.departments:
        units.append((department, _key(department.name, DEPARTMENT_SHEET)))
        units += [(one, _key(department.name, one.name)) for one in department.sections]
    names = {unit.id: name for unit, name in units}
    return {
        (names[origin.unit_id], name)
        for unit, name in units
        for origin in unit.origins
        if origin.unit_id in names
    }


def _names(identity: SheetId) -> tuple[str, str]:
    return _key(identity.department, identity.section)


def _key(department: str, section: str) -> tuple[str, str]:
    return normalize(department), normalize(section)


def named_files(before: Side, after: Side) -> list[tuple[SheetId, SheetId]]:
    """Return the pair of two files that a person or git named as one, none for other sides."""
    if before.is_file and after.is_file:
        return list(zip(before.sheets, after.sheets, strict=False))
    return []
