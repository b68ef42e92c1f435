"""The links found so far, and which rows are left."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import NamedTuple

from orgsheet.match.stated_keys import Candidate
from orgsheet.match.tokens import RowText

Rows = tuple[list[RowText], list[RowText]]
"""Rows of the earlier and of the later side."""
Scope = Callable[[Candidate], Hashable]


def same_list(row: Candidate) -> Hashable:
    """Rows of one list, in sheets that continue one another."""
    return row.group, row.list


def same_section(row: Candidate) -> Hashable:
    """Rows of one section, under whatever heading; roles have another shape."""
    return row.group, row.text.ref.row.table.is_duties


def same_heading(row: Candidate) -> Hashable:
    """Rows of lists with one heading, in all sheets."""
    return row.pool, row.list


class Found(NamedTuple):
    """What `model.Link` says beside its rows."""

    basis: str
    band: str
    score: float
    reasons: tuple[str, ...]
    contested: bool = False


class Ledger:
    """The rows of both sides and the links between them; the first word about a pair counts.

    A row's `number` is its place in its side's list. `closed` are later rows that say themselves
    what they continue: no similar row is looked for. `new` are later rows that say themselves that
    they continue nothing: no row is looked for at all.
    """

    def __init__(
        self,
        before: list[Candidate],
        after: list[Candidate],
        closed: frozenset[int] = frozenset(),
        new: frozenset[int] = frozenset(),
    ) -> None:
        self.sides = (before, after)
        self.closed = closed
        self.new = new
        self.found: dict[tuple[int, int], Found] = {}
        self._linked: tuple[set[int], set[int]] = (set(), set())

    def link(self, one: RowText, other: RowText, found: Found) -> None:
        """Write down a link."""
        if self.found.setdefault((one.number, other.number), found).band == "accepted":
            self._linked[0].add(one.number)
            self._linked[1].add(other.number)

    def is_linked(self, side: int, row: RowText) -> bool:
        """Say whether a row of a side (0 earlier, 1 later) has an accepted link."""
        return row.number in self._linked[side]

    def group(self, side: int, row: RowText) -> int:
        """Return the group of sheets a row stands in."""
        return self.sides[side][row.number].group

    def left(self, side: int) -> tuple[RowText, ...]:
        """Return the rows of a side that have no accepted link, in their order."""
        rows = (row.text for row in self.sides[side])
        return tuple(row for row in rows if not self.is_linked(side, row))

    def scopes(self, scope: Scope, *, linked: bool = False) -> Iterator[Rows]:
        """Yield the rows left (with `linked`, all rows) by scope, where both sides have some."""
        found: dict[Hashable, Rows] = {}
        for side, rows in enumerate(self.sides):
            for row in rows:
                if side and row.text.number in self.new:
                    continue
                if linked or not self.is_linked(side, row.text):
                    found.setdefault(scope(row), ([], []))[side].append(row.text)
        for ones, others in found.values():
            if ones and others:
                yield ones, others
