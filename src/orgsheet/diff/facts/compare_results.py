"""What a row says of its year, before and after: results, ratings, directions, ends of steps.

Within a year everything that changed is told. Between two years each side speaks of a year of its
own: only ratings, directions and targets reached that both sides have are compared.
"""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.diff.changes import Fact, Spot
from orgsheet.diff.facts.compare_figures import became
from orgsheet.diff.facts.scene import entry_of, excerpt, field_spot, names_of
from orgsheet.diff.facts.unfilled_facts import unsettled
from orgsheet.evaluation.results_of_row import Achieved, achieved_in, text_of
from orgsheet.form.definition import Field
from orgsheet.japanese.likeness import normalize
from orgsheet.match.links import RowRef
from orgsheet.source import Mapping, Node, Sequence

Refs = tuple[RowRef, RowRef]
Nodes = tuple[Node | None, Node | None]


def result_facts(before: RowRef, after: RowRef) -> Iterator[Fact]:
    """Yield what changed in the results of a row, round by round."""
    refs = before, after
    fields = {**before.row.table.row.fields, **after.row.table.row.fields}
    for name, field in fields.items():
        if not field.is_round:
            continue
        nodes = before.row.node.get(name), after.row.node.get(name)
        if before.sheet.year != after.sheet.year:
            yield from _between_years(refs, field, nodes)
        elif all(isinstance(node, Mapping) for node in nodes):
            yield from _within_year(refs, field, nodes)
        elif _data(nodes[0]) != _data(nodes[1]) and not unsettled(*nodes):
            yield from _as_a_whole(refs, field, nodes)


def outcome_kind(old: str, new: str) -> str:
    """Return the kind of the fact that tells what became of a step; "" where nothing changed."""
    if old == new:
        return ""
    return "outcome-changed" if old and new else "outcome-written" if new else "outcome-removed"


def _as_a_whole(refs: Refs, field: Field, nodes: Nodes) -> Iterator[Fact]:
    """Tell that a round's results came or went, with the rating where one is said."""
    old, new = nodes
    came = _data(old) is None
    if not came and _data(new) is not None:
        values = {**names_of(refs[1]), "欄": field.key, "変化": ""}
        yield Fact("value-changed", *_spots(refs, field.key, nodes), values)
        return
    node = new if came else old
    said = [text_of(node, part.key) for part in field.parts if part.kind == "評価"]
    rating = f"「{excerpt(said[0])}」" if said and said[0] else ""
    values = {**names_of(refs[1]), "時": field.key, "評価": rating}
    kind = "result-written" if came else "result-removed"
    yield Fact(kind, *_spots(refs, field.key, nodes), values)


def _within_year(refs: Refs, field: Field, nodes: Nodes) -> Iterator[Fact]:
    old, new = nodes
    assert isinstance(old, Mapping), "both sides say something of the round"
    assert isinstance(new, Mapping), "both sides say something of the round"
    known = {part.key: part for part in field.parts}
    for name in dict.fromkeys([*old.entries, *new.entries]):
        inner = old.get(name), new.get(name)
        part = known.get(name)
        if part is not None and part.kind == "実績":
            yield from _figures(refs, f"{field.key} {name}", inner)
            continue
        if _data(inner[0]) == _data(inner[1]) or unsettled(*inner):
            continue
        spots = _spots(refs, f"{field.key} {name}", inner)
        texts = [excerpt(text_of(node, name)) for node in nodes]
        if part is not None and part.kind == "評価" and all(texts):
            yield _rated(refs, spots, field, part, texts)
            continue
        values = {**names_of(refs[1]), "欄": f"{field.key} {name}", "変化": became(part, *inner)}
        yield Fact("value-changed", *spots, values)


def _between_years(refs: Refs, field: Field, nodes: Nodes) -> Iterator[Fact]:
    if not all(isinstance(node, Mapping) for node in nodes):
        return
    old, new = nodes
    for part in field.parts:
        inner = _inner(old, part.key), _inner(new, part.key)
        if part.kind == "実績":
            yield from _crossed(refs, f"{field.key} {part.key}", inner)
        elif part.kind == "評価":
            texts = [text_of(node, part.key) for node in nodes]
            if all(texts) and texts[0] != texts[1]:
                spots = _spots(refs, f"{field.key} {part.key}", inner)
                yield _rated(refs, spots, field, part, [excerpt(text) for text in texts])


