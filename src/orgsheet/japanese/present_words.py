"""Which of many words stand in a text: found by pairs of characters, not by one look a word."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import chain

from orgsheet.japanese.known_texts import MOST

_MOST_LISTS = 64


def present_words(texts: Iterable[str], words: Collection[str]) -> tuple[str, ...]:
    """Return those of many words that stand in one of some texts.

    By the pairs of characters in both: a pattern of a thousand words takes longer to make than a
    sheet to check, and to look for each of them longer than to read it. Nobody changes the words
    once they were given here.
    """
    if len(_IN_USE[0].lists) >= _MOST_LISTS:
        _IN_USE[0] = _Lists()  # most are of old rules; who looks with the old ones still finds
    lists = _IN_USE[0]
    own = lists.own(words)
    found = chain.from_iterable(map(lists.within, texts))
    return tuple(dict.fromkeys(word for word in found if word in own))


class _Lists:
    """All lists of words that were asked for; a text is read once for all of them."""

    def __init__(self) -> None:
        self.lists: dict[int, tuple[Collection[str], frozenset[str]]] = {}
        self._all: set[str] = set()
        self._begin: dict[int | None, list[tuple[str, frozenset[int]]]] = {}
        self._known: dict[str, tuple[str, ...]] = {}

    def own(self, words: Collection[str]) -> frozenset[str]:
        """Return the words of a list, which is looked for from now on.

        By its identity, as a hash over a thousand words takes longer than all else here; a list
        that is kept is nobody else's.
        """
        kept = self.lists.get(id(words))
        if kept is None or kept[0] is not words:
            kept = (words, frozenset(words))
            for word in words:
                if word not in self._all:
                    self._all.add(word)
                    pairs = _numbers(word)
                    self._begin.setdefault(next(pairs, None), []).append((word, frozenset(pairs)))
            # Another one, not an empty one: who is about to enter what it found did not look for
            # these words.
            self._known = {}
            self.lists[id(words)] = kept
        return kept[1]

    def within(self, text: str) -> tuple[str, ...]:
        """Return the words of all lists that stand in a text; kept while the text comes again."""
        known = self._known
        found = known.get(text)
        if found is None:
            if len(known) >= MOST:
                known.clear()
            found = known[text] = tuple(self._within(text))
        return found

    def _within(self, text: str) -> Iterator[str]:
        pairs, begin = _pairs(text), self._begin
        near = chain(begin.get(None, ()), *(begin[pair] for pair in pairs.intersection(begin)))
        return (word for word, its in near if its <= pairs and word in text)


_IN_USE = [_Lists()]


@lru_cache(maxsize=64)  # large, and asked for again only when there is another list of words
def _pairs(text: str) -> frozenset[int]:
    return frozenset(_numbers(text))


def _numbers(text: str) -> Iterator[int]:
    """Return each two neighbouring code units as one number, the first two first."""
    units = text.encode("utf-16-le", "surrogatepass")
    both = (units[start : start + (len(units) - start) // 4 * 4] for start in (0, 2))
    return chain.from_iterable(memoryview(one).cast("I") for one in both)
