"""Where on its page a row stands: an anchor made from its `id`, else from its name, and old ones.

An anchor stays when rows change places, and a row that was renamed keeps the one it had.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import NamedTuple

from orgsheet.form.built_in_words import ID, PREVIOUS
from orgsheet.form.sheet import Entry, Sheet
from orgsheet.form.sheet_rows import text_at, texts_at
from orgsheet.render.escape import visible

_LONGEST = 60
_TAKEN = frozenset({"main", "schedule", "chart-schedule", "corrections", "former"})
"""What the frame of every page calls its own parts."""


class RowAnchors(NamedTuple):
    """The anchor of a row, and others that lead to it, too."""

    anchor: str
    others: tuple[str, ...] = ()


def anchor_of(name: str) -> str:
    """Return the anchor that a name gives: the name without spaces; "" for none."""
    text = "_".join(visible(name).split())
    if len(text) <= _LONGEST:
        return text
    return f"{text[:_LONGEST]}-{blake2b(text.encode(), digest_size=4).hexdigest()}"


def row_anchors(sheet: Sheet) -> dict[int, RowAnchors]:
    """Return the anchors of a sheet's rows, by the `id()` of each row's node.

    Rows without a name are known by their heading and number. No anchor stands twice, and none is
    that of a heading.
    """
    taken = {*_TAKEN, *map(anchor_of, sheet.form.fields)}
    own = {id(entry.node): _own(entry, taken) for entry in sheet.rows}
    return {
        id(entry.node): RowAnchors(own[id(entry.node)], tuple(_others(entry, taken)))
        for entry in sheet.rows
    }


def _own(entry: Entry, taken: set[str]) -> str:
    wanted = next(iter(_names(entry)), "") or f"{anchor_of(entry.heading)}-{entry.number + 1}"
    found, number = wanted, 1
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    taken.add(found)
    return found


def _names(entry: Entry) -> Iterable[str]:
    """Yield what a row may be called in an address: its id, then its name."""
    for text in (text_at(entry.node, ID), entry.name):
        anchor = "" if text is None else anchor_of(text.text)
        if anchor:
            yield anchor


def _others(entry: Entry, taken: set[str]) -> Iterable[str]:
    """Yield further anchors of a row: its name where it has an id, and what it was called."""
    former = (anchor_of(text.text) for text in texts_at(entry.node, PREVIOUS))
    for anchor in (*_names(entry), *former):
        if anchor and anchor not in taken:
            taken.add(anchor)
            yield anchor
