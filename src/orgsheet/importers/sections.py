"""Which lines of a sheet are headings, and what stands below each: by the form's printed words."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from typing import NamedTuple

from orgsheet.form.definition import Field, Form
from orgsheet.importers.account import Reason
from orgsheet.importers.blocks import BLANKS, Cell, Line
from orgsheet.importers.draft import Draft
from orgsheet.importers.head_labels import has_names
from orgsheet.importers.labels import (
    HEADING_MARK,
    columns_of,
    field_called,
    fold_words,
    is_printed,
    without_number,
)
from orgsheet.importers.lines import drop_frame, is_blank, rest_of, words_of

_LONGEST_HEADING = 60
_NEAR = 0.75
_SHORTEST_NEAR = 4
_MOST_SKIPPED = 3
_MARKS = "◆□◇▼▽●○◎★☆【〔［[《"
_CLOSING = "】〕］]》"
_CONTINUED = re.compile(r"[(（\[［]?(?:続き|つづき|続)[)）\]］]?\s*$")
_DIGITS = re.compile(r"[0-9０-９]{1,2}")
_BREAK = re.compile("\r\n|[\r\n\x0b]")


class Heading(NamedTuple):
    """A heading: its words without mark and number, its field (None: the form has no such)."""

    words: str
    field: Field | None
    cell: Cell
    is_continued: bool = False


@dataclass(slots=True)
class Section:
    """A heading with its line and what stands below (and, in a table, to the right of) it."""

    heading: Heading
    line: Line
    body: list[Line] = field(default_factory=list)


def read_sections(draft: Draft, lines: list[Line], form: Form) -> tuple[list[Line], list[Section]]:
    """Return the lines before the first heading, and all sections.

    The words of the headings themselves are not left out here.
    """
    lines = [part for line in lines for part in _split(draft, line, form)]
    found = {
        index: heading
        for index, line in enumerate(lines)
        if (heading := _heading_in(draft, line, form)) is not None
    }
    found = _in_context(lines, found, form)
    _add_unknown(draft, lines, found, form)
    head: list[Line] = []
    sections: list[Section] = []
    for index, line in enumerate(lines):
        heading = found.get(index)
        if heading is not None:
            sections.append(Section(heading, line))
            cells = [cell for cell in line.cells if cell.start > heading.cell.start]
            if any(draft.text[cell.start : cell.end].strip(BLANKS) for cell in cells):
                sections[-1].body.append(rest_of(line, cells, cells[0].start))
        elif sections:
            sections[-1].body.append(line)
        else:
            head.append(line)
    return head, sections


def drop_heading(draft: Draft, section: Section, reason: Reason = Reason.FORM) -> None:
    """Leave out the words of a heading; what stands beside them is a line of the body."""
    line, cell = section.line, section.heading.cell
    rest = section.body[0] if section.body and section.body[0].stop == line.stop else None
    if rest is None:
        cells = tuple(one._replace(end=one.start) if one != cell else one for one in line.cells)
        drop_frame(draft, line._replace(cells=cells))
    else:
        stop = rest.start
        drop_frame(draft, Line(line.start, stop, stop, (cell,), line.table))
    left = (
        cell.start
        + len(draft.text[cell.start : cell.end])
        - len(draft.text[cell.start : cell.end].lstrip(BLANKS))
    )
    right = cell.start + len(draft.text[cell.start : cell.end].rstrip(BLANKS))
    draft.drop(cell.start, left, Reason.EDGE)
    draft.drop(right, cell.end, Reason.EDGE)
    if reason is Reason.UNPLACED:
        draft.unplace(left, right, section.heading.words)
    else:
        draft.drop(left, right, reason)


def _split(draft: Draft, line: Line, form: Form) -> list[Line]:
    """Return the lines of a cell one by one where one of them is a heading."""
    filled = line.filled(draft.text)
    if len(filled) != 1 or draft.extraction.has_tabs:
        return [line]
    cell = filled[0]
    breaks = list(_BREAK.finditer(draft.text, cell.start, cell.end))
    if not breaks or is_printed(words_of(draft, cell), form.fields.values()):
        return [line]
    starts = [cell.start, *(match.end() for match in breaks)]
    ends = [*(match.start() for match in breaks), cell.end]
    parts = [cell._replace(start=one, end=two) for one, two in zip(starts, ends, strict=True)]
    lines = [
        Line(
            line.start if number == 0 else part.start,
            line.end if number == len(parts) - 1 else part.end,
            line.stop if number == len(parts) - 1 else breaks[number].end(),
            (part,),
            line.table,
        )
        for number, part in enumerate(parts)
    ]
    if any(
        (heading := _heading_in(draft, one, form)) is not None and heading.field is not None
        for one in lines
    ):
        return lines
    return [line]


def _heading_in(draft: Draft, line: Line, form: Form) -> Heading | None:
    """Return the heading that a line certainly is or begins with."""
    filled = line.filled(draft.text)
    if not filled:
        return None
    cell = filled[0]
    written = words_of(draft, cell)
    marked = written.startswith(HEADING_MARK)
    words = written.removeprefix(HEADING_MARK)
    is_row = len(filled) > 1 and _is_header(draft, line, form, with_first=True)
    if not marked and (len(words) > _LONGEST_HEADING or is_row):
        return None
    continued = _CONTINUED.search(words)
    short = words[: continued.start()] if continued else words
    bare = without_number(short.strip(BLANKS).lstrip(_MARKS).rstrip(_CLOSING))
    fields = list(form.fields.values())
    called = next((one for text in (short, bare) if (one := _printed(text, fields))), None)
    has_sign = marked or bare != short or line.is_heading
    if called is None and (has_sign or (len(filled) > 1 and line.table)):
        called = field_called(bare, fields)
    if called is None and not marked:
        return None
    return Heading(words, called, cell, bool(continued and called))


def _printed(words: str, fields: list[Field]) -> Field | None:
    """Return the field whose own words a text is."""
    return field_called(words, fields) if is_printed(words, fields) else None


def _in_context(lines: list[Line], found: dict[int, Heading], form: Form) -> dict[int, Heading]:
    """Take those headings back that are the first cell of a table's row and say an alias only."""
    kept: dict[int, Heading] = {}
    current: Field | None = None
    seen: set[str] = set()
    for index, heading in sorted(found.items()):
        one = heading.field
        if one is None:
            kept[index] = heading
            current = None
            continue
        is_row = len([cell for cell in lines[index].cells if cell.end > cell.start]) > 1
        by_alias = not is_printed(without_number(heading.words), [one]) and not (
            heading.words.startswith(HEADING_MARK)
        )
        if (
            is_row
            and by_alias
            and (one.key in seen or (current is not None and form.row_of(current) is not None))
        ):
            continue
        kept[index] = heading
        current = one
        seen.add(one.key)
    return kept


