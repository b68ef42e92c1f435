"""What a row says of its year, before and after: results, ratings, directions, ends of steps.

Within a year everything that changed is told. Between two years each side speaks of a year of its
own: only ratings, directions and targets reached that both sides have are compared.
"""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.diff.changes import Fact, Spot
from orgsheet.diff.facts.compare_figures import became
from orgsheet.diff.facts.scene import excerpt, field_spot, names_of
from orgsheet.diff.facts.unfilled_facts import unsettled
from orgsheet.evaluation.attainment import Attainment, Figures, attainment
from orgsheet.evaluation.results_of_row import (
    BASE,
    NAME,
    TARGET,
    UNIT,
    VALUE,
    Indicator,
    indicators_of,
    text_of,
)
from orgsheet.form.definition import Field
from orgsheet.form.sheet_rows import Entry
from orgsheet.japanese.likeness import normalize
from orgsheet.match.links import RowRef
from orgsheet.source import Mapping, Node, Sequence

_FULL = 100
"""The attainment in percent with which a target is reached."""

Refs = tuple[RowRef, RowRef]
Nodes = tuple[Node | None, Node | None]


def is_result(field: Field | None) -> bool:
    """Tell whether a field holds what is said of a round (中間, 年度末)."""
    return field is not None and bool(field.parts) and bool(field.time)


def result_facts(before: RowRef, after: RowRef) -> Iterator[Fact]:
    """Yield what changed in the results of a row, round by round."""
    refs = before, after
    fields = {**before.row.table.row.fields, **after.row.table.row.fields}
    for name, field in fields.items():
        if not is_result(field):
            continue
        nodes = before.row.node.get(name), after.row.node.get(name)
        if _data(nodes[0]) == _data(nodes[1]) and not _targets_moved(refs):
            continue
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
        items = sides[0].get(key), sides[1].get(key)
        if _data(items[0]) == _data(items[1]) or unsettled(*items):
            continue
        found_change = True
        known = items[1] or items[0]
        name = text_of(known, NAME) or key
        if name in told:
            continue
        texts = [_with_unit(ref, node, key) for ref, node in zip(refs, items, strict=True)]
        kind = "result-value-changed" if all(texts) else ""
        kind = kind or ("result-value-written" if texts[1] else "result-value-removed")
        if not any(texts) or texts[0] == texts[1]:
            values = {**names_of(refs[1]), "項目": name, "欄": item, "変化": ""}
            yield Fact("value-changed", *_spots(refs, item, items), values)
            continue
        values = {**names_of(refs[1]), "項目": name, "前": texts[0], "後": texts[1]}
        yield Fact(kind, *_spots(refs, item, items), values)
    if not found_change and _data(nodes[0]) != _data(nodes[1]) and not unsettled(*nodes):
        values = {**names_of(refs[1]), "欄": item, "変化": ""}
        yield Fact("value-changed", *_spots(refs, item, nodes), values)


def _crossed(refs: Refs, item: str, nodes: Nodes) -> Iterator[Fact]:
    """Yield the indicators whose target is reached on one side alone."""
    sides = [_by_name(ref, node) for ref, node in zip(refs, nodes, strict=True)]
    for key in sides[1]:
        if key not in sides[0]:
            continue
        items = sides[0][key], sides[1][key]
        rates = [_attained(ref, node, key) for ref, node in zip(refs, items, strict=True)]
        reached = [_is_reached(rate) for rate in rates]
        if None in reached or reached[0] == reached[1]:
            continue
        values = {
            **names_of(refs[1]),
            "項目": text_of(items[1], NAME) or key,
            "前": rates[0].text,
            "後": rates[1].text,
        }
        kind = "target-reached" if reached[1] else "target-missed"
        yield Fact(kind, *_spots(refs, item, items), values)


def _indicators(ref: RowRef) -> tuple[Indicator, ...]:
    table = ref.row.table
    return indicators_of(Entry(ref.row.node, table.key, table, table.row, ref.number))


def _by_name(ref: RowRef, node: Node | None) -> dict[str, Mapping]:
    """Return the figures of a round by their indicator; one without a name is the only one's."""
    items = node.items if isinstance(node, Sequence) else []
    only = [one.name for one in _indicators(ref)]
    found: dict[str, Mapping] = {}
    for item in items:
        if isinstance(item, Mapping):
            name = text_of(item, NAME) or (only[0] if len(only) == 1 else "")
            found.setdefault(normalize(name), item)
    return found


def _attained(ref: RowRef, item: Mapping, key: str) -> Attainment:
    mine = next((one for one in _indicators(ref) if normalize(one.name) == key), None)
    base, target, unit = (mine.base, mine.target, mine.unit) if mine else ("", "", "")
    return attainment(Figures(base, target, text_of(item, VALUE), unit))


def _is_reached(one: Attainment) -> bool | None:
    """Tell whether a target is reached; None where that cannot be said."""
    if one.kind == "kept":
        return one.kept
    return None if one.rate is None else one.rate >= _FULL


def _with_unit(ref: RowRef, item: Mapping | None, key: str) -> str:
    if item is None:
        return ""
    text = text_of(item, VALUE)
    own = text_of(item, UNIT)
    units = [one.unit for one in _indicators(ref) if normalize(one.name) == key]
    unit = own or (units[0] if units else "")
    return excerpt(text + (unit if text and text[-1].isdigit() else ""))


def _targets_moved(refs: Refs) -> bool:
    """Tell whether what results are measured by differs, so that the same result may miss it."""
    sides = [
        [(one.name, text_of(one.node, BASE), text_of(one.node, TARGET)) for one in found]
        for found in (_indicators(ref) for ref in refs)
    ]
    return sides[0] != sides[1]


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
