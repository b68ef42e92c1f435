"""Full-text search in sheets: the rows and texts that hold every word, and where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from orgsheet.form.built_in_words import SAMPLE
from orgsheet.form.samples import remark_of
from orgsheet.form.sheet import Entry, Sheet, SheetId
from orgsheet.japanese.search_words import FoldedText, fold_with_places, words_of
from orgsheet.japanese.shorten import one_line
from orgsheet.source import Mapping, Node, Scalar
from orgsheet.source import Sequence as ListNode
from orgsheet.workspace.publication import Gate, Steps
from orgsheet.yearbook.row_ids import row_ids

_AROUND = 30
"""Characters of the text that stand before a place in its excerpt."""
_EXCERPT = 110


class Found(NamedTuple):
    """A row of a sheet, or a text that stands by itself, that holds every word.

    `heading` is where it stands; `name` and `row_id` are the row's, "" outside rows. `field` is
    the heading of the text in which the first word stands, `line` (from 1) that text's place in
    the sheet's file; `excerpt` is some of it and `marks` are the places of words in the excerpt.
    `page` is where it stands on the site, "" unless somebody says.
    """

    sheet: SheetId
    sample: str
    heading: str
    row_id: str
    name: str
    field: str
    path: str
    line: int
    excerpt: str
    marks: tuple[tuple[int, int], ...]
    page: str = ""


class _Text(NamedTuple):
    field: str
    node: Scalar
    text: str
    key: FoldedText


def find(sheets: Iterable[Sheet], query: str, gate: Gate | None) -> Iterator[Found]:
    """Yield what of some sheets holds every word of a query.

    All words must be in one row, or in one text outside rows; the name of the section and the
    headings are no part of it. Members of staff are found only where `gate` is None.

    Args:
        sheets: the sheets as they are, so that the places are those of their files.
        query: words with spaces between them; widths, capitals and wave dashes do not count.
        gate: what may be shown, made for these sheets; None shows all, inside the office.
    """
    wanted = words_of(query)
    if not wanted:
        return
    for sheet in sheets:
        remark = remark_of(sheet)
        if gate is not None and remark:
            remark = str(gate.value(sheet, (SAMPLE,), remark))
        rows = {id(entry.node): entry for entry in sheet.rows}
        ids = row_ids(sheet)
        for heading, entry, texts in _units(sheet, rows, gate):
            found = _match(texts, wanted)
            if found is None:
                continue
            name = "" if entry is None else _name(texts, entry)
            line, _ = sheet.document.locate(found.node.start)
            excerpt, marks = _excerpt(found, wanted)
            row_id = "" if entry is None else ids[entry.node.pointer()]
            field = heading if entry is None else found.field
            path = sheet.document.path
            yield Found(sheet.id, remark, heading, row_id, name, field, path, line, excerpt, marks)


def _units(
    sheet: Sheet, rows: dict[int, Entry], gate: Gate | None
) -> Iterator[tuple[str, Entry | None, list[_Text]]]:
    """Yield the rows of a sheet, and its texts outside them, with what may be looked at in each."""
    root = sheet.root
    if root is None:
        return
    for key, node in root.entries.items():
        if key not in sheet.form.fields:
            continue
        listed = node.items if isinstance(node, ListNode) else [node]
        if any(id(one) in rows for one in listed):
            for number, one in enumerate(listed):
                steps: Steps = (key, number) if isinstance(node, ListNode) else (key,)
                yield key, rows.get(id(one)), list(_texts(sheet, steps, one, gate))
            continue
        for text in _texts(sheet, (key,), node, gate):
            yield key, None, [text]


def _texts(sheet: Sheet, steps: Steps, node: Node, gate: Gate | None) -> Iterator[_Text]:
    """Yield the texts below a node that may be shown, each with its heading."""
    if isinstance(node, Scalar):
        # What may be shown in part alone is not found: its other part would be guessed.
        if gate is not None and gate.value(sheet, steps, node.text) != node.text:
            return
        if node.text.strip():
            heading = next((one for one in reversed(steps) if isinstance(one, str)), "")
            line = one_line(node.text)
            yield _Text(heading, node, line, fold_with_places(line))
        return
    inside: Iterable[tuple[str | int, Node]] = ()
    if isinstance(node, Mapping):
        inside = node.entries.items()
    elif isinstance(node, ListNode):
        inside = enumerate(node.items)
    for step, one in inside:
        if gate is None or gate.shows_below(sheet, (*steps, step)):
            yield from _texts(sheet, (*steps, step), one, gate)


def _match(texts: Sequence[_Text], wanted: Sequence[str]) -> _Text | None:
    """Return the text with the first word where all words are somewhere in the texts."""
    # A word may not begin in one text and end in the next.
    if not all(any(word in one.key.text for one in texts) for word in wanted):
        return None
    return next(one for one in texts if wanted[0] in one.key.text)


def _name(texts: Sequence[_Text], entry: Entry) -> str:
    """Return a row's name as far as it may be shown."""
    key = "" if entry.table is None else entry.table.name
    return next((one.text for one in texts if one.field == key), "")


def _excerpt(found: _Text, wanted: Sequence[str]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return some of a text around its first word, and where words stand in it."""
    text, key = found.text, found.key
    first = key.origins[key.text.index(wanted[0])]
    start = max(0, first - _AROUND)
    shown = text[start : start + _EXCERPT]
    lead = "…" if start else ""
    marks = []
    for word in wanted:
        at = key.text.find(word)
        while at >= 0:
            begin = key.origins[at] - start + len(lead)
            end = key.origins[at + len(word) - 1] + 1 - start + len(lead)
            if begin >= len(lead) and end <= len(lead) + len(shown):
                marks.append((begin, end))
            at = key.text.find(word, at + 1)
    behind = "…" if start + _EXCERPT < len(text) else ""
    return f"{lead}{shown}{behind}", tuple(sorted(set(marks)))
