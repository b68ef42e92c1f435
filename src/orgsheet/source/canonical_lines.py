"""Reads a document that is laid out as `fmt` lays it out, line by line: the usual case, fast.

What it reads it reads as YAML does, to the last offset; of anything else it says nothing at all,
and the parser of YAML reads it. A property test holds the two against each other.
"""

from __future__ import annotations

from sys import intern
from typing import TYPE_CHECKING, TypeVar

from orgsheet.japanese.kept_patterns import compiled
from orgsheet.source.misread.hazards import SUSPECT_START
from orgsheet.source.scalars import NUMBER_START, WORDS, resolve_plain
from orgsheet.source.tree import OFFSETS, Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST = 64 * 1024
_DEEPEST = 60
"""Characters of a document, spaces before a line: what stays below the limits of `parse`."""
_SHORT = 24
"""As in `parse`: texts up to this many characters are one string in memory."""
_STEP = 2

_C = TypeVar("_C", Mapping, Sequence)

# Blank, a comment, or an entry: `key:`, `key: value`, `- value`, `- key: value`. A key begins with
# a letter or a mark of a form and holds nothing that means something to YAML.
_LINE = compiled(
    r"( *)(?:#.*|((?:- )*)"
    r"(?:((?:[^\W\d_]|[○×])[\w.・、（）()「」/]{0,60}):(?: ([^ ].*))?|([^ ].*)))?\Z"
)
_FLOW_ITEM = compiled(r"[\w○×【][^\s,\[\]{}:#?&*!|>'\"%@`\\]{0,200}")
_DEEPEST_FLOW = 4
_NOT_PLAIN = frozenset("-?:,[]{}#&*!|>'\"%@`")
_ENDS_PLAIN = compiled(r": |:\Z| #| \Z")


def read_canonical(
    text: str, suspects: list[Scalar], add_name: Callable[[str], None]
) -> Mapping | None:
    """Return the root of the tree, None where a line is not laid out as usual.

    Args:
        text: the document.
        suspects: takes the values that are worth a look for mistakes, as from the parser.
        add_name: takes each key.
    """
    if len(text) > _LONGEST or text[-1:] != "\n" or "\t" in text or "\r" in text:
        return None
    return _Reader(text, suspects, add_name).read()


class _OtherLayoutError(Exception):
    """The line is for the parser of YAML."""


