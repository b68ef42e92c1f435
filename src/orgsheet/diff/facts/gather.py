"""What differs between two sides, fact by fact, without an opinion."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.diff.changes import Fact
from orgsheet.diff.facts.comparable_fields import well_formed
from orgsheet.diff.facts.compare_criteria import criterion_facts
from orgsheet.diff.facts.compare_deadlines import deadline_facts
from orgsheet.diff.facts.compare_directions import unheeded_directions
from orgsheet.diff.facts.compare_figures import became, figure_facts
from orgsheet.diff.facts.compare_people import flag_facts, headcount_facts, staff_facts
from orgsheet.diff.facts.compare_plans import number_facts, plan_facts
from orgsheet.diff.facts.compare_prose import optional_text_facts
from orgsheet.diff.facts.compare_results import result_facts
from orgsheet.diff.facts.compare_rows import changed_rows, copied_facts, list_facts, order_facts
from orgsheet.diff.facts.compare_sheets import rest_facts, sheet_facts
from orgsheet.diff.facts.plan_successions import find_replaced, replaced_facts
from orgsheet.diff.facts.possible_slips import possible_slips
from orgsheet.diff.facts.scene import (
    Scene,
    SheetPair,
    field_spot,
    key,
    sheet_spot,
)
from orgsheet.diff.facts.unfilled_facts import (
    row_settled_facts,
    sheet_settled_facts,
    unfilled_facts,
    unsettled_field,
)
from orgsheet.form.built_in_words import ID, PREVIOUS
from orgsheet.form.sheet import Action, Role
from orgsheet.match.links import Link, Matching, RowRef
from orgsheet.registers.plans import PlanRegister
from orgsheet.registers.scales import ScaleRegister, packaged_scales
from orgsheet.source import Node, Scalar

_YEARS_ONLY = frozenset({"text-year-only", "milestone-rolled"})
_TEXTS = (("目標", "goal"), ("使命", "mission"))
"""The roles of the sheet's own texts that have change rules of their own."""


def each_fact(
    matching: Matching, *, plans: PlanRegister, scales: ScaleRegister | None = None
) -> Iterator[Fact]:
    """Yield every difference between two sides, of a city more than who reads them need keep.

    `scales` say what a direction of last year means; None for those that the program brings.

    Of the facts with one cause the one that explains the others comes first. The facts do not
    depend on the order of rows, except those about order; the other way round gives the mirrored.
    """
    scene = Scene(matching, plans)
    find_replaced(scene)
    told: set[int] = set()
    for fact in _of_rows(scene, scales or packaged_scales()):
        told |= {id(spot.sheet) for spot in (fact.before, fact.after) if spot}
        yield fact
    for pair in scene.pairs:
        silent = not told & {id(pair.before), id(pair.after)}
        yield from rest_facts(pair, found_something=not silent)


def _of_rows(scene: Scene, scales: ScaleRegister) -> Iterator[Fact]:
    """Yield what differs in sheets as wholes and in what the form knows of them."""
    yield from sheet_facts(scene)
    yield from replaced_facts(scene)
    for found in scene.matching.contradictions:
        yield Fact("key-contradiction", None, None, {"内容": found.message})
    for pair in scene.pairs:
        yield from unfilled_facts(pair)
        yield from sheet_settled_facts(pair)
        yield from _texts(scene, pair)
        yield from plan_facts(scene, pair)
        yield from list_facts(scene, pair)
        yield from copied_facts(scene, pair)
        yield from order_facts(scene, pair)
        yield from headcount_facts(pair)
    yield from changed_rows(scene)
    for link in scene.single_links:
        yield from _row(scene, link)
    yield from unheeded_directions(scene, scales)
    for link in scene.matching.links:
        if link.band == "asked":
            yield from possible_slips(scene, link)


