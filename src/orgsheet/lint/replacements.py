"""A finding's mend as stretches of the file to replace, for formats that carry fixes."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import NamedTuple

from orgsheet.lint.finding import Finding, Place
from orgsheet.lint.positions import Lines
from orgsheet.source import Document


class Replacement(NamedTuple):
    """A stretch of a file and the text to put there; an empty stretch is an insertion."""

    place: Place
    text: str


class DocumentLines:
    """The lines of documents, as renderers ask for them, with the whole texts behind them.

    A mend counts characters from the beginning of the text; only who has the text can tell where
    that is. Renderers that are given other lines leave fixes out.
    """

    def __init__(self, documents: Callable[[str], Document | None]) -> None:
        self.documents = documents

    def moved(self, documents: Callable[[str], Document | None]) -> DocumentLines:
        """Return the same lines of documents that are found otherwise."""
        lines = copy(self)
        lines.documents = documents
        return lines

    def __call__(self, path: str, number: int) -> str:
        """Return the text of a line (from 1) without its line end; "" where there is none."""
        document = self.documents(path)
        return "" if document is None else document.line_text(number)


def has_bom(lines: Lines, path: str) -> bool:
    """Tell whether a file is known to begin with a byte order mark."""
    document = lines.documents(path) if isinstance(lines, DocumentLines) else None
    return document is not None and document.bom


def replacements_of(finding: Finding, lines: Lines) -> list[Replacement]:
    """Return what mends a finding, in the order of the text; nothing where no edit is known."""
    document = _document(finding, lines)
    if document is None or finding.mend is None:
        return []
    edits = sorted(finding.mend.edits, key=lambda edit: (edit.start, edit.end))
    return [
        Replacement(_place(document, finding, edit.start, edit.end), edit.replacement)
        for edit in edits
    ]


def whole_replacement(finding: Finding, lines: Lines) -> Replacement | None:
    """Return what mends a finding as one stretch, from its first edit to its last."""
    document = _document(finding, lines)
    if document is None or finding.mend is None or not finding.mend.edits:
        return None
    edits = sorted(finding.mend.edits, key=lambda edit: (edit.start, edit.end))
    pieces: list[str] = []
    position = edits[0].start
    for edit in edits:
        pieces += [document.text[position : edit.start], edit.replacement]
        position = edit.end
    place = _place(document, finding, edits[0].start, edits[-1].end)
    return Replacement(place, "".join(pieces))


def _document(finding: Finding, lines: Lines) -> Document | None:
    if finding.mend is None or not isinstance(lines, DocumentLines):
        return None
    return lines.documents(finding.place.path)


def _place(document: Document, finding: Finding, start: int, end: int) -> Place:
    return Place(finding.place.path, *document.locate(start), *document.locate(end))
