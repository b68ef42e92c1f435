"""Three versions of a sheet as one tree: for every field, what becomes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from orgsheet.form.built_in_words import EVENT, WHEN
from orgsheet.match.align import Names, align, canonical, id_of, label_of, same_additions
from orgsheet.merge.list_order import Contradiction, merge_orders
from orgsheet.merge.rename_guard import contradict
from orgsheet.source import Mapping, Node, Plain, Sequence
from orgsheet.source.edit import is_same

Side: TypeAlias = Literal["ours", "theirs"]


@dataclass(frozen=True, slots=True)
class Map:
    """A mapping that is merged key by key."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """A list that is merged item by item; `entries` stand in the merged order.

    `theirs_order` is set where the two sides' orders contradict each other: `entries` then stand
    in our order, and it gives the numbers of the entries in theirs.
    """

    entries: tuple[Entry, ...]
    theirs_order: tuple[int, ...] | None = None

    def ordered(self, side: Side) -> tuple[Entry, ...]:
        """Return the entries in the order that a side wants where the two contradict."""
        if side == "ours" or self.theirs_order is None:
            return self.entries
        return tuple(self.entries[number] for number in self.theirs_order)


Outcome: TypeAlias = Literal["ours", "theirs", "gone", "clash"] | Map | Rows
"""Take one side's value, leave it out, ask a person, or merge what is inside."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A key's value or a list's item in the three versions (None: it is not there)."""

    base: Node | None
    ours: Node | None
    theirs: Node | None
    outcome: Outcome

    @property
    def step(self) -> str | int | None:
        """The key, or a number that says nothing about the merged list."""
        node = self.ours or self.theirs or self.base
        return None if node is None else node.step

    def side(self, side: Side) -> Node | None:
        """Return one side's node."""
        return self.ours if side == "ours" else self.theirs


def merge_nodes(
    base: Node | None,
    ours: Node | None,
    theirs: Node | None,
    comments: Callable[[Node], Counter[str]],
    names: Names,
) -> Entry:
    """Return what becomes of a value.

    `comments` gives the comments in and above a value of any of the three documents: a row that
    one side removed while the other wrote a comment to it is not simply removed. `names` are the
    keys that name a row.
    """
    return _Merger(comments, names).entry(base, ours, theirs)


def resolved(entry: Entry, side: Side) -> Plain:
    """Return the merged value, every clash decided for one side; the entry must be there then."""
    outcome = entry.outcome
    if isinstance(outcome, Map):
        return {
            str(one.step): resolved(one, side) for one in outcome.entries if is_there(one, side)
        }
    if isinstance(outcome, Rows):
        return [resolved(one, side) for one in outcome.ordered(side) if is_there(one, side)]
    node = entry.side(side if outcome == "clash" else "theirs" if outcome == "theirs" else "ours")
    assert node is not None, "the caller asked whether it is there"
    return node.data()


def is_there(entry: Entry, side: Side) -> bool:
    """Tell whether an entry is in the merged document when clashes are decided for one side."""
    if entry.outcome == "clash":
        return entry.side(side) is not None
    return entry.outcome != "gone"


