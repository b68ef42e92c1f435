"""The names of the worksheets of a workbook: what Excel takes, and none twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from orgsheet.japanese.lazy_patterns import pattern

MOST = 31
"""Excel takes no longer name."""

_REFUSED = pattern(r"[\[\]:*?/\\'\x00-\x1f]")
_RESERVED = "history"


def worksheet_names(wanted: Iterable[Sequence[str]], taken: Iterable[str] = ()) -> list[str]:
    """Return a name for each worksheet: the first of those wanted that is free, else a number.

    `wanted` has the names of one worksheet in each item, the best first; `taken` are others'.
    """
    used = {name.casefold() for name in taken}
    used.add(_RESERVED)
    names = []
    for own in wanted:
        numbered = (f"{own[0]} {number}" for number in range(2, len(used) + 3))
        name = next(one for one in map(_possible, (*own, *numbered)) if one.casefold() not in used)
        used.add(name.casefold())
        names.append(name)
    return names


def _possible(name: str) -> str:
    """Return a name as Excel takes it; its end, which may be a number, stays."""
    clean = _REFUSED.sub("_", "".join(char if char.isprintable() else "_" for char in name))
    if len(clean.encode("utf-16-le")) // 2 > MOST:
        clean = f"{clean[:12]}…{clean[-8:]}"
    return clean.strip() or "_"
