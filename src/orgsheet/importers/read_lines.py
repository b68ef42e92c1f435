"""The input as text and lines, and paragraphs of prose."""

from __future__ import annotations

import re
from dataclasses import dataclass

from orgsheet.importers.account import Reason
from orgsheet.importers.cells import SPACES
from orgsheet.importers.draft import Draft
from orgsheet.importers.import_result import ImportFailure
from orgsheet.importers.traced import Traced
from orgsheet.source.decode import decode
from orgsheet.source.encoding import encoding_words

BOM = "\ufeff"

_LINE = re.compile("[^\r\n]*+(?:\r\n|\r|\n|\\Z)")
_TOO_LARGE = "ファイルが大きすぎます（{大きさ} KiB。上限は {上限}）。部ごとに分けてください。"
_TO_TEXT = "Word や PDF のファイルは、先にテキストにしてください。"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number (from 1) and its offsets; `end` excludes the line end, `stop` not."""

    number: int
    start: int
    end: int
    stop: int

    def span(self, draft: Draft) -> tuple[int, int]:
        """Return the offsets of the line without spaces at its ends."""
        written = draft.text[self.start : self.end]
        left = len(written) - len(written.lstrip(SPACES))
        return self.start + left, self.start + max(left, len(written.rstrip(SPACES)))

    def words(self, draft: Draft) -> str:
        """Return the line without spaces at its ends; "" when blank."""
        start, end = self.span(draft)
        return draft.text[start:end]

    def drop(self, draft: Draft, reason: Reason) -> None:
        """Leave the whole line out of the sheets."""
        if reason is Reason.BLANK:
            draft.drop(self.start, self.stop, reason)
        else:
            self.drop_around(draft, self.stop, self.stop, reason)

    def drop_around(self, draft: Draft, start: int, end: int, reason: Reason) -> None:
        """Leave out the line but for the part between two offsets, which may lie past its end."""
        left, right = self.span(draft)
        draft.drop(left, min(start, right), reason)
        draft.drop(end, right, reason)
        self.drop_margins(draft)

    def drop_margins(self, draft: Draft) -> None:
        """Leave out the spaces at the line's ends and its line end."""
        left, right = self.span(draft)
        draft.drop(self.start, left, Reason.EDGE)
        draft.drop(right, self.end, Reason.EDGE)
        draft.drop(self.end, self.stop, Reason.LINE)


def open_text(data: bytes, name: str) -> tuple[Draft, list[Line]]:
    """Decode the input.

    Raises:
        ImportFailure: it is empty, not UTF-8, too large, or holds control characters.
    """
    document = decode(data, name)
    for problem in document.problems:
        line, column = document.locate(problem.start)
        message = encoding_words(problem) or _TOO_LARGE.format_map(problem.values)
        if problem.kind == "encoding-unknown":
            message += _TO_TEXT
        raise ImportFailure(name, message, line, column)
    if not document.text.strip():
        raise ImportFailure(name, "ファイルが空です。シートのテキストを入れてください。")
    mark = BOM if document.bom else ""
    draft = Draft(mark + document.text, name)
    draft.drop(0, len(mark), Reason.BOM)
    lines = [
        Line(number, match.start(), match.start() + len(match[0].rstrip("\r\n")), match.end())
        for number, match in enumerate(_LINE.finditer(draft.text, len(mark)), 1)
        if match[0]
    ]
    return draft, lines


def read_prose(draft: Draft, lines: list[Line]) -> Traced:
    """Return paragraphs as they are, with the blank lines between but not around them.

    Half-width spaces at the ends of a line are left out; a full-width space that opens one is an
    indentation and stays.
    """
    filled = [index for index, line in enumerate(lines) if line.words(draft)]
    first, last = (filled[0], filled[-1]) if filled else (len(lines), -1)
    parts = []
    for index, line in enumerate(lines):
        if index < first or index > last:
            line.drop(draft, Reason.BLANK)
            continue
        written = draft.text[line.start : line.end]
        if "\t" in written:
            draft.fail(
                line.start + written.index("\t"),
                "文章の欄に表の行（タブの入った行）があります。見出しの抜けがないか確かめてください。",
            )
        blank = not written.strip(SPACES)
        left = line.end if blank else line.end - len(written.lstrip(" "))
        right = max(left, line.start + len(written.rstrip(" ")))
        draft.drop(line.start, left, Reason.BLANK if blank else Reason.EDGE)
        draft.drop(right, line.end, Reason.EDGE)
        parts.append(Traced.of(draft.text, left, right))
        if index == last:
            draft.drop(line.end, line.stop, Reason.LINE)
        elif draft.text[line.end : line.stop] == "\n":
            parts.append(Traced.of(draft.text, line.end, line.stop))
        else:
            parts.append(Traced.replaced(line.end, line.stop, "\n", Reason.NEWLINE))
    return Traced.join(parts)


def read_list(draft: Draft, lines: list[Line]) -> list[Traced]:
    """Return the lines that are not blank, each an item, without the spaces at its ends."""
    items = []
    for line in lines:
        if not line.words(draft):
            line.drop(draft, Reason.BLANK)
            continue
        line.drop_margins(draft)
        items.append(Traced.of(draft.text, *line.span(draft)))
    return items
