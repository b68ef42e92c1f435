"""Mends of lists: split a value, take one out, put values in order."""

from __future__ import annotations

from collections.abc import Sequence as Several

from orgsheet.source import (
    Document,
    EditRefused,
    Node,
    Scalar,
    Sequence,
    TextEdit,
    emit_scalar,
    find_comments,
    remove_item,
    replace_scalar,
)
from orgsheet.source.entry_lines import entry_start, first_line_end
from orgsheet.source.mends import Change, Mend

_MOST_ITEMS = 200


def split_value(document: Document, node: Scalar, parts: Several[str]) -> Mend | None:
    """Return the mend that puts several values where one stands; a list where there is none."""
    if node.style in ("|", ">"):
        return None
    if not isinstance(node.parent, Sequence):
        text = f"[{_in_brackets(parts)}]"
        return Mend(
            (TextEdit(node.start, node.end, text),),
            (Change(node.pointer(), "value", list(parts)),),
        )
    if node.parent.flow:
        text = _in_brackets(parts)
    else:
        _, column = document.locate(entry_start(document, node))
        between = first_line_end(document) + " " * (column - 1) + "- "
        text = between.join(emit_scalar(part) for part in parts)
    change = Change(node.pointer(), "items", list(parts))
    return Mend((TextEdit(node.start, node.end, text),), (change,))


def without_item(document: Document, node: Node) -> Mend | None:
    """Return the mend that takes an item out of its list, None where that cannot be cut."""
    if isinstance(node.parent, Sequence) and len(node.parent.items) > _MOST_ITEMS:
        return None  # finding the neighbours takes time in every item of a list
    try:
        edit = remove_item(document, node)
    except EditRefused:
        return None
    # A comment beside it may be about what remains.
    if "#" in document.text[edit.start : edit.end] and any(
        edit.start <= comment.start < edit.end for comment in find_comments(document)
    ):
        return None
    return Mend((edit,), (Change(node.pointer(), "items", []),))


def in_order(document: Document, items: Several[Scalar], texts: Several[str]) -> Mend | None:
    """Return the mend that gives a list's items these texts: their own, in another order."""
    if "#" in document.text[items[0].start : items[-1].end]:
        return None
    changed = [(item, text) for item, text in zip(items, texts, strict=True) if item.text != text]
    return replaced(document, changed)


def replaced(document: Document, changed: Several[tuple[Scalar, str]]) -> Mend:
    """Return the mend that gives each of several values its new text."""
    return Mend(
        tuple(replace_scalar(document, item, text) for item, text in changed),
        tuple(Change(item.pointer(), "value", text) for item, text in changed),
    )


def _in_brackets(parts: Several[str]) -> str:
    return ", ".join(emit_scalar(part, style_hint="flow") for part in parts)
