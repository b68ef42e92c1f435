"""Plan references: plans replaced by their successors, references gone, new or out of force."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator

from orgsheet.diff.changes import Fact, Spot
from orgsheet.diff.facts.comparable_fields import well_formed
from orgsheet.diff.facts.compare_prose import form_fact, text_kind
from orgsheet.diff.facts.plan_successions import meant_plans
from orgsheet.diff.facts.scene import (
    Scene,
    SheetPair,
    field_spot,
    pair_equal,
    plan_spot,
    sheet_spot,
)
from orgsheet.diff.facts.unfilled_facts import more_open, unsettled_field
from orgsheet.form.blanks import is_blank
from orgsheet.form.sheet import PlanLink, Role, Sheet
from orgsheet.japanese.likeness import normalize, similarity
from orgsheet.japanese.mentions import numbers_in
from orgsheet.match.links import RowRef
from orgsheet.registers.plans import Plan

_NEAR = 0.8


def plan_facts(scene: Scene, pair: SheetPair) -> Iterator[Fact]:
    """Yield what became of the items that a sheet lists under the numbers of plans."""
    for number in pair.after.form.numbers:
        old, new = ([x for x in sheet.plan_links if x.number == number] for sheet in pair)
        meant = meant_plans(scene, pair, number)
        texts = [[link.item.text for link in links] for links in (old, new)]
        more = 0
        if sorted(filter(is_blank, texts[0])) != sorted(filter(is_blank, texts[1])):
            more = more_open(texts[0], texts[1])
            old, new = ([x for x in links if not is_blank(x.item.text)] for links in (old, new))
        pairs = pair_equal(
            [normalize(link.item.text) for link in old],
            [normalize(link.item.text) for link in new],
        )
        for first, second in pairs:
            yield from _kept(scene, pair, old[first], new[second])
        order = [first for first, _ in sorted(pairs, key=lambda one: one[1])]
        if order != sorted(order):
            heading = new[0].heading
            spots = [sheet_spot(sheet, sheet.get(heading), number) for sheet in pair]
            yield Fact(
                "order-changed",
                spots[0]._replace(value=None),
                spots[1]._replace(value=None),
                {"欄": f"{heading} {number}", "組織": pair.after.id.unit},
                f"order-changed\n{pair.after.id}",
            )
        gone = [x for n, x in enumerate(old) if n not in {a for a, _ in pairs}]
        came = [x for n, x in enumerate(new) if n not in {b for _, b in pairs}]
        # What the other side has still to write may be the same.
        gone, came = [] if more > 0 else gone, [] if more < 0 else came
        if meant is not None:
            yield from _replaced(scene, pair, meant[0].name, gone, came)
            continue
        gone, came = yield from _given_way(scene, pair, gone, came)
        for left, right in _reworded(gone, came):
            gone.remove(left)
            came.remove(right)
            places = plan_spot(pair.before, left), plan_spot(pair.after, right)
            values = {"番号": number, "前": left.item.text, "後": right.item.text}
            cause = f"plan-item-reworded\n{pair.after.id.department}\n{number}\n" + "\n".join(
                (normalize(left.item.text), normalize(right.item.text))
            )
            yield Fact("plan-item-reworded", places[0], places[1], values, cause)
        yield from _gone_and_new(scene, pair, gone, came)


def _kept(scene: Scene, pair: SheetPair, old: PlanLink, new: PlanLink) -> Iterator[Fact]:
    how = text_kind(old.item.text, new.item.text)
    if how != "same":
        yield form_fact(how, plan_spot(pair.before, old), plan_spot(pair.after, new))
    plan = scene.plans.find_named(new.item.text)
    if plan is None or not pair.after.year or not pair.before.year:
        return
    if plan.in_force(pair.before.year) is not False and plan.in_force(pair.after.year) is False:
        yield _expired(pair, plan, plan_spot(pair.before, old), plan_spot(pair.after, new))


def _expired(pair: SheetPair, plan: Plan, before: Spot | None, after: Spot) -> Fact:
    values = {"計画": plan.name, "期間": plan.period_text(), "組織": pair.after.id.unit}
    return Fact("plan-reference-expired", before, after, values, f"expired\n{plan.name}")


def _reworded(gone: list[PlanLink], came: list[PlanLink]) -> list[tuple[PlanLink, PlanLink]]:
    scored = sorted(
        (-score, sorted((left.item.text, right.item.text)), a, b)
        for a, left in enumerate(gone)
        for b, right in enumerate(came)
        if (score := similarity(left.item.text, right.item.text)) >= _NEAR
        and not _numbers_differ(left.item.text, right.item.text)
    )
    found, used = [], set[tuple[str, int]]()
    for *_, a, b in scored:
        if ("a", a) not in used and ("b", b) not in used:
            used |= {("a", a), ("b", b)}
            found.append((gone[a], came[b]))
    return found


def _numbers_differ(old: str, new: str) -> bool:
    """Say whether two names are of two editions (プラン2020, プラン2024)."""
    return numbers_in(normalize(old)) != numbers_in(normalize(new))


def _replaced(
    scene: Scene, pair: SheetPair, plan: str, gone: list[PlanLink], came: list[PlanLink]
) -> Iterator[Fact]:
    """Yield the places that gave way with a plan; one for one they are one place.

    The place at which the plan itself is told is not told again.
    """
    couples: list[tuple[PlanLink | None, PlanLink | None]]
    if len(gone) == len(came) == 1:
        couples = [(gone[0], came[0])]
    else:
        couples = [*((link, None) for link in gone), *((None, link) for link in came)]
    for old, new in couples:
        link = new or old
        assert link is not None, "one side has it"
        if all(one is None or one.item in scene.told for one in (old, new)):
            continue
        values = {"組織": pair.after.id.unit, "項目": link.item.text}
        spots = (
            plan_spot(pair.before, old) if old else None,
            plan_spot(pair.after, new) if new else None,
        )
        yield Fact("plan-reference-replaced", *spots, values, f"plan\n{plan}")


def _given_way(
    scene: Scene, pair: SheetPair, gone: list[PlanLink], came: list[PlanLink]
) -> Generator[Fact, None, tuple[list[PlanLink], list[PlanLink]]]:
    """Yield what gave way with its plan, whatever item it cites, and return what is left."""
    left: list[PlanLink] = []
    for link in gone:
        plan = scene.plans.find_named(link.item.text)
        if plan is not None and plan.name in scene.replaced:
            partner = _partner(scene, plan, came)
            yield from _replaced(scene, pair, plan.name, [link], [partner] if partner else [])
            came = [one for one in came if one is not partner]
        else:
            left.append(link)
    successors = {plan.name: old for old, plan in scene.replaced.items()}
    fresh: list[PlanLink] = []
    for link in came:
        plan = scene.plans.find_named(link.item.text)
        if plan is not None and plan.name in successors:
            yield from _replaced(scene, pair, successors[plan.name], [], [link])
        else:
            fresh.append(link)
    return left, fresh


def _gone_and_new(
    scene: Scene, pair: SheetPair, gone: list[PlanLink], came: list[PlanLink]
) -> Iterator[Fact]:
    for link in gone:
        if not _cited(link, (two.after for two in scene.pairs if two.before is pair.before)):
            yield _reference("plan-reference-removed", pair, plan_spot(pair.before, link), None)
    for link in came:
        if _cited(link, (two.before for two in scene.pairs if two.after is pair.after)):
            continue
        plan = scene.plans.find_named(link.item.text)
        spot = plan_spot(pair.after, link)
        if plan is not None and pair.after.year and plan.in_force(pair.after.year) is False:
            yield _expired(pair, plan, None, spot)
        else:
            yield _reference("plan-reference-added", pair, None, spot)


def _cited(link: PlanLink, sheets: Iterable[Sheet]) -> bool:
    """Say whether one of the parts, or of the wholes, of a section cites an item of a plan."""
    wanted = normalize(link.item.text)
    return any(normalize(one.item.text) == wanted for sheet in sheets for one in sheet.plan_links)


def _partner(scene: Scene, plan: Plan, came: list[PlanLink]) -> PlanLink | None:
    """Return the link to the plan's successor, if one came."""
    successor = scene.replaced[plan.name]
    return next(
        (link for link in came if scene.plans.find_named(link.item.text) is successor), None
    )


