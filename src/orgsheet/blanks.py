"""The mark of a place that is still to be filled in, in a sheet that was begun for a new year."""

from __future__ import annotations

from orgsheet.source import Node, Scalar

MARK = "【記入】"
"""Stands at the beginning of such a value; behind it stands in Japanese what to write."""


def blank(hint: str) -> str:
    """Return a value to be filled in; `hint` says in a few Japanese words with what."""
    return MARK + hint


def is_blank(text: str) -> bool:
    """Tell whether a text still holds the mark."""
    return MARK in text


def blanks(root: Node | None) -> list[Scalar]:
    """Return the values below a node that still hold the mark, in the file's order."""
    if root is None:
        return []
    return [node for node in root.walk() if isinstance(node, Scalar) and is_blank(node.text)]


def hint_of(text: str) -> str:
    """Return what the mark in a text asks for, without the lines behind; "" when nothing does."""
    return text.partition(MARK)[2].partition("\n")[0].strip()
