"""Lines of an extraction while it becomes sheets: what they say, and what is left out of them."""

from __future__ import annotations

from collections.abc import Iterable

from orgsheet.importers.account import Reason
from orgsheet.importers.blocks import BLANKS, Cell, Line
from orgsheet.importers.draft import Draft


def words_of(draft: Draft, cell: Cell) -> str:
    """Return the text of a cell without blanks at its ends."""
    return draft.text[cell.start : cell.end].strip(BLANKS)


def span_of(draft: Draft, start: int, end: int) -> tuple[int, int]:
    """Return the offsets of a stretch of the text without blanks at its ends."""
    written = draft.text[start:end]
    left = start + len(written) - len(written.lstrip(BLANKS))
    return left, max(left, start + len(written.rstrip(BLANKS)))


def line_words(draft: Draft, line: Line) -> str:
    """Return a line without blanks at its ends; "" when blank."""
    return draft.text[line.start : line.end].strip(BLANKS)


def is_blank(draft: Draft, line: Line) -> bool:
    """Tell whether nothing is seen on a line."""
    return not line_words(draft, line)


def drop_blank(draft: Draft, line: Line) -> None:
    """Leave out a line on which nothing is seen."""
    draft.drop(line.start, line.stop, Reason.BLANK)


def drop_frame(draft: Draft, line: Line) -> None:
    """Leave out all of a line but its cells that are not blank."""
    position = line.start
    for cell in line.filled(draft.text):
        _between(draft, position, cell.start)
        position = cell.end
    _between(draft, position, line.end)
    draft.drop(line.end, line.stop, Reason.LINE)


def _between(draft: Draft, start: int, end: int) -> None:
    """Leave out what parts cells: tabs as such, spaces as the edges that they are."""
    while start < end:
        tab = draft.text.find("\t", start, end)
        stop = end if tab < 0 else tab
        draft.drop(start, stop, Reason.EDGE)
        draft.drop(stop, min(stop + 1, end), Reason.CELL)
        start = stop + 1


def drop_words(draft: Draft, start: int, end: int, reason: Reason) -> None:
    """Leave out a stretch for a reason, and the blanks at its ends as edges."""
    left, right = span_of(draft, start, end)
    draft.drop(start, left, Reason.EDGE)
    draft.drop(left, right, reason)
    draft.drop(right, end, Reason.EDGE)


def unplace_cell(draft: Draft, cell: Cell, message: str) -> None:
    """List the text of a cell as not placed; blanks at its ends are edges."""
    unplace_span(draft, cell.start, cell.end, message)


def unplace_span(draft: Draft, start: int, end: int, message: str) -> None:
    """List a stretch as not placed; blanks at its ends are edges."""
    left, right = span_of(draft, start, end)
    draft.drop(start, left, Reason.EDGE)
    draft.unplace(left, right, message)
    draft.drop(right, end, Reason.EDGE)


def unplace_line(draft: Draft, line: Line, message: str) -> None:
    """List a whole line as not placed."""
    draft.unplace(line.start, line.end, message)
    draft.drop(line.end, line.stop, Reason.LINE)


def unplace_lines(draft: Draft, lines: Iterable[Line], message: str) -> None:
    """List lines as not placed, each by itself; blank ones are left out."""
    for line in lines:
        if is_blank(draft, line):
            drop_blank(draft, line)
        else:
            unplace_line(draft, line, message)


def rest_of(line: Line, cells: Iterable[Cell], start: int) -> Line:
    """Return what is left of a line from an offset on, with the cells that are left."""
    return line._replace(start=start, cells=tuple(cells))
