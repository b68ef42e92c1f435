"""The words that the names of two rows have in common, for a person to see."""

from __future__ import annotations

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.match.tokens import LONGEST_NAME

_SHOWN = 3
_BRACKETS = pattern("[()（）「」『』【】〔〕［］]")
_JOINED = pattern("^(?:[・、]|及び|並びに|又は|の(?![ぁ-ん]))|[・、]$")


def words_in_common(one: str, other: str) -> list[str]:
    """Return the longest stretches two names share, at most three, in the order of the shorter.

    A stretch ends at a bracket. Stretches of less than two characters or of hiragana alone do not
    count. The order of the two names does not matter.
    """
    one, other = sorted((one[:LONGEST_NAME], other[:LONGEST_NAME]), key=lambda key: (len(key), key))
    # Nothing is shared across what one of the two does not have.
    one, other = _BRACKETS.sub("\n", one), _BRACKETS.sub("\r", other)
    found: list[str] = []
    start = 0
    while start < len(one) - 1:
        size = 2
        if one[start : start + size] not in other:
            start += 1
            continue
        while start + size < len(one) and one[start : start + size + 1] in other:
            size += 1
        word = _JOINED.sub("", one[start : start + size])
        if len(word) > 1 and not all("ぁ" <= char <= "ん" for char in word):
            found.append(word)
        start += size
    kept = sorted(found, key=lambda word: (-len(word), word))[:_SHOWN]
    return [word for word in dict.fromkeys(found) if word in kept]