def _reference(kind: str, pair: SheetPair, before: Spot | None, after: Spot | None) -> Fact:
    spot = after or before
    assert spot is not None, "one side has it"
    number, text = spot.item.rsplit(" ", 1)[-1], str(spot.value)
    cause = "\n".join((kind, pair.after.id.department, number, normalize(text)))
    values = {"番号": number, "計画": text, "組織": pair.after.id.unit}
    return Fact(kind, before, after, values, cause)


def number_facts(before: RowRef, after: RowRef) -> Iterator[Fact]:
    """Yield the plan numbers that a role gained or lost."""
    old, new = before.row, after.row
    if not isinstance(old, Role) or not isinstance(new, Role):
        return
    field = new.table.numbers
    numbers = [[node.text for node in role.numbers] for role in (old, new)]
    nodes = old.node.get(field), new.node.get(field)
    if numbers[0] == numbers[1] or not well_formed(before, after, field):
        return
    if unsettled_field(before, after, field):
        return
    spots = [
        field_spot(ref, node, field) if node is not None else None
        for ref, node in zip((before, after), nodes, strict=True)
    ]
    for kind, one, other in (
        ("plan-number-removed", numbers[0], numbers[1]),
        ("plan-number-added", numbers[1], numbers[0]),
    ):
        for number in one:
            if number not in other:
                values = {"項目": after.name, "組織": after.sheet.id.unit, "番号": number}
                cause = f"{kind}\n{after.sheet.id}\n{number}"
                yield Fact(kind, spots[0], spots[1], values, cause)
    if set(numbers[0]) == set(numbers[1]):
        yield Fact(
            "order-changed",
            spots[0],
            spots[1],
            {"欄": field, "項目": after.name, "組織": after.sheet.id.unit},
            f"order-changed\n{after.sheet.id}",
        )
