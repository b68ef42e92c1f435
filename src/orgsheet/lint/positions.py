"""The one converter of places: from code points to the units that other programs count in."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from orgsheet.lint.finding import Place

_BOM_BYTES = 3

Lines = Callable[[str, int], str]
"""Gives the text of a line of a file without its line end: (path, line number from 1)."""


class Columns(NamedTuple):
    """Where a stretch starts on its first line and ends on its last; from 1, the end exclusive."""

    start: int
    end: int


def utf16_columns(place: Place, lines: Lines) -> Columns:
    """Return the columns of a place in UTF-16 code units, as editors, SARIF and LSP count.

    A byte order mark counts for nothing, and a place never reaches into a line end.
    """
    return _columns(place, lines, utf16_length)


def utf8_columns(place: Place, lines: Lines, *, bom: bool = False) -> Columns:
    """Return the columns of a place in bytes of UTF-8, as reviewdog counts.

    `bom` says that the file begins with a byte order mark: its three bytes stand on line 1.
    """
    start, end = _columns(place, lines, utf8_length)
    return Columns(
        start + _BOM_BYTES * (bom and place.line == 1),
        end + _BOM_BYTES * (bom and place.end_line == 1),
    )


def utf16_length(text: str) -> int:
    """Return the length of a text in UTF-16 code units; a lone surrogate is one."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf8_length(text: str) -> int:
    """Return the length of a text in bytes of UTF-8; a lone surrogate is three."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def _columns(place: Place, lines: Lines, length: Callable[[str], int]) -> Columns:
    first = lines(place.path, place.line)
    last = first if place.end_line == place.line else lines(place.path, place.end_line)
    return Columns(
        length(first[: place.column - 1]) + 1,
        length(last[: place.end_column - 1]) + 1,
    )
