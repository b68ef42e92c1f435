"""Which of some known words a person meant who typed another one."""

from __future__ import annotations

from collections.abc import Iterable

_LIKE = 0.6


def word_meant(word: str, known: Iterable[str], least: float = _LIKE) -> str:
    """Return the known word that is most like the one typed, at least as much (0 to 1); "" if none.

    The comparison is loaded here: a run without a mistake needs none.
    """
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, list(known), 1, least)), "")
