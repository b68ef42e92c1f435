"""Links by equality: rows that hold the same, and names that only one row of each side has."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from operator import attrgetter

from orgsheet.match.ledger import (
    Found,
    Ledger,
    same_heading,
    same_list,
    same_section,
)
from orgsheet.match.row_likeness import OTHER_TEXT, Judge
from orgsheet.match.tokens import RowText

_SAME = Found("exact", "accepted", 1.0, ("すべて同じ",))
_NAMED_ALIKE = Found("exact", "accepted", 1.0, ("名称が同じ",))
NAMESAKE = Found("similar", "asked", 0.5, (OTHER_TEXT,))
_Pairs = Iterator[tuple[RowText, RowText]]


def link_namesakes(ledger: Ledger, judge: Judge) -> None:
    """Link a row to its namesake where only the other parts of a split or merger are stated.

    What is stated outranks the name: a namesake whose text is another one is only asked about.
    """
    stated = [
        {numbers[side] for numbers, found in ledger.found.items() if found.basis == "key"}
        for side in (0, 1)
    ]
    for ones, others in ledger.scopes(same_list, linked=True):
        for one, other in _unique(ones, others, attrgetter("plain")):
            by_key = one.number in stated[0], other.number in stated[1]
            free = not ledger.is_linked(1, other) if by_key[0] else not ledger.is_linked(0, one)
            if any(by_key) and free and not one.denies(other):
                differs = judge.tell_different(one, other)
                ledger.link(one, other, NAMESAKE if differs else _NAMED_ALIKE)


def ask_namesakes(ledger: Ledger, judge: Judge) -> None:
    """Ask about the rows of one section that have nothing but their name in common."""
    for name in ("plain", "core"):
        for ones, others in ledger.scopes(same_list):
            for one, other in _unique(ones, others, attrgetter(name)):
                if judge.tell_different(one, other) and not one.denies(other):
                    ledger.link(one, other, NAMESAKE)


def link_exact(ledger: Ledger, judge: Judge, *, across_years: bool) -> None:
    """Link equal rows of one section: all the same, the same name, the same core of the name.

    Between two years a name whose text is another one is no proof; see `link_similar`.
    """
    for ones, others in ledger.scopes(same_list):
        for one, other in _equal(ones, others):
            ledger.link(one, other, _SAME)
    for name in ("plain", "core"):
        for ones, others in ledger.scopes(same_list):
            for one, other in _unique(ones, others, attrgetter(name)):
                # Inside a year, a corrected id does not make another row of it.
                if across_years and one.denies(other):
                    continue
                if across_years and judge.tell_different(one, other):
                    judge.namesakes |= {one, other}
                else:
                    ledger.link(one, other, _NAMED_ALIKE)


def link_moved(ledger: Ledger, judge: Judge) -> None:
    """Link rows of different sections whose name no other row of the city has.

    Beside the projects, the name alone does not say enough (研修): the texts must agree.
    """
    unique = {
        (one.number, other.number)
        for ones, others in ledger.scopes(same_heading, linked=True)
        for one, other in _unique(ones, others, attrgetter("core"))
    }
    for ones, others in ledger.scopes(same_heading):
        for one, other in _unique(ones, others, attrgetter("core")):
            if (one.number, other.number) not in unique or one.denies(other):
                continue
            if judge.tell_different(one, other):
                continue
            if one.ref.row.table.has_projects or judge.bodies_alike(one, other):
                ledger.link(one, other, _NAMED_ALIKE)


def link_other_list(ledger: Ledger, judge: Judge) -> None:
    """Link a row that stands under another heading of its section's sheet, as it was.

    The name alone does not say enough here, either.
    """
    for ones, others in ledger.scopes(same_section):
        for one, other in _unique(ones, others, attrgetter("plain")):
            same = one.ref.section == other.ref.section or judge.tell_different(one, other)
            if not same and judge.bodies_alike(one, other) and not one.denies(other):
                ledger.link(one, other, _NAMED_ALIKE)


def _equal(ones: list[RowText], others: list[RowText]) -> _Pairs:
    """Yield the pairs of rows that hold the same; of several, the first with the first."""
    left: dict[bytes, list[RowText]] = defaultdict(list)
    for other in reversed(others):
        left[other.digest_once()].append(other)
    for one in ones:
        if same := left.get(one.digest_once()):
            yield one, same.pop()


def _unique(ones: list[RowText], others: list[RowText], name: Callable[[RowText], str]) -> _Pairs:
    """Yield the pairs of rows of the same name that no other row of either side has."""
    counts = [Counter(map(name, rows)) for rows in (ones, others)]
    by_name = {name(other): other for other in others}
    for one in ones:
        key = name(one)
        if key and counts[0][key] == counts[1][key] == 1:
            yield one, by_name[key]
