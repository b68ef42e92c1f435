"""Text that lost its indentation: which lines belong to the value above them after all."""

from __future__ import annotations

from typing import NamedTuple

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.source.misread.key_typos import LIST_MARKS, WIDE_SPACES, as_example
from orgsheet.source.tree import Problem
from orgsheet.source.vocabulary import Vocabulary

# A heading without the space behind its colon, unlike a time of day (9:00).
_TIGHT_ENTRY = pattern(r"(?:- *)?[^\s:：、。]{0,40}[^\s:：、。0-9]:")
NOTES = "※＊★＃"
"""Marks that begin a note to the reader of the file."""

_INSTEAD_OF_COLON = WIDE_SPACES + " \t;；=＝"
_PROSE_END = frozenset("、。")


class TextAbove(NamedTuple):
    """The value above a line: its key, the column (from 0) of its text, and if it has any yet."""

    key: str
    column: int
    is_begun: bool


def lost_text(
    offset: int, column: int, body: str, above: TextAbove | None, words: Vocabulary
) -> Problem | None:
    """Return the problem of a line without a key, if it is surely more of the value above it.

    `column` (from 0) is where the line stands. What may as well be a note, an item or an entry
    without its colon is left to others.
    """
    if above is None or not above.key or column >= above.column or "\t" in body:
        return None
    if body[0] in NOTES or split_entry(body, words) is not None or _TIGHT_ENTRY.match(body):
        return None
    if above.is_begun:
        # What stands below a value of one word is no more of it.
        is_item = above.key not in words.texts and body[0] in LIST_MARKS
        is_sentence = not _PROSE_END.isdisjoint(body)
        if is_item or above.key in words.single or not (column or is_sentence):
            return None
    values = {"キー": above.key, "個数": str(above.column)}
    return Problem("lost-indent", offset, offset + len(body), values)


def missing_colon(offset: int, text: str) -> Problem:
    """Return the problem of a line that should be an entry and has no colon."""
    return Problem("missing-colon", offset, offset + len(text), {"値": as_example(text)})


def split_entry(text: str, words: Vocabulary) -> tuple[str, str] | None:
    """Return the word of the form that begins a line and what stands behind it, without a colon.

    None where no such word does, or where it goes on right behind the word.
    """
    key = max((key for key in words.every if text.startswith(key)), key=len, default=None)
    if key is None:
        return None
    value = text[len(key) :].lstrip(_INSTEAD_OF_COLON)
    return (key, value) if value == "" or len(value) < len(text) - len(key) else None
