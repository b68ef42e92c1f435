"""Slips among whole names, kept up to date while the counts of the names change."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Hashable, Iterable, Iterator, Mapping

from orgsheet.japanese.term_typos import Limits, Slip, folding, name_slip


def name_slips(
    odd_names: Iterable[str], counts: Mapping[str, int], limits: Limits, fixed: str
) -> list[Slip]:
    """Return the slips among whole names in order, each odd name once.

    Args:
        odd_names: the names that may be slips.
        counts: how often each name occurs.
        limits: when a form counts as a slip.
        fixed: characters whose absence or exchange makes another name, never a slip.
    """
    index = NameSlips(limits, fixed)
    for name, count in counts.items():
        index.change(name, count)
    for name in odd_names:
        index.suspect(name, 1)
    return index.slips()


class NameSlips:
    """Counted names, by what they become under folding and with one character left out.

    What was found about a name is kept until a name it was compared with occurs more or less
    often. `fixed` are characters whose absence or exchange makes another name, never a slip.
    """

    def __init__(self, limits: Limits, fixed: str) -> None:
        self._limits = limits
        self._fixed = fixed
        self._table = folding(limits.similar)
        self._counts: dict[str, int] = {}
        self._usual = _Names()
        self._suspected: dict[str, int] = {}
        self._suspects = _Names()
        self._stale: dict[str, None] = {}
        self._is_judged = False
        self._slips: dict[str, Slip] = {}
        """What was found about a name, by that name."""

    def change(self, name: str, by: int) -> None:
        """Let a name occur so many times more (or, below zero, less) than before."""
        if by == 0:
            return
        was = self._counts.get(name, 0)
        now = was + by
        if now:
            self._counts[name] = now
        else:
            del self._counts[name]
        self._stale[name] = None
        if self._is_judged:
            self._stale.update(dict.fromkeys(self._suspects.under(self._places(name))))
        if len(name) >= self._limits.shortest:
            least = self._limits.least
            if (was >= least) != (now >= least):
                places = self._places(name, with_ends=False)
                self._usual.enter(name, places, is_there=now >= least)

    def suspect(self, name: str, by: int) -> None:
        """Let a name be suspected of being a slip so many times more or less than before."""
        was = self._suspected.get(name, 0)
        now = self._suspected[name] = was + by
        if not now:
            del self._suspected[name]
        if (was > 0) != (now > 0):
            self._stale[name] = None
            self._suspects.enter(name, self._places(name), is_there=now > 0)

    def slips(self) -> list[Slip]:
        """Return the slips in order, each odd name once."""
        for name in self._stale:
            found = self._judged(name) if name in self._suspected else None
            if found is not None:
                self._slips[name] = found
            else:
                self._slips.pop(name, None)
        self._stale.clear()
        self._is_judged = True
        return sorted(self._slips.values())

    def _judged(self, odd: str) -> Slip | None:
        count = self._counts.get(odd, 0)
        if len(odd) < self._limits.shortest or not 0 < count <= self._limits.most:
            return None
        for usual in self._near(odd):
            if self._limits.dominates(count, self._counts[usual]) and name_slip(
                odd, usual, self._limits, self._fixed
            ):
                return Slip(odd, usual, count, self._counts[usual])
        return None

    def _near(self, odd: str) -> Iterator[str]:
        """Yield the names that an odd one may be meant to be."""
        # Of one length under folding; longer by one; of one length but for one; shorter by one.
        yield from self._usual.under([(odd.translate(self._table),), odd])
        for at in range(1, len(odd)):
            rest = odd[:at] + odd[at + 1 :]
            yield from self._usual.under([(rest, at)])
            yield from [rest] if rest in self._counts else []

    def _places(self, name: str, *, with_ends: bool = True) -> list[Hashable]:
        """Return where a name is kept: under folding, and by what is left without a character."""
        places: dict[Hashable, None] = {(name.translate(self._table),): None}
        if with_ends:
            places[name] = None
        for at in range(1, len(name) - (not with_ends)):
            rest = name[:at] + name[at + 1 :]
            places[rest] = places[rest, at] = None
        return list(places)


class _Names:
    """Sets of names under keys, sorted."""

    def __init__(self) -> None:
        self._under: dict[Hashable, list[str]] = {}

    def enter(self, name: str, keys: Iterable[Hashable], *, is_there: bool) -> None:
        for key in keys:
            names = self._under.setdefault(key, [])
            if is_there:
                insort(names, name)
            else:
                del names[bisect_left(names, name)]
            if not names:
                del self._under[key]

    def under(self, keys: Iterable[Hashable]) -> Iterator[str]:
        for key in keys:
            yield from self._under.get(key, ())
