"""What a person changed on a printed sheet, put into the values that it was printed from.

A page does not show all that a sheet holds: `id`, comments, a line end behind a text. So the page
is compared with what it said when it was made, and only what differs is taken.
"""

from __future__ import annotations

from orgsheet.match.align import Names, align
from orgsheet.source import Plain


def restored(base: Plain, shown: Plain, given: Plain, names: Names) -> Plain:
    """Return the value that is meant.

    Args:
        base: the value that was printed.
        shown: what the print of it says when it is read.
        given: what the print says now.
        names: the keys that name a row.
    """
    if _same(shown, given):
        return base
    if isinstance(base, dict) and isinstance(shown, dict) and isinstance(given, dict):
        return _mapping(base, shown, given, names)
    if isinstance(base, list) and isinstance(shown, list) and isinstance(given, list):
        if len(base) == len(shown):
            return _items(base, shown, given, names)
        return given
    if isinstance(base, str) and isinstance(given, str) and given:
        ends = len(base) - len(base.rstrip("\n"))
        return given.rstrip("\n") + "\n" * ends
    return given


def _mapping(
    base: dict[str, Plain], shown: dict[str, Plain], given: dict[str, Plain], names: Names
) -> dict[str, Plain]:
    found: dict[str, Plain] = {}
    for key, value in base.items():
        if key in given:
            found[key] = restored(value, shown.get(key), given[key], names)
        elif key not in shown:
            found[key] = value
    # An empty table of the form stands on the page of a sheet that does not have it, too.
    new = [
        key
        for key in given
        if key not in base and not (key in shown and _same(shown[key], given[key]))
    ]
    return _in_order(found, {key: given[key] for key in new}, list(given))


def _in_order(found: dict[str, Plain], new: dict[str, Plain], order: list[str]) -> dict[str, Plain]:
    """Return the values with new ones behind the one that they follow on the page."""
    keys = list(found)
    for key in new:
        before = [one for one in order[: order.index(key)] if one in keys]
        keys.insert(keys.index(before[-1]) + 1 if before else 0, key)
    return {key: new[key] if key in new else found[key] for key in keys}


def _items(base: list[Plain], shown: list[Plain], given: list[Plain], names: Names) -> list[Plain]:
    was = {other: one for one, other in align(shown, given, names).items()}
    return [
        restored(base[was[place]], shown[was[place]], item, names) if place in was else item
        for place, item in enumerate(given)
    ]


def _same(one: Plain, other: Plain) -> bool:
    """Tell whether two values are equal, true and 1 kept apart."""
    return one == other and type(one) is type(other) and repr(one) == repr(other)
