"""The comments of a readable document: what stands behind `#` outside every value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.source.entry_lines import own_key
from orgsheet.source.tree import Document, Node, Scalar

_COMMENT = pattern(r"#[^\r\n]*")


class Comment(NamedTuple):
    """One comment, from its `#` to the last visible character of its line.

    `start` and `end` are offsets as in `Node`; `own_line` tells whether nothing but indentation
    stands before it.
    """

    start: int
    end: int
    text: str
    own_line: bool


def find_comments(document: Document) -> list[Comment]:
    """Return all comments in the order of the text; none where nothing could be read.

    Right for a document without problems; around aliases, tags and duplicate keys a `#` inside
    what is not in the tree counts as one, too.
    """
    if document.root is None:
        return []
    text = document.text
    comments: list[Comment] = []
    position = 0
    for start, end in [*_value_spans(document), (len(text), len(text))]:
        for match in _COMMENT.finditer(text, position, max(position, start)):
            line, column = document.locate(match.start())
            before = document.line_text(line)[: column - 1]
            shown = match.group().rstrip()
            comments.append(
                Comment(match.start(), match.start() + len(shown), shown, not before.strip())
            )
        position = max(position, end)
    return comments


def _value_spans(document: Document) -> Iterator[tuple[int, int]]:
    """Yield the spans that hold no comment: scalars, of a block scalar only the lines below."""
    assert document.root is not None, "the caller has asked"
    for scalar in _scalars(document.root):
        start = scalar.start
        if scalar.style in ("|", ">"):
            line, _ = document.locate(start)
            start += len(document.line_text(line)[start - document.line_starts[line - 1] :])
        yield start, max(start, scalar.end)


def _scalars(root: Node) -> Iterator[Scalar]:
    """Yield all values and keys in the order of the text."""
    for node in root.walk():
        key = own_key(node)
        if key is not None:
            yield key
        if isinstance(node, Scalar):
            yield node
