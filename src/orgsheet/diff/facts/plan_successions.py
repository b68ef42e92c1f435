"""Which plans gave way to their successors between two sides, or came back, told once each."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.diff.changes import Fact, Spot
from orgsheet.diff.facts.scene import Scene, SheetPair, plan_spot
from orgsheet.form.sheet import Sheet
from orgsheet.registers.plans import Plan, PlanRegister


def find_replaced(scene: Scene) -> None:
    """Note in the scene which plans gave way to their successors, or successors to them again."""
    for pair in scene.pairs:
        for number in pair.after.form.numbers:
            plans = meant_plans(scene, pair, number)
            if plans is not None:
                scene.replaced[plans[0].name] = plans[1]
                if _successor(scene.plans, plans[0], [plans[1]]) is None:
                    scene.returned.add(plans[0].name)
        old, new = (_named(scene.plans, sheet) for sheet in pair)
        for plan in old:
            successor = _successor(scene.plans, plan, new)
            if successor is not None and plan not in new:
                scene.replaced[plan.name] = successor
        for plan in new:
            successor = _successor(scene.plans, plan, old)
            if successor is not None and plan not in old and successor not in new:
                scene.replaced[successor.name] = plan
                scene.returned.add(successor.name)


def meant_plans(scene: Scene, pair: SheetPair, number: str) -> tuple[Plan, Plan] | None:
    """Return the two plans where a number of the form came to mean a plan's successor, or back."""
    years = pair.before.year, pair.after.year
    if years[0] is None or years[1] is None or years[0] == years[1]:
        return None
    meanings = [scene.plans.meaning(number, year) for year in years if year]
    old, new = (meaning.plan if meaning else None for meaning in meanings)
    if old is None or new is None or old is new:
        return None
    one_line = _successor(scene.plans, old, [new]) or _successor(scene.plans, new, [old])
    return (old, new) if one_line is not None else None


def _named(plans: PlanRegister, sheet: Sheet) -> list[Plan]:
    found = (plans.find_named(link.item.text) for link in sheet.plan_links)
    return [plan for plan in found if plan is not None]


def _successor(plans: PlanRegister, plan: Plan, among: list[Plan]) -> Plan | None:
    """Return the plan's successor, or its successor's, that is among some plans."""
    seen = {plan.name}
    current: Plan | None = plan
    while current is not None and current.successor and current.successor not in seen:
        seen.add(current.successor)
        current = plans.find(current.successor)
        if current is not None and current in among:
            return current
    return None


def replaced_facts(scene: Scene) -> Iterator[Fact]:
    """Yield one fact for every plan that gave way to another, before those it explains."""
    for name, successor in scene.replaced.items():
        plan = scene.plans.find(name)
        assert plan is not None, "found in the register"
        for pair in scene.pairs:
            spots = [
                _first_place(scene, pair.before, plan),
                _first_place(scene, pair.after, successor),
            ]
            if spots[0] is not None or spots[1] is not None:
                break
        rows = _citing(scene, plan)
        if not rows and spots == [None, None]:
            continue
        values = {
            "前": name,
            "後": successor.name,
            "期間": successor.period_text(),
            "引用": f"（番号で引く事務は{rows}件）" if rows else "",
        }
        scene.told |= {spot.node for spot in spots if spot is not None}
        kind = "plan-returned" if name in scene.returned else "plan-replaced"
        yield Fact(kind, spots[0], spots[1], values, f"plan\n{name}")


def _first_place(scene: Scene, sheet: Sheet, plan: Plan) -> Spot | None:
    for link in sheet.plan_links:
        meaning = scene.plans.meaning(link.number, sheet.year) if sheet.year else None
        if scene.plans.find_named(link.item.text) is plan or (meaning and meaning.plan is plan):
            return plan_spot(sheet, link)
    return None


def _citing(scene: Scene, plan: Plan) -> int:
    """Return how many roles cite the plan by its number; 0 where none cites what took its place."""
    rows = [0, 0]
    for pair in scene.pairs:
        numbers = {
            number
            for number in pair.after.form.numbers
            if (found := meant_plans(scene, pair, number)) is not None and found[0] is plan
        }
        for side, sheet in enumerate(pair):
            rows[side] += sum(
                any(node.text in numbers for node in role.numbers) for role in sheet.roles
            )
    return rows[0] if all(rows) else 0
