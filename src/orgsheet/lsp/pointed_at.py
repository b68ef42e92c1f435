"""What an editor points at: the value or the heading at a place of a document."""

from __future__ import annotations

from typing import NamedTuple

from orgsheet.source import Document, Mapping, Node, Scalar, Sequence


class PointedAt(NamedTuple):
    """A single value, or a heading with what stands under it.

    `headings` are the keys that lead to it, from the outermost, without places in lists; a
    heading's own key is the last of them.
    """

    node: Scalar
    is_heading: bool
    headings: tuple[str, ...]


def pointed_at(document: Document, offset: int) -> PointedAt | None:
    """Return the value or heading that a place is in, or right behind; None where there is none."""
    node: Node | None = document.root
    while node is not None:
        if isinstance(node, Scalar):
            found = PointedAt(node, is_heading=False, headings=_headings(node))
            return found if _is_in(node, offset) else None
        if isinstance(node, Mapping):
            key = next((key for key in node.keys.values() if _is_in(key, offset)), None)
            if key is not None:
                return PointedAt(key, is_heading=True, headings=_headings(key))
            children = list(node.entries.values())
        else:
            children = node.items if isinstance(node, Sequence) else []
        node = next((child for child in children if _is_in(child, offset)), None)
    return None


def _is_in(node: Node, offset: int) -> bool:
    return node.start <= offset <= node.end


def _headings(node: Node) -> tuple[str, ...]:
    return tuple(step for step in node.steps() if isinstance(step, str))
