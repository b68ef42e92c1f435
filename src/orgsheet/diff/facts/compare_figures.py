"""Figures that stand in fields of their own: indicators with their targets, amounts, choices."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from orgsheet.diff.changes import Fact, Spot
from orgsheet.diff.facts.compare_targets import wanted_in
from orgsheet.diff.facts.scene import excerpt, field_spot, names_of
from orgsheet.diff.facts.unfilled_facts import unsettled
from orgsheet.form.definition import Field
from orgsheet.form.field_shapes import INDICATOR
from orgsheet.japanese.likeness import normalize
from orgsheet.japanese.shorten import one_line
from orgsheet.match.links import RowRef
from orgsheet.source import Mapping, Node, Scalar, Sequence

_SHOWN = frozenset({"金額", "数", "選択", "日付", "所属", "文字", "評価"})
"""Kinds whose values are so short that a sentence quotes both."""
_LONGEST = 40
_TARGET, _BASE = "目標", "基準"


def became(field: Field | None, old: Node | None, new: Node | None) -> str:
    """Return how a sentence goes on that says a value changed: `「前」から「後」に`, or "".

    Only of values that are short by their kind, and where both sides have one.
    """
    if field is None or field.kind not in _SHOWN:
        return ""
    texts = [_text(node, field.unit) for node in (old, new)]
    if not all(texts) or any(len(text) > _LONGEST for text in texts):
        return ""
    return f"「{excerpt(texts[0])}」から「{excerpt(texts[1])}」に"


def figure_facts(before: RowRef, after: RowRef) -> Iterator[Fact]:
    """Yield what changed in the indicators of a row: targets by their direction, other values."""
    for key, field in after.row.table.row.fields.items():
        nodes = before.row.node.get(key), after.row.node.get(key)
        if field.kind == "指標":
            for name, old, new in _same_named(*nodes):
                yield from _changed((before, after), key, name, (old, new))
        elif field.kind == "指標の値" and all(isinstance(one, Mapping) for one in nodes):
            yield from _changed((before, after), key, after.name, nodes)


def _same_named(old: Node | None, new: Node | None) -> Iterator[tuple[str, Mapping, Mapping]]:
    """Yield the indicators that both lists have; none where another one came, went or stands twice.

    Then the field is told as a whole.
    """
    lists = [side.items if isinstance(side, Sequence) else [] for side in (old, new)]
    sides = [[one for one in items if isinstance(one, Mapping)] for items in lists]
    named = [{normalize(_text(one.get(INDICATOR[0]), "")): one for one in side} for side in sides]
    if named[0].keys() != named[1].keys() or any(
        len(names) != len(side) for names, side in zip(named, sides, strict=True)
    ):
        return
    for name, later in named[1].items():
        yield _text(later.get(INDICATOR[0]), ""), named[0][name], later


def _changed(
    refs: tuple[RowRef, RowRef], key: str, name: str, nodes: tuple[Node | None, Node | None]
) -> Iterator[Fact]:
    old, new = nodes
    assert isinstance(old, Mapping), "both sides have the indicator"
    assert isinstance(new, Mapping), "both sides have the indicator"
    unit = _text(new.get("単位"), "")
    wanted = _wanted(name, old, new)
    for column in dict.fromkeys([*old.entries, *new.entries]):
        values = old.get(column), new.get(column)
        if _plain(values[0]) == _plain(values[1]) or unsettled(*values):
            continue
        spots = (
            _spot(refs[0], values[0], f"{key} {column}"),
            _spot(refs[1], values[1], f"{key} {column}"),
        )
        said = names_of(refs[1])
        numbers = [_number(_value(node)) for node in values]
        if _TARGET in column and wanted and None not in numbers and numbers[0] != numbers[1]:
            assert numbers[0] is not None, "tested above"
            assert numbers[1] is not None, "tested above"
            is_more = numbers[1] > numbers[0]
            kind = "target-raised" if is_more == (wanted == "more") else "target-lowered"
            texts = [_text(_value(node), unit) for node in values]
            yield Fact(kind, *spots, {**said, "項目": name, "前": texts[0], "後": texts[1]})
            continue
        texts = [excerpt(_text(_value(node), unit), _LONGEST) for node in values]
        words = f"「{texts[0]}」から「{texts[1]}」に" if all(texts) and texts[0] != texts[1] else ""
        yield Fact("value-changed", *spots, {**said, "項目": name, "欄": column, "変化": words})


def _spot(ref: RowRef, node: Node | None, item: str) -> Spot | None:
    return None if node is None else field_spot(ref, node, item)


def _wanted(name: str, old: Mapping, new: Mapping) -> str:
    """Return which way is better: from where things stood to the target, else by the name."""
    found = set()
    for side in (old, new):
        numbers = {key: _number(_value(node)) for key, node in side.entries.items()}
        base = next((one for key, one in numbers.items() if _BASE in key and one is not None), None)
        aims = [one for key, one in numbers.items() if _TARGET in key and one is not None]
        if base is not None and aims and aims[0] != base:
            found.add("more" if aims[0] > base else "less")
    return found.pop() if len(found) == 1 else "" if found else wanted_in(name)


def _value(node: Node | None) -> Node | None:
    """Return the figure itself, where one stands beside the time it is of."""
    return node.get("数値") if isinstance(node, Mapping) else node


def _plain(node: Node | None) -> object:
    return None if node is None else node.data()


def _number(node: Node | None) -> Decimal | None:
    if not isinstance(node, Scalar):
        return None
    try:
        number = Decimal(normalize(node.text).replace(",", "").removesuffix("%"))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _text(node: Node | None, unit: str) -> str:
    """Return a value on one line, several as a list, with the unit behind a number."""
    if isinstance(node, Sequence):
        return "、".join(_text(one, unit) for one in node.items)
    if not isinstance(node, Scalar) or node.value is None:
        return ""
    text = one_line(node.text)
    if isinstance(node.value, int | float) and not isinstance(node.value, bool):
        text = f"{node.value:,}"
    return text + (unit if _number(node) is not None else "")
