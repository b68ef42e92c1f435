"""The lines of a refused file as a person reads them: where the first mistake is.

Long because each shape of a line has its own short function, and all go by what the lines before
left open.
"""

from __future__ import annotations

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.source.misread.block_text import BlockText, begin_block
from orgsheet.source.misread.inline_scan import (
    bad_escape,
    closing_quote,
    key_end,
    line_end,
    misbegun,
    read_brackets,
    reserved,
    swallows_entry,
    tab,
)
from orgsheet.source.misread.key_typos import (
    COLON,
    WIDE_SPACES,
    as_example,
    find_mark,
    find_slip,
    odd_space,
    problem_at,
)
from orgsheet.source.misread.lost_text import TextAbove, lost_text, missing_colon
from orgsheet.source.tree import Document, Problem
from orgsheet.source.vocabulary import ROOT

MAX_LINES = 20_000
"""Reading line by line costs microseconds a line; no sheet has so many that it matters."""

_PROPERTY = pattern(r"(?:&[0-9A-Za-z_-]+|![!-~]*)(?:[ \t]+|\Z)")
_ALIAS = pattern(r"\*[0-9A-Za-z_-]+(?=[ \t]|\Z)")


def first_mistake(document: Document, last_line: int) -> Problem | None:
    """Return the first certain mistake on the lines up to `last_line` (from 1), None if unsure.

    Knows block structure, quotes, lists on one line and block text well enough to say what does
    not fit; what it does not know (explicit keys, several documents on one line) ends the reading.
    """
    return LineReader(document).read(last_line)


