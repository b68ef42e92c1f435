"""What stands in the way of reading behind the first mistake: so that all of it is mended at once.

A parser stops at the first line that it cannot read. To mend a file line by line with a whole
reading for each would take the square of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.source.edit import TextEdit, splice
from orgsheet.source.misread.line_reader import MAX_LINES, LineReader
from orgsheet.source.misread.refused_line import SPACES, Line
from orgsheet.source.parse import FATAL
from orgsheet.source.rewrite.line_rewrites import mend_problem
from orgsheet.source.rewrite.repair_proof import MISPLACED
from orgsheet.source.tree import Document, Problem

_BY_LINES_ABOVE = frozenset({"bad-indent", "ideographic-space", "odd-space", "tab-indent"})
"""Kinds of which the mend goes by the lines above, as they are once they are mended."""
_BESIDE_MARKS = frozenset({"odd-space", "tab-indent"})
"""Those of them that may also stand behind the beginning of a line, beside its `-` or `:`."""
_LEFT = pattern("[-:][\t\u3000\u00a0]")


def further_mistakes(document: Document) -> list[Problem]:
    """Return the mistakes that would be told one after another, each when the last is mended.

    They are those behind the one that a document without a tree tells last, as long as each has a
    mend; whoever makes several of the mends has to prove that the result can be read.
    """
    first = document.problems[-1] if document.problems else None
    if document.root is not None or first is None or first.kind in FATAL:
        return []
    reader = _Resumed(document)
    last_line = min(document.line_count, MAX_LINES)
    problem = reader.read(last_line)
    if problem is None or (problem.kind, problem.start) != (first.kind, first.start):
        return []
    found: list[Problem] = []
    while problem is not None and reader.goes_on_behind(mend_problem(document, problem)):
        below = reader.number
        problem = reader.read(last_line)
        if problem is None or _goes_by_lines_above(document, problem):
            break
        if problem.kind in MISPLACED and _is_next(document, problem, below):
            break  # the mend itself would have made the line below it stand wrongly
        found.append(problem)
    return found


def _goes_by_lines_above(document: Document, problem: Problem) -> bool:
    """Tell whether what mends a problem is where its line begins: elsewhere its line tells all."""
    if problem.kind in _BESIDE_MARKS and Line(document, problem.start).before.strip(SPACES):
        return False
    return problem.kind in _BY_LINES_ABOVE


def _is_next(document: Document, problem: Problem, number: int) -> bool:
    """Tell whether nothing but comments stands on the lines from `number` to a problem."""
    lines = map(document.line_text, range(number, document.locate(problem.start)[0]))
    return all(line.lstrip()[:1] in ("", "#") for line in lines)


class _Resumed(LineReader):
    """A reader that knows how it stood before each line, so that the line can be read again."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._before: dict[int, dict[str, Any]] = {}
        """By line: the last one, and those of the text that it goes on."""

    def _line(self) -> Problem | None:
        if self.state != "plain":
            self._before.clear()
        self._before[self.number] = {
            **self.__dict__,
            "levels": list(self.levels),
            "block": copy(self.block),
        }
        return super()._line()

    def goes_on_behind(self, edits: Sequence[TextEdit]) -> bool:
        """Read the lines of the last mistake as mended; tell whether nothing is wrong there then.

        The next line to be read is the one below them.
        """
        whole = self.document
        if not edits or self.lost:
            return False
        first = min(whole.locate(edit.start)[0] for edit in edits)
        last = max(whole.locate(edit.end)[0] for edit in edits)
        if first not in self._before:
            return False
        start = whole.line_starts[first - 1]
        end = whole.line_starts[last] if last < whole.line_count else len(whole.text)
        moved = [
            TextEdit(edit.start - start, edit.end - start, edit.replacement)
            for edit in sorted(edits, key=lambda edit: (edit.start, edit.end))
        ]
        lines = Document(whole.path, splice(Document("", whole.text[start:end]), moved).decode())
        lines.words = whole.words
        if _LEFT.search(lines.text):
            return False  # another one beside the one that is mended: the line is not done yet
        self.__dict__.update(self._before[first])
        self.plain_lines = []  # they are places of the whole text
        self._look_at(lines, 1)
        is_right = self.read(lines.line_count) is None and not self.lost
        self._before.clear()
        self._look_at(whole, last + 1)
        self.plain_lines = []  # and these of the lines alone
        return is_right

    def _look_at(self, document: Document, number: int) -> None:
        self.document, self.text, self.number = document, document.text, number
        if self.block is not None:
            self.block.go_on_in(document)
