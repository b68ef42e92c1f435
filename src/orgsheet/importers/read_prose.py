"""Paragraphs of prose and lists below a heading."""

from __future__ import annotations

import re
from typing import NamedTuple

from orgsheet.importers.account import Reason
from orgsheet.importers.blocks import Line
from orgsheet.importers.cells import line_end, trim, without_tabs
from orgsheet.importers.draft import Draft
from orgsheet.importers.lines import drop_blank, drop_frame, is_blank
from orgsheet.importers.traced import Traced

_LINE = re.compile("\r\n|[\r\n\x0b\x0c]")
_HALF = " \t\xa0"


def read_prose(draft: Draft, lines: list[Line]) -> Traced:
    """Return paragraphs as they are, with the blank lines between but not around them.

    Half-width spaces at the ends of a line are left out; a full-width space that opens one is an
    indentation and stays. A line of several cells is no prose: it is listed as not placed.
    """
    kept = [line for line in lines if is_blank(draft, line) or not _is_row(draft, line)]
    rows: list[_Row] = []
    for line in kept:
        if is_blank(draft, line):
            draft.drop(line.start, line.end, Reason.BLANK)
            rows.append(_Row(line.end, line.end, line.end, line.stop))
            continue
        cells = line.filled(draft.text)
        start, end = cells[0].start, cells[-1].end
        draft.drop(line.start, start, Reason.EDGE)
        draft.drop(end, line.end, Reason.EDGE)
        found = rows_of(draft, start, end)
        rows += [*found[:-1], found[-1]._replace(end_start=line.end, end_stop=line.stop)]
    filled = [index for index, row in enumerate(rows) if row.left < row.right]
    first, last = (filled[0], filled[-1]) if filled else (len(rows), -1)
    parts = []
    for index, row in enumerate(rows):
        if first <= index <= last:
            parts.append(without_tabs(draft, row.left, row.right))
        if first <= index < last:
            parts.append(line_end(draft, row.end_start, row.end_stop))
        else:
            reason = Reason.LINE if index == last else Reason.BLANK
            draft.drop(row.end_start, row.end_stop, reason)
    return Traced.join(parts)


class _Row(NamedTuple):
    """A line of prose as it is seen: its text, and the line end behind it (or nothing)."""

    left: int
    right: int
    end_start: int
    end_stop: int


def rows_of(draft: Draft, start: int, end: int) -> list[_Row]:
    """Return the lines of a cell without half-width spaces at their ends."""
    rows = []
    position = start
    for match in [*_LINE.finditer(draft.text, start, end), None]:
        stop = end if match is None else match.start()
        written = draft.text[position:stop]
        filled = written.strip(_HALF)
        left = position + len(written) - len(written.lstrip(_HALF)) if filled else stop
        right = position + len(written.rstrip(_HALF)) if filled else stop
        draft.drop(position, left, Reason.EDGE)
        draft.drop(right, stop, Reason.EDGE)
        rows.append(_Row(left, right, stop, stop if match is None else match.end()))
        position = rows[-1].end_stop
    return rows


def _is_row(draft: Draft, line: Line) -> bool:
    """Tell whether a line is a row of a table, and list it as not placed then."""
    cells = line.filled(draft.text)
    if len(cells) < 2 or not (line.table or draft.extraction.has_tabs):  # noqa: PLR2004
        return False
    tabs = draft.extraction.has_tabs
    draft.unplace(
        line.start,
        line.end,
        "文章の欄に表の行" + ("（タブの入った行）" if tabs else "") + "があります。"
        "見出しの抜けがないか確かめてください。",
    )
    draft.drop(line.end, line.stop, Reason.LINE)
    return True


def read_list(draft: Draft, lines: list[Line]) -> list[Traced]:
    """Return the lines that are not blank, each an item, without the spaces at its ends."""
    items = []
    for line in lines:
        if is_blank(draft, line):
            drop_blank(draft, line)
            continue
        drop_frame(draft, line)
        for cell in line.filled(draft.text):
            for row in rows_of(draft, cell.start, cell.end):
                draft.drop(row.end_start, row.end_stop, Reason.SEPARATOR)
                value = trim(draft, without_tabs(draft, row.left, row.right))
                if value.text:
                    items.append(value)
    return items
