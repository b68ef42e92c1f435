"""One line of a text that cannot be read yet: what stands on it, and what it belongs to."""

from __future__ import annotations

from orgsheet.source.misread.inline_scan import key_end
from orgsheet.source.misread.key_typos import WIDE_SPACES
from orgsheet.source.tree import Document

SPACES = WIDE_SPACES + " \t"
"""Everything that looks like a space on a line."""


class Line:
    """The line that an offset stands on: its number, text and offset, and the rest behind it."""

    def __init__(self, document: Document, offset: int) -> None:
        self.document = document
        self.number, _ = document.locate(offset)
        self.base = document.line_starts[self.number - 1]
        self.text = document.line_text(self.number)
        self.before = self.text[: offset - self.base]
        self.behind = self.text[offset - self.base :]

    @property
    def column(self) -> int:
        """The column (from 0) of what a value on this line belongs to: its key, or its dash."""
        body = self.text.lstrip(" ")
        column = len(self.text) - len(body)
        while body.startswith("- "):
            rest = body[1:].lstrip(" ")
            if not rest or not (rest.startswith("- ") or key_end(rest) is not None):
                break
            column += len(body) - len(rest)
            body = rest
        return column

    def is_value(self) -> bool:
        """Tell whether what begins at the offset is the value of an entry on this line."""
        return self.before.rstrip(" \t")[-1:] in (":", "-") and self.before[-1:] in (" ", "\t")

    def goes_on(self) -> bool:
        """Tell whether the lines below continue the value on this one."""
        below = self.next_text()
        return below is not None and len(below) - len(below.lstrip(" ")) > self.column

    def next_text(self) -> str | None:
        """Return the next line that holds more than a comment."""
        for number in range(self.number + 1, min(self.number + 50, self.document.line_count) + 1):
            text = self.document.line_text(number)
            if text.strip(SPACES) and not text.lstrip(" ").startswith("#"):
                return text
        return None


def key_of(line: str) -> str:
    """Return the key of a line that has one, "" for any other."""
    body = line.lstrip(" -")
    end = key_end(body) if body else None
    return "" if end is None else body[:end]