def clashes(entry: Entry, names: Names, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the places of all clashes, as words for a person."""
    for place, _ in clashing(entry, names, path):
        yield place


def clashing(
    entry: Entry, names: Names, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Entry]]:
    """Yield all clashes, each with its place as words for a person.

    A list is one where the two sides' orders of it contradict each other.
    """
    outcome = entry.outcome
    if outcome == "clash" or (isinstance(outcome, Rows) and outcome.theirs_order is not None):
        yield (path if outcome == "clash" else (*path, "順序")), entry
    if isinstance(outcome, Map):
        for one in outcome.entries:
            yield from clashing(one, names, (*path, str(one.step)))
    elif isinstance(outcome, Rows):
        for number, one in enumerate(outcome.entries, 1):
            yield from clashing(one, names, (*path, _row_words(one, names, number)))


def _row_words(entry: Entry, names: Names, number: int) -> str:
    for node in (entry.ours, entry.theirs, entry.base):
        if isinstance(node, Mapping):
            for key in (*names, WHEN, EVENT):
                value = node.get(key)
                if value is not None and isinstance(value.data(), str):
                    return f"「{' '.join(value.data().split())[:30]}」"
    return f"{number}番目"


class _Merger:
    def __init__(self, comments: Callable[[Node], Counter[str]], names: Names) -> None:
        self._comments = comments
        self._names = names

    def _label(self, row: Plain) -> str:
        return label_of(row, self._names)

    def entry(self, base: Node | None, ours: Node | None, theirs: Node | None) -> Entry:
        return Entry(base, ours, theirs, self._outcome(base, ours, theirs))

    def _outcome(self, base: Node | None, ours: Node | None, theirs: Node | None) -> Outcome:
        if ours is None or theirs is None:
            return self._one_sided(base, ours, theirs)
        if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
            return self._mapping(base if isinstance(base, Mapping) else None, ours, theirs)
        if isinstance(ours, Sequence) and isinstance(theirs, Sequence):
            return self._sequence(base if isinstance(base, Sequence) else None, ours, theirs)
        if _same(ours, theirs):
            return "ours"
        if base is not None and _same(base, ours):
            return "theirs"
        return "ours" if base is not None and _same(base, theirs) else "clash"

    def _may_be_two(self, base: Mapping, ours: Mapping, theirs: Mapping) -> bool:
        """Tell whether one side may have put another project in a row's place.

        What the other side did to the row is then not for the new project.
        """
        if not isinstance(base.step, int) or _same(ours, theirs):
            return False
        for side, other in ((ours, theirs), (theirs, ours)):
            old, new = base.data(), side.data()
            is_known = bool(id_of(old)) and id_of(old) == id_of(new)
            if is_known or not contradict(self._label(old), self._label(new)):
                continue
            touched = not _same(base, other) or self._comments(base) != self._comments(other)
            if touched and self._label(new) != self._label(other.data()):
                return True
        return False

    def _one_sided(self, base: Node | None, ours: Node | None, theirs: Node | None) -> Outcome:
        kept = ours or theirs
        if kept is None:
            return "gone"
        if base is None:
            return "ours" if kept is ours else "theirs"
        untouched = _same(base, kept) and self._comments(base) == self._comments(kept)
        return "gone" if untouched else "clash"

    def _mapping(self, base: Mapping | None, ours: Mapping, theirs: Mapping) -> Outcome:
        if base is not None and self._may_be_two(base, ours, theirs):
            return "clash"
        # A key that they alone have stands behind the one that it stands behind on their side.
        following: dict[str | None, list[str]] = {}
        before: str | None = None
        for key in theirs.entries:
            if key in ours.entries:
                before = key
            else:
                following.setdefault(before, []).append(key)
        keys = following.get(None, [])
        for key in ours.entries:
            keys += [key, *following.get(key, ())]
        old = base.entries if base is not None else {}
        keys += [key for key in old if key not in ours.entries and key not in theirs.entries]
        return Map(tuple(self.entry(old.get(key), ours.get(key), theirs.get(key)) for key in keys))

    def _sequence(self, base: Sequence | None, ours: Sequence, theirs: Sequence) -> Rows:
        old = base.items if base is not None else []
        items: list[tuple[Node | None, Node | None, Node | None]] = [
            (node, None, None) for node in old
        ]
        data = [node.data() for node in old]
        numbers: list[list[int]] = []
        added: list[list[int]] = []
        for side, sequence in enumerate((ours, theirs), 1):
            found = {other: one for one, other in align(data, sequence.data(), self._names).items()}
            numbers.append([])
            added.append([])
            for place, node in enumerate(sequence.items):
                number = found.get(place)
                if number is None:
                    number = len(items)
                    items.append((None, None, None))
                    added[-1].append(number)
                items[number] = _with(items[number], side, node)
                numbers[-1].append(number)
        # A list that both sides wrote anew holds the same rows even where they differ a little.
        same = same_additions if base is not None else align
        additions = [[_data(items[number]) for number in side] for side in added]
        places = {number: place for place, number in enumerate(numbers[1])}
        for one, other in same(additions[0], additions[1], self._names).items():
            mine, yours = added[0][one], added[1][other]
            items[mine] = (None, items[mine][1], items[yours][2])
            numbers[1][places[yours]] = mine

        def rank(group: list[int]) -> str:
            return "\n".join(_versions(items[number]) for number in group)

        orders = len(old), numbers[0], numbers[1], rank
        try:
            order, theirs_order = merge_orders(*orders), None
        except Contradiction:
            order = merge_orders(*orders, prefer=numbers[0])
            wanted = merge_orders(*orders, prefer=numbers[1])
            places = {number: place for place, number in enumerate(order)}
            theirs_order = tuple(places[number] for number in wanted)
        return Rows(tuple(self.entry(*items[number]) for number in order), theirs_order)


def _with(
    item: tuple[Node | None, Node | None, Node | None], side: int, node: Node
) -> tuple[Node | None, Node | None, Node | None]:
    return (item[0], node, item[2]) if side == 1 else (item[0], item[1], node)


def _versions(item: tuple[Node | None, Node | None, Node | None]) -> str:
    """Return a text for an added item that is the same when the sides are exchanged."""
    return "\n".join(sorted({canonical(node.data()) for node in item if node is not None}))


def _data(item: tuple[Node | None, Node | None, Node | None]) -> Plain:
    node = item[1] or item[2] or item[0]
    return None if node is None else node.data()


def _same(one: Node, other: Node) -> bool:
    return is_same(one.data(), other.data())
