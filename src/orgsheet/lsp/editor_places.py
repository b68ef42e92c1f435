"""Places of a document as an editor counts them: lines from 0, columns in the units it chose."""

from __future__ import annotations

from collections.abc import Callable

from lsprotocol.types import Location, Position, PositionEncodingKind, Range

from orgsheet.lint.finding import Place
from orgsheet.lint.positions import utf8_length, utf16_length
from orgsheet.source import Document, Node

_LENGTHS: dict[str, Callable[[str], int]] = {
    PositionEncodingKind.Utf8.value: utf8_length,
    PositionEncodingKind.Utf16.value: utf16_length,
    PositionEncodingKind.Utf32.value: len,
}


class EditorPlaces:
    """Converts between offsets in documents (code points) and an editor's positions."""

    def __init__(self, encoding: PositionEncodingKind | str | None = None) -> None:
        """Take how the editor counts columns; UTF-16 code units where it does not say."""
        name = encoding.value if isinstance(encoding, PositionEncodingKind) else encoding
        self._length = _LENGTHS.get(name or "", utf16_length)

    def position(self, document: Document, offset: int) -> Position:
        """Return the position of an offset."""
        line, column = document.locate(offset)
        return self.at(document, line, column)

    def at(self, document: Document, line: int, column: int) -> Position:
        """Return the position of a line and a column, both from 1, the column in code points."""
        before = document.line_text(line)[: column - 1]
        return Position(line - 1, self._length(before))

    def span(self, document: Document, start: int, end: int) -> Range:
        """Return the range of a stretch, its end exclusive."""
        return Range(self.position(document, start), self.position(document, end))

    def of_place(self, document: Document, place: Place) -> Range:
        """Return the range of a finding's place in the document that it was found in."""
        start = self.at(document, place.line, place.column)
        return Range(start, self.at(document, place.end_line, place.end_column))

    def whole(self, document: Document) -> Range:
        """Return the range of the whole text."""
        return self.span(document, 0, len(document.text))

    def location(self, uri: str, document: Document, node: Node) -> Location:
        """Return where a value stands."""
        return Location(uri, self.span(document, node.start, node.end))

    def column(self, line: str, character: int) -> int:
        """Return the column in code points, from 0, of a position on a line; at most its end."""
        if line.isascii():
            return min(character, len(line))
        reached = 0
        for column, letter in enumerate(line):
            if reached >= character:
                return column
            reached += self._length(letter)
        return len(line)

    def units(self, text: str) -> int:
        """Return how many of the editor's units a text is long."""
        return self._length(text)

    def offset(self, document: Document, position: Position) -> int:
        """Return the offset of a position; one behind a line's or the text's end is that end."""
        line = min(position.line + 1, document.line_count)
        text = document.line_text(line)
        return document.line_starts[line - 1] + self.column(text, position.character)
