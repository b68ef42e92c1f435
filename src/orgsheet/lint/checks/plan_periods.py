"""Checks of plan periods: in force in the sheet's year, about to end, or not known."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import PlanLink, Sheet
from orgsheet.japanese.likeness import similarity
from orgsheet.lint.advice.filling import leaving_out
from orgsheet.lint.check_registry import Spot, check
from orgsheet.registers.plans import Plan, PlanRegister
from orgsheet.source import Document, Mapping, Node
from orgsheet.workspace.layout import PLANS_PATH
from orgsheet.workspace.workspace import Workspace

_MOST_NAMED = 3
_Related = list[tuple[Document, Node | tuple[int, int], str]]

CURRENT_WORDS = (
    *("に基づ", "に基き", "に沿っ", "に沿い", "に即し", "に則", "にのっと", "に掲げ", "に定め"),
    *(
        "に位置付け",
        "に位置づけ",
        "の推進",
        "を推進",
        "の実現",
        "を着実",
        "の着実",
        "を進める。",
        "の達成に",
        "の達成を目",
        "に従",
        "の実行",
        "を実行",
    ),
)
"""Behind a plan's name, these say that the plan is being carried out."""
PAST_WORDS = (
    *("前計画", "旧計画", "前期", "終了", "満了", "終え", "踏まえ", "評価", "検証", "総括", "後継"),
    *("引き継", "引継", "継承", "改定", "改訂", "見直", "廃止", "移行", "実績", "結果", "経過"),
    *("これまで", "従来", "当時", "前年度", "昨年度", "までの", "整備され", "設置され", "きた"),
)
"""In the same sentence, these say that the plan is spoken of as a past one."""


@check(values=("番号", "項目", "計画", "期間", "後継の文", "直し方", "年度"))
def plan_not_in_force(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report a listed plan that has ended before, or begins after, the sheet's year."""
    for link, plan in _cited_plans(sheet, workspace):
        year = sheet.year
        assert year is not None, "plans are cited in a year"
        if plan.in_force(year) is not False:
            continue
        successor = successor_in_force(plan, workspace.plans, year)
        named = successor.name if successor else plan.successor
        yield Spot(
            node=link.item,
            values={
                "番号": link.number,
                "項目": link.item.text,
                "計画": plan.name,
                "期間": plan.period_text(),
                "後継の文": (
                    f"後継は「{named}」です。" if named else _current(workspace.plans, plan, year)
                ),
                "直し方": leaving_out(sheet.document, workspace, link.item),
                "年度": year.kanji,
            },
            related=_entry(plan, workspace),
            replacement=successor.name if successor else None,
        )


def _current(plans: PlanRegister, ended: Plan, year: FiscalYear) -> str:
    """Return in Japanese which plans of the same level are in force, the most alike first."""
    names = [plan.name for plan in plans.plans if plan.level == ended.level and plan.in_force(year)]
    names.sort(key=lambda name: -similarity(name, ended.name))
    shown = "".join(f"「{name}」" for name in names[:_MOST_NAMED])
    more = "など" if len(names) > _MOST_NAMED else ""
    return f"台帳にあるのは{shown}{more}です。" if shown else ""


def _cited_plans(sheet: Sheet, workspace: Workspace) -> Iterator[tuple[PlanLink, Plan]]:
    if sheet.year is None:
        return
    for link in sheet.plan_links:
        plan = _named(workspace.plans, sheet.year, link.number, link.item.text)
        if plan is not None:
            yield link, plan


@lru_cache(maxsize=4096)
def _named(plans: PlanRegister, year: FiscalYear, number: str, text: str) -> Plan | None:
    """Return the plan an item names, None under a number that lists the items of a plan.

    Remembered, because the sheets of a year name the same few plans.
    """
    meaning = plans.meaning(number, year)
    return plans.find(text) if meaning is None or meaning.individual else None


def successor_in_force(plan: Plan, plans: PlanRegister, year: FiscalYear) -> Plan | None:
    """Return the plan in force in `year` that follows on an ended one."""
    for _ in range(len(plans.plans)):  # a register may name successors in a circle by mistake
        following = plans.find(plan.successor) if plan.successor else None
        if following is None:
            return None
        if following.in_force(year):
            return following
        plan = following
    return None


def _entry(plan: Plan, workspace: Workspace) -> _Related:
    register = workspace.document(PLANS_PATH)
    return [] if register is None else [(register, plan.node, "計画台帳での登録")]


@check(values=("番号", "計画", "年度", "後継の文"))
def plan_last_year(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report a plan the sheet refers to, by name or by number, in the plan's last year.

    What the department's sheet refers to, too, is reported there alone.
    """
    year = sheet.year
    told: set[str] | None = None
    for number, plan, node, span in _referred(sheet, workspace):
        if plan.last == year and year is not None:
            if told is None:
                told = _of_department(sheet, workspace)
            if plan.name in told:
                continue
            named = plan.successor
            yield Spot(
                node=node,
                start=span[0],
                end=span[1],
                values={
                    "番号": number,
                    "計画": plan.name,
                    "年度": year.kanji,
                    "後継の文": (
                        f"後継は「{named}」です。"
                        if named
                        else "後継の計画は台帳にまだありません。"
                    ),
                },
                related=_entry(plan, workspace),
            )


def _of_department(sheet: Sheet, workspace: Workspace) -> set[str]:
    """Return the plans that the department's sheet refers to; none for that sheet itself."""
    if sheet.id.is_department:
        return set()
    department = workspace.sheet(sheet.id.department_id)
    if department is None or department.year != sheet.year:
        return set()
    return {plan.name for _, plan, _, _ in _referred(department, workspace)}


def _referred(
    sheet: Sheet, workspace: Workspace
) -> Iterator[tuple[str, Plan, Node, tuple[int, int]]]:
    """Yield number, plan, node and what to mark: the plan behind a number, then named plans."""
    table = sheet.plan_table
    if sheet.year is None or not isinstance(table, Mapping):
        return
    used = {link.number for link in sheet.plan_links}
    for number in sheet.form.numbers:
        meaning = workspace.plans.meaning(number, sheet.year)
        if number in used and meaning is not None and meaning.plan is not None:
            key = table.keys[number]
            yield number, meaning.plan, table.entries[number], (key.start, key.end)
    for link, plan in _cited_plans(sheet, workspace):
        yield link.number, plan, link.item, (link.item.start, link.item.end)


@check(values=("番号", "計画"))
def plan_period_unknown(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report a plan the sheet refers to whose period the register does not know at all."""
    for number, plan, node, span in _referred(sheet, workspace):
        if plan.first is None and plan.last is None:
            yield Spot(
                node=node,
                start=span[0],
                end=span[1],
                values={"番号": number, "計画": plan.name},
                related=_entry(plan, workspace),
            )
