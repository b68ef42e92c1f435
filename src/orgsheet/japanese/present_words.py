"""Which of many words stand in a text: found by pairs of characters, not by one look a word."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain

from orgsheet.japanese.known_texts import MOST

_MOST_LISTS = 64


def present_words(texts: Iterable[str], words: Collection[str]) -> tuple[str, ...]:
    """Return those of many words that stand in one of some texts.

    By the pairs of characters that they begin with: a pattern of a thousand words takes longer to
    make than a sheet to check, and to look for each of them longer than to read it. Nobody changes
    the words once they were given here.
    """
    if len(_IN_USE[0].lists) >= _MOST_LISTS:
        _IN_USE[0] = _Lists()  # most are of old rules; who looks with the old ones still finds
    lists = _IN_USE[0]
    own = lists.own(words)
    return tuple([word for word in lists.among(texts) if word in own])


class _Lists:
    """All lists of words that were asked for; a text is read once for all of them."""

    def __init__(self) -> None:
        self.lists: dict[int, tuple[Collection[str], frozenset[str]]] = {}
        self._all: set[str] = set()
        self._begin: dict[int | None, list[str]] = {}
        self._known: dict[str, tuple[str, ...]] = {}
        self._last: tuple[object, dict[str, tuple[str, ...]], tuple[str, ...]]
        self._last = (None, self._known, ())

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
                    # In this order: who finds a word among all may look for it.
                    self._begin.setdefault(next(_numbers(word), None), []).append(word)
                    self._all.add(word)
            # Another one, not an empty one: who is about to enter what it found did not look for
            # these words.
            self._known = {}
            self.lists[id(words)] = kept
        return kept[1]

    def among(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Return the words of all lists that stand in one of some texts; of the last it is kept."""
        last, known, found = self._last
        if last is not texts or known is not self._known:
            known = self._known
            found = tuple(dict.fromkeys(chain.from_iterable(map(self.within, texts))))
            self._last = (texts if isinstance(texts, tuple) else None, known, found)
        return found

    def within(self, text: str) -> tuple[str, ...]:
        """Return the words of all lists that stand in a text; kept while the text comes again."""
        known = self._known
        found = known.get(text)
        if found is None:
            if len(known) >= MOST:
                known.clear()
            begin = self._begin
            near = chain(
                begin.get(None, ()), *map(begin.__getitem__, begin.keys() & _numbers(text))
            )
            found = known[text] = tuple([word for word in near if word in text])
        return found


_IN_USE = [_Lists()]


def _numbers(text: str) -> Iterator[int]:
    """Return each two neighbouring code units as one number, the first two first."""
    units = text.encode("utf-16-le", "surrogatepass")
    both = (units[start : start + (len(units) - start) // 4 * 4] for start in (0, 2))
    return chain.from_iterable(memoryview(one).cast("I") for one in both)
