"""The labels in the head of a sheet: whose it is, and single values behind their words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from orgsheet.form.definition import Form
from orgsheet.importers.blocks import BLANKS, Line
from orgsheet.importers.draft import Draft
from orgsheet.importers.labels import fold_words

_IN_HEAD = frozenset({"文字", "職員", "日付", "所属", "数"})


class Label(NamedTuple):
    """The label of a unit or a field in a cell, and where its value would stand behind it."""

    key: str
    start: int
    end: int


def has_names(draft: Draft, lines: list[Line], form: Form) -> bool:
    """Tell whether some lines say whose the sheet is, rightly or wrongly."""
    return any(
        labels_in(draft, cell.start, cell.end, form)
        for line in lines
        for cell in line.filled(draft.text)
    )


def _keys(form: Form) -> list[str]:
    """Return the headings that may stand in a sheet's head: its units', and those of one line."""
    lines = [
        one.key for one in form.fields.values() if one.kind in _IN_HEAD or one.key == form.per_sheet
    ]
    return [*form.units, *lines]


def labels_in(draft: Draft, start: int, end: int, form: Form) -> list[Label]:
    """Return the labels of units in a cell, in their order: with a colon, or alone in the cell.

    Beside them may stand single values of the sheet.
    """
    found = []
    folded = fold_words(draft.text[start:end])
    for key in _keys(form):
        if folded in (key, key.removesuffix("名") or key):
            return [Label(key, start, end)]
        for match in _unit(key).finditer(draft.text, start, end):
            found.append(Label(key, match.start(), match.end()))
            break
    return sorted(found, key=lambda label: label.start)


@lru_cache(maxsize=16)
def _unit(key: str) -> re.Pattern[str]:
    """Return the pattern of a unit's label: at the start of a cell, or behind a space in it."""
    letters = " ?".join(map(re.escape, key))
    return re.compile(f"(?:^|(?<=[{BLANKS}])|\\A){letters}[ \u3000]*+[:：]")
