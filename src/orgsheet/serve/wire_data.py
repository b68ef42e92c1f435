"""Data of a sheet on its way to a browser and back: numbers keep their kind and all their digits.

A browser knows one kind of number: 1.0 would come back as 1, and a long one rounded.
"""

from __future__ import annotations

import json

from orgsheet.source import Plain

NUMBER = "#number"
"""The one key of a mapping that stands for a number, which is written in its value."""
DEEPEST = 12
"""Levels of lists and mappings in a sheet; a form has some six."""


def tagged(value: Plain) -> Plain:
    """Return data in which every number is a mapping that names it."""
    if isinstance(value, dict):
        return {key: tagged(one) for key, one in value.items()}
    if isinstance(value, list):
        return [tagged(one) for one in value]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return {NUMBER: repr(value)} if is_number else value


def sheet_text(data: Plain) -> str:
    """Return a sheet's data as the JSON that a page reads it from, tagged."""
    return json.dumps(tagged(data), ensure_ascii=False)


def untagged(value: Plain, depth: int = 0) -> Plain:
    """Return data as it was before `tagged`.

    Raises:
        ValueError: it cannot be a sheet's: too deep, a bare number, or a text that no file holds.
    """
    if depth > DEEPEST:
        raise ValueError("too deep")
    if isinstance(value, dict):
        if value.keys() == {NUMBER}:
            return _number(value[NUMBER])
        return {untagged(key): untagged(one, depth + 1) for key, one in value.items()}
    if isinstance(value, list):
        return [untagged(one, depth + 1) for one in value]
    if isinstance(value, str):
        value.encode()  # a lone surrogate raises
    elif not isinstance(value, bool | None):
        raise ValueError("a bare number")  # noqa: TRY004 - as any other data that is no sheet's
    return value


def _number(text: object) -> int | float:
    if not isinstance(text, str) or len(text) > _LONGEST:
        raise ValueError("no number")
    return int(text) if text.lstrip("-").isdecimal() and text.isascii() else float(text)


_LONGEST = 400
