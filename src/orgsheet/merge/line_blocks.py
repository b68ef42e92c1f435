"""The lines of a document by entry: what stands above a value, its own lines, its comment."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from itertools import pairwise

from orgsheet.source import (
    Comment,
    Document,
    Mapping,
    Node,
    Plain,
    Scalar,
    Sequence,
    emit,
    find_comments,
)
from orgsheet.source.entry_lines import children, entry_start, in_flow, next_line, own_key
from orgsheet.source.vocabulary import Vocabulary

BLOCK_STYLES = ("|", ">")


class Lines:
    """A document cut into the lines of its entries; joined in order they are its text.

    An entry is a key with its value or a list item with its dash. Texts of entries are whole
    lines at their own column; where an entry begins on the line of the dash above it, spaces
    stand in the dash's place.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self._comments = find_comments(document)
        self._before: dict[int, Node] = {}
        for node in document.root.walk() if document.root is not None else ():
            for one, other in pairwise(children(node)):
                self._before[id(other)] = one

    def column(self, node: Node) -> int:
        """Return the column (from 0) of an entry's key or dash."""
        return self.document.locate(entry_start(self.document, node))[1] - 1

    def is_inline(self, node: Node) -> bool:
        """Tell whether an entry begins on the line of a dash above it."""
        start = entry_start(self.document, node)
        return bool(self.text[self._line_start(start) : start].strip(" "))

    def is_block(self, node: Node | None) -> bool:
        """Tell whether a value is a list or mapping with its entries on lines of their own."""
        return isinstance(node, Mapping | Sequence) and not node.flow and bool(children(node))

    def gap(self, node: Node) -> str:
        """Return the lines of comments and blank lines above an entry, "" where it has none.

        Above the first entry of the document stands its `header`.
        """
        if self.is_inline(node) or (self._is_first(node) and self._is_root(node.parent)):
            return ""
        return self.text[self._gap_start(node) : self._line_start(self._start(node))]

    def header(self, root: Node) -> str:
        """Return what stands above the first entry of the document."""
        return self.text[: self._line_start(self._start(children(root)[0]))]

    def tail(self, root: Node) -> str:
        """Return what stands below the last entry of the document."""
        return self.text[self.end(children(root)[-1]) :]

    def end(self, node: Node) -> int:
        """Return where the line below an entry begins."""
        return next_line(self.document, node)

    def chunk(self, node: Node) -> str:
        """Return the lines of an entry with everything in it.

        What stands in brackets is given in the canonical form.
        """
        if in_flow(node.parent):
            return emitted(node.step, node.data(), self.column(node), self.document.words)
        return self._indented(node, self.end(node))

    def head(self, node: Node) -> str:
        """Return what of an entry stands before the entries of its value (see `is_block`).

        That is its line, or only `- ` where the first of them begins on the same line.
        """
        first = children(node)[0]
        end = self._start(first) if self.is_inline(first) else self._gap_start(first)
        return self._indented(node, end)

    def mark(self, node: Node) -> str:
        """Return an entry's indentation with its key and colon, or with its dash."""
        return self._indented(node, self._mark_end(node))

    def space(self, node: Node) -> str:
        """Return what stands between the colon or dash and the value."""
        return self.text[self._mark_end(node) : node.start]

    def value(self, node: Node) -> str:
        """Return a value as written; its further lines are indented as in the document."""
        return self.text[node.start : node.end]

    def rest(self, node: Node) -> str:
        """Return what follows a value on its last line, with the line end."""
        if in_flow(node.parent):
            return "\n"
        return self.text[node.end : self.end(node)]

    def comments(self, node: Node) -> Counter[str]:
        """Return the comments above and in an entry."""
        start = bisect_left(self._comments, self._gap_start(node), key=_start)
        end = bisect_left(self._comments, self.end(node), key=_start)
        return Counter(one.text for one in self._comments[start:end])

    def all_comments(self) -> Counter[str]:
        """Return all comments of the document."""
        return Counter(one.text for one in self._comments)

    def _start(self, node: Node) -> int:
        return entry_start(self.document, node)

    def _line_start(self, offset: int) -> int:
        return self.document.line_starts[self.document.locate(offset)[0] - 1]

    def _is_root(self, node: Node | None) -> bool:
        return node is self.document.root

    def _is_first(self, node: Node) -> bool:
        return id(node) not in self._before

    def _gap_start(self, node: Node) -> int:
        parent = node.parent
        assert parent is not None, "the document as a whole is no entry"
        if self._is_first(node):
            if self._is_root(parent):
                return 0
            if self.is_inline(node):
                return self._start(node)
            line, _ = self.document.locate(self._start(parent))
            return self.document.line_starts[line]
        return self.end(self._before[id(node)])

    def _mark_end(self, node: Node) -> int:
        key = own_key(node)
        return (self._start(node) if key is None else self.text.index(":", key.end)) + 1

    def _indented(self, node: Node, end: int) -> str:
        return " " * self.column(node) + self.text[self._start(node) : end]


def emitted(step: str | int | None, value: Plain, column: int, words: Vocabulary) -> str:
    """Return a key with its value, or a list item, in the canonical form at a column."""
    if isinstance(step, str):
        return shift(emit({step: value}, words=words), column)
    return shift(emit({"-": [value]}, words=words).partition("\n")[2], column - 2)


def _start(comment: Comment) -> int:
    return comment.start


def shift(text: str, columns: int, *, first: bool = True) -> str:
    """Return lines moved to the right, or to the left where `columns` is below zero.

    Blank lines stay; `first` tells whether the first line moves, too.
    """
    if not columns:
        return text
    out = []
    for number, line in enumerate(text.splitlines(keepends=True)):
        if (number == 0 and not first) or not line.strip():
            out.append(line)
        elif columns > 0:
            out.append(" " * columns + line)
        else:
            indentation = len(line) - len(line.lstrip(" "))
            out.append(line[min(-columns, indentation) :])
    return "".join(out)


def is_block_scalar(node: Node) -> bool:
    """Tell whether a value is written as lines below a `|` or `>`."""
    return isinstance(node, Scalar) and node.style in BLOCK_STYLES


def merge_comment_lines(base: str, ours: str, theirs: str) -> str:
    """Return lines of comments after both sides changed them: what either side wrote stays."""
    if ours in (base, theirs):
        return theirs
    if base == theirs:
        return ours
    old, mine, yours = (text.splitlines(keepends=True) for text in (base, ours, theirs))
    known = set(mine) | set(old)
    removed = set(old) - set(yours)
    kept = [line for line in mine if line not in removed or not line.strip()]
    return "".join(kept + [line for line in yours if line not in known])
