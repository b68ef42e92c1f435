"""The clashes of a merge put to a person, and the merged data as she decides each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from orgsheet.merge.three_way import LABELS, tree_of
from orgsheet.merge.tree_merge import Entry, Map, Rows, Side, clashing
from orgsheet.source import Node, Plain
from orgsheet.source.vocabulary import Vocabulary


class Choice(NamedTuple):
    """A clash: its place in words, and what each side says there, None for nothing.

    `is_order` says that the two sides agree on what is in a list and not on its order.
    """

    place: tuple[str, ...]
    ours: Plain
    theirs: Plain
    is_order: bool = False


def choices(
    base: bytes, ours: bytes, theirs: bytes, path: str, words: Vocabulary | None
) -> tuple[Choice, ...]:
    """Return the clashes of a merge, in the order of the merged sheet.

    Arguments and errors are those of `merge`.
    """
    return tuple(
        Choice(place, _said(entry.ours), _said(entry.theirs), entry.outcome != "clash")
        for place, entry in _clashing(base, ours, theirs, path, words)[1]
    )


def decided(
    base: bytes,
    ours: bytes,
    theirs: bytes,
    path: str,
    words: Vocabulary | None,
    sides: Sequence[Side],
) -> Plain:
    """Return the data of a merge in which each clash is decided for a side.

    `sides` says whose version stands, in the order of `choices`; the rest is as for `merge`.

    Raises:
        MergeRefused: as `merge`.
        ValueError: there is another number of clashes.
    """
    root, found = _clashing(base, ours, theirs, path, words)
    by_entry = {id(entry): side for (_, entry), side in zip(found, sides, strict=True)}
    return _data(root, by_entry)


def _clashing(
    base: bytes, ours: bytes, theirs: bytes, path: str, words: Vocabulary | None
) -> tuple[Entry, list[tuple[tuple[str, ...], Entry]]]:
    root, _, mine, _ = tree_of(base, ours, theirs, path, LABELS, words)
    return root, list(clashing(root, mine.document.words.names))


def _said(node: Node | None) -> Plain:
    return None if node is None else node.data()


def _data(entry: Entry, sides: Mapping[int, Side]) -> Plain:
    outcome = entry.outcome
    if isinstance(outcome, Map):
        return {str(one.step): _data(one, sides) for one in _there(outcome.entries, sides)}
    if isinstance(outcome, Rows):
        rows = outcome.ordered(sides.get(id(entry), "ours"))
        return [_data(one, sides) for one in _there(rows, sides)]
    node = entry.side(sides[id(entry)] if outcome == "clash" else _taken(outcome))
    assert node is not None, "it is there"
    return node.data()


def _there(entries: Sequence[Entry], sides: Mapping[int, Side]) -> Iterator[Entry]:
    for one in entries:
        is_gone = one.outcome == "gone"
        if one.outcome == "clash":
            is_gone = one.side(sides[id(one)]) is None
        if not is_gone:
            yield one


def _taken(outcome: str) -> Side:
    return "theirs" if outcome == "theirs" else "ours"
