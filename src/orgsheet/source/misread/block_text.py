"""The text of a block (| or >) as a person reads it, line by line: where it stands and ends."""

from __future__ import annotations

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.source.misread.key_typos import as_example
from orgsheet.source.tree import Document, Problem

_HEADER = pattern(r"[|>](?:[+-]?([1-9])?|([1-9])[+-])[ \t]*(?:#.*)?")


class BlockText:
    """One text below a header.

    `column` is where its lines stand, None before its first line; `is_open` until it has ended.
    """

    def __init__(self, document: Document, owner: int, column: int | None) -> None:
        """Begin a text whose lines stand deeper than the column `owner`."""
        self.column = column
        self.is_open = True
        self._document = document
        self._owner = owner
        self._long_blank: int | None = None

    def blank(self, number: int, column: int) -> None:
        """Take a line of `column` spaces and nothing else."""
        if self.column is None and column > self._owner + 1:
            longest = -1 if self._long_blank is None else self._column_of(self._long_blank)
            if column > longest:
                self._long_blank = number

    def line(self, column: int, offset: int, body: str) -> tuple[bool, Problem | None]:
        """Return whether a line belongs to the text, and what is wrong there."""
        if self.column is None and column > self._owner:
            self.column = column
            if self._long_blank is not None and self._column_of(self._long_blank) > column:
                # Spaces nobody sees fix the indentation that the text then does not reach.
                start = self._document.line_starts[self._long_blank - 1]
                end = start + self._column_of(self._long_blank)
                return True, Problem("bad-indent", start, end)
        if self.column is not None and column >= self.column:
            return True, None
        self.is_open = False
        if column > self._owner and body[0] not in "#\t":
            return True, Problem("bad-indent", offset, offset + len(body.rstrip()))
        return False, None

    def go_on_in(self, document: Document) -> None:
        """Take the next lines from another document; the blank ones so far are forgotten."""
        self._document = document
        self._long_blank = None

    def _column_of(self, number: int) -> int:
        line = self._document.line_text(number)
        return len(line) - len(line.lstrip(" "))


def begin_block(document: Document, owner: int, offset: int, value: str) -> BlockText | Problem:
    """Return the text that a header begins, or what is wrong with the header.

    Args:
        document: the file.
        owner: the column that the text must be deeper than, -1 for that of the file itself.
        offset: where the header stands.
        value: the header, from its `|` or `>` to the end of the line.
    """
    match = _HEADER.fullmatch(value)
    if match is None:
        text = value[1:].strip(" \t")
        values = {"記号": value[0], "値": as_example(text)}
        return Problem("text-after-block", offset, offset + len(value), values)
    digit = match.group(1) or match.group(2)
    return BlockText(document, owner, max(owner, 0) + int(digit) if digit else None)
