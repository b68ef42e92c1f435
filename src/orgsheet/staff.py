"""Where names of staff may stand, also where 担当 is not written as the form asks."""

from __future__ import annotations

from functools import lru_cache

from orgsheet.names import nearest
from orgsheet.patterns import pattern
from orgsheet.source import Document
from orgsheet.source.slips import FORM_KEYS

STAFF = "担当"

_STAFF = pattern(r"担\s*当")
_KEYS = FORM_KEYS | {"id"}
_NEAR = 0.5
_ROW = 2
"""How many steps lead to a row of a sheet; behind them stands a heading of the form."""

_ENTRY = pattern(r"""([ \t\u3000]*(?:-[ \t\u3000]*)?)["']?([^\s:："'-][^:：]{0,40})[:：]""")
_SPACES = " \t\u3000"
_LOOKED_AT = 200
"""Lines above that may hold the heading a line belongs to."""


def is_staff(pointer: str) -> bool:
    """Tell whether a JSON pointer leads into 担当, or into what may be meant to be it."""
    steps = pointer.split("/")[1:]
    return is_staff_key(pointer) or any(
        _may_be_staff(step) for step in steps[_ROW:] if not step.isdecimal()
    )


def is_staff_key(key: str) -> bool:
    """Tell whether a heading says 担当, also where a space stands in it."""
    return _STAFF.search(key) is not None


def is_staff_line(document: Document, number: int) -> bool:
    """Tell whether a line (from 1) may hold names: it stands at or under 担当.

    Asked of files that YAML may not be able to read, so the look of the lines decides: one without
    a heading of its own belongs to the nearest entry above that stands no deeper.
    """
    depth = None
    for line in range(number, max(number - _LOOKED_AT, 0), -1):
        text = document.line_text(line)
        entry = _ENTRY.match(text)
        if depth is None:
            depth = len(text) - len(text.lstrip(_SPACES)) if entry is None else len(entry[1])
        if entry is not None and len(entry[1]) <= depth:
            return is_staff_key(entry[2]) or (entry[1] != "" and _may_be_staff(entry[2].strip()))
    return False


@lru_cache(maxsize=256)
def _may_be_staff(key: str) -> bool:
    """Tell whether a heading in a row is 担当, or one that is near no other heading of the form."""
    if key in _KEYS:
        return key == STAFF
    near = nearest(key, sorted(FORM_KEYS), _NEAR)
    return is_staff_key(key) or not near or near[0][0] == STAFF
