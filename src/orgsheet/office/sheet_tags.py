"""What stands in the hidden column of a worksheet: which value of the sheet a line shows.

A line that is moved takes its tag along, and a line that a person put in has none; so what a
worksheet says can be read without guessing by its words.
"""

from __future__ import annotations

from typing import NamedTuple

SHEET, FIELD, PLAN, HEAD, ROW, MORE, OTHER = "s", "f", "p", "h", "r", "+", "-"
"""The sheet's title; a value; the items of a plan; the names of a table's columns; a row of it; the
line above goes on; nothing of the sheet."""

_GAP = "|"


class Tag(NamedTuple):
    """What a line shows: the kind, the field's key or the sheet, a plan's number, the columns."""

    kind: str
    key: str = ""
    number: str = ""
    starts: tuple[int, ...] = ()

    def __str__(self) -> str:
        starts = ",".join(map(str, self.starts))
        return _GAP.join((self.kind, starts, self.number, self.key))


def read_tag(text: str) -> Tag | None:
    """Return the tag that a text is, None where it is none."""
    kind, *rest = text.split(_GAP, 3)
    if kind not in (SHEET, FIELD, PLAN, HEAD, ROW, MORE, OTHER) or len(rest) != 3:  # noqa: PLR2004
        return None
    numbers = [one for one in rest[0].split(",") if one]
    if not all(one.isascii() and one.isdigit() and len(one) < 4 for one in numbers):  # noqa: PLR2004
        return None
    return Tag(kind, rest[2], rest[1], tuple(map(int, numbers)))
