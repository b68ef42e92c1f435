"""How a text is mended: edits of it, and what they do to its data."""

from __future__ import annotations

from typing import NamedTuple

from orgsheet.source import Plain, TextEdit


class Change(NamedTuple):
    """What an edit does to the data at a JSON pointer.

    `kind` is `value` (it becomes `new`), `items` (the list item gives way to the items of the
    list `new`, none or several) or `key` (the entry gets the key `new`).
    """

    pointer: str
    kind: str
    new: Plain


class Mend(NamedTuple):
    """How the program can mend a finding.

    `edits` change the text, and `changes` say what that does to the data: nothing, where there
    are none; None where the text was not read as it was meant, so that the data cannot be
    foretold. `whole` names instead a change of the whole file: `bom` (without the byte order
    mark), `line-ends` (all LF) or `utf-8` (from the encoding that it was recognised to have).
    """

    edits: tuple[TextEdit, ...] = ()
    changes: tuple[Change, ...] | None = ()
    whole: str = ""
