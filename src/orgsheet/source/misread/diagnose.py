"""From a parser's complaint to the mistake a person made, with its right line."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.source.misread.line_reader import MAX_LINES, first_mistake
from orgsheet.source.tree import Document, Problem

_CONFLICT = pattern(r"(?m)^(?:<{7}|>{7}) ")
_MAX_REPORTED = 20


def diagnose(document: Document, offset: int, context: str) -> Problem:
    """Return the problem behind the parser's refusal at `offset`.

    A parser stops where it can no longer go on, which is often far behind the mistake, so the
    lines up to there are read once more as a person would read them. `context` are the parser's
    English words; they only choose between causes and are never shown.
    """
    line, _ = document.locate(offset)
    found = first_mistake(document, line) if line <= MAX_LINES else None
    if found is not None:
        return found
    while line > 1 and not document.line_text(line).strip():
        line -= 1
    text = document.line_text(line)
    base = document.line_starts[line - 1]
    start = base + len(text) - len(text.lstrip())
    kind = "bad-indent" if "block" in context and "scalar" not in context else "syntax"
    return Problem(kind, start, max(start, base + len(text.rstrip())))


def conflicts(document: Document) -> Iterator[Problem]:
    """Yield the first marker of every merge conflict that was never resolved."""
    text = document.text
    if "<<<<<<< " not in text and ">>>>>>> " not in text:
        return
    inside = False
    count = 0
    for match in _CONFLICT.finditer(text):
        begins = text[match.start()] == "<"
        if begins or not inside:
            yield Problem("conflict-marker", match.start(), match.end() - 1)
            count += 1
            if count == _MAX_REPORTED:
                return
        inside = begins
