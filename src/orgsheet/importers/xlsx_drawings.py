"""What lies on a worksheet and not in its cells: text boxes, pictures, comments; cell names."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from orgsheet.importers.blocks import BLANKS
from orgsheet.importers.office_text import whole_number
from orgsheet.importers.word_names import Node, local

_LETTERS = 26


class Drawn(NamedTuple):
    """A shape: the row at which it begins (from 1), its place and text; or a picture."""

    row: int
    place: str
    text: str
    is_picture: bool


def shapes_in(drawing: Node, title: str) -> list[Drawn]:
    """Return the shapes of a drawing on the worksheet of a title."""
    found = []
    for anchor in drawing:
        at = {local(one): one for one in anchor}
        corner = {local(one): one.text for one in at["from"]} if "from" in at else {}
        row, column = (whole_number(corner.get(key)) + 1 for key in ("row", "col"))
        is_picture = any(local(one) == "pic" for one in anchor.iter())
        place = f"{title}!{column_letters(column)}{row}の図形"
        found.append(Drawn(row, place, _shape_text(anchor), is_picture))
    return found


def comments_in(root: Node, *, has_threads: bool) -> list[tuple[str, str]]:
    """Return the comments of a part: the name of the cell, and the text.

    `has_threads` says that the worksheet keeps its threads in a part of their own: their copies
    among the plain comments are none.
    """
    authors = [one.text or "" for one in root.iter() if local(one) == "author"]
    found: dict[str, list[str]] = defaultdict(list)
    for one in root.iter():
        if local(one) not in ("comment", "threadedComment"):
            continue
        author = whole_number(one.get("authorId"), len(authors))
        name = authors[author] if author < len(authors) else ""
        if has_threads and local(one) == "comment" and name.startswith("tc="):
            continue
        parts = [node.text or "" for node in one.iter() if local(node) in ("t", "text")]
        text = "".join(part for part in parts if part.strip(BLANKS))
        if text:
            found[one.get("ref", "")].append(text)
    return [(reference, text) for reference, texts in found.items() for text in texts]


def _shape_text(anchor: Node) -> str:
    """Return the text of the shapes at an anchor, a line a paragraph; of a choice one half."""
    lines: list[str] = []

    def walk(node: Node) -> None:
        for one in node:
            tag = local(one)
            if tag == "AlternateContent":
                halves = [half for half in one if len(half)]
                if halves:
                    walk(halves[0])
            elif tag == "p":
                lines.append(
                    "".join(
                        "\n" if local(part) == "br" else part.text or ""
                        for part in one.iter()
                        if local(part) in ("t", "br")
                    )
                )
            else:
                walk(one)

    walk(anchor)
    return "\n".join(lines)


def column_number(letters: str) -> int:
    """Return the number of a column (from 1) by its letters."""
    number = 0
    for letter in letters:
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number


def column_letters(column: int) -> str:
    """Return the letters of a column by its number (from 1)."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters
