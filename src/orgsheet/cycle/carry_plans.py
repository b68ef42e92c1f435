"""What the plan references of one year become in a later one, as far as the register knows."""

from __future__ import annotations

from typing import NamedTuple

from orgsheet.fiscal import FiscalYear
from orgsheet.form import built_in_words as words
from orgsheet.form.blanks import blank, is_blank
from orgsheet.registers.plans import Meaning, Plan, PlanRegister


class Carried(NamedTuple):
    """The items of one number in the new year, and in Japanese what a person should know."""

    items: tuple[str, ...]
    notes: tuple[str, ...] = ()


def carry_plans(
    plans: PlanRegister,
    number: str,
    items: list[str],
    *,
    source: FiscalYear,
    year: FiscalYear,
) -> Carried:
    """Return what stands under a number such as ② in `year`, from the items of `source`.

    What is still in force stays, a plan that ended gives way to its successor, and an item of
    which the register knows no successor is marked to be filled in. Nothing is invented; what the
    register cannot tell stays as it is and is said.
    """
    if not items:
        return Carried(())
    before, now = plans.meaning(number, source), plans.meaning(number, year)
    if now is None:
        return _unknown(number, items, before, year)
    if now.individual:
        found = [_individual(plans, item, year) for item in items]
    else:
        found = [_item(plans, number, item, before=before, now=now, year=year) for item in items]
    carried = dict.fromkeys(text for text, _ in found)
    notes = dict.fromkeys(note for _, note in found if note)
    return Carried(tuple(carried), tuple(notes))


def _unknown(number: str, items: list[str], before: Meaning | None, year: FiscalYear) -> Carried:
    if before is None:
        note = f"計画台帳に {number} の意味がないので、{number} の項目は前の年度のままです。"
        return Carried(tuple(items), (note,))
    note = (
        f"{year.kanji}に {number} が指す計画は、計画台帳にありません。"
        f"計画台帳の「{words.MEANINGS}」に書き足してください。"
    )
    return Carried(tuple(_gone(item) for item in items), (note,))


def _item(
    plans: PlanRegister,
    number: str,
    item: str,
    *,
    before: Meaning | None,
    now: Meaning,
    year: FiscalYear,
) -> tuple[str, str]:
    """Return the new text of an item of a plan, and a note or ""."""
    plan = now.plan
    if plan is None or is_blank(item):
        return item, ""
    if plan.in_force(year) is False:
        return _gone(item), (
            f"{number} の「{plan.name}」は{year.kanji}には期間の外です（{plan.period_text()}）。"
        )
    if before is not None and before.plan is plan:
        return item, ""
    same = plans.find_item(item, number, year)
    if same is not None:
        return same.text, ""
    changed = f"{number} は{year.kanji}から「{plan.name}」です。"
    if plan.items_complete:
        return _gone(item), f"{changed}前の計画の項目のうち、新しい計画にないものに印を付けました。"
    return _gone(item), (
        f"{changed}その項目は計画台帳に{'全部は' if plan.items else ''}ないので、"
        "前の計画の項目に印を付けました。計画書を見て書いてください。"
    )


def _individual(plans: PlanRegister, item: str, year: FiscalYear) -> tuple[str, str]:
    """Return what stands in the place of a plan that is named itself, and a note or ""."""
    plan = plans.find(item)
    if is_blank(item) or (plan is not None and plan.in_force(year)):
        return item, ""
    if plan is None:
        return item, f"「{item}」は計画台帳にないので、そのまま残しました。"
    if plan.in_force(year) is None:
        return item, (
            f"「{plan.name}」は、{year.kanji}に続いているかが計画台帳では分からないので、"
            "そのまま残しました。"
        )
    successor = _successor(plans, plan, year)
    if successor is not None:
        return successor.name, f"「{plan.name}」を、後継の「{successor.name}」に替えました。"
    period = f"「{plan.name}」は{year.kanji}には期間の外です（{plan.period_text()}）。"
    if plan.successor:
        return _gone(
            item
        ), f"{period}後継の「{plan.successor}」も{year.kanji}の計画ではありません。"
    return _gone(item), f"{period}後継は計画台帳にありません。"


def _successor(plans: PlanRegister, plan: Plan, year: FiscalYear) -> Plan | None:
    """Return the first plan behind `plan` that is in force in `year`."""
    seen = {plan.name}
    current: Plan | None = plan
    while current is not None and current.successor and current.successor not in seen:
        seen.add(current.successor)  # a register may hold a circle by mistake
        current = plans.find(current.successor)
        if current is not None and current.in_force(year):
            return current
    return None


def _gone(item: str) -> str:
    return item if is_blank(item) else blank(f"前の年度は「{item}」")
