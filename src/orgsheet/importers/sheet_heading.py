"""The lines at the beginning of a sheet: the title with its year, and whose sheet it is."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from orgsheet.files import name_problem
from orgsheet.fiscal import FiscalYear
from orgsheet.form.definition import Form
from orgsheet.form.sheet import DEPARTMENT_SHEET
from orgsheet.importers.account import Reason
from orgsheet.importers.cells import SPACES, shorten
from orgsheet.importers.read_lines import Line
from orgsheet.importers.traced import Traced

if TYPE_CHECKING:
    from orgsheet.importers.draft import Draft


def read_title(draft: Draft, line: Line, title: str) -> tuple[FiscalYear, Traced]:
    """Return the fiscal year before the form's title, and its label as it stands in the sheet."""
    start, end = line.span(draft)
    written = draft.text[start : end - len(title)].rstrip(SPACES)
    try:
        year = FiscalYear.parse(written)
    except ValueError as error:
        draft.fail(start, str(error))
    year_end = start + len(written)
    line.drop_around(draft, start, year_end, Reason.FORM)
    return year, Traced.replaced(start, year_end, year.label, Reason.YEAR)


def read_names(draft: Draft, line: Line, form: Form) -> dict[str, Traced]:
    """Return the department's name and, in a section's sheet, the section's from the header."""
    start, end = line.span(draft)
    first, second = form.units
    department = _unit(first).match(draft.text, start, end)
    if department is None:
        draft.fail(
            start,
            f"表題の次の行「{shorten(line.words(draft))}」が「{first}: … {second}: …」の形では"
            "ありません。この形に直してください。",
        )
    section = _unit(second, is_later=True).search(draft.text, department.end(), end)
    return names_in(draft, line, form.units if section else form.units[:1], second)


def is_named(draft: Draft, line: Line, key: str) -> bool:
    """Tell whether a line begins with the label of a unit."""
    return _unit(key).match(draft.text, *line.span(draft)) is not None


def names_in(draft: Draft, line: Line, keys: tuple[str, ...], section: str) -> dict[str, Traced]:
    """Return the names behind the labels of a line, and leave the labels out as the form's.

    `section` is the key whose name becomes that of a file, beside the department's own.
    """
    start, end = line.span(draft)
    labels = []
    at = start
    for key in keys:
        label = _unit(key, is_later=at > start).search(draft.text, at, end)
        assert label is not None, "it has been found before"
        labels.append(label)
        at = label.end()
    names = {}
    dropped = start
    stops = [*(label.start() for label in labels[1:]), end]
    for key, match, stop in zip(keys, labels, stops, strict=True):
        value = draft.text[match.end() : stop]
        left = match.end() + len(value) - len(value.lstrip(SPACES))
        right = left + len(value.strip(SPACES))
        reserved = {DEPARTMENT_SHEET} if key == section else ()
        problem = name_problem(draft.text[left:right], reserved=reserved)
        if problem is not None:
            draft.fail(
                left,
                f"{key}「{shorten(value)}」は、{problem.words}ため、ファイルの名前にできません。"
                "名前を直してください。",
            )
        draft.drop(dropped, left, Reason.FORM)
        names[key] = Traced.of(draft.text, left, right)
        dropped = right
    draft.drop(dropped, end, Reason.EDGE)
    line.drop_margins(draft)
    return names


@lru_cache(maxsize=16)
def _unit(key: str, *, is_later: bool = False) -> re.Pattern[str]:
    """Return the pattern of a unit's label; a later one stands behind a space."""
    before = f"(?<=[{SPACES}])" if is_later else ""
    return re.compile(f"{before}{re.escape(key)}[{SPACES}]*+[:：\t]")
