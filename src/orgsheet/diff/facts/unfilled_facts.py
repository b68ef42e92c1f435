"""Places still to be filled in (【記入】): what they leave open, and the facts about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from orgsheet.diff.changes import Fact, Spot
from orgsheet.diff.facts.scene import SheetPair, field_spot, names_of, sheet_spot
from orgsheet.form.blanks import MARK, blanks, is_blank
from orgsheet.form.sheet import Sheet
from orgsheet.match.links import RowRef
from orgsheet.source import Mapping, Node


def unsettled(before: Node | None, after: Node | None) -> bool:
    """Say whether two values differ in what is still to be filled in.

    What a mark stands for is not known yet, so that such values are not compared.
    """
    return _texts(before) != _texts(after)


def unsettled_field(before: RowRef, after: RowRef, field: str) -> bool:
    """Say so of a field of two rows; the two ways to write a deadline are one field."""
    table = after.row.table
    deadlines = (table.deadline, table.raw)
    fields = deadlines if field in deadlines else (field,)
    for one in fields:
        nodes = before.row.node.get(one), after.row.node.get(one)
        marked = _is_marked(before.sheet, nodes[0]) or _is_marked(after.sheet, nodes[1])
        if marked and unsettled(*nodes):
            return True
    return False


def _is_marked(sheet: Sheet, node: Node | None) -> bool:
    """Say fast whether a mark stands in a value as the file has it."""
    return node is not None and sheet.document.text.find(MARK, node.start, node.end) >= 0


def more_open(before: Sequence[str], after: Sequence[str]) -> int:
    """Return how many more of the texts after are still to be filled in than of those before."""
    return sum(map(is_blank, after)) - sum(map(is_blank, before))


def unfilled_facts(pair: SheetPair) -> Iterator[Fact]:
    """Yield that a sheet has, had, or has other places to be filled in than before."""
    before, after = (_places(sheet) for sheet in pair)
    if before == after:
        return
    counts = before.total(), after.total()
    kind = "unfilled-changed" if all(counts) else "unfilled" if counts[1] else "unfilled-ended"
    values = {"組織": pair.after.id.unit, "前": str(counts[0]), "後": str(counts[1])}
    spots = [sheet_spot(sheet, None, "シート全体") for sheet in pair]
    yield Fact(kind, spots[0], spots[1], values)


def row_settled_facts(before: RowRef, after: RowRef) -> Iterator[Fact]:
    """Yield the fields of a row that were filled in, or are to be filled in again."""
    old, new = before.row.node, after.row.node
    for field in dict.fromkeys([*old.entries, *new.entries]):
        nodes = old.get(field), new.get(field)
        if _is_marked(before.sheet, nodes[0]) or _is_marked(after.sheet, nodes[1]):
            spots = [
                None if node is None else field_spot(ref, node, field)
                for ref, node in zip((before, after), nodes, strict=True)
            ]
            yield from _settled(nodes, spots, {**names_of(after), "欄": field})


def sheet_settled_facts(pair: SheetPair) -> Iterator[Fact]:
    """Yield the same of what stands outside the rows: goal, mission and plans."""
    form = pair.after.form
    for field in (*form.texts, *(one.key for one in form.plans)):
        nodes = pair.before.get(field), pair.after.get(field)
        spots = [
            None if node is None else sheet_spot(sheet, node, field)
            for sheet, node in zip(pair, nodes, strict=True)
        ]
        name = pair.after.id.unit
        yield from _settled(nodes, spots, {"組織": name, "項目": name, "欄": field})


def _settled(
    nodes: tuple[Node | None, Node | None], spots: list[Spot | None], values: dict[str, str]
) -> Iterator[Fact]:
    counts = [len(blanks(node)) for node in nodes]
    if counts[0] != counts[1]:
        kind = "value-filled" if counts[1] < counts[0] else "value-unfilled"
        yield Fact(kind, spots[0], spots[1], values)


def _texts(node: Node | None) -> Counter[str]:
    return Counter(one.text.strip() for one in blanks(node))


def _places(sheet: Sheet) -> Counter[tuple[str, ...]]:
    """Return the marks by their words and where they stand, whatever the rows' order."""
    if MARK not in sheet.document.text:
        return Counter()
    return Counter((one.text.strip(), *_way(one, sheet)) for one in blanks(sheet.root))


def _way(node: Node, sheet: Sheet) -> list[str]:
    """Return the headings above a value and the names of the rows it is in."""
    steps = []
    current: Node | None = node
    while current is not None:
        if isinstance(current.step, str):
            steps.append(current.step)
        if isinstance(current, Mapping):
            found = (current.get(key) for key in sheet.document.words.names)
            name = next((one for one in found if one is not None), None)
            steps += [] if name is None else [str(name.data())]
        current = current.parent
    return steps
