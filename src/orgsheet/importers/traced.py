"""Text that knows where in the input each of its characters stands."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, TypeAlias

from orgsheet.importers.account import Reason, step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orgsheet.source import Plain


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a value: the input from `start` to `end`, or `text` in its place.

    `reason` is None for characters taken as they are.
    """

    start: int
    end: int
    text: str
    reason: Reason | None = None


class Traced:
    """A value under construction: a text made of pieces of the input, in the input's order.

    Indexes into `text` and offsets into the input are different things; `offset` converts.
    `value` is the number that stands in the sheet in place of the text, where that is one.
    """

    __slots__ = ("_starts", "pieces", "text", "value")

    def __init__(
        self,
        pieces: tuple[Piece, ...] = (),
        value: int | float | None = None,  # noqa: PYI041
    ) -> None:
        self.pieces = pieces
        self.value = value
        self.text = "".join(piece.text for piece in pieces)
        self._starts = list(accumulate((len(piece.text) for piece in pieces), initial=0))

    @classmethod
    def of(cls, source: str, start: int, end: int) -> Traced:
        """Return the input from `start` to `end` as it is."""
        return cls((Piece(start, end, source[start:end]),) if start < end else ())

    @classmethod
    def replaced(cls, start: int, end: int, text: str, reason: Reason) -> Traced:
        """Return `text` standing for the input from `start` to `end`."""
        return cls((Piece(start, end, text, reason),))

    @classmethod
    def join(cls, parts: list[Traced]) -> Traced:
        """Return the parts one after another."""
        return cls(tuple(piece for part in parts for piece in part.pieces))

    def slice(self, start: int, end: int) -> Traced:
        """Return the characters from index `start` to `end`; takes time for those pieces only."""
        if start >= end:
            return Traced()
        pieces = []
        for number in range(bisect_right(self._starts, start) - 1, len(self.pieces)):
            base, piece = self._starts[number], self.pieces[number]
            if base >= end:
                break
            left, right = max(start - base, 0), min(end - base, len(piece.text))
            if right - left == len(piece.text):
                pieces.append(piece)
            else:
                assert piece.reason is None, "a replacement is taken whole"
                first = piece.start + left
                pieces.append(Piece(first, piece.start + right, piece.text[left:right]))
        return Traced(tuple(pieces))

    def offset(self, index: int) -> int:
        """Return the offset in the input of the character at an index (of the end, past it)."""
        number = bisect_right(self._starts, index) - 1
        if number >= len(self.pieces):
            return self.pieces[-1].end if self.pieces else 0
        piece = self.pieces[number]
        return piece.start + (index - self._starts[number] if piece.reason is None else 0)


Tree: TypeAlias = "Traced | list[Tree] | dict[str, Tree]"
"""A sheet under construction: the shape of its data with a traced text for every value."""


def plain(tree: Tree) -> Plain:
    """Return the data of a tree."""
    if isinstance(tree, dict):
        return {key: plain(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [plain(value) for value in tree]
    return tree.text if tree.value is None else tree.value


def traced_leaves(tree: Tree, pointer: str = "") -> Iterator[tuple[str, Traced]]:
    """Yield every value of a tree with its JSON pointer."""
    if isinstance(tree, Traced):
        yield pointer, tree
        return
    items = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in items:
        yield from traced_leaves(value, pointer + step(key))
