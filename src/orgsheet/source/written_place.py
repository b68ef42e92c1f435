"""Under which headings a place of a text stands: by its lines, also while nothing can be read."""

from __future__ import annotations

from typing import NamedTuple

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.source.misread.inline_scan import key_end

MAX_LINES = 2_000
"""Lines that are looked at above and below a place; a row of a sheet has some twenty."""

_DASHES = pattern(r"(?:-[ \t]+)*(?:-\Z)?")
_QUOTES = "\"'"


class WrittenPlace(NamedTuple):
    """A place at which somebody is writing.

    `headings` are those that it stands under, from the outermost. `typed` is what stands there so
    far, `start` the column (from 0, in code points) of its first character. `is_value` says that
    a heading stands before it on its line, `is_item` that it is an item of a list, `in_brackets`
    that this list is written in `[ ]`. `beside` are the other headings of the same entry, if what
    is written is one.
    """

    headings: tuple[str, ...]
    start: int
    typed: str
    is_value: bool
    is_item: bool
    in_brackets: bool
    beside: frozenset[str]


class _Line(NamedTuple):
    """A line as YAML lays it out: where its dashes stand, where its text does, and its heading."""

    dashes: tuple[int, ...]
    column: int
    key: str
    value: str


def written_place(lines: list[str], number: int, column: int) -> WrittenPlace | None:
    """Return what a place of a text stands under, None where it is in a comment or a prose block.

    Args:
        lines: the lines of the text, without their ends.
        number: the line of the place, from 0.
        column: its column there, from 0, in code points.
    """
    before = lines[number][:column]
    line = _line(before)
    if before.lstrip().startswith("#") or " #" in before:
        return None
    is_item = not line.key and bool(line.dashes)
    if line.key:
        typed, depth, above = line.value, line.column, [line.key]
        beside: frozenset[str] = frozenset()
    else:
        typed, depth, above = before[line.column :], line.column, []
        beside = _beside(lines, number, line)
    open_depth = line.dashes[0] if line.dashes else depth
    found = _above(lines, number, open_depth, is_item=bool(line.dashes))
    if found is None:
        return None
    in_brackets = typed.startswith("[") and "]" not in typed
    if in_brackets:
        typed = typed[max(typed.rfind("["), typed.rfind(",")) + 1 :].lstrip()
    return WrittenPlace(
        headings=(*found, *above),
        start=column - len(typed),
        typed=typed,
        is_value=bool(line.key),
        is_item=is_item or in_brackets,
        in_brackets=in_brackets,
        beside=beside,
    )


def _line(text: str) -> _Line:
    body = text.lstrip(" ")
    indent = len(text) - len(body)
    lead = _DASHES.match(body)
    width = lead.end() if lead else 0
    dashes = tuple(indent + at for at, mark in enumerate(body[:width]) if mark == "-")
    body = body[width:]
    end = key_end(body) if body else None
    if end is None:
        return _Line(dashes, indent + width, "", "")
    return _Line(dashes, indent + width, body[:end].strip().strip(_QUOTES), body[end + 1 :].strip())


def _above(lines: list[str], number: int, depth: int, *, is_item: bool) -> list[str] | None:
    """Return the headings above a line, outermost first; None where the line is in a block."""
    found: list[str] = []
    for text in reversed(lines[max(0, number - MAX_LINES) : number]):
        if depth == 0 and not is_item:
            break
        line = _line(text)
        body = text.lstrip(" ")
        if not body or body[0] == "#" or body[:3] == "---":
            continue
        # A list may stand as deep as its heading.
        if line.key and (line.column < depth or (is_item and line.column == depth)):
            if not found and line.value[:1] in ("|", ">"):
                return None
            found.append(line.key)
            depth, is_item = line.column, False
        if line.dashes and line.dashes[0] < depth:
            depth, is_item = line.dashes[0], True
    return found[::-1]


def _beside(lines: list[str], number: int, here: _Line) -> frozenset[str]:
    """Return the headings of the entry that a line belongs to, other than its own."""
    found: set[str] = set()
    if not here.dashes:
        for text in reversed(lines[max(0, number - MAX_LINES) : number]):
            line = _line(text)
            if text.strip() and line.column < here.column:
                break
            if line.column == here.column and line.key:
                found.add(line.key)
            if line.column == here.column and line.dashes:
                break
    for text in lines[number + 1 : number + 1 + MAX_LINES]:
        line = _line(text)
        if text.strip() and (line.dashes or line.column < here.column):
            if min((line.column, *line.dashes)) < here.column:
                break
        elif line.column == here.column and line.key:
            found.add(line.key)
    return frozenset(found)
