"""Full-text search as people expect it: every word somewhere, spelling by width aside.

The script of the site's search folds by the same `SPACE` and `ALIKE`, which its page hands to it.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from orgsheet.japanese.lazy_patterns import pattern

SPACE = r"[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+"
"""What stands between words, as a pattern that means the same in Python and in JavaScript.

Their own `\\s` differ.
"""
ALIKE = {"〜": "~", "ς": "σ"}
"""Letters that are read as others, after NFKC and in small letters.

The sigma at the end of a word has a small letter of its own: a piece of a word would not be found.
"""
_SPACE = pattern(SPACE)
_LONGEST = 200
"""Characters of a query that are read."""


class FoldedText(NamedTuple):
    """A text made comparable, and for each of its characters the place it comes from."""

    text: str
    origins: tuple[int, ...]


def folded(text: str) -> str:
    """Return a text as it is compared: NFKC, wave dashes one, small letters, without spaces."""
    return fold_with_places(text).text


def fold_with_places(text: str) -> FoldedText:
    """Return what `folded` returns, with the way back to the text."""
    whole = _fold(text)
    pieces = [(at, _fold(char)) for at, char in enumerate(text)]
    if "".join(piece for _, piece in pieces) != whole:
        # A mark joins the character before it (か + ゛): such a text is folded stretch by stretch.
        pieces = list(_stretches(text))
    origins = tuple(at for at, piece in pieces for _ in piece)
    return FoldedText("".join(piece for _, piece in pieces), origins)


def words_of(query: str) -> list[str]:
    """Return the words of a query, as they are compared; each must be found."""
    words = (_fold(word) for word in _SPACE.split(query[:_LONGEST].strip()))
    return list(dict.fromkeys(word for word in words if word))


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).lower()
    for letter, other in ALIKE.items():
        plain = plain.replace(letter, other)
    return _SPACE.sub("", plain)


def _stretches(text: str) -> list[tuple[int, str]]:
    """Return the pieces of a text in which no character changes another, each folded."""
    found: list[tuple[int, str]] = []
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not _joins(text[start:at], text[at]):
            found.append((start, _fold(text[start:at])))
            start = at
    return found


def _joins(stretch: str, char: str) -> bool:
    """Tell whether a character may join those before it: a mark, a part of a syllable (ᄒ + ᅡ)."""
    plain = unicodedata.normalize("NFKC", char)
    if any(unicodedata.combining(one) or unicodedata.category(one) == "Mn" for one in plain):
        return True
    return _fold(stretch + char) != _fold(stretch) + _fold(char)
