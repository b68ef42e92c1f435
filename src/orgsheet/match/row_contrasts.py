"""What speaks against two rows being the same: places, numbers, editions and people they name."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from orgsheet.match.discern import prepares
from orgsheet.match.guard import (
    Conflict,
    Marks,
    conflict_of,
    contrasting_words,
    counts_of,
    listed_words,
    marks_of,
    succession_of,
)
from orgsheet.match.tokens import LONGEST_NAME, RowText, is_written

_LONGEST = 4_000
"""Characters of a row's text that are looked into."""
_SAME_WORK = 0.5
"""From this share of their names in common on, two rows of one edition are about one work."""


class RowContrasts:
    """Knows what the rows of two sides name; what was learnt of a row can be let go of."""

    def __init__(self, rows: Sequence[RowText], own_words: Iterable[Iterable[str]]) -> None:
        self._rows = rows
        self._own = [tuple(group) for group in own_words]
        self._marks: dict[RowText, Marks] = {}
        self._told: dict[RowText, dict[str, frozenset[str]]] = {}
        self._last: tuple[RowText | None, RowText | None, Conflict | None] = (None, None, None)

    def forget(self, row: RowText) -> None:
        """Let go of what was learnt of a row."""
        self._marks.pop(row, None)
        self._told.pop(row, None)

    def conflict(self, one: RowText, other: RowText) -> Conflict | None:
        """Return what `conflict_of` says; of the last two rows it is kept."""
        if self._last[:2] != (one, other):
            self._last = (one, other, conflict_of(self._marks_of(one), self._marks_of(other)))
        return self._last[2]

    def succession(self, one: RowText, other: RowText) -> Conflict | None:
        """Return the editions where one row is about the edition next to the other's."""
        return succession_of(self._marks_of(one), self._marks_of(other))

    def goes_on(self, one: RowText, other: RowText) -> bool:
        """Say whether the name of one row is of a next stage or edition of the other."""
        # Phase words of names without anything in common say nothing.
        shares = any(map(is_written, one.name_pairs & other.name_pairs))
        is_next = prepares(one.name, other.name) or prepares(other.name, one.name)
        return (shares and is_next) or self.succession(one, other) is not None

    def texts_apart(self, one: RowText, other: RowText) -> str:
        """Return the words by which all that two rows say is of different things, "" for none."""
        first, second = self._told_words(one), self._told_words(other)
        for group in sorted(first.keys() & second.keys()):
            if not first[group] & second[group]:
                return "と".join(sorted(map(listed_words, (first[group], second[group]))))
        return ""

    def is_beside(self, one: RowText, other: RowText) -> bool:
        """Say whether an edition of one of two rows goes on beside the next edition in the other.

        第8期計画の進行管理 continues 第8期計画の策定, and 第9期計画の策定 beside it is new.
        """
        if one.ref.sheet.id.year == other.ref.sheet.id.year or not self.succession(one, other):
            return False
        return self._has_another(one, other) or self._has_another(other, one)

    def _has_another(self, one: RowText, other: RowText) -> bool:
        """Say whether the year of `other` has another row of the edition and name of `one`."""
        return any(
            row is not other and _share_names(one, row)
            for edition in _editions_of(self._marks_of(one).counts)
            for row in self._by_edition.get((other.ref.sheet.id.year, *edition), ())
        )

    @cached_property
    def _by_edition(self) -> dict[tuple[str, str, str], list[RowText]]:
        """The rows that name an edition, by year, what is counted, and number."""
        found: dict[tuple[str, str, str], list[RowText]] = defaultdict(list)
        for row in self._rows:
            # Not kept: there can be many rows, and few of them are asked about.
            for edition in _editions_of(counts_of(row.name[:LONGEST_NAME])):
                found[row.ref.sheet.id.year, *edition].append(row)
        return found

    def _marks_of(self, row: RowText) -> Marks:
        if row not in self._marks:
            self._marks[row] = marks_of(row.name[:LONGEST_NAME], self._own)
        return self._marks[row]

    def _told_words(self, row: RowText) -> dict[str, frozenset[str]]:
        if row not in self._told:
            text = f"{row.name[:LONGEST_NAME]}\n{row.body[:_LONGEST]}"
            key = "".join(unicodedata.normalize("NFKC", text).split())
            self._told[row] = contrasting_words(key, self._own)
        return self._told[row]


def _editions_of(counts: dict[str, frozenset[str]]) -> Iterator[tuple[str, str]]:
    return ((kind, number) for kind in sorted(counts) for number in sorted(counts[kind]))


def _share_names(one: RowText, other: RowText) -> bool:
    shared = len(one.name_pairs & other.name_pairs)
    return 2 * shared >= _SAME_WORK * (len(one.name_pairs) + len(other.name_pairs))
