"""The positioned YAML tree: plain values that know where in the text they stand.

Long because the kinds of node and the problems of a text are one vocabulary.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, TypeAlias, final

from orgsheet.japanese.kept_patterns import compiled
from orgsheet.source.pointers import pointer_to, steps_of
from orgsheet.source.vocabulary import Vocabulary, standard_words

Plain: TypeAlias = Any
"""JSON-like data: str, int, float, bool, None, list and dict with str keys."""

ScalarValue: TypeAlias = str | int | float | bool | None

OFFSETS = tuple(range(8_192))
"""Offsets in a text of usual length: one number in memory for all that stand there."""

_LINE_END = compiled(r"\r\n?|\n")


class Node:
    """One value of the document.

    `start` and `end` are code-point offsets into `Document.text`, counted from 0, end exclusive;
    trailing blank lines and comments do not belong to a node. A value that is not written at all
    (`key:`) is empty and stands right behind the `:` or `-`.
    `step` is the key (str) or the index (int, from 0) under `parent`; both are None for the root.
    A key node has the parent and the step of its value.
    """

    __slots__ = ("end", "parent", "start", "step")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end
        self.parent: Node | None = None
        self.step: str | int | None = None

    def steps(self) -> list[str | int]:
        """Return the keys and indexes that lead from the root to this node."""
        steps: list[str | int] = []
        node: Node | None = self
        while node is not None and node.step is not None:
            steps.append(node.step)
            node = node.parent
        steps.reverse()
        return steps

    def pointer(self) -> str:
        """Return the JSON pointer (RFC 6901) of this node; the root's is the empty string."""
        return pointer_to(self.steps())

    def data(self) -> Plain:
        """Return the value below this node as plain data."""
        raise NotImplementedError

    def walk(self) -> Iterator[Node]:
        """Yield this node and all values below it in document order (keys are not values)."""
        yield self


@final
class Scalar(Node):
    """A single value.

    `value` is what the YAML means, `text` the characters it stands for (for `012` both are "012";
    for `5` they are 5 and "5"), `style` one of "" (plain), "'", '"', "|" and ">".
    """

    __slots__ = ("style", "text", "value")

    def __init__(self, start: int, end: int, value: ScalarValue, text: str, style: str) -> None:
        self.start = start
        self.end = end
        self.parent = None
        self.step = None
        self.value = value
        self.text = text
        self.style = style

    def data(self) -> ScalarValue:
        """Return the value."""
        return self.value

    def __repr__(self) -> str:
        return f"Scalar({self.text!r} at {self.start})"


@final
class Sequence(Node):
    """A list; `items` in document order."""

    __slots__ = ("flow", "items")

    def __init__(self, start: int, *, flow: bool) -> None:
        super().__init__(start, start)
        self.items: list[Node] = []
        self.flow = flow

    def data(self) -> list[Plain]:
        """Return the items as plain data."""
        return [item.data() for item in self.items]

    def walk(self) -> Iterator[Node]:
        """Yield this node and all values below it in document order (keys are not values)."""
        yield self
        for item in self.items:
            yield from item.walk()


