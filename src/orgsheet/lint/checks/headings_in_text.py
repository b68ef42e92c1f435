"""The check that no heading of a row has slipped into the text above it."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.form.sheet import Sheet
from orgsheet.form.sheet_rows import Entry
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.lint.check_registry import Spot, check
from orgsheet.source import Scalar, text_span

_HEADING = pattern(r"(?m)^[ \t]*([^\s:][^:\n]{0,60}):(?:[ \t]|$)")


@check(values=("見出し", "欄"))
def heading_in_text(sheet: Sheet) -> Iterator[Spot]:
    """Report a line of a text that is a heading which its row does not have.

    Indented too far, it and what follows are read as words of the text, and the place that they
    should fill is empty. A heading that is there as well may be quoted.
    """
    for row in sheet.rows:
        for key, value in row.node.entries.items():
            if isinstance(value, Scalar) and "\n" in value.text:
                yield from _slipped(sheet, row, key, value)


def _slipped(sheet: Sheet, row: Entry, key: str, value: Scalar) -> Iterator[Spot]:
    for found in _HEADING.finditer(value.text):
        heading = found[1].strip()
        if heading in row.row.fields and heading not in row.node.entries:
            start, end = text_span(sheet.document, value, *found.span(1))
            yield Spot(node=value, start=start, end=end, values={"見出し": heading, "欄": key})
