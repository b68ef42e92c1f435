"""How many lines a text takes in a cell of a given width."""

from __future__ import annotations

from functools import lru_cache

from orgsheet.render.display_width import wrap

_AMBIGUOUS = 2
"""Marks such as ① and ○ are as wide as kanji in Japanese fonts."""


@lru_cache(maxsize=4096)
def count_lines(text: str, columns: int) -> int:
    """Return the lines of a text; `columns` is how many half-width characters fit into one."""
    room = max(columns, 2)
    return sum(len(wrap(line, room, _AMBIGUOUS)) for line in text.split("\n"))
