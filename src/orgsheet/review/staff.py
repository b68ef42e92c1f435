"""Where names of staff may stand, also where 担当 is not written as the form asks."""

from __future__ import annotations

import re

from orgsheet.lint.finding import Finding
from orgsheet.source import Document

_WORD = re.compile(r"担\s*当")


def may_name_staff(finding: Finding, document: Document | None) -> bool:
    """Tell whether a finding may quote names: it is about 担当, or stands on or behind such a line.

    Names in sentences are not recognised.
    """
    if _WORD.search(finding.pointer):
        return True
    if document is None:
        return False
    last = min(finding.place.end_line, finding.place.line + 1)
    lines = range(max(finding.place.line - 1, 1), last + 1)
    return any(_WORD.search(document.line_text(number)) for number in lines)


def is_staff(pointer: str) -> bool:
    """Tell whether a JSON pointer leads into 担当, or what is meant to be it."""
    return _WORD.search(pointer) is not None
