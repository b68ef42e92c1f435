"""Checks of plan numbers: what stands under a number is used, and what is used stands there."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.fiscal import FiscalYear
from orgsheet.form.blanks import MARK
from orgsheet.form.built_in_words import MEANINGS
from orgsheet.form.sheet import PlanLink, Sheet
from orgsheet.lint.check_registry import Spot, check
from orgsheet.lint.checks.plan_references import is_doubtful, right_number
from orgsheet.source import Mapping, Node, Plain, Scalar, Sequence
from orgsheet.workspace.layout import PLANS_PATH
from orgsheet.workspace.workspace import Workspace


@check(values=("番号", "事務"))
def plan_number_without_list(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report a role that cites a number under which the sheet lists nothing.

    Silent where the number's items stand under another one, which says enough.
    """
    table = sheet.plan_table
    if not isinstance(table, Mapping):
        return
    listed = {link.number for link in sheet.plan_links}
    elsewhere: set[str] | None = None
    for role in sheet.numbered:
        for number in role.numbers:
            written = table.entries.get(number.text)
            if isinstance(written, Scalar) and written.text.strip():
                continue  # a text instead of a list is another rule's finding
            if written is not None and number.text not in listed:
                if elsewhere is None:
                    elsewhere = {right_number(one, sheet, workspace) for one in sheet.plan_links}
                if number.text in elsewhere:
                    continue
                yield Spot(
                    node=number,
                    values={"番号": number.text, "事務": role.name.text if role.name else ""},
                    related=[(sheet.document, table.keys[number.text], f"{number.text} は空です")],
                )


@check(values=("番号", "項目"))
def plan_number_uncited(sheet: Sheet, workspace: Workspace, *, least: int = 1) -> Iterator[Spot]:
    """Report a number that lists plans or items while no role cites it.

    Silent where the register denies one of these, which is to be mended first.

    Args:
        sheet: the sheet.
        workspace: gives the plan register.
        least: only sheets with this many roles or more.
    """
    table = sheet.plan_table
    if not isinstance(table, Mapping) or len(sheet.numbered) < least:
        return
    cited: set[str] = set()
    for role in sheet.numbered:
        written = role.node.entries.get(role.table.numbers)
        texts = {number.text for number in role.numbers}
        # Where a role cites nothing, or what is no number, something else is amiss first.
        if (
            not texts
            or not texts <= set(sheet.form.numbers)
            or len(role.numbers) < _length(written)
        ):
            return
        cited |= texts
    listed: dict[str, list[PlanLink]] = {}
    for link in sheet.plan_links:
        listed.setdefault(link.number, []).append(link)
    for number, links in listed.items():
        if any(MARK in one.item.text for one in links):
            continue  # still to be filled in
        if number not in cited and not any(is_doubtful(one, sheet, workspace) for one in links):
            key = table.keys[number]
            yield Spot(
                node=table.entries[number],
                start=key.start,
                end=key.end,
                values={"番号": number, "項目": "、".join(one.item.text for one in links)},
            )


def _length(node: Node | None) -> int:
    return len(node.items) if isinstance(node, Sequence) else 0


@check(values=("番号", "計画"))
def plan_number_empty(
    sheet: Sheet, workspace: Workspace, *, numbers: tuple[str, ...] = ()
) -> Iterator[Spot]:
    """Report a department's sheet that lists nothing under the number of a plan.

    Args:
        sheet: the sheet.
        workspace: says what the numbers mean.
        numbers: only these; without them all that stand for one plan with its items.
    """
    table = sheet.plan_table
    if not sheet.is_department or not isinstance(table, Mapping):
        return
    listed = {link.number for link in sheet.plan_links}
    for number in numbers or sheet.form.numbers:
        if number not in table.entries or number in listed:
            continue
        meaning = workspace.plans.meaning(number, sheet.year) if sheet.year else None
        if not numbers and (meaning is None or meaning.individual):
            continue
        key = table.keys[number]
        yield Spot(
            node=table.entries[number],
            start=key.start,
            end=key.end,
            values={
                "番号": number,
                "計画": meaning.plan.name if meaning and meaning.plan else "計画",
            },
        )


def used_numbers(sheet: Sheet) -> Plain:
    """Return the numbers under which a sheet lists something."""
    used = {link.number for link in sheet.plan_links}
    return [number for number in sheet.form.numbers if number in used]


@check(values=("番号", "年度", "シート"), extracts=(used_numbers,))
def plan_number_undefined(workspace: Workspace) -> Iterator[Spot]:
    """Report a number used in a year for which the register does not say what it stands for."""
    plans, register = workspace.plans, workspace.document(PLANS_PATH)
    if not plans.meanings or register is None or not isinstance(register.root, Mapping):
        return
    used: dict[tuple[FiscalYear, str], str] = {}
    for identity, numbers in workspace.summaries(used_numbers):
        year = FiscalYear.read(identity.year)
        if year is None:
            continue  # the folder's name is another rule's finding
        assert isinstance(numbers, list), "the summary is a list of numbers"
        for number in numbers:
            used.setdefault((year, str(number)), str(identity))
    key = register.root.keys[MEANINGS]
    for (year, number), sheet in sorted(used.items()):
        if plans.meaning(number, year) is None:
            yield Spot(
                node=register.root.entries[MEANINGS],
                start=key.start,
                end=key.end,
                values={"番号": number, "年度": year.kanji, "シート": sheet},
                about=f"{year.label}{number}",
                document=register,
            )
