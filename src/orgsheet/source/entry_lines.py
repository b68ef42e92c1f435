"""Where the entries of a document, their lines and the text of its blocks stand."""

from __future__ import annotations

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.source.tree import Document, Mapping, Node, Scalar, Sequence

BLOCK_HEADER = pattern(r"[|>][+\-]?(?P<digit>[1-9])?[+\-]?(?P<comment>[ \t]*#.*)?")
"""The line a block scalar begins with, from its `|` or `>` to the end."""

_DASH = pattern(r"(?:[ \t\r\n]+|#[^\r\n]*)*+-")
_BLANK_LINES = pattern(r"(?:[ \t]*(?:\r\n?|\n))*")
_LINE_END = pattern(r"\r\n?|\n")


def children(node: Node) -> list[Node]:
    """Return the values directly below a node, in the order of the text."""
    if isinstance(node, Mapping):
        return list(node.entries.values())
    return node.items if isinstance(node, Sequence) else []


def first_child(node: Node) -> Node | None:
    """Return the first value directly below a node, without a list of them all."""
    if isinstance(node, Mapping):
        return next(iter(node.entries.values()), None)
    return node.items[0] if isinstance(node, Sequence) and node.items else None


def last_child(node: Node) -> Node | None:
    """Return the last value directly below a node, without a list of them all."""
    if isinstance(node, Mapping):
        return next(reversed(node.entries.values()), None)
    return node.items[-1] if isinstance(node, Sequence) and node.items else None


def own_key(node: Node) -> Scalar | None:
    """Return the key that a value stands behind, None for the root and for what a list holds."""
    return node.parent.keys[str(node.step)] if isinstance(node.parent, Mapping) else None


def entry_start(document: Document, node: Node) -> int:
    """Return where the key or the dash of a value stands (in brackets: the value of a list)."""
    key = own_key(node)
    if key is not None:
        return key.start
    parent = node.parent
    if not isinstance(parent, Sequence) or parent.flow:
        return node.start
    assert isinstance(node.step, int), "what a list holds has a number"
    before = parent.items[node.step - 1].end if node.step else parent.start
    match = _DASH.match(document.text, before)
    return match.end() - 1 if match else node.start


def next_line(document: Document, node: Node, *, skip_blank: bool = False) -> int:
    """Return where the line below a value begins; blank lines a block keeps belong to it."""
    line, _ = document.locate(node.end)
    end = document.line_starts[line] if line < document.line_count else len(document.text)
    last = node
    while below := last_child(last):
        last = below
    if skip_blank or (isinstance(last, Scalar) and last.style and last.text.endswith("\n\n")):
        match = _BLANK_LINES.match(document.text, end)
        end = match.end() if match else end
    return end


def owner_column(document: Document, node: Scalar) -> int:
    """Return the column (from 0) that the lines of a block must be deeper than; -1 at the root."""
    if node.parent is None:
        return -1
    return document.locate(entry_start(document, node))[1] - 1


def block_column(document: Document, node: Scalar, owner: int) -> int:
    """Return the column (from 0) at which the text of a block stands; see `owner_column`."""
    first, column = document.locate(node.start)
    header = BLOCK_HEADER.match(document.line_text(first), column - 1)
    if header is not None and (digit := header.group("digit")):
        return max(owner, 0) + int(digit)
    last, _ = document.locate(node.end)
    columns = [
        len(line) - len(line.lstrip(" "))
        for number in range(first + 1, last + 1)
        if (line := document.line_text(number)).strip(" ")
    ]
    return min(columns, default=owner + 2)


def first_line_end(document: Document) -> str:
    """Return the line end the document uses first."""
    match = _LINE_END.search(document.text)
    return match.group() if match else "\n"


def in_flow(node: Node | None) -> bool:
    """Tell whether a node is, or stands in, a list or mapping in brackets."""
    while node is not None:
        if isinstance(node, Mapping | Sequence) and node.flow:
            return True
        node = node.parent
    return False
