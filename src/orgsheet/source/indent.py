"""Where a wrongly indented line belongs: the columns that the lines above leave open."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from orgsheet.source.edit import TextEdit
from orgsheet.source.inline import key_end
from orgsheet.source.slips import FORM_KEYS, WIDE_SPACES, find_slip
from orgsheet.source.tree import Document, Problem

_SPACES = WIDE_SPACES + " \t"
_ODD = ("\t", "\u3000")
_INDENTED = ("tab-indent", "ideographic-space")
_MOST_LINES = 300
_MOST_CHANGED = 500


def indentation(document: Document, problem: Problem) -> Iterable[TextEdit]:
    """Yield the edit that puts a line where it belongs, if only one column fits.

    Tabs count as 2, 4 or 8 columns and full-width spaces as 2 or 1; of these, the column must be
    one at which the lines above leave something open. A line that is indented by ordinary spaces
    fits where nothing else than one column is open. Where one line begins with a tab or a
    full-width space, others do: those below are put right as well, as far as they are certain,
    all by the same count of columns.
    """
    first, _ = document.locate(problem.start)
    lines: dict[int, str] = {}
    readings = list(_READINGS)
    last = first
    if problem.kind in _INDENTED and document.problems[0] is problem:
        last = min(first + _MOST_CHANGED, document.line_count)
    for number in range(first, last + 1):
        text = document.line_text(number)
        body = text.lstrip(_SPACES)
        lead = text[: len(text) - len(body)]
        if number > first and (not body or lead[:1] not in _ODD):
            continue
        opened = _open_columns(document, number, lines)
        if opened is None or not body:
            return
        fitting = opened.fitting(body)
        if problem.kind != "bad-indent":
            fitting &= {read(lead) for read in readings}
        elif document.problems[0] is not problem or _is_of_others(document, number, lead, opened):
            return
        if len(fitting) != 1:
            return
        column = fitting.pop()
        readings = [read for read in readings if read(lead) == column]
        lines[number] = " " * column + body
        start = document.line_starts[number - 1]
        yield TextEdit(start, start + len(lead), " " * column)


def _is_of_others(document: Document, number: int, lead: str, opened: _Open) -> bool:
    """Tell whether a line indented by spaces may well be right, and what is above it wrong.

    So where it stands like the line below it, or like dashes above it and may lack its own.
    """
    if len(lead) in opened.dashes:
        return True
    for below in range(number + 1, min(number + _MOST_LINES, document.line_count) + 1):
        text = document.line_text(below)
        body = text.lstrip(_SPACES)
        if body and body[0] != "#":
            return len(text) - len(body) == len(lead)
    return False


def _counting(tab: int, wide: int) -> Callable[[str], int]:
    """Return what tells the width of indentation where these characters count so much."""

    def read(lead: str) -> int:
        return len(lead) + (tab - 1) * lead.count("\t") + (wide - 1) * lead.count("\u3000")

    return read


def _to_stops(tab: int) -> Callable[[str], int]:
    """Return what tells the width of indentation where a tab goes on to the next stop."""

    def read(lead: str) -> int:
        return len(lead.replace("\u3000", "  ").expandtabs(tab))

    return read


_READINGS = (
    *(_counting(tab, wide) for tab in (2, 4, 8) for wide in (2, 1)),
    *(_to_stops(tab) for tab in (4, 8)),
)


@dataclass(slots=True)
class _Open:
    """The columns at which keys, dashes and lines of text may stand next."""

    keys: set[int] = field(default_factory=set)
    dashes: set[int] = field(default_factory=set)
    texts: set[int] = field(default_factory=set)

    def fitting(self, body: str) -> set[int]:
        if body.startswith("-"):
            return set(self.dashes)
        is_entry = key_end(body) is not None or find_slip(body, FORM_KEYS) is not None
        return set(self.keys if is_entry else self.texts)


def _open_columns(document: Document, number: int, changed: dict[int, str]) -> _Open | None:
    """Return what the lines above line `number` leave open, None where they are odd, too.

    `changed` are lines as they will be.
    """
    opened = _Open()
    least: int | None = None
    for above in range(number - 1, max(0, number - 1 - _MOST_LINES), -1):
        text = changed.get(above, document.line_text(above)).rstrip(_SPACES)
        body = text.lstrip(" ")
        if not body or body[0] == "#":
            continue
        if body[0] in _SPACES:
            return None
        column = len(text) - len(body)
        if least is not None and column >= least:
            continue
        is_nearest = least is None
        inner, rest = column, body
        while rest.startswith("- ") or rest == "-":
            opened.dashes.add(inner)
            after = rest[1:].lstrip(" ")
            inner += len(rest) - len(after) if after else 2
            rest = after
        end = key_end(rest) if rest else None
        if is_nearest:
            _add_nearest(opened, inner, rest, end)
        if end is not None:
            opened.keys.add(inner)
        elif rest and not is_nearest:
            continue  # a line of some text above: it leaves nothing open
        least = column
        if column == 0:
            return opened
    return opened if least is None else None


def _add_nearest(opened: _Open, column: int, rest: str, end: int | None) -> None:
    """Add what the line right above opens: a value below its key, or more of its text."""
    if not rest:
        opened.keys.add(column)
        return
    if end is None:
        opened.texts.add(column)
        return
    value = rest[end + 1 :].strip(" \t")
    if not value or value[0] == "#":
        for columns in (opened.keys, opened.dashes):
            columns.add(column + 2)
        opened.dashes.add(column)
    elif value[0] in "|>":
        opened.texts.add(column + 2)
