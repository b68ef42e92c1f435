"""The whole line to put in the place of a finding's line, with its spaces, where there is one."""

from __future__ import annotations

import re

from orgsheet.lint.finding import Finding
from orgsheet.source import Document, Plain, parse

_KEY = re.compile(r"(?:- )?[^\s:：'\"\[\]{}#-][^:：]{0,40}: ")
_LONGEST = 600
_MOST_READ = 8_000_000
"""Characters that are read to try lines: the first of several hundred findings are looked at."""


class WholeLines:
    """Finds lines to paste for the findings of one review, within a bound of work."""

    def __init__(self) -> None:
        self._left = _MOST_READ

    def of(self, finding: Finding, document: Document | None) -> str:
        """Return the line that may stand instead of the finding's; "" where one line does not do.

        The line is one that keeps the file as readable as it is: it was tried.
        """
        if document is None:
            return ""
        line = document.line_text(finding.place.line)
        if len(line) > _LONGEST:
            return ""
        mended = _mended(finding, document, line)
        candidates = [mended] if mended else _from_paste(finding.paste, line)
        for candidate in candidates:
            if candidate != line and self._left > 0:
                self._left -= len(document.text)
                if _fits(candidate, finding, document, same_form=not mended):
                    return candidate
        return ""


def _mended(finding: Finding, document: Document, line: str) -> str:
    """Return the line after the edits that mend the finding, if they touch no other."""
    if finding.mend is None or not finding.mend.edits:
        return ""
    start = document.line_starts[finding.place.line - 1]
    for edit in sorted(finding.mend.edits, key=lambda edit: -edit.start):
        one, other = edit.start - start, edit.end - start
        if one < 0 or other > len(line):
            return ""
        line = line[:one] + edit.replacement + line[other:]
    return "" if "\n" in line or "\r" in line else line


def _from_paste(paste: str, line: str) -> list[str]:
    """Return what the words to paste may be as a whole line: as they are, as item, as value."""
    if not paste or "\n" in paste:
        return []
    rest = line.lstrip(" ")
    indent = line[: len(line) - len(rest)]
    key = _KEY.match(rest)
    written = _KEY.match(paste)
    if key is not None and written is not None:
        return [indent + paste] if key.group() == written.group() else []
    if key is not None:
        return [] if paste.startswith("- ") else [indent + key.group() + paste]
    if rest.startswith("- "):
        return [indent + (paste if paste.startswith("- ") else f"- {paste}")]
    return []


def _fits(candidate: str, finding: Finding, document: Document, *, same_form: bool) -> bool:
    """Tell whether the file reads no worse with the line, and with `same_form` has its form."""
    start = document.line_starts[finding.place.line - 1]
    end = start + len(document.line_text(finding.place.line))
    text = document.text[:start] + candidate + document.text[end:]
    tried = parse(text.encode("utf-8", "surrogatepass"), document.path)
    if len(tried.problems) > len(document.problems) or tried.root is None:
        return False
    if not same_form or document.root is None:
        return True
    return _form(tried.root.data()) == _form(document.root.data())


def _form(data: Plain) -> object:
    """Return data with every single value left out: only the headings and the lists stay."""
    if isinstance(data, dict):
        return {key: _form(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_form(value) for value in data]
    return None
