"""Repairs of unreadable text, with the proof that they help."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from orgsheet.source.comments import find_comments
from orgsheet.source.edit import EditRefused, TextEdit, splice
from orgsheet.source.parse import FATAL, parse
from orgsheet.source.tree import Document

MISPLACED = frozenset({"bad-indent", "lost-indent"})
"""The kinds of problems of a line that does not fit what is above it."""


def repair(document: Document, edits: Iterable[TextEdit], mended: int = 1) -> bytes:
    """Return the file's new bytes after edits that make more of it readable.

    Where the file could be read, nothing else may be wrong afterwards and every comment stays;
    where it could not, there must be less wrong up to the last edit than before, by as many
    problems as are `mended`. `document` was read with every problem told.

    Raises:
        EditRefused: the edits overlap, or do not help.
    """
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
    data = splice(document, ordered)
    result = parse(data, document.path, None, document.words)
    before, after = document.problems, result.problems
    if any(problem.kind in FATAL for problem in before):
        if not {problem.kind for problem in after} & FATAL <= {problem.kind for problem in before}:
            raise EditRefused("直すと別の読めない文字ができるため、そのままにしました。")
        return data
    if document.root is None:
        last = ordered[-1].end
        grown = sum(len(edit.replacement) - (edit.end - edit.start) for edit in ordered)
        if _breaks_below(document, result, ordered):
            raise EditRefused("直すと下の行が読めなくなるため、そのままにしました。")
        before = [problem for problem in before if problem.start <= last]
        after = [problem for problem in after if problem.start < last + grown]
    elif result.root is None or _comments(document) != _comments(result):
        raise EditRefused("直すとほかの行の読み方が変わるため、そのままにしました。")
    kinds = Counter(problem.kind for problem in after)
    fewer = mended if document.root is None else 1
    if kinds - Counter(problem.kind for problem in before) or len(after) > len(before) - fewer:
        raise EditRefused("直してもまだ読めないため、そのままにしました。手で直してください。")
    return data


def _breaks_below(document: Document, result: Document, edits: list[TextEdit]) -> bool:
    """Tell whether a line right below an edit no longer fits what is above it."""
    lines = {document.locate(edit.end)[0] for edit in edits}
    shift = result.line_count - document.line_count
    odd = {
        result.locate(problem.start)[0] - shift
        for problem in result.problems
        if problem.kind in MISPLACED
    }
    known = {document.locate(problem.start)[0] for problem in document.problems}
    return any(_line_below(document, line) in odd - known - lines for line in lines)


def _line_below(document: Document, line: int) -> int | None:
    """Return the number of the next line that holds more than a comment, None where none does."""
    for number in range(line + 1, document.line_count + 1):
        body = document.line_text(number).lstrip()
        if body and body[0] != "#":
            return number
    return None


def _comments(document: Document) -> Counter[str]:
    return Counter(comment.text for comment in find_comments(document))