class LineReader:
    """Reads line by line; `levels` are the open mappings and lists with their columns."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self.words = document.words
        self.number = 1
        self.lost = False
        self.levels: list[tuple[int, str]] = []
        self.is_started = False
        # What may follow the last entry: a "value" on deeper lines, more of a "plain" one, or
        # nothing ("closed"); `owner` is the column those lines must be deeper than.
        self.state = "value"
        self.owner = -1
        self.plain_lines: list[int] = []
        self.block: BlockText | None = None
        self.key = ""
        self.is_sheet = False  # a register has other keys without indentation
        self.above: TextAbove | None = None

    def read(self, last_line: int) -> Problem | None:
        """Return the first certain mistake up to a line, None if there is none or it is unsure."""
        while self.number <= last_line and not self.lost:
            found = self._line()
            if found is not None:
                return found
            self.number += 1
        return None

    def _line(self) -> Problem | None:  # noqa: PLR0911 - one return for each shape of a line
        line = self.document.line_text(self.number)
        body = line.lstrip(" ")
        column = len(line) - len(body)
        offset = self.document.line_starts[self.number - 1] + column
        if not body.strip(" \t"):
            if self.block is not None:
                self.block.blank(self.number, column)
            return None
        if self.block is not None:
            is_text, found = self._block_line(self.block, column, offset, body)
            if is_text:
                return found
        if body[0] == "#":
            self.state = "closed" if self.state == "plain" else self.state
            return None
        if column == 0 and body[:3] in ("---", "...") and body[3:4] in ("", " "):
            self.lost = bool(body[3:].strip())
            self.levels, self.is_started, self.state, self.owner = [], False, "value", -1
            return None
        if column == 0 and body[0] == "%" and not self.is_started:
            return None
        if self.state == "plain" and column > self.owner:
            return self._continuation(offset, body)
        return self._structure(column, offset, body.rstrip(" \t"))

    def _structure(self, column: int, offset: int, body: str) -> Problem | None:
        """Check that a line of its own stands at a column where one may."""
        if column == 0 and body == "=======":
            return Problem("conflict-marker", offset, offset + len(body))
        if body[0] == "\t":
            return tab(offset, body)
        may_be_text = self.state == "value" and column > self.owner
        if body[0] in WIDE_SPACES and not (may_be_text and not find_slip(body, self.words.every)):
            rest = body.lstrip(WIDE_SPACES)
            slip = odd_space(body[0], 0, len(body) - len(rest), as_example(f"  {rest}"))
            return problem_at(self.document, slip, offset)
        if self._is_misplaced(column, is_dash=body.startswith(("- ", "-\t")) or body == "-"):
            return self._misplaced(column, offset, body)
        mark = find_mark(body, self.words.every)
        if mark is not None:
            return problem_at(self.document, mark, offset)
        self.is_started = True
        return self._entry(column, offset, body)

    def _misplaced(self, column: int, offset: int, body: str) -> Problem:
        """Return what is wrong with a line that stands where no entry may."""
        is_item = self.levels[-1:] == [(column, "list")]
        mark = find_mark(body, self.words.every, sure=is_item)
        if mark is not None:
            return problem_at(self.document, mark, offset)
        found = self._slip(offset, body)
        if found is None and key_end(body) is None:
            found = lost_text(offset, column, body, self.above, self.words)
        return found or Problem("bad-indent", offset, offset + len(body))

    def _is_misplaced(self, column: int, *, is_dash: bool) -> bool:
        """Close the levels a line leaves; tell whether it then stands where no entry may."""
        before = len(self.levels)
        while self.levels and self.levels[-1][0] > column:
            self.levels.pop()
        may_nest = self.state == "value" and len(self.levels) == before
        if not self.levels:
            return self.is_started
        place, kind = self.levels[-1]
        if place < column:
            return not may_nest
        if kind == "list" and not is_dash:
            # A list may stand at the column of its own key.
            if self.levels[-2:-1] != [(column, "mapping")]:
                return True
            self.levels.pop()
        return kind == "mapping" and is_dash and not may_nest

    def _entry(  # noqa: C901, PLR0911 - one branch for each shape of a line
        self, column: int, offset: int, body: str
    ) -> Problem | None:
        while body.startswith(("- ", "-\t")) or body == "-":
            if self.levels[-1:] != [(column, "list")]:
                self.levels.append((column, "list"))
            rest = body[1:].lstrip(" ")
            column += len(body) - len(rest)
            offset += len(body) - len(rest)
            body = rest
            if body.startswith("\t"):
                return tab(offset, body)
        if not body or body[0] == "#":
            self._expect("value")
            return None
        if body[0] in "?:" and body[1:2] in ("", " "):
            self.lost = True
            return None
        end = key_end(body)
        if end is None:
            if self.levels[-1:] == [(column, "mapping")]:
                return self._not_an_entry(column, offset, body)
            return self._value(offset, body, own_line=True)
        if body[0] in "@`%":
            return reserved(offset, body)
        self.key = body[:end].strip("\"' \t")
        if column == 0:
            if self.is_sheet and self.words.parts.get(self.key, ROOT) != ROOT:
                return Problem("bad-indent", offset, offset + len(body))
            self.is_sheet = self.is_sheet or self.key in self.words.below
        if self.levels[-1:] != [(column, "mapping")]:
            self.levels.append((column, "mapping"))
        value = body[end + 1 :].lstrip(" \t")
        if not value or value[0] == "#":
            self._expect("value", column + 2 if self.key in self.words.texts else None)
            return None
        return self._value(offset + len(body) - len(value), value, own_line=False)

    def _expect(self, state: str, text_column: int | None = None) -> None:
        """Set what may follow; more of the text above would stand at `text_column`."""
        self.state = state
        self.owner = self._column()
        is_begun = state != "value" and self.block is None
        self.above = None if text_column is None else TextAbove(self.key, text_column, is_begun)

    def _column(self) -> int:
        """Return the column of the innermost open mapping or list, -1 where none is open."""
        return self.levels[-1][0] if self.levels else -1

    def _not_an_entry(self, column: int, offset: int, body: str) -> Problem:
        if body[0] in "@`%":
            return reserved(offset, body)
        return (
            self._slip(offset, body)
            or lost_text(offset, column, body, self.above, self.words)
            or missing_colon(offset, body)
        )

    def _slip(self, offset: int, body: str) -> Problem | None:
        """Return how a line that must be an entry misses being one."""
        slip = find_slip(body, self.words.every, sure=True) if key_end(body) is None else None
        return None if slip is None else problem_at(self.document, slip, offset)

    def _value(  # noqa: PLR0911 - one return for each kind of value
        self, offset: int, value: str, *, own_line: bool
    ) -> Problem | None:
        skipped = 0
        while match := _PROPERTY.match(value, skipped):
            skipped = match.end()
            if skipped == len(value):
                self._expect("value")
                return None
        offset += skipped
        value = value[skipped:]
        first = value[0]
        if first in "\"'":
            return self._quoted(offset)
        if first in "[{":
            return self._brackets(offset)
        if first in "|>":
            return self._block_header(offset, value)
        if _ALIAS.match(value):
            self._expect("closed")
            return None
        if (found := misbegun(self.document, offset, value)) is not None:
            return found
        text, comment, _ = value.partition(" #")
        text = text.rstrip(" \t")
        if COLON.search(text):
            return Problem("colon-in-value", offset, offset + len(text), {"値": as_example(text)})
        self._expect("closed" if comment else "plain")
        column = self.document.locate(offset)[1] - 1 if own_line else self.owner + 2
        self.above = TextAbove(self.key, column, is_begun=True)
        self.plain_lines = [offset] if own_line else []
        return None

    def _continuation(self, offset: int, body: str) -> Problem | None:
        text, comment, _ = body.partition(" #")
        if not COLON.search(text.rstrip(" \t")):
            self.plain_lines.append(offset)
            self.state = "closed" if comment else "plain"
            return None
        if body[0] == "\t":
            return tab(offset, body)
        _, column = self.document.locate(offset)
        for start in self.plain_lines:
            line, place = self.document.locate(start)
            before = self.document.line_text(line)[place - 1 :].rstrip(" \t")
            found = self._slip(start, before)
            if found is None and place == column:
                found = missing_colon(start, before)
            if found is not None:
                return found
        return Problem("bad-indent", offset, offset + len(body.rstrip(" \t")))

    def _quoted(self, offset: int) -> Problem | None:
        mark = self.text[offset]
        end = closing_quote(self.text, offset)
        if end is None or swallows_entry(self.document, offset, end):
            stop = line_end(self.document, offset)
            return Problem("unclosed-quote", offset, stop, {"記号": mark})
        if mark == '"' and (escape := bad_escape(self.text, offset, end)) is not None:
            return escape
        return self._nothing_after("text-after-quote", end, mark)

    def _brackets(self, offset: int) -> Problem | None:
        end = read_brackets(self.document, offset, self._column())
        if isinstance(end, Problem):
            return end
        return self._nothing_after("text-after-bracket", end, self.text[end - 1])

    def _nothing_after(self, kind: str, end: int, mark: str) -> Problem | None:
        """Go on behind a quoted or bracketed value; nothing but a comment may follow it."""
        rest = self.text[end : line_end(self.document, end)]
        text = rest.lstrip(" \t")
        if text and text[0] == ":":
            self.lost = True
        elif text and text[0] != "#":
            start = end + len(rest) - len(text)
            return Problem(kind, start, start + len(text), {"記号": mark, "値": as_example(text)})
        self.number, _ = self.document.locate(end)
        self._expect("closed")
        return None

    def _block_header(self, offset: int, value: str) -> Problem | None:
        block = begin_block(self.document, self._column(), offset, value)
        if isinstance(block, Problem):
            return block
        self.block = block
        self._expect("closed", max(self.owner, 0) + 2)
        return None

    def _block_line(
        self, block: BlockText, column: int, offset: int, body: str
    ) -> tuple[bool, Problem | None]:
        """Return whether a line belongs to the block text above it, and what is wrong there."""
        is_text, found = block.line(column, offset, body)
        if block.column is not None:
            self.above = TextAbove(self.key, block.column, is_begun=True)
        if not block.is_open:
            self.block = None
        return is_text, found