@final
class Mapping(Node):
    """A mapping; `entries` gives the value and `keys` the key node of each key.

    Of a key written twice the first is kept; the document's problems name both.
    """

    __slots__ = ("_keys", "entries", "flow", "key_places")

    def __init__(self, start: int, *, flow: bool) -> None:
        super().__init__(start, start)
        self.entries: dict[str, Node] = {}
        self.key_places: list[int | Scalar] = []
        self._keys: dict[str, Scalar] | None = None
        self.flow = flow

    @property
    def keys(self) -> dict[str, Scalar]:
        """The key node of each key, in the order of `entries`.

        They are a quarter of a tree and seldom asked for: until then `key_places` says where each
        begins, or holds the node of one that is not written as it reads.
        """
        if self._keys is None:
            places = zip(self.entries, self.key_places, strict=True)
            self._keys = {name: self._key(name, place) for name, place in places}
        return self._keys

    def key_so_far(self, name: str) -> Scalar:
        """Return the key node of a key while the mapping is read: `keys` would stay as it is."""
        return self._key(name, self.key_places[list(self.entries).index(name)])

    def _key(self, name: str, place: int | Scalar) -> Scalar:
        if isinstance(place, Scalar):
            return place
        key = Scalar(place, place + len(name), name, name, "")
        key.parent, key.step = self, name
        return key

    def get(self, key: str) -> Node | None:
        """Return the value of a key, None where there is none."""
        return self.entries.get(key)

    def drop(self, key: str) -> None:
        """Take a key out with its value; the text that they were read from stays."""
        _ = self.keys.pop(key, None), self.entries.pop(key, None)

    def data(self) -> dict[str, Plain]:
        """Return keys and values as plain data."""
        return {key: value.data() for key, value in self.entries.items()}

    def walk(self) -> Iterator[Node]:
        """Yield this node and all values below it in document order (keys are not values)."""
        yield self
        for value in self.entries.values():
            yield from value.walk()


def _scalars_below(root: Node | None) -> list[Scalar]:
    """Return the single values of a tree as `walk` gives them; a generator a node takes longer."""
    found: list[Scalar] = []
    pending = [] if root is None else [root]
    while pending:
        node = pending.pop()
        if type(node) is Scalar:
            found.append(node)
        elif type(node) is Mapping:
            pending += reversed(node.entries.values())
        elif type(node) is Sequence:
            pending += reversed(node.items)
    return found


@dataclass(slots=True)
class Problem:
    """Something in the text itself that a reader of YAML trips over.

    `kind` is one of `PROBLEM_KINDS`; `start` and `end` are offsets as in `Node`; `values` are
    named strings for the message; `related` are further places (start, end, label in Japanese).
    """

    kind: str
    start: int
    end: int
    values: dict[str, str] = field(default_factory=dict)
    related: list[tuple[int, int, str]] = field(default_factory=list)


PROBLEM_KINDS = {
    "alias": "an anchor or alias (& or *), which a sheet never needs; 記号",
    "bad-escape": "a backslash in double quotes that starts no escape; 記号",
    "bad-indent": "indentation that does not fit the lines above",
    "colon-in-value": "an unquoted value that holds ': '; 値",
    "conflict-marker": "a merge conflict that was never resolved",
    "control-character": "a character that cannot be seen or typed; 文字",
    "dash-in-value": "a list item on the line of its key; 値",
    "duplicate-key": "the same key twice in one mapping; キー, 行",
    "empty": "nothing but comments and blank lines",
    "encoding-cp932": "bytes that are Shift_JIS (CP932) rather than UTF-8; バイト位置",
    "encoding-unknown": "bytes that are no text we know; バイト位置",
    "encoding-utf16": "bytes that are UTF-16 rather than UTF-8",
    "full-width-bar": "a full-width bar where '|' begins a text of several lines; 記号, 例",
    "full-width-colon": "a full-width colon where YAML needs ': '; キー, 例",
    "ideographic-space": "a full-width space used as indentation; 空白, 例",
    "key-not-text": "a key that is a list or a mapping",
    "lost-indent": "text that does not stand below the value it belongs to; キー, 個数",
    "line-separator": "an invisible line separator inside a line; 文字",
    "list-mark": "lines that begin with a mark that YAML does not know as a list's; 記号, 例",
    "missing-colon": "a line without ': ' where a key is needed; 値",
    "missing-space": "a ':' or '-' without the space YAML needs behind it; 記号, 例",
    "multiple-documents": "a second document after '---'",
    "odd-space": "a full-width or no-break space beside a key, ':' or '-'; 空白, 例",
    "reserved-start": "a value that starts with a character YAML reserves; 文字, 値",
    "syntax": "any other thing the YAML parser refuses",
    "tab-indent": "a tab used as indentation",
    "tag": "a tag (!name), which a sheet never needs; 記号",
    "text-after-block": "text on the line of a | or >; 記号, 値",
    "text-after-bracket": "text behind the ] or } that ends a value; 記号, 値",
    "text-after-quote": "text behind the quotation mark that ends a value; 記号, 値",
    "too-deep": "more levels than the limit; 上限",
    "too-large": "more bytes than the limit; 上限, 大きさ (KiB)",
    "too-long": "a value with more characters than the limit; 上限",
    "too-many-nodes": "more values than the limit; 上限",
    "unclosed-bracket": "a [ or { that is never closed; 記号",
    "unclosed-quote": "a quotation mark that is never closed; 記号",
}
"""What each kind of problem is, and the names of its `values`; 例 is the text to type instead."""


