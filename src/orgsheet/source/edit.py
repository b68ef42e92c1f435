"""Edits as text splices: what is not meant to change keeps every byte.

Long because every edit keeps to the same few rules of lines and comments, which stand with them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from orgsheet.source.comments import find_comments
from orgsheet.source.emit import emit, emit_scalar, needs_quotes, quote
from orgsheet.source.entry_lines import (
    BLOCK_HEADER,
    block_column,
    children,
    entry_start,
    first_line_end,
    in_flow,
    next_line,
    own_key,
    owner_column,
)
from orgsheet.source.parse import parse
from orgsheet.source.tree import Document, Mapping, Node, Plain, Scalar, ScalarValue, Sequence

_BOM = b"\xef\xbb\xbf"


class TextEdit(NamedTuple):
    """Put `replacement` where `Document.text[start:end]` stands.

    `removal` says that comments inside the span go with it; otherwise losing one is refused.
    """

    start: int
    end: int
    replacement: str
    removal: bool = False


class EditRefused(Exception):  # noqa: N818 - nothing failed: a change was not made
    """The edit would change more than it was meant to; the message is Japanese."""


def apply_edits(document: Document, edits: Iterable[TextEdit], expected: Plain) -> bytes:
    """Return the file's new bytes after edits that do not overlap.

    The byte order mark, the line ends and everything outside the edits stay. The result is read
    again: it must mean `expected`, bring no new problem, and still hold every comment.

    Raises:
        EditRefused: the document cannot be read, edits overlap, or the check failed.
    """
    if document.root is None:
        raise EditRefused("読めない行があるため書き換えません。先に読めない行を直してください。")
    ordered = list(edits)
    data = splice(document, ordered)
    check_rewritten(document, data, expected, ordered)
    return data


def bytes_of(document: Document) -> bytes:
    """Return the bytes of the file that a document with a tree was read from."""
    return splice(document, ())


def splice(document: Document, edits: Iterable[TextEdit]) -> bytes:
    """Return the file's new bytes after edits, unchecked; the byte order mark stays.

    Raises:
        EditRefused: edits overlap.
    """
    pieces: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < position or edit.end < edit.start:
            raise EditRefused("同じ場所を二度書き換えることになるため、書き換えません。")
        pieces += [document.text[position : edit.start], edit.replacement]
        position = edit.end
    pieces.append(document.text[position:])
    return (_BOM if document.bom else b"") + "".join(pieces).encode()


def check_rewritten(
    document: Document, data: bytes, expected: Plain, edits: Iterable[TextEdit] = ()
) -> None:
    """Check that rewritten bytes mean `expected` and lost no comment but those edits removed.

    Raises:
        EditRefused: they do not.
    """
    result = parse(data, document.path, words=document.words)
    known = Counter(problem.kind for problem in document.problems)
    if Counter(problem.kind for problem in result.problems) - known:
        raise EditRefused(
            "書き換えると読めない行ができるため、書き換えません。手で直してください。"
        )
    if result.root is None or not is_same(result.root.data(), expected):
        raise EditRefused(
            "書き換えるとほかの内容まで変わるため、書き換えません。手で直してください。"
        )
    removed = [(edit.start, edit.end) for edit in edits if edit.removal]
    kept = [
        comment.text
        for comment in find_comments(document)
        if not any(start <= comment.start < end for start, end in removed)
    ]
    if Counter(kept) != Counter(comment.text for comment in find_comments(result)):
        raise EditRefused(
            "書き換えると # で始まる注記が失われるため、書き換えません。手で直してください。"
        )


def is_same(one: Plain, other: Plain) -> bool:
    """Tell whether two plain values are the same, types included (1, 1.0 and true differ)."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(is_same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    return bool(one == other)


def replace_scalar(document: Document, node: Scalar, new: ScalarValue) -> TextEdit:
    """Return the edit that makes `node` mean `new`.

    The style stays where it can hold the value: plain text stays plain if that is safe, quotes
    stay, a block stays one with its indentation (its chomping follows the value's line ends).
    Works for keys as well (see `rename_key`).
    """
    if node.style in ("|", ">"):
        return _replace_block(document, node, new)
    if not isinstance(new, str):
        text = emit_scalar(new)
    elif node.style == '"':
        text = quote(new)
    elif node.style == "'" and not _needs_escapes(new):
        text = "'" + new.replace("'", "''") + "'"
    elif needs_quotes(new, flow=in_flow(node)):
        text = quote(new)
    else:
        text = new
    if node.start == node.end:
        text = _lead(document.text, node.start) + text
    return TextEdit(node.start, node.end, text)


def rename_key(document: Document, key: Scalar, new: str) -> TextEdit:
    """Return the edit that gives an entry another key; `key` is a node of `Mapping.keys`."""
    return replace_scalar(document, key, new)


