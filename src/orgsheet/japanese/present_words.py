"""Which of many words stand in a text: found by pairs of characters, not by one look a word."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain


def present_words(text: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of many words that stand in a text.

    By the pairs of characters in both: a pattern of a thousand words takes longer to make than a
    sheet to check, and to look for each of them longer than to read it.
    """
    pairs, begin = _pairs(text), _by_beginning(words)
    near = chain(begin.get(None, ()), *(begin[pair] for pair in pairs.intersection(begin)))
    return tuple(word for word, its in near if its <= pairs and word in text)


@lru_cache(maxsize=16)
def _by_beginning(
    words: tuple[str, ...],
) -> dict[int | None, list[tuple[str, frozenset[int]]]]:
    """Return words with their pairs by their first pair; under None where there is none."""
    found: dict[int | None, list[tuple[str, frozenset[int]]]] = {}
    for word in words:
        pairs = _numbers(word)
        found.setdefault(next(pairs, None), []).append((word, frozenset(pairs)))
    return found


@lru_cache(maxsize=4)
def _pairs(text: str) -> frozenset[int]:
    return frozenset(_numbers(text))


def _numbers(text: str) -> Iterator[int]:
    """Return each two neighbouring code units as one number, the first two first."""
    units = text.encode("utf-16-le", "surrogatepass")
    both = (units[start : start + (len(units) - start) // 4 * 4] for start in (0, 2))
    return chain.from_iterable(memoryview(one).cast("I") for one in both)
