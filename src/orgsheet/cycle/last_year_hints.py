"""What last year said where a new sheet asks again: comments in the row, for the writer."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence as AbstractSequence

from orgsheet.cycle.carry_rows import IMPROVEMENT
from orgsheet.cycle.result_hints import result_hints
from orgsheet.form import built_in_words as words
from orgsheet.form.blanks import is_blank
from orgsheet.form.definition import Form, Table
from orgsheet.form.sheet import Action, Sheet
from orgsheet.japanese.shorten import one_line
from orgsheet.registers.scales import ScaleRegister
from orgsheet.source import Document, Mapping, Scalar, Sequence

LABEL = "前年度"
"""Begins each comment."""


def with_hints(
    document: Document, sources: AbstractSequence[Sheet], form: Form, scales: ScaleRegister
) -> str:
    """Return a new sheet's text with last year's deadlines and criteria as comments in its rows.

    The comments stand above the key that asks for the same again; what last year's evaluation
    hands on stands above the first key behind the row's name, or above the sheet's first field
    where the sheet itself was evaluated. Nothing else changes.

    Args:
        document: the new sheet as it was written, its rows in the order of those it continues.
        sources: the sheets it continues, in the same form.
        form: the form of both.
        scales: what the values of directions mean.
    """
    lines = document.text.split("\n")
    found: dict[int, list[str]] = {}
    results = {key: one for sheet in sources for key, one in result_hints(sheet, scales).items()}
    own = document.root.keys.values() if isinstance(document.root, Mapping) else ()
    fields = [one for one in own if one.text in form.fields]
    for sheet in sources:
        hint = results.get(id(sheet.root))
        if hint is not None and fields:
            found.setdefault(document.locate(fields[0].start)[0], []).extend(hint.lines)
    for key, table in form.list_of.items():
        rows = document.root.entries.get(key) if isinstance(document.root, Mapping) else None
        before = [row for sheet in sources for row in sheet.listed(key)]
        if not isinstance(rows, Sequence) or len(rows.items) != len(before):
            continue
        for new, old in zip(rows.items, before, strict=True):
            if not isinstance(new, Mapping):
                continue
            if isinstance(old, Action):
                found |= _above_keys(document, new, old, table)
            hint = results.get(id(old.node))
            behind = [one for one in new.keys if one not in (words.ID, table.name)]
            if hint is not None and behind:
                line = document.locate(new.keys[behind[0]].start)[0]
                found[line] = [*hint.lines, *found.get(line, [])]
    for line in sorted(found, reverse=True):
        lead = lines[line - 1][: len(lines[line - 1]) - len(lines[line - 1].lstrip(" -"))]
        lines[line - 1 : line - 1] = [f"{' ' * len(lead)}# {LABEL}: {one}" for one in found[line]]
    return "\n".join(lines)


def _above_keys(
    document: Document, new: Mapping, old: Action, table: Table
) -> dict[int, list[str]]:
    """Return the hints by the line (from 1) above which they stand."""
    said = {table.deadline: [*_deadlines(old)], table.criteria: [*_criteria(old)]}
    if table.role == IMPROVEMENT and (text := _words(old.action)):
        said[table.text] = [text]
    return {
        document.locate(new.keys[key].start)[0]: hints
        for key, hints in said.items()
        if key in new.entries and hints
    }


def _deadlines(row: Action) -> Iterator[str]:
    for one in row.milestones:
        said = " ".join(text for part in (one.when, one.event) if (text := _words(part)))
        if said:
            yield said
    if row.raw_deadline is not None and (raw := _words(row.raw_deadline)):
        yield raw


def _criteria(row: Action) -> Iterator[str]:
    return (text for one in row.criteria if (text := _words(one)))


def _words(value: Scalar | None) -> str:
    """Return a value on one line, "" where it was never written or has what no comment may."""
    text = "" if value is None or is_blank(value.text) else one_line(value.text)
    return text if text.isprintable() else ""