def _texts(scene: Scene, pair: SheetPair) -> Iterator[Fact]:
    for role, kind in _TEXTS:
        heading = pair.after.form.role_key(role)
        if not heading:
            continue
        old, new = pair.before.text(heading), pair.after.text(heading)
        values = {"組織": pair.after.id.unit, "項目": heading}
        yield from optional_text_facts(
            scene,
            (old, sheet_spot(pair.before, old, heading)),
            (new, sheet_spot(pair.after, new, heading)),
            kind,
            values,
        )


def _row(scene: Scene, link: Link) -> Iterator[Fact]:
    before, after = link.before, link.after
    found: list[Fact] = []
    old, new = before.row, after.row
    if before.sheet.year == after.sheet.year and old.node.data() == new.node.data():
        return
    if isinstance(old, Role) and isinstance(new, Role):
        found += _row_text(scene, link, (old.duty, new.duty), new.table.text, "duty")
        found += number_facts(before, after)
        found += flag_facts(before, after)
        found += staff_facts(before, after)
    if isinstance(old, Action) and isinstance(new, Action):
        found += _row_text(scene, link, (old.action, new.action), new.table.text, "action")
        found += deadline_facts(scene, before, after)
        found += criterion_facts(scene, before, after)
    found += figure_facts(before, after)
    found += result_facts(before, after)
    copied = scene.copied.get(key(after))
    for fact in found:
        # That the years moved on is what made the row a copy.
        yield fact._replace(cause=copied) if copied and fact.kind in _YEARS_ONLY else fact
    yield from _row_rest(before, after, found)
    yield from row_settled_facts(before, after)


def _row_text(
    scene: Scene,
    link: Link,
    nodes: tuple[Scalar | None, Scalar | None],
    field: str,
    kind: str,
) -> Iterator[Fact]:
    if not field or not well_formed(link.before, link.after, field):
        return
    spots = [
        field_spot(ref, node, field) if node is not None else None
        for ref, node in zip((link.before, link.after), nodes, strict=True)
    ]
    values = {"項目": link.after.name, "組織": link.after.sheet.id.unit}
    cause = scene.cause(kind, link.after)
    yield from optional_text_facts(
        scene, (nodes[0], spots[0]), (nodes[1], spots[1]), kind, values, cause
    )


def _row_rest(before: RowRef, after: RowRef, found: list[Fact]) -> Iterator[Fact]:
    """Yield what differs in a row and no other comparison spoke of: keys, and odd values."""
    told = {spot.pointer for fact in found for spot in (fact.before, fact.after) if spot}
    old, new = before.row.node, after.row.node
    name_fields = {before.row.table.name, after.row.table.name}
    for field in dict.fromkeys([*old.entries, *new.entries]):
        nodes = old.get(field), new.get(field)
        if field in name_fields or _data(nodes[0]) == _data(nodes[1]):
            continue
        if any(_below(node.pointer(), told) for node in nodes if node is not None):
            continue
        known = after.row.table.row.fields.get(field)
        if unsettled_field(before, after, field) or (known and known.is_round):
            continue
        kind = {ID: "id-changed", PREVIOUS: "lineage-changed"}.get(field, "value-changed")
        spots = [
            field_spot(ref, node, field) if node is not None else None
            for ref, node in zip((before, after), nodes, strict=True)
        ]
        said = became(known, *nodes)
        values = {"項目": after.name, "組織": after.sheet.id.unit, "欄": field, "変化": said}
        cause = "" if kind == "value-changed" else f"{kind}\n{after.sheet.id}"
        yield Fact(kind, spots[0], spots[1], values, cause)


def _data(node: Node | None) -> object:
    """Return a value as it counts here: absent and empty are one, block ends do not matter."""
    data = None if node is None else node.data()
    if isinstance(data, str):
        return data.strip() or None
    return data if data not in ([], {}) else None


def _below(pointer: str, told: set[str]) -> bool:
    return any(one == pointer or one.startswith(pointer + "/") for one in told)