def remove_item(document: Document, node: Node) -> TextEdit:
    """Return the edit that removes a list item or a mapping entry; `node` is its value.

    Its lines go, with the comment at the end of its last line and comments inside it; comments on
    lines of their own above and below stay. The last one left leaves `[]` or `{}`.

    Raises:
        EditRefused: `node` is the root, or is written in a way that cannot be cut out.
    """
    parent = node.parent
    if not isinstance(parent, Mapping | Sequence):
        raise EditRefused("ファイル全体は消せません。")
    siblings = children(parent)
    index = next(place for place, child in enumerate(siblings) if child is node)
    if len(siblings) == 1:
        return _empty(document, parent)
    start = entry_start(document, node)
    if parent.flow:
        if index + 1 < len(siblings):
            return TextEdit(start, entry_start(document, siblings[index + 1]), "", removal=True)
        return TextEdit(siblings[index - 1].end, node.end, "", removal=True)
    line_start = document.line_starts[document.locate(start)[0] - 1]
    before = document.text[line_start:start]
    if not before.strip(" "):
        return TextEdit(line_start, next_line(document, node), "", removal=True)
    # The first entry of a nested collection, on the line of the dash above it.
    if before.strip(" -"):
        raise EditRefused("この書き方の項目は機械では消せません。手で消してください。")
    following = entry_start(document, siblings[index + 1])
    end = next_line(document, node)
    if not document.text[end:following].strip(" "):
        return TextEdit(start, following, "", removal=True)
    bare = line_start + len(before.rstrip(" "))
    end -= len(document.text[:end]) - len(document.text[:end].rstrip("\r\n"))
    return TextEdit(bare, end, "", removal=True)


def insert_entry(
    document: Document, mapping: Mapping, key: str, value: Plain, after: str | None = None
) -> TextEdit:
    """Return the edit that adds an entry behind the entry `after`, or as the last one.

    The entry is written in the canonical form, at the column of its neighbours.

    Raises:
        KeyError: the mapping has no entry `after`.
        EditRefused: the key is too long to be written.
    """
    if mapping.flow:
        piece = f"{_flow(key)}: {_flow(value)}"
        if not mapping.entries:
            return TextEdit(mapping.start + 1, mapping.start + 1, piece)
        end = (mapping.entries[after] if after else children(mapping)[-1]).end
        return TextEdit(end, end, f", {piece}")
    neighbour = mapping.entries[after] if after is not None else children(mapping)[-1]
    _, column = document.locate(next(iter(mapping.keys.values())).start)
    try:
        lines = emit({key: value}, words=document.words).removesuffix("\n").split("\n")
    except ValueError as error:
        raise EditRefused(f"項目名「{key[:20]}…」が長すぎるため、書き加えません。") from error
    line_end = first_line_end(document)
    text = line_end.join(" " * (column - 1) + line if line else "" for line in lines)
    place = _below_comments(document, next_line(document, neighbour), column)
    if document.text[place - 1 : place] in ("\n", "\r"):
        return TextEdit(place, place, text + line_end)
    return TextEdit(place, place, line_end + text)


def _below_comments(document: Document, place: int, column: int) -> int:
    """Return the place behind the comment lines at `place` that stand deeper than `column`.

    They are about what stands above them, and block text above them would swallow them.
    """
    number, _ = document.locate(place)
    for line in range(number, document.line_count + 1):
        text = document.line_text(line)
        body = text.lstrip(" ")
        if body.startswith("#") and len(text) - len(body) >= column:
            starts = document.line_starts
            place = starts[line] if line < len(starts) else len(document.text)
        elif body.strip():
            break
    return place


def _replace_block(document: Document, node: Scalar, new: ScalarValue) -> TextEdit:
    line, column = document.locate(node.start)
    header = BLOCK_HEADER.match(document.line_text(line), column - 1)
    comment = (header and header.group("comment")) or ""
    if not isinstance(new, str) or not emit_scalar(new, style_hint="literal").startswith("|"):
        return TextEdit(node.start, node.end, emit_scalar(new) + comment)
    body = new.rstrip("\n")
    ends = len(new) - len(body)
    owner = owner_column(document, node)
    margin = block_column(document, node, owner)
    digit = margin - max(owner, 0) if body.startswith(" ") else None
    folds = node.style == ">" and not re.search(r"^[ \t]", body, re.MULTILINE)
    if folds:
        body = re.sub(r"\n+", lambda match: match.group() + "\n", body)
    mark = (">" if folds else "|") + str(digit or "") + ("-", "", "+")[min(ends, 2)]
    line_end = first_line_end(document)
    lines = [mark + comment, *(" " * margin + text if text else "" for text in body.split("\n"))]
    end = node.end
    trailing = 0
    if ends > 1 or node.text.endswith("\n\n"):
        # Blank lines below belong to a block that keeps them.
        end = next_line(document, node, skip_blank=True)
        trailing = max(ends, 1)
    elif ends and not document.text[end:].strip(" \t"):
        trailing = 1
    return TextEdit(node.start, end, line_end.join(lines) + line_end * trailing)


def _empty(document: Document, parent: Mapping | Sequence) -> TextEdit:
    """Return the edit that leaves nothing but brackets of a list or mapping."""
    brackets = "[]" if isinstance(parent, Sequence) else "{}"
    if parent.flow:
        return TextEdit(parent.start, parent.end, brackets, removal=True)
    line, _ = document.locate(parent.end)
    end = document.line_starts[line - 1] + len(document.line_text(line))
    key = own_key(parent)
    if key is None:
        return TextEdit(parent.start, end, brackets, removal=True)
    start = document.text.index(":", key.end) + 1
    if "#" in document.text[start : parent.start]:
        raise EditRefused("見出しの行に注記があるため、最後の項目は機械では消せません。")
    return TextEdit(start, end, f" {brackets}", removal=True)


def _needs_escapes(text: str) -> bool:
    """Tell whether only double quotes can hold a text."""
    return "\\" in quote(text).replace('\\"', "").replace("\\\\", "")


def _lead(text: str, place: int) -> str:
    """Return what must stand between the text before `place` and a value where none was."""
    before = text[place - 1 : place]
    if before in ("", " ", "\t"):
        return ""
    return " " if before in ":-?" else ": "


def _flow(value: Plain) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return emit_scalar(value, style_hint="flow")
