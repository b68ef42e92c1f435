"""The proof of a merge: the text means the tree, and the tree holds every edit of both sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import TypeAlias

from orgsheet.match.align import canonical
from orgsheet.merge.line_blocks import Lines
from orgsheet.merge.tree_merge import Entry, Map, Rows, Side, is_there
from orgsheet.source import Document, Node, Plain, parse
from orgsheet.source.edit import is_same
from orgsheet.source.vocabulary import Vocabulary

Path: TypeAlias = tuple[str | int, ...]
Edits: TypeAlias = dict[Path, str]
"""What a version did to the base: the new value by place, "" for what it removed."""

_GONE = ""
_MOST_PAIRED = 1_000
_HARMLESS = frozenset({"full-width-colon", "odd-space", "list-mark", "missing-space"})


class MergeRefused(Exception):  # noqa: N818 - nothing failed: a merge was not made
    """The merge could not be proved; the message is Japanese."""


def check_merge(
    root: Entry,
    texts: dict[Side, str],
    before: tuple[Lines | None, Lines, Lines],
    path: str,
    *,
    heeds_comments: bool = True,
) -> None:
    """Check the merged text, once with every clash decided for each side.

    Each text must be readable; it must hold all edits that a side made and that no clash gave to
    the other, nothing that neither made, and every comment where comments are heeded.

    Raises:
        MergeRefused: one of these does not hold.
    """
    documents = {side: _read(text, path, before[1].document.words) for side, text in texts.items()}
    ours, theirs = dict(_edits(root, "ours")), dict(_edits(root, "theirs"))
    clashed = set(_clashed(root))
    sides: tuple[tuple[Side, Edits, Edits], ...] = (
        ("ours", ours, theirs),
        ("theirs", theirs, ours),
    )
    for side, wanted, other in sides:
        data = documents[side].root
        assert data is not None, "it was read"
        made = dict(_result_edits(root, data.data(), side))
        for place, value in wanted.items():
            if made.get(place) != value:
                raise _refused("片方の変更が失われる")
        for place, value in made.items():
            if place not in wanted and other.get(place) != value:
                raise _refused("どちらの変更でもない内容が生じる")
        for place in other:
            if place not in made and not _is_within(place, clashed):
                raise _refused("片方の変更が失われる")
        _check_order(root, side)
    if heeds_comments:
        _check_comments([Lines(document) for document in documents.values()], before)


def is_sound(document: Document) -> bool:
    """Tell whether a document means what its tree says; text that only looks odd does no harm."""
    return document.root is not None and all(
        problem.kind in _HARMLESS for problem in document.problems
    )


def _read(text: str, path: str, words: Vocabulary) -> Document:
    document = parse(text.encode(), path, words=words)
    if not is_sound(document):
        raise _refused("読めない行ができる")
    return document


def _refused(why: str) -> MergeRefused:
    return MergeRefused(f"内容で合わせると{why}ため、行ごとの合わせ込みに切り替えます。")


def _edits(entry: Entry, side: Side, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield what one side did to the base."""
    node = entry.side(side)
    if isinstance(entry.outcome, Map | Rows):
        for one, place in _inside(entry, path):
            yield from _edits(one, side, place)
    elif node is None:
        if entry.base is not None:
            yield path, _GONE
    elif entry.base is None or not is_same(entry.base.data(), node.data()):
        yield path, canonical(node.data())


def _result_edits(
    entry: Entry, value: Plain, side: Side, path: Path = ()
) -> Iterator[tuple[Path, str]]:
    """Yield what the merged document did to the base; the tree says which item was which."""
    if not isinstance(entry.outcome, Map | Rows):
        if entry.base is None or not is_same(entry.base.data(), value):
            yield path, canonical(value)
        return
    values = _values(entry.outcome, value, side)
    for one, place in _inside(entry, path):
        if is_there(one, side):
            yield from _result_edits(one, values[id(one)], side, place)
        elif one.base is not None:
            yield place, _GONE


def _values(outcome: Map | Rows, value: Plain, side: Side) -> dict[int, Plain]:
    """Return the value of each entry that must be there, by the entry's `id`."""
    if isinstance(outcome, Map):
        keys = {str(one.step): id(one) for one in outcome.entries if is_there(one, side)}
        if isinstance(value, dict) and value.keys() == keys.keys():
            return {number: value[key] for key, number in keys.items()}
    else:
        present = [id(one) for one in outcome.ordered(side) if is_there(one, side)]
        if isinstance(value, list) and len(value) == len(present):
            return dict(zip(present, value, strict=True))
    raise _refused("構造が変わる")


def _clashed(entry: Entry, path: Path = ()) -> Iterator[Path]:
    """Yield the places that are left to a person."""
    if entry.outcome == "clash":
        yield path
    for one, place in _inside(entry, path):
        yield from _clashed(one, place)


def _inside(entry: Entry, path: Path) -> Iterator[tuple[Entry, Path]]:
    """Yield the entries of a collection with their places: keys, or numbers of merged items."""
    outcome = entry.outcome
    if isinstance(outcome, Map):
        for one in outcome.entries:
            yield one, (*path, str(one.step))
    elif isinstance(outcome, Rows):
        for number, one in enumerate(outcome.entries):
            yield one, (*path, number)


def _is_within(place: Path, places: set[Path]) -> bool:
    return any(place[:length] in places for length in range(len(place) + 1))


def _check_order(entry: Entry, side: Side) -> None:
    """Check that two old items stand the other way round exactly where a side turned them."""
    outcome = entry.outcome
    if isinstance(outcome, Rows):
        wanted = (side,) if outcome.theirs_order is not None else ("ours", "theirs")
        present = [one for one in outcome.ordered(side) if is_there(one, side) and one.base]
        if any(_steps(present, name) != sorted(_steps(present, name)) for name in _VERSIONS):
            _check_pairs(present, wanted)
    for one, _ in _inside(entry, ()):
        _check_order(one, side)


_VERSIONS = ("base", "ours", "theirs")


def _steps(entries: list[Entry], version: str) -> list[int]:
    nodes: list[Node | None] = [getattr(one, version) for one in entries]
    return [node.step for node in nodes if node is not None and isinstance(node.step, int)]


def _check_pairs(present: list[Entry], wanted: tuple[str, ...]) -> None:
    if len(present) > _MOST_PAIRED:
        raise MergeRefused(
            "行が多すぎて並べ替えを確かめられないため、行ごとの合わせ込みに切り替えます。"
        )
    for place, one in enumerate(present):
        for other in present[place + 1 :]:
            was_behind = _is_behind(one, other, "base")
            turned = any(
                _is_behind(one, other, name) != was_behind
                for name in wanted
                if getattr(one, name) and getattr(other, name)
            )
            if turned != was_behind:
                raise _refused("行の順序が変わる")


def _is_behind(one: Entry, other: Entry, version: str) -> bool:
    steps = _steps([one, other], version)
    return any(first > second for first, second in pairwise(steps))


def _check_comments(results: list[Lines], before: tuple[Lines | None, Lines, Lines]) -> None:
    old, ours, theirs = (Counter() if lines is None else lines.all_comments() for lines in before)
    made = [lines.all_comments() for lines in results]
    for text in ours.keys() | theirs.keys():
        least = max(0, ours[text] + theirs[text] - old[text])
        if ours[text] >= old[text] and theirs[text] >= old[text]:
            least = max(ours[text], theirs[text])
        if max(one[text] for one in made) < least:
            raise _refused("# で始まる注記が失われる")
