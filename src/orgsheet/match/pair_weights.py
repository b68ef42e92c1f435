"""How much the character pairs of rows say, each by how few rows hold it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import fsum, log

from orgsheet.japanese.likeness import neighbours
from orgsheet.match.match_data import match_data
from orgsheet.match.tokens import is_written

_ORDINARY_COUNT = 12
"""An ordinary word weighs as if it stood in this many more rows."""


class Weights:
    """How much each character pair says: one that stands in many rows says little.

    The weight depends on how many rows hold the pair and not on how many rows there are, so that
    an unrelated row changes nothing.
    """

    def __init__(self, texts: Iterable[frozenset[str]]) -> None:
        counts: Counter[str] = Counter()
        for pairs in texts:
            counts.update(pairs)
        ordinary = {pair for word in match_data().words.ordinary for pair in neighbours(word)}
        # The two rows of a link share their pairs: two rows count as one.
        self._weights = {
            pair: 1 / (1 + log(max(1.0, count / 2) + _ORDINARY_COUNT * (pair in ordinary)))
            for pair, count in counts.items()
        }
        self._written = {pair: self._weights[pair] for pair in filter(is_written, counts)}

    def total(self, pairs: Iterable[str]) -> float:
        """Return the weight of some pairs together."""
        # Exactly rounded: the order of a set, which differs from run to run, decides nothing.
        return fsum(map(self._weights.__getitem__, pairs))

    def weight(self, pair: str) -> float:
        """Return the weight of one pair, greater than 0 and at most 1."""
        return self._weights[pair]

    def of_written(self, pairs: Iterable[str]) -> list[float]:
        """Return the weights of the pairs that have no hiragana, from the heaviest."""
        return sorted(map(self._written.__getitem__, self._written.keys() & pairs), reverse=True)

    def dice(self, first: frozenset[str], second: frozenset[str]) -> float:
        """Return the Dice coefficient of two sets of pairs by weight, from 0 to 1."""
        if not (shared := first & second):
            return 0.0
        return 2 * self.total(shared) / (self.total(first) + self.total(second))
