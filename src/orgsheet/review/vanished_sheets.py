"""Which sheets a change takes away from the check, and where the register says that it may."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from orgsheet.fiscal import FiscalYear
from orgsheet.form import built_in_words as words
from orgsheet.form.sheet import DEPARTMENT_SHEET, SheetId
from orgsheet.japanese.likeness import normalize
from orgsheet.registers.changes_in_year import continued_now
from orgsheet.registers.organization import OrganizationRegister, Unit
from orgsheet.workspace.alike_paths import folded
from orgsheet.workspace.workspace import Workspace

_MOST = 10


class Vanished(NamedTuple):
    """Japanese sentences: why the review fails, and what is only told."""

    reasons: list[str]
    notices: list[str]


def vanished_sheets(base: Workspace, before: Workspace, after: Workspace) -> Vanished:
    """Return what a change does to the sheets that are none any more where they were.

    A sheet may go where the change's own 組織台帳 still names its unit and denies it for the year;
    it may move to where that register has the same unit, to the place that its own 年度, 部名 and
    課名 name, or to the plain spelling of its name. Everything else is a reason to fail.

    Args:
        base: what the change is to be merged into.
        before: the state from which it started.
        after: the state with it.
    """
    fresh = [one for one in after.sheet_ids if one not in before.sheet_ids]
    reasons, notices = [], []
    for gone in before.sheet_ids:
        if gone in after.sheet_ids or gone not in base.sheet_ids:
            continue
        places = continued_now(after.organization, gone, after.sheet_ids)
        place = next((one for one in fresh if _is_moved(gone, one, before, after)), None)
        if places:
            names = "、".join(map(str, places))
            notices.append(f"シートが移ります: {gone} → {names}（組織台帳の年度途中の異動）。")
        elif place is not None:
            notices.append(f"シートが移ります: {gone} → {place}（移った先で点検しました）。")
        elif _has_ended(gone, after.organization):
            notices.append(f"シートがなくなります: {gone}（組織台帳でその年度にない組織）。")
        else:
            reasons.append(
                f"{gone.path}: このシートが、点検されるところからなくなります。"
                f"{_how_to_end(gone, after.organization)}"
                "名前や所属が変わったのなら、組織台帳の同じ ID の課を、同じ変更で直してください。"
                "そうでなければ、元の名前と場所に戻してください。"
            )
    return Vanished(list(_cut(reasons)), list(_cut(notices)))


def _how_to_end(gone: SheetId, register: OrganizationRegister) -> str:
    """Return in Japanese what to write in the register where the unit of a sheet has ended."""
    year = FiscalYear.read(gone.year)
    for units in _units_called(gone, register) if year else ():
        for unit in units:
            if year in unit.confirmed and not unit.may_exist_in(year):
                return (
                    f"組織台帳の「{unit.name}」は、「確認年度」に、最終年度より後の {gone.year} が"
                    f"あります。なくなったのなら、確認年度から {gone.year} を消してください。"
                )
    return (
        "なくなった課や部なら、組織台帳にその「最終年度」を書き、"
        f"「確認年度」に {gone.year} があれば消してください。"
    )


def _is_moved(gone: SheetId, new: SheetId, before: Workspace, after: Workspace) -> bool:
    """Tell whether a sheet may have gone to a new place."""
    if _plain(gone) == _plain(new) or _written(gone, before) == new:
        return True
    year = FiscalYear.read(gone.year)
    if (
        year is None
        or FiscalYear.read(new.year) != year
        or after.organization.unit_of(year, gone) is not None
    ):
        return False
    unit = after.organization.unit_of(year, new)
    earlier = before.organization.unit_of(year, gone)
    if unit is None or earlier is None or gone.is_department != new.is_department:
        return False
    return earlier.id in {unit.id, *(origin.unit_id for origin in unit.origins)}


def _has_ended(gone: SheetId, register: OrganizationRegister) -> bool:
    """Tell whether the register names the unit of a sheet, and denies it for the sheet's year."""
    year = FiscalYear.read(gone.year)
    if year is None:
        return False
    named = list(_units_called(gone, register))
    return bool(named) and all(
        any(unit.exists_in(year) is False for unit in units) for units in named
    )


def _units_called(gone: SheetId, register: OrganizationRegister) -> Iterator[tuple[Unit, ...]]:
    """Yield the departments or sections of a sheet's names, each with what it is a part of."""
    for department in register.departments:
        if normalize(department.name) != normalize(gone.department):
            continue
        if gone.is_department:
            yield (department,)
        for section in department.sections:
            if not gone.is_department and normalize(section.name) == normalize(gone.section):
                yield (section, department)


def _plain(identity: SheetId) -> tuple[object, ...]:
    year = FiscalYear.read(identity.year)
    names = (folded(identity.department), folded(identity.section), folded(identity.name))
    return (folded(identity.year) if year is None else year.start, *names)


def _written(gone: SheetId, before: Workspace) -> SheetId | None:
    """Return the place that a sheet's own 年度, 部名 and 課名 name."""
    sheet = before.sheet(gone)
    if sheet is None:
        return None
    year, department, section = (sheet.text(key) for key in (words.YEAR, *sheet.form.units))
    if year is None or department is None:
        return None
    unit = DEPARTMENT_SHEET if section is None else section.text
    return SheetId(year.text, department.text, unit, gone.name)


def _cut(sentences: list[str]) -> Iterator[str]:
    yield from sentences[:_MOST]
    if len(sentences) > _MOST:
        yield f"同じことが、ほかに {len(sentences) - _MOST:,} 枚のシートにあります。"
