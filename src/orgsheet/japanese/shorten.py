"""How text is made to fit a place in a message: on one line, and cut with a mark where too long."""

from __future__ import annotations


def one_line(text: str) -> str:
    """Return a text with every run of spaces and line ends as one space, none at the ends."""
    return " ".join(text.split())


def shorten(text: str, most: int) -> str:
    """Return a text of at most `most` characters (1 or more); `…` stands for what is cut."""
    return text if len(text) <= most else f"{text[: max(most - 1, 0)]}…"
