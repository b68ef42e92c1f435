"""Cells of CSV that Excel opens: UTF-8 with a byte order mark, nothing in it a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.render.display_width import LOG_COMMAND
from orgsheet.render.escape import visible

GUARD = "'"
"""Stands before a text that a spreadsheet would take for a formula, or that begins so itself."""

_BOM = "\ufeff"
_MOST = 32_000
"""Characters of a cell; Excel holds 32,767."""

# The full-width marks too: a Japanese Excel takes them for the others.
_FORMULA = pattern(r"\s*[=+\-@＝＋－＠]|[\t\r']")


def csv_text(rows: Iterable[Iterable[str]]) -> str:
    """Return lines of cells as one text.

    With a byte order mark and CRLF, so that Excel on a Japanese computer reads it as UTF-8.
    """
    return _BOM + csv_lines(rows)


def csv_lines(rows: Iterable[Iterable[str]]) -> str:
    """Return lines of cells as they stand within such a text."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def text_cell(text: str) -> str:
    """Return a text as a cell that a person may read and that no program acts on."""
    shown = visible(text)
    if len(shown) > _MOST:
        shown = shown[:_MOST] + "…"
    # The table may be printed in a CI log, which would act on these.
    shown = LOG_COMMAND.sub(lambda match: f"{match.group()}\\", shown)
    return GUARD + shown if _FORMULA.match(shown) else shown
