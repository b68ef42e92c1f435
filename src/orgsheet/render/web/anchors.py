"""Where on its page a row stands: an anchor made from its `id`, else from its name, and old ones.

An anchor stays when rows change places, and a row that was renamed keeps the one it had.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import NamedTuple
from weakref import WeakKeyDictionary

from orgsheet.form.built_in_words import ID, PREVIOUS
from orgsheet.form.sheet import Entry, Sheet
from orgsheet.form.sheet_rows import text_at, texts_at
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.render.escape import visible
from orgsheet.yearbook.row_ids import row_ids

_LONGEST = 60
_TAKEN = frozenset({"main", "schedule", "chart-schedule", "corrections", "former"})
"""What the frame of every page calls its own parts."""


class RowAnchors(NamedTuple):
    """The anchor of a row, and others that lead to it, too."""

    anchor: str
    others: tuple[str, ...] = ()


_NO_FRAGMENT = pattern(
    r"[^A-Za-z0-9!$&'()*+,;=:@/?._~\-\u00a1-\U000e0fff]|[\u2000-\u206f\u3000\ufe00-\ufe0f]"
)
_KNOWN: WeakKeyDictionary[Sheet, tuple[tuple[Entry, ...], Mapping[int, RowAnchors]]] = (
    WeakKeyDictionary()
)


def anchor_of(name: str) -> str:
    """Return the anchor that a name gives: the name without spaces; "" for none."""
    text = "_".join(visible(name).split())
    if len(text) <= _LONGEST:
        return text
    return f"{text[:_LONGEST]}-{blake2b(text.encode(), digest_size=4).hexdigest()}"


def fragment(anchor: str) -> str:
    """Return what stands behind `#` in a link to an anchor: the anchor, as readable as it may be.

    What no address may hold (RFC 3987), or nobody would see in it, is coded.
    """
    return _NO_FRAGMENT.sub(
        lambda match: "".join(
            f"%{byte:02X}" for byte in match.group().encode("utf-8", "surrogatepass")
        ),
        anchor,
    )


def row_anchors(sheet: Sheet) -> Mapping[int, RowAnchors]:
    """Return the anchors of a sheet's rows, by the `id()` of each row's node.

    Rows without a name are known by their heading and number. No anchor stands twice, and none is
    that of a heading.
    """
    known = _KNOWN.get(sheet)
    if known is not None and known[0] is sheet.rows:
        return known[1]
    taken = {*_TAKEN, *map(anchor_of, sheet.form.fields)}
    own = {id(entry.node): _own(entry, taken) for entry in sheet.rows}
    ids = row_ids(sheet)
    found = {
        id(entry.node): RowAnchors(
            own[id(entry.node)], tuple(_others(entry, ids[entry.node.pointer()], taken))
        )
        for entry in sheet.rows
    }
    _KNOWN[sheet] = sheet.rows, found
    return found


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


def _others(entry: Entry, row_id: str, taken: set[str]) -> Iterable[str]:
    """Yield further anchors of a row: its name where it has an id, what it was called, its row id.

    By the last, who has a row of the open data finds it on the page.
    """
    former = (anchor_of(text.text) for text in texts_at(entry.node, PREVIOUS))
    for anchor in (*_names(entry), *former, anchor_of(row_id)):
        if anchor and anchor not in taken:
            taken.add(anchor)
            yield anchor