def _add_unknown(draft: Draft, lines: list[Line], found: dict[int, Heading], form: Form) -> None:
    """Add the lines that look like headings and are none of the form's."""
    known = [lines[index] for index, heading in found.items() if heading.field is not None]
    styled = any(line.is_heading for line in known)
    numbers = {number for line in known if (number := _number(draft, line)) is not None}
    seen = {heading.field.key for heading in found.values() if heading.field is not None}
    first = min(found, default=len(lines))
    for index, line in enumerate(lines):
        filled = line.filled(draft.text)
        if index in found or len(filled) != 1:
            continue
        if index < first and has_names(draft, [line], form):
            continue
        words = words_of(draft, filled[0])
        if len(words) > _LONGEST_HEADING or "\n" in words or words.endswith("。"):
            continue
        number = _number(draft, line)
        is_next = (
            number is not None
            and bool(numbers)
            and number not in numbers
            and 0 < number - min(numbers) <= len(numbers) + _MOST_SKIPPED
            and _follows(draft, line, known)
        )
        below = lines[index + 1] if index + 1 < len(lines) else None
        if (
            (line.is_heading and styled)
            or is_next
            or _is_near(words, form, seen)
            or (below is not None and line.table and _is_header(draft, below, form))
        ) and not _is_header(draft, line, form):
            free = [one for one in form.fields.values() if one.key not in seen]
            called = field_called(without_number(words.strip(_MARKS + _CLOSING)), free)
            found[index] = Heading(words, called, filled[0])
            if called is not None:
                seen.add(called.key)
            if number is not None:
                numbers.add(number)


def _follows(draft: Draft, line: Line, known: list[Line]) -> bool:
    """Tell whether a numbered line is numbered as the headings are: digits and what follows."""
    shape = _shape(draft, line)
    return any(_shape(draft, one) == shape for one in known)


def _shape(draft: Draft, line: Line) -> str:
    words = words_of(draft, line.filled(draft.text)[0])
    match = _DIGITS.match(words)
    if match is None:
        return ""
    wide = "０" <= match[0][0] <= "９"
    return f"{wide}{words[match.end() : match.end() + 1]}{bool(line.table)}"


def _number(draft: Draft, line: Line) -> int | None:
    """Return the number before a heading."""
    words = words_of(draft, line.filled(draft.text)[0])
    match = _DIGITS.match(words)
    if match is None or without_number(words) == words:
        return None
    return int(match[0])


def _is_near(words: str, form: Form, seen: set[str]) -> bool:
    folded = fold_words(without_number(words.strip(_MARKS + _CLOSING)))
    if len(folded) < _SHORTEST_NEAR:
        return False
    for one in form.fields.values():
        if one.key in seen:
            continue
        for own in (one.printed, one.key):
            ratio = difflib.SequenceMatcher(None, folded, fold_words(own)).ratio()
            if ratio >= _NEAR:
                return True
    return False


def _is_header(draft: Draft, line: Line, form: Form, *, with_first: bool = False) -> bool:
    """Tell whether a line names columns of one of the form's tables, its first cell if asked."""
    if is_blank(draft, line):
        return False
    cells = [words_of(draft, cell) for cell in line.filled(draft.text)]
    if len(cells) < 2:  # noqa: PLR2004 - one word may be anything
        return False
    for row in form.rows.values():
        fields = [column.field for column in columns_of(row)]
        called = [field_called(one, fields) is not None for one in cells]
        if sum(called) * 2 >= len(cells) and (called[0] or not with_first):
            return True
    return False