class Document:
    """A parsed file: its text, its tree (None when unreadable or empty) and its problems.

    `path` is the name the caller gave; `text` is decoded, without a byte order mark, with the line
    ends of the file. `bom` says that a byte order mark was there, `encoding` how the bytes were
    read ("utf-8" for every document that has a tree). `words` are those of the file's form, or of
    the standard form where none is known.
    """

    __slots__ = (
        *("_line_starts", "_scalars", "bom", "encoding", "path", "problems", "root", "text"),
        "words",
    )

    def __init__(self, path: str, text: str, *, bom: bool = False, encoding: str = "utf-8") -> None:
        self.path = path
        self.text = text
        self.bom = bom
        self.encoding = encoding
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._line_starts: array[int] | None = None
        self.words: Vocabulary = standard_words()
        self._scalars: tuple[Scalar, ...] | None = None

    def at(self, pointer: str) -> Node | None:
        """Return the value to which a JSON pointer leads, None where there is none."""
        node = self.root
        for step in steps_of(pointer):
            if isinstance(node, Mapping):
                node = node.entries.get(step)
            elif isinstance(node, Sequence) and step.isdecimal() and int(step) < len(node.items):
                node = node.items[int(step)]
            else:
                return None
        return node

    def dissolve(self) -> None:
        """Let go of the tree; whoever holds a node of it has lost the rest.

        Nodes know their parents, so without this only the garbage collector frees them, and it
        walks everything else that is alive to do so.
        """
        open_nodes = [self.root]
        self.root = self._scalars = None
        while open_nodes:
            node = open_nodes.pop()
            if type(node) is Mapping:
                open_nodes += [one for one in node.entries.values() if type(one) is not Scalar]
                node.entries.clear()
                node.key_places.clear()
                node._keys = None  # noqa: SLF001 - of the same module
            elif type(node) is Sequence:
                open_nodes += [one for one in node.items if type(one) is not Scalar]
                node.items.clear()

    @property
    def scalars(self) -> tuple[Scalar, ...]:
        """All single values of the tree, in document order; keys are not values."""
        if self._scalars is None:
            self._scalars = tuple(_scalars_below(self.root))
        return self._scalars

    @property
    def line_starts(self) -> array[int]:
        """The offset of the first character of every line; LF, CRLF and CR end a line."""
        if self._line_starts is None:
            text = self.text
            if "\r" in text:
                starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
            else:
                lengths = (len(line) + 1 for line in text.split("\n"))
                starts = list(accumulate(lengths, initial=0))[:-1]
            self._line_starts = array("I", starts)
        return self._line_starts

    def locate(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset, both counted from 1, the column in code points."""
        starts = self.line_starts
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def line_text(self, line: int) -> str:
        """Return line number `line` (from 1) without its line end; "" past the last line."""
        starts = self.line_starts
        if not 1 <= line <= len(starts):
            return ""
        end = starts[line] if line < len(starts) else len(self.text)
        return self.text[starts[line - 1] : end].rstrip("\r\n")

    @property
    def line_count(self) -> int:
        """How many lines there are; text that ends with a line end has an empty last one."""
        return len(self.line_starts)
