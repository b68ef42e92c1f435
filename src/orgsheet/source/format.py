"""The canonical form of a file: one spelling for all, every comment and every value kept."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.source.comment_placement import Placement
from orgsheet.source.edit import EditRefused, check_rewritten
from orgsheet.source.emit import emit_scalar, needs_quotes, quote
from orgsheet.source.entry_lines import BLOCK_HEADER, block_column, children, owner_column
from orgsheet.source.tree import Document, Mapping, Node, Scalar, Sequence

_STEP = 2
_GAP = "  "  # between a line and the comment at its end, as yamllint asks by default


def format_text(document: Document) -> str:
    """Return the text of a document in canonical form: LF, no byte order mark, final line end.

    Indentation is two spaces, list items stand two spaces under their key, strings are written as
    `emit` writes them, lists one item a line but for those that the form has so. Blocks (`|`,
    `>`) stay blocks; numbers stay as written and missing values missing. Keys keep their order; a
    comment on a line of its own stays above what it stood above (or below the block it closed), one
    at the end of a line stays there, behind two spaces; of several blank lines one stays.
    The result means the same, and formatting it again changes nothing.

    Raises:
        EditRefused: the document has a problem, or the result failed the check.
    """
    for problem in document.problems:
        line, _ = document.locate(problem.start)
        raise EditRefused(f"{line}行目に直すところがあるため、整形しません。先に直してください。")
    assert document.root is not None, "what cannot be read has a problem"
    text = "\n".join(_Writer(document, document.root).lines()) + "\n"
    check_rewritten(document, text.encode(), document.root.data())
    return text


class _Writer:
    def __init__(self, document: Document, root: Node) -> None:
        self.document = document
        self.root = root
        self.placed = Placement(document, root)

    def lines(self) -> Iterator[str]:
        if not self.placed.is_leaf(self.root):
            yield from self._collection(self.root, 0)
            return
        yield from self.placed.above[id(self.root)]
        yield from self._with_comment(self._leaf(self.root, 0).split("\n"), self.root)
        yield from self.placed.below[id(self.root)]

    def _collection(self, node: Node, indent: int) -> Iterator[str]:
        margin = " " * indent
        for child in children(node):
            yield from self._comment_lines(self.placed.above[id(child)], margin)
            head = "-" if isinstance(node, Sequence) else f"{_key(node, child)}:"
            yield from self._with_comment(self._entry(margin + head, child, indent), child)
        yield from self._comment_lines(self.placed.below[id(node)], margin)

    def _entry(self, head: str, value: Node, indent: int) -> list[str]:
        if self.placed.is_leaf(value):
            text = self._leaf(value, indent)
            return f"{head} {text}".split("\n") if text else [head]
        below = list(self._collection(value, indent + _STEP))
        if isinstance(value.step, int):
            return [f"{head} {below[0].lstrip(' ')}", *below[1:]]
        return [head, *below]

    def _with_comment(self, lines: list[str], value: Node) -> list[str]:
        comment = self.placed.beside.get(id(value))
        return lines if comment is None else [lines[0] + _GAP + comment, *lines[1:]]

    def _comment_lines(self, lines: list[str], margin: str) -> Iterator[str]:
        return (margin + line if line else "" for line in lines)

    def _leaf(self, node: Node, indent: int) -> str:
        """Return what stands behind a key or dash at column `indent`, "" for nothing."""
        if isinstance(node, Sequence):
            return (
                f"[{', '.join(emit_scalar(item.data(), style_hint='flow') for item in node.items)}]"
            )
        if not isinstance(node, Scalar):
            return "{}"
        value = node.value
        if not isinstance(value, str):
            # 1.50 is the author's way to write a number; emit would shorten it.
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            return node.text if is_number or not node.text else emit_scalar(value, indent)
        if node.style == ">" and value.strip("\n"):
            return self._folded(node, indent)
        is_literal = node.style == "|" or node.step in self.document.words.literal
        return emit_scalar(value, indent, "literal" if is_literal else "plain")

    def _folded(self, node: Scalar, indent: int) -> str:
        """Return a folded block as its author broke it into lines, at its new indentation."""
        document = self.document
        first, column = document.locate(node.start)
        last, _ = document.locate(node.end)
        header = BLOCK_HEADER.match(document.line_text(first), column - 1)
        assert header is not None, "a block begins with its header"
        ends = len(node.text) - len(node.text.rstrip("\n"))
        mark = ">" + (str(_STEP) if header.group("digit") else "") + ("-", "", "+")[min(ends, 2)]
        start = block_column(document, node, owner_column(document, node))
        margin = " " * (indent + _STEP)
        texts = [document.line_text(line)[start:] for line in range(first + 1, last + 1)]
        texts += [""] * (ends - 1)
        return "\n".join([mark, *(margin + text if text else "" for text in texts)])


def _key(node: Node, child: Node) -> str:
    assert isinstance(node, Mapping), "lists have no keys"
    name = str(child.step)
    return quote(name) if needs_quotes(name) else name
