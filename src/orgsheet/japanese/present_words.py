"""Which of many words stand in a text: found by pairs of characters, not by one look a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain

from orgsheet.japanese.known_texts import MOST


def present_words(texts: Iterable[str], words: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of many words that stand in one of some texts.

    By the pairs of characters in both: a pattern of a thousand words takes longer to make than a
    sheet to check, and to look for each of them longer than to read it.
    """
    wanted = _wanted(words)
    return tuple(dict.fromkeys(chain.from_iterable(map(wanted.within, texts))))


class _Wanted:
    """Words with their pairs by their first pair, under None where there is none."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self._begin: dict[int | None, list[tuple[str, frozenset[int]]]] = {}
        for word in words:
            pairs = _numbers(word)
            self._begin.setdefault(next(pairs, None), []).append((word, frozenset(pairs)))
        self._known: dict[str, tuple[str, ...]] = {}

    def within(self, text: str) -> tuple[str, ...]:
        """Return the words that stand in a text; kept while the text comes again."""
        found = self._known.get(text)
        if found is None:
            if len(self._known) >= MOST:
                self._known.clear()
            found = self._known[text] = tuple(self._within(text))
        return found

    def _within(self, text: str) -> Iterator[str]:
        pairs, begin = _pairs(text), self._begin
        near = chain(begin.get(None, ()), *(begin[pair] for pair in pairs.intersection(begin)))
        return (word for word, its in near if its <= pairs and word in text)


_wanted = lru_cache(maxsize=16)(_Wanted)


@lru_cache(maxsize=64)  # large, and asked for again only by the next list of words
def _pairs(text: str) -> frozenset[int]:
    return frozenset(_numbers(text))


def _numbers(text: str) -> Iterator[int]:
    """Return each two neighbouring code units as one number, the first two first."""
    units = text.encode("utf-16-le", "surrogatepass")
    both = (units[start : start + (len(units) - start) // 4 * 4] for start in (0, 2))
    return chain.from_iterable(memoryview(one).cast("I") for one in both)
