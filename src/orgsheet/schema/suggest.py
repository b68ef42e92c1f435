"""Did you mean: the allowed key or value that a person most likely had in mind."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from orgsheet.japanese.lazy_patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MAX_WORD = 60
"""Longer words are no typing slips of a key."""
MAX_WORDS = 200
"""Unknown keys compared in one document, so that a file full of them stays cheap."""

_NEAR = 0.6
_CONTAINED = 0.75
_PREFIXED = 0.9
_SHORTEST_PART = 3

_PARENTHESES = pattern(r"\([^()]*\)")
_NOISE = pattern(r"[ \t\u3000\n■◆●・、，,。.:：「」\"']")
_SPELLINGS = (("取り組み", "取組"), ("取組み", "取組"), ("とりくみ", "取組"), ("および", "及び"))
# Characters that look alike in the fonts of an office; NFKC keeps them apart.
_LOOKALIKES = {
    **dict.fromkeys(("〇", "◯", "⚪", "⭕", "o", "O", "0", "有"), "○"),
    **dict.fromkeys(("x", "X", "✕", "✖", "☓", "✗", "✘", "❌", "╳", "無"), "×"),
}


def fold(word: str) -> str:
    """Return the word without the differences that do not matter to its writer.

    Width and compatibility forms (NFKC), spaces, bullets, punctuation, explanations in
    parentheses and the spellings 取組／取組み／取り組み are the same afterwards.
    """
    plain = unicodedata.normalize("NFKC", word)
    plain = _NOISE.sub("", _PARENTHESES.sub("", plain)).casefold()
    for old, new in _SPELLINGS:
        plain = plain.replace(old, new)
    return plain


def pair_keys(unknown: Iterable[str], free: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Pair unknown keys with the allowed keys they most likely stand for.

    `free` maps each allowed key that is not written yet to its other names. Every allowed key is
    given to one unknown key at most, the most similar pair first; what resembles nothing is
    left out.
    """
    scored = [
        (-score, place, rank, word, key)
        for place, word in enumerate(unknown)
        for rank, (key, aliases) in enumerate(free.items())
        if (score := _similarity(word, key, aliases)) >= _NEAR
    ]
    pairs: dict[str, str] = {}
    for _, _, _, word, key in sorted(scored):
        if word not in pairs and key not in pairs.values():
            pairs[word] = key
    return pairs


def _similarity(word: str, key: str, aliases: Iterable[str]) -> float:
    if len(word) > MAX_WORD:
        return 0.0
    folded, target = fold(word), fold(key)
    if not folded or not target:
        return 0.0
    if folded == target or any(folded == fold(alias) for alias in aliases):
        return 1.0
    if word.startswith(key):
        return _PREFIXED
    shorter, longer = sorted((folded, target), key=len)
    if len(shorter) >= _SHORTEST_PART and shorter in longer:
        return _CONTAINED
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, folded, target, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _NEAR else 0.0


def nearest_value(text: str, allowed: Iterable[str]) -> str:
    """Return the allowed value that `text` is a look-alike of; "" when there is none."""
    if len(text) > MAX_WORD:
        return ""
    choices = list(allowed)
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = _LOOKALIKES.get(plain, plain)
    for choice in choices:
        if plain.casefold() in {choice.casefold(), fold(choice)}:
            return choice
    return ""