class _Reader:
    def __init__(self, text: str, suspects: list[Scalar], add_name: Callable[[str], None]) -> None:
        self.lines = text.split("\n")
        self.offsets = OFFSETS if len(text) < len(OFFSETS) else range(len(text) + 1)
        self.suspects = suspects
        self.add_name = add_name
        self.open: list[tuple[int, Mapping | Sequence]] = []
        self.end = self.number = self.at = 0  # the last value's end; the next line, its begin
        # The key that waits for a value below it, its mapping, and where the value would stand.
        self.waiting: tuple[Mapping, str, int] | None = None

    def read(self) -> Mapping | None:
        try:
            while self.number < len(self.lines):
                line = self.lines[self.number]
                at = self.at
                self.number += 1
                self.at += len(line) + 1
                match = _LINE.match(line)
                if match is None:
                    return None
                indent, dash, key, value, item = match.groups()
                if key is None and item is None:
                    continue
                column = len(indent)
                if column > _DEEPEST:
                    return None
                if dash:
                    self._item(at + column, column, len(dash) // _STEP, (key, value, item))
                elif key is not None:
                    self._key(self._mapping(at + column, column), at + column, column, key, value)
                else:
                    return None
        except _OtherLayoutError:
            return None
        root = self.open[0][1] if self.open else None
        self._close(-1)
        return root if type(root) is Mapping else None

    def _item(
        self, start: int, column: int, marks: int, line: tuple[str | None, str | None, str | None]
    ) -> None:
        """Take an item behind one or more marks: a value, or the first entry of a mapping."""
        key, value, item = line
        items = self._sequence(self.offsets[start], column)
        for _ in range(marks - 1):
            column, start = column + _STEP, self.offsets[start + _STEP]
            inner = Sequence(start, flow=False)
            _add(items, inner)
            self.open.append((column, inner))
            items = inner
        column, start = column + _STEP, self.offsets[start + _STEP]
        if key is not None:
            node = Mapping(start, flow=False)
            _add(items, node)
            self.open.append((column, node))
            self._key(node, start, column, key, value)
        elif item is not None:
            found = self._value(item, start)
            _add(items, found)
            self.end = found.end

    def _key(self, parent: Mapping, start: int, column: int, key: str, value: str | None) -> None:
        """Take an entry of a mapping, with its value where that stands on the line."""
        name = self._begin_entry(parent, key, start)
        behind = self.offsets[start + len(key) + 1]
        if value is None:
            # Its place in the order of the keys is kept for it.
            parent.entries[name] = parent
            self.waiting = parent, name, behind
            return
        if value in ("|", "|-"):
            node: Node = self._block(value, behind + 1, column + _STEP)
        else:
            node = self._value(value, behind + 1)
        node.parent, node.step = parent, name
        parent.entries[name] = node
        self.end = node.end

    def _begin_entry(self, parent: Mapping, key: str, start: int) -> str:
        """Note where a key begins; return it."""
        if key in WORDS or key in parent.entries or key[0] in NUMBER_START:
            raise _OtherLayoutError
        self.add_name(key)
        parent.key_places.append(self.offsets[start])
        return intern(key)

    def _mapping(self, start: int, column: int) -> Mapping:
        """Return the mapping that an entry at a column belongs to, begun there if it is new."""
        if not self.open:
            if column:
                raise _OtherLayoutError
            root = Mapping(self.offsets[start], flow=False)
            self.open.append((0, root))
            return root
        if self.waiting is not None and column > self.open[-1][0]:
            return self._begin(Mapping(self.offsets[start], flow=False), column)
        self._close(column)
        found = self.open[-1][1] if self.open and self.open[-1][0] == column else None
        if type(found) is not Mapping:
            raise _OtherLayoutError
        return found

    def _sequence(self, start: int, column: int) -> Sequence:
        """Return the list that an item at a column belongs to, begun there if it is new."""
        if self.waiting is not None and column > self.open[-1][0]:
            return self._begin(Sequence(start, flow=False), column)
        self._close(column)
        found = self.open[-1][1] if self.open and self.open[-1][0] == column else None
        if type(found) is not Sequence:
            raise _OtherLayoutError
        return found

    def _begin(self, node: _C, column: int) -> _C:
        """Make a collection the value of the key that waits."""
        assert self.waiting is not None, "asked by the caller"
        parent, name, _ = self.waiting
        self.waiting = None
        node.parent, node.step = parent, name
        parent.entries[name] = node
        self.open.append((column, node))
        return node

    def _close(self, column: int) -> None:
        """Give the waiting key no value, and end the collections that stand deeper."""
        if self.waiting is not None:
            parent, name, at = self.waiting
            self.waiting = None
            node = Scalar(at, at, None, "", "")
            node.parent, node.step = parent, name
            parent.entries[name] = node
            self.end = at
        while self.open and self.open[-1][0] > column:
            self.open.pop()[1].end = self.end

    def _value(self, text: str, start: int) -> Node:
        """Return a value of one line: unquoted, in quotes without an escape, or in brackets."""
        mark = text[0]
        if mark in "[{":
            node, end = self._flow(text, 0, start, 0)
            if end != len(text):
                raise _OtherLayoutError
            return node
        if mark in "\"'":
            inner = text[1:-1]
            if len(text) < _STEP or text[-1] != mark or mark in inner or "\\" in inner:
                raise _OtherLayoutError
            if len(inner) <= _SHORT:
                inner = intern(inner)
            return Scalar(self.offsets[start], self.offsets[start + len(text)], inner, inner, mark)
        if mark in _NOT_PLAIN or _ENDS_PLAIN.search(text):
            raise _OtherLayoutError
        return self._plain(text, start)

    def _plain(self, text: str, start: int) -> Scalar:
        if len(text) <= _SHORT:
            text = intern(text)
        node = Scalar(self.offsets[start], self.offsets[start + len(text)], text, text, "")
        if text in WORDS:
            node.value = WORDS[text]
            return node
        first = text[0]
        if first in NUMBER_START:
            node.value = resolve_plain(text)
        if first in SUSPECT_START or ":" in text or "：" in text:
            self.suspects.append(node)
        return node

    def _flow(self, text: str, at: int, base: int, depth: int) -> tuple[Node, int]:
        """Return what stands at a place in brackets, and where it ends in the text of the value."""
        mark = text[at : at + 1]
        if mark not in ("[", "{"):
            item = self._flow_item(text, at)
            return self._plain(item, base + at), at + len(item)
        if depth == _DEEPEST_FLOW:
            raise _OtherLayoutError
        found: Mapping | Sequence
        found = (Sequence if mark == "[" else Mapping)(self.offsets[base + at], flow=True)
        end = "]" if mark == "[" else "}"
        at += 1
        is_open = text[at : at + 1] != end
        while is_open:
            key = None
            if type(found) is Mapping:
                key = self._flow_item(text, at)
                self._begin_entry(found, key, base + at)
                at = _behind(text, at + len(key), ": ")
            node, at = self._flow(text, at, base, depth + 1)
            if type(found) is Mapping:
                assert key is not None, "read above"
                node.parent, node.step = found, intern(key)
                found.entries[intern(key)] = node
            else:
                _add(found, node)
            is_open = text[at : at + 1] != end
            at = _behind(text, at, ", ") if is_open else at
        found.end = self.offsets[base + at + 1]
        return found, at + 1

    def _flow_item(self, text: str, at: int) -> str:
        match = _FLOW_ITEM.match(text, at)
        if match is None:
            raise _OtherLayoutError
        return match[0]

    def _block(self, mark: str, start: int, column: int) -> Scalar:
        """Return a text of several lines, which stand from the next line on at a column."""
        margin, lines = " " * column, self.lines
        texts: list[str] = []
        end = at = self.at
        number = self.number
        while number < len(lines) - 1:
            line = lines[number]
            if line.startswith(margin) and (texts or line[column : column + 1] not in ("", " ")):
                texts.append(line[column:])
            elif texts and not line.strip(" "):
                texts.append("")
            else:
                break
            at += len(line) + 1
            number += 1
            if texts[-1].strip(" "):
                end = at - 1
        while texts and not texts[-1]:
            texts.pop()
        if not texts or texts[-1][-1] == " ":
            raise _OtherLayoutError
        self.number, self.at = number, at
        text = "\n".join(texts) + ("\n" if mark == "|" else "")
        return Scalar(self.offsets[start], self.offsets[end], text, text, "|")


def _add(items: Sequence, node: Node) -> None:
    node.parent, node.step = items, len(items.items)
    items.items.append(node)


def _behind(text: str, at: int, mark: str) -> int:
    if not text.startswith(mark, at):
        raise _OtherLayoutError
    return at + len(mark)
