"""Which comments and blank lines belong to which entry, so that a writer can take them along."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from orgsheet.source.comments import Comment, find_comments
from orgsheet.source.entry_lines import children, entry_start, first_child, next_line
from orgsheet.source.tree import Document, Node, Scalar, Sequence


class Placement:
    """Comments and blank lines, seen from the entries around them.

    An entry is a value with its key or dash. `above` are the lines to write above an entry ("" is
    a blank one), `beside` the comment to write at the end of its first line, `below` the lines to
    write below the last entry of a collection. All are keyed by the `id` of the value.
    """

    def __init__(self, document: Document, root: Node) -> None:
        self._document = document
        self._root = root
        self._comments = find_comments(document)
        self._by_line = {document.locate(one.start)[0]: one for one in self._comments}
        self.above: dict[int, list[str]] = defaultdict(list)
        self._words = document.words
        self.beside: dict[int, str] = {}
        self.below: dict[int, list[str]] = defaultdict(list)
        entries = list(self._entries(root)) or [root]
        self._between(None, entries[0])
        for entry, following in pairwise([*entries, None]):
            assert entry is not None, "only the last pair ends with None"
            self._inside(entry, following)
            self._between(entry, following)

    def is_leaf(self, node: Node) -> bool:
        """Tell whether a value is to be written on the line of its key or dash."""
        if isinstance(node, Scalar) or first_child(node) is None:
            return True
        return (
            isinstance(node, Sequence)
            and node.step in self._words.flow
            and all(isinstance(item, Scalar) for item in node.items)
            and not self._comments_in(node.start, node.end)
        )

    def _entries(self, node: Node) -> Iterator[Node]:
        """Yield the values below a collection in the order of the text, each before its own."""
        for child in children(node):
            yield child
            if not self.is_leaf(child):
                yield from self._entries(child)

    def _comments_in(self, start: int, end: int) -> list[Comment]:
        first = bisect_left(self._comments, start, key=_start)
        return self._comments[first : bisect_left(self._comments, end, key=_start)]

    def _inside(self, entry: Node, following: Node | None) -> None:
        """Place the comments between an entry's key or dash and the end of its first line."""
        document = self._document
        start = entry_start(document, entry)
        line, _ = document.locate(entry.end if self.is_leaf(entry) else start)
        end = document.line_starts[line - 1] + len(document.line_text(line))
        if following is not None:
            end = min(end, entry_start(document, following))
        found = self._comments_in(start, end)
        is_bare_dash = isinstance(entry.parent, Sequence) and not self.is_leaf(entry)
        if found and not found[-1].own_line and not is_bare_dash:
            self.beside[id(entry)] = found.pop().text
        self.above[id(_line_owner(entry))] += [comment.text for comment in found]

    def _between(self, entry: Node | None, following: Node | None) -> None:
        """Place what stands on the lines between the first line of an entry and the next entry."""
        document = self._document
        first, last = 1, document.line_count
        if entry is not None and self.is_leaf(entry):
            below, _ = document.locate(next_line(document, entry))
            first = max(document.locate(entry.end)[0] + 1, below)
        elif entry is not None:
            first = document.locate(entry_start(document, entry))[0] + 1
        if following is not None:
            last = document.locate(entry_start(document, following))[0] - 1
        found: list[tuple[int, str]] = []
        for line in range(first, last + 1):
            comment = self._by_line.get(line)
            if comment is not None:
                found.append((document.locate(comment.start)[1], comment.text))
            elif not document.line_text(line).strip():
                found.append((0, ""))
        self._assign(found, entry, following)

    def _assign(
        self, found: list[tuple[int, str]], entry: Node | None, following: Node | None
    ) -> None:
        """Give lines to the collections that end between two entries, or to the second entry.

        A comment belongs below the innermost ended collection whose column it reaches, unless it
        stands no deeper than the next entry.
        """
        ended = _ended(entry, following)
        floor = 0 if following is None else self._entry_column(following)
        is_blank = False
        for column, text in found:
            if not text:
                is_blank = True
                continue
            while ended and not (column > floor and column >= self._column(ended[0])):
                ended.pop(0)
            # A list may stand at the column of its own key; the comment is then about the mapping.
            while len(ended) > 1 and self._column(ended[1]) == self._column(ended[0]):
                ended.pop(0)
            if ended or following is None:
                lines = self.below[id(ended[0] if ended else self._root)]
            else:
                lines = self.above[id(_line_owner(following))]
            if is_blank and (lines[-1] if lines else entry is not None):
                lines.append("")
            lines.append(text)
            is_blank = False
        if is_blank and following is not None and _line_owner(following) is following:
            lines = self.above[id(following)]
            if lines[-1] if lines else entry is not None:
                lines.append("")

    def _column(self, collection: Node) -> int:
        """Return the column (from 1) of the entries of a collection."""
        first = first_child(collection)
        assert first is not None, "a collection ends behind an entry of its own"
        return self._entry_column(first)

    def _entry_column(self, entry: Node) -> int:
        return self._document.locate(entry_start(self._document, entry))[1]


def _start(comment: Comment) -> int:
    return comment.start


def _ended(entry: Node | None, following: Node | None) -> list[Node]:
    """Return the collections that end between two entries, innermost first."""
    open_ones: set[int] = set()
    while following is not None:
        following = following.parent
        open_ones.add(id(following))
    ended = []
    node = None if entry is None else entry.parent
    while node is not None and id(node) not in open_ones:
        ended.append(node)
        node = node.parent
    return ended


def _line_owner(entry: Node) -> Node:
    """Return the outermost entry whose line begins with this one: a list item for its first key."""
    parent = entry.parent
    while (
        parent is not None and isinstance(parent.parent, Sequence) and first_child(parent) is entry
    ):
        entry, parent = parent, parent.parent
    return entry
