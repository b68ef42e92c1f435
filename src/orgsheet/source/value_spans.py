"""From a stretch of a value to the stretch of the file that it was read from."""

from __future__ import annotations

from orgsheet.source.tree import Document, Scalar


def text_span(document: Document, scalar: Scalar, start: int, end: int) -> tuple[int, int]:
    """Return the offsets in `document.text` of `scalar.text[start:end]`.

    Where the value is not written character by character (escapes, folded lines), the whole
    scalar is meant.
    """
    if scalar.style == "|":
        first = _literal_offset(document, scalar, start)
        last = _literal_offset(document, scalar, max(start, end - 1))
        if first is not None and last is not None:
            return first, last + (end > start)
    else:
        inner = scalar.start + (1 if scalar.style else 0)
        if document.text[inner : inner + len(scalar.text)] == scalar.text:
            return inner + start, inner + end
    return scalar.start, scalar.end


def _literal_offset(document: Document, scalar: Scalar, index: int) -> int | None:
    """Return the offset of character `index` of a literal block's value."""
    line_number = scalar.text.count("\n", 0, index)
    line_begin = scalar.text.rfind("\n", 0, index) + 1
    line_end = scalar.text.find("\n", line_begin)
    content = scalar.text[line_begin : len(scalar.text) if line_end < 0 else line_end]
    first_line, _ = document.locate(scalar.start)
    line = first_line + 1 + line_number
    raw = document.line_text(line)
    if not raw.endswith(content):
        return None
    return document.line_starts[line - 1] + len(raw) - len(content) + index - line_begin