def _rated(
    refs: Refs, spots: tuple[Spot | None, Spot | None], field: Field, part: Field, texts: list[str]
) -> Fact:
    told = {"欄": f"{field.key}の{part.key}", "前": texts[0], "後": texts[1]}
    return Fact("rating-changed", *spots, {**names_of(refs[1]), **told})


def _figures(refs: Refs, item: str, nodes: Nodes) -> Iterator[Fact]:
    """Yield the figures of a round that changed, came or went, and targets now reached or not."""
    crossed = list(_crossed(refs, item, nodes))
    yield from crossed
    told = {fact.values["項目"] for fact in crossed}
    sides = [_by_name(ref, node) for ref, node in zip(refs, nodes, strict=True)]
    found_change = bool(crossed)
    for key in dict.fromkeys([*sides[0], *sides[1]]):
        both = sides[0].get(key), sides[1].get(key)
        items = both[0] and both[0].node, both[1] and both[1].node
        if _data(items[0]) == _data(items[1]) or unsettled(*items):
            continue
        found_change = True
        name = next(one.name for one in reversed(both) if one is not None)
        if name in told:
            continue
        texts = [_with_unit(one) for one in both]
        spots = _spots(refs, item, items)
        if texts[0] == texts[1]:
            values = {**names_of(refs[1]), "項目": name, "欄": item, "変化": ""}
            yield Fact("value-changed", *spots, values)
            continue
        values = {**names_of(refs[1]), "項目": name, "前": texts[0], "後": texts[1]}
        how = "changed" if all(texts) else "written" if texts[1] else "removed"
        yield Fact(f"result-value-{how}", *spots, values)
    if not found_change and _data(nodes[0]) != _data(nodes[1]) and not unsettled(*nodes):
        values = {**names_of(refs[1]), "欄": item, "変化": ""}
        yield Fact("value-changed", *_spots(refs, item, nodes), values)


def _crossed(refs: Refs, item: str, nodes: Nodes) -> Iterator[Fact]:
    """Yield the indicators whose target is reached on one side alone."""
    before, after = (_by_name(ref, node) for ref, node in zip(refs, nodes, strict=True))
    for key, new in after.items():
        old = before.get(key)
        reached = None if old is None else old.reached.is_reached, new.reached.is_reached
        if old is None or None in reached or reached[0] == reached[1]:
            continue
        told = {"項目": new.name, "前": old.reached.text, "後": new.reached.text}
        kind = "target-reached" if reached[1] else "target-missed"
        spots = _spots(refs, item, (old.node, new.node))
        yield Fact(kind, *spots, {**names_of(refs[1]), **told})


def _by_name(ref: RowRef, node: Node | None) -> dict[str, Achieved]:
    """Return the figures of a round by their indicator, in the order in which they stand."""
    items = [
        one
        for one in (node.items if isinstance(node, Sequence) else ())
        if isinstance(one, Mapping)
    ]
    achieved = {id(one.node): one for one in achieved_in(entry_of(ref), items)}
    found: dict[str, Achieved] = {}
    for item in items:
        one = achieved[id(item)]
        found.setdefault(normalize(one.name), one)
    return found


def _with_unit(one: Achieved | None) -> str:
    if one is None:
        return ""
    return excerpt(one.value + (one.unit if one.value and one.value[-1].isdigit() else ""))


def _inner(node: Node | None, key: str) -> Node | None:
    return node.get(key) if isinstance(node, Mapping) else None


def _spots(refs: Refs, item: str, nodes: Nodes) -> tuple[Spot | None, Spot | None]:
    old, new = (
        None if node is None else field_spot(ref, node, item)
        for ref, node in zip(refs, nodes, strict=True)
    )
    return old, new


def _data(node: Node | None) -> object:
    """Return a value as it counts here: absent, empty and null are one."""
    data = None if node is None else node.data()
    if isinstance(data, str):
        return data.strip() or None
    if isinstance(data, dict):
        return {name: one for name, one in data.items() if one not in ("", None, [], {})} or None
    return data if data != [] else None
