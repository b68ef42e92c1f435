"""Checks between a department's sheet and its sections' ones: nothing is without its other half."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from orgsheet.form.blanks import MARK
from orgsheet.form.sheet import Action, PlanLink, Sheet
from orgsheet.japanese.likeness import difference, nearest, normalize, within_reach
from orgsheet.japanese.titles import DISTINGUISHING, ENDINGS, Likeness, bare, contains
from orgsheet.japanese.titles import nearest as nearest_programme
from orgsheet.lint.check_registry import Spot, check
from orgsheet.lint.checks.plan_references import is_near
from orgsheet.registers.changes_in_year import continuing_in, is_all_year
from orgsheet.source import Scalar
from orgsheet.workspace.workspace import Workspace


def sections_of(sheet: Sheet, workspace: Workspace) -> list[Sheet]:
    """Return the readable sheets of the department's sections, in the order of their paths."""
    found = workspace.sheets(year=sheet.id.year, department=sheet.id.department)
    return [other for other in found if not other.id.is_department and other.root is not None]


def _all_sections(sheet: Sheet, workspace: Workspace) -> list[Sheet]:
    """Return the sections' sheets where none can be missing; nothing where one may be.

    Around a change within the year the sheets before it or those after it are all.
    """
    if sheet.year is None or not sheet.id.is_department:
        return []
    registered = workspace.organization.department_in(sheet.year, sheet.id.department)
    if registered is None or not registered.sections_complete:
        return []
    sections = sections_of(sheet, workspace)
    there = {normalize(other.id.section) for other in sections}
    for section in registered.sections:
        if not section.may_exist_in(sheet.year) or normalize(section.name) in there:
            continue
        others = continuing_in(workspace.organization, section, sheet.year)
        has_other = any(workspace.sheet(one) is not None for one in others)
        if not has_other and is_all_year(section, sheet.year):
            return []
    return sections


def _department(sheet: Sheet, workspace: Workspace) -> Sheet | None:
    """Return the department's sheet for a section's one, None where it cannot be read."""
    if sheet.id.is_department:
        return None
    department = workspace.sheet(sheet.id.department_id)
    return None if department is None or department.root is None else department


@check(values=("項目", "内容", "時期", "部の時期"))
def cascade_later(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report an event that a section dates later than its department does."""
    department = _department(sheet, workspace)
    if department is None:
        return
    planned = {bare(action.name): action for action in department.priorities if action.name}
    for action in sheet.priorities if planned else ():
        theirs = planned.get(bare(action.name))
        for event, when, limit in later_events(action, theirs) if theirs else ():
            yield Spot(
                node=when,
                values={
                    "項目": action.name,
                    "内容": event.text,
                    "時期": when.text,
                    "部の時期": limit.text,
                },
                about=event.text,
                related=[(department.document, limit, "部のシートの時期")],
                replacement=limit.text,
            )


def later_events(action: Action, theirs: Action) -> Iterator[tuple[Scalar, Scalar, Scalar]]:
    """Yield (event, its 時期, their 時期) where the action's event ends after theirs does."""
    planned = {normalize(step.event.text): step for step in theirs.milestones if step.event}
    for step in action.milestones:
        other = planned.get(normalize(step.event.text)) if step.event else None
        if other is None or not (step.deadline and other.deadline and step.when and other.when):
            continue
        last, limit = step.deadline.last, other.deadline.last
        if step.event and last and limit and last > limit:
            yield step.event, step.when, other.when


@check(values=("項目", "近い文"))
def cascade_priority_orphan(
    sheet: Sheet,
    workspace: Workspace,
    *,
    cutoff: float = 0.75,
    endings: tuple[str, ...] = ENDINGS,
    distinguishing: str = DISTINGUISHING,
) -> Iterator[Spot]:
    """Report a department's priority that none of its sections has as a priority or role.

    Args:
        sheet: a department's sheet; sections' ones are passed over.
        workspace: gives the sections' sheets; silent where one may be missing.
        cutoff: how alike (0 to 1) a section's name must be to be shown.
        endings: words at the end of a name that do not make it another programme.
        distinguishing: characters that tell one programme from another.
    """
    sections = _all_sections(sheet, workspace)
    if not sections:
        return
    named: dict[str, tuple[Sheet, Scalar]] = {}
    for section in sections:
        names = [action.item for action in section.priorities]
        for name in (*names, *(role.name for role in section.roles)):
            if name is not None:
                named.setdefault(name.text, (section, name))
    keys = {bare(name) for name in named}
    within = within_reach(keys, len(sheet.priorities))
    compared = within_reach(named, len(sheet.priorities))
    for action in sheet.priorities:
        key = bare(action.name)
        if action.item is None or not key or MARK in action.name or key in keys:
            continue
        if any(contains(key, name) for name in within):
            continue
        near = nearest_programme(action.name, compared, Likeness(cutoff, endings, distinguishing))
        words, related = "", []
        if near is not None:
            section, name = named[near[0]]
            words = (
                f"近いのは{section.id.section}の「{difference(action.name, name.text)[1]}」です。"
            )
            related = [(section.document, name, f"{section.id.section}の近い名称")]
        yield Spot(
            node=action.item, values={"項目": action.name, "近い文": words}, related=list(related)
        )


@check(values=("番号", "項目", "部"))
def cascade_plan_orphan(
    sheet: Sheet, workspace: Workspace, *, cutoff: float = 0.8
) -> Iterator[Spot]:
    """Report a plan item of a department that none of its sections lists (under that number).

    Args:
        sheet: a department's sheet; sections' ones are passed over.
        workspace: gives the sections' sheets; silent where one may be missing.
        cutoff: from which likeness (0 to 1) on an item is the same, with a slip.
    """
    sections = _all_sections(sheet, workspace)
    listed = [link for section in sections for link in section.plan_links]
    if listed:
        yield from _not_listed(sheet, listed, workspace, cutoff)


@check(values=("番号", "項目", "部"))
def cascade_plan_missing(
    sheet: Sheet, workspace: Workspace, *, cutoff: float = 0.8
) -> Iterator[Spot]:
    """Report a plan item of a section that its department does not list (option as before)."""
    department = _department(sheet, workspace)
    if department is not None and department.plan_links:
        yield from _not_listed(sheet, department.plan_links, workspace, cutoff)


def _not_listed(
    sheet: Sheet, others: Iterable[PlanLink], workspace: Workspace, cutoff: float
) -> Iterator[Spot]:
    """Yield the sheet's plan items that are not among the others of their number.

    What is still to be filled in is missing nowhere, and nothing is missing beside it.
    """
    listed: dict[str, dict[str, None]] = {}
    for other in others:
        listed.setdefault(other.number, {})[other.item.text] = None
    for link in sheet.plan_links:
        texts = listed.get(link.number, {})
        if link.item.text in texts or any(MARK in text for text in (link.item.text, *texts)):
            continue
        near = within_reach(texts, len(sheet.plan_links))
        if is_near(link, sheet, workspace):
            continue
        if not _is_among(link.item.text, near, workspace, cutoff):
            yield Spot(
                node=link.item,
                values={
                    "番号": link.number,
                    "項目": link.item.text,
                    "部": sheet.id.department,
                },
            )


def _is_among(item: str, texts: list[str], workspace: Workspace, cutoff: float) -> bool:
    plan = workspace.plans.find(item)
    return bool(nearest(item, texts, cutoff)) or (
        plan is not None and any(workspace.plans.find(text) is plan for text in texts)
    )
