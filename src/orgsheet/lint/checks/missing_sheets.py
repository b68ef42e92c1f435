"""Checks of the sheets against the registers as a whole: which sheet is missing, or unheard of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import Sheet
from orgsheet.japanese.likeness import nearest, normalize
from orgsheet.lint.check_registry import Spot, check
from orgsheet.lint.checks.file_names import text_files
from orgsheet.registers.changes_in_year import expected_now
from orgsheet.registers.organization import Department, OrganizationRegister, Unit
from orgsheet.source import Document, Mapping
from orgsheet.workspace.layout import ORGANIZATION_PATH, PLANS_PATH, sheet_id_of
from orgsheet.workspace.workspace import Workspace

_MOST_SHOWN = 12
"""Sections that a sentence names, where none is near."""


@check(values=("年度", "課", "場所"))
def sheet_missing(workspace: Workspace) -> Iterator[Spot]:
    """Report units that certainly exist in a year of whose department there are sheets, but none.

    A file anywhere below `sheets/` that bears the unit's name and is in no sheet's place may be
    the sheet: then the finding about that file says enough.
    """
    document = workspace.document(ORGANIZATION_PATH)
    register = workspace.organization
    if document is None or not register:
        return
    astray = [
        normalize(path.rpartition("/")[2])
        for path in workspace.yaml_paths
        if not _is_placed(path, register)
    ]
    astray += [normalize(path.rpartition("/")[2]) for path, _ in text_files(workspace)]
    there = {identity.of_unit for identity in workspace.sheet_ids}
    begun = {(identity.year, identity.department) for identity in workspace.sheet_ids}
    for label in sorted({year for year, _ in begun}):
        year = FiscalYear.read(label)
        if year is None or year.label != label:
            continue
        for identity in expected_now(register, year, workspace.sheet_ids):
            key = normalize(identity.section)
            if identity in there or (label, identity.department) not in begun:
                continue
            if any(key in name for name in astray):
                continue
            unit = register.unit_of(year, identity)
            if unit is None or not isinstance(unit.node, Mapping):
                continue
            yield Spot(
                node=unit.node.get("名称"),
                values={
                    "年度": year.kanji,
                    "課": f"{identity.department}（{_unit_words(workspace, label)[0]}）"
                    if identity.is_department
                    else identity.section,
                    "場所": identity.path,
                },
                about=str(identity),
                document=document,
            )


def _unit_words(workspace: Workspace, label: str) -> tuple[str, str]:
    return (workspace.forms.of_year(label) or workspace.forms.newest).unit_words


def _is_placed(path: str, register: OrganizationRegister) -> bool:
    """Whether a file is in the very place of a sheet that the register has."""
    identity = sheet_id_of(path)
    year = None if identity is None else FiscalYear.read(identity.year)
    if identity is None or year is None or year.label != identity.year:
        return False
    unit = register.unit_of(year, identity)
    return unit is not None and unit.name == identity.unit


@check(values=("種類", "名称", "年度", "候補の文"))
def section_unregistered(
    sheet: Sheet, workspace: Workspace, *, cutoff: float = 0.6
) -> Iterator[Spot]:
    """Report a sheet of a department or section that the register certainly denies.

    That is one that is registered, but for other years, and a section of a department all of
    whose sections are registered. A sheet that says another name than its place is left
    to the check of that.

    Args:
        sheet: the sheet.
        workspace: gives the organization register.
        cutoff: how alike (0 to 1) a section's name must be to be shown.
    """
    register, year = workspace.organization, sheet.year
    department, section = (sheet.text(key) for key in sheet.form.units)
    if year is None or department is None or department.text != sheet.id.department:
        return
    known = register.department_in(year, department.text)
    if known is None:
        former = [one for one in register.departments if _same(one.name, department.text)]
        now = [one.name for one in register.departments if one.may_exist_in(year)]
        near = next((name for name, _ in nearest(department.text, now, cutoff)), "")
        if former:
            told = _heirs(register, former, year) or (_there(f"「{near}」") if near else "")
        elif near:
            told = _there(f"「{near}」")
        else:
            return
        values = {
            "種類": sheet.form.unit_words[0],
            "名称": department.text,
            "年度": year.kanji,
            "候補の文": told,
        }
        yield Spot(node=department, values=values)
        return
    if section is None or section.text != sheet.id.section:
        return
    if register.section_in(year, department.text, section.text) is not None:
        return
    ended = [other for other in known.sections if _same(other.name, section.text)]
    all_known = known.sections_complete and known.exists_in(year)
    if not all_known and not ended:
        return
    yield Spot(
        node=section,
        values={
            "種類": sheet.form.unit_words[1],
            "名称": section.text,
            "年度": year.kanji,
            "候補の文": _heirs(register, ended, year)
            or _nearest_section(register, known, section.text, year, cutoff),
        },
    )


def _same(name: str, other: str) -> bool:
    return normalize(name) == normalize(other)


def _there(names: str) -> str:
    return f"台帳にあるのは{names}です。"


def _heirs(register: OrganizationRegister, ended: Iterable[Unit], year: FiscalYear) -> str:
    """Return in Japanese what continues units that are no more, "" where nothing does."""
    heirs = [heir.name for unit in ended for heir in register.successors(unit.id, year)]
    names = "".join(f"「{name}」" for name in dict.fromkeys(heirs))
    return f"{year.kanji}は{names}です。" if names else ""


def _nearest_section(
    register: OrganizationRegister,
    department: Department,
    written: str,
    year: FiscalYear,
    cutoff: float,
) -> str:
    """Return in Japanese the section that may be meant: of the department, of another, or all."""
    names = [other.name for other in department.sections if other.may_exist_in(year)]
    elsewhere = [
        (other.name, one.name)
        for one in register.departments
        if one.may_exist_in(year) and one is not department
        for other in one.sections
        if other.may_exist_in(year)
    ]
    home = next((of for name, of in elsewhere if _same(name, written)), "")
    if home:
        return f"台帳では「{home}」の課です。"
    if near := next((found for found, _ in nearest(written, names, cutoff)), ""):
        return _there(f"「{near}」")
    if near := next((found for found, _ in nearest(written, dict(elsewhere), cutoff)), ""):
        return f"台帳で名称が近いのは、「{dict(elsewhere)[near]}」の「{near}」です。"
    all_known = department.sections_complete and department.exists_in(year)
    return _there(_listed(names)) if all_known and names else ""


def _listed(names: list[str]) -> str:
    shown = "、".join(f"「{name}」" for name in names[:_MOST_SHOWN])
    return shown + (f" など {len(names)} 課" if len(names) > _MOST_SHOWN else "")


@check(values=("状態",))
def register_missing(workspace: Workspace) -> Iterator[Spot]:
    """Report, at the first sheet that lists plans, that there is no plan register to check by."""
    if workspace.plans:
        return
    listing = next((sheet for sheet in workspace.sheets() if sheet.plan_links), None)
    if listing is not None:
        state = _state(workspace.document(PLANS_PATH))
        yield Spot(start=0, end=0, values={"状態": state}, document=listing.document)


def _state(register: Document | None) -> str:
    if register is None:
        return "計画台帳がない"
    return "計画台帳に計画が一つもない" if register.root else "計画台帳が読めない"
