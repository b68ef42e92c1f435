"""What a row of a sheet is called for ever: in addresses of pages, in tables that others keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from hashlib import blake2b
from weakref import WeakKeyDictionary

from orgsheet.form import built_in_words as words
from orgsheet.form.sheet import Entry, Sheet
from orgsheet.form.sheet_rows import text_at
from orgsheet.japanese.likeness import normalize

WHOLE_SHEET_ID = "sheet"
"""The id of the sheet itself where it is evaluated as its rows are."""
_SIZE = 5
"""Bytes of a name's digest: two of a sheet's rows never meet by chance."""

_KNOWN: WeakKeyDictionary[Sheet, tuple[tuple[Entry, ...], Mapping[str, str]]] = WeakKeyDictionary()
"""What was found of sheets that are still held: every table of a site asks for the same."""


def row_ids(sheet: Sheet) -> Mapping[str, str]:
    """Return the ids of a sheet's rows by their pointers, each once in the sheet.

    The row's own `id` where it has one. Else it is made from the table's heading and the row's
    name, so that it stays when rows are added, taken out or put in another order; of several rows
    of one name the later ones get a number. Evaluations that stand by themselves are rows, too.
    """
    known = _KNOWN.get(sheet)
    if known is not None and known[0] is sheet.rows:
        return known[1]
    found: dict[str, str] = {}
    taken: Counter[str] = Counter()
    for row in sheet.rows:
        own = text_at(row.node, words.ID)
        name = row.name
        base = "" if own is None else "".join(own.text.split())
        if not base:
            base = made_id(row.heading, "" if name is None else name.text)
        taken[base] += 1
        count = taken[base]
        found[row.node.pointer()] = base if count == 1 else f"{base}-{count}"
    _KNOWN[sheet] = sheet.rows, found
    return found


def made_id(heading: str, name: str) -> str:
    """Return the id of a row that has none: of the heading of its table and its name.

    Widths, spaces and the kinds of dashes in the name do not count.
    """
    text = f"{heading}\n{normalize(name)}".encode("utf-8", "surrogatepass")
    return f"r-{blake2b(text, digest_size=_SIZE).hexdigest()}"
