"""Three-way merge of sheets by meaning: edits of different fields never conflict."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from orgsheet.merge.line_blocks import Lines
from orgsheet.merge.proof import MergeRefused, check_merge, is_sound
from orgsheet.merge.text_merge import join, parts_of, with_markers
from orgsheet.merge.tree_merge import Entry, Map, Side, clashes, merge_nodes
from orgsheet.source import Document, Mapping, Node, parse
from orgsheet.source.vocabulary import Vocabulary

__all__ = ["LABELS", "MergeRefused", "Merged", "merge"]

LABELS = ("合わせる先", "加える変更")
"""What the two sides are called at conflict markers: right for a merge, a rebase, a stash."""

_BOM = b"\xef\xbb\xbf"
_SIDES: tuple[Side, Side] = ("ours", "theirs")


class Merged(NamedTuple):
    """A merged file and the places of its conflicts, in words; without any it is whole."""

    data: bytes
    conflicts: tuple[str, ...]


def merge(  # noqa: PLR0913 - three versions and how they are told
    base: bytes,
    ours: bytes,
    theirs: bytes,
    path: str,
    *,
    labels: tuple[str, str] = LABELS,
    marker_size: int = 7,
    words: Vocabulary | None = None,
    heeds_comments: bool = True,
) -> Merged:
    """Merge the edits of two versions of a sheet since their common ancestor.

    Rows are found again by `id`, else by name, else by likeness and place. Edits of different
    fields, added rows, removed rows and new orders go together; where both sides gave one field
    different values, or one removed what the other changed, both stand in the result between
    git's conflict markers. The meaning is the same when the sides are exchanged; everything that
    their side did not change keeps our bytes.

    Args:
        base: the common ancestor; empty where both sides added the file.
        ours: the version whose bytes are kept.
        theirs: the version whose edits come in.
        path: the sheet's name, for messages.
        labels: what the sides are called at conflict markers.
        marker_size: the length of a conflict marker.
        words: those of the sheet's form, None for the standard one.
        heeds_comments: whether a comment is a reason not to take a row away, and must be in the
            result; without, it goes with what it stands in or above.

    Raises:
        MergeRefused: a version cannot be read, or the result could not be proved to hold
            exactly the edits of both sides.
    """
    if theirs in (ours, base):
        return Merged(ours, ())
    if ours == base:
        return Merged(theirs, ())
    root, old, mine, yours = tree_of(
        base, ours, theirs, path, labels, words, heeds_comments=heeds_comments
    )
    assert isinstance(root.outcome, Map), "the roots are mappings"
    parts = parts_of(root, old, mine, yours)
    texts = {side: join(parts, side) for side in _SIDES}
    check_merge(root, texts, (old, mine, yours), path, heeds_comments=heeds_comments)
    text = with_markers(parts, labels, marker_size)
    if not ours.endswith(b"\n") and not theirs.endswith(b"\n"):
        text = text.removesuffix("\n")
    if b"\r\n" in ours:
        text = text.replace("\n", "\r\n")
    data = (_BOM if ours.startswith(_BOM) else b"") + text.encode()
    return Merged(
        data, tuple("の".join(place) for place in clashes(root, mine.document.words.names))
    )


def tree_of(
    base: bytes,
    ours: bytes,
    theirs: bytes,
    path: str,
    labels: tuple[str, str],
    words: Vocabulary | None,
    *,
    heeds_comments: bool = True,
) -> tuple[Entry, Lines | None, Lines, Lines]:
    """Return what becomes of every field, and the lines of the three versions.

    Raises:
        MergeRefused: a version cannot be read.
    """
    documents = [
        _read(data, path, name, words)
        for data, name in ((base, "元の版"), (ours, labels[0]), (theirs, labels[1]))
    ]
    old, mine, yours = (None if one is None else Lines(one) for one in documents)
    if mine is None or yours is None:
        raise MergeRefused("中身のないシートなので、行ごとの合わせ込みに切り替えます。")
    owners = {id(node): lines for lines in (old, mine, yours) if lines for node in _nodes(lines)}

    def comments(node: Node) -> Counter[str]:
        return owners[id(node)].comments(node) if heeds_comments else Counter()

    root = merge_nodes(
        None if old is None else old.document.root,
        mine.document.root,
        yours.document.root,
        comments,
        mine.document.words.names,
    )
    return root, old, mine, yours


def _read(data: bytes, path: str, name: str, words: Vocabulary | None) -> Document | None:
    """Return a version with LF line ends, None where it is empty.

    Raises:
        MergeRefused: it cannot be read as a sheet.
    """
    if not data.strip():
        return None
    text = data.removeprefix(_BOM).replace(b"\r\n", b"\n")
    # A missing last newline is layout, though YAML counts it to the text that stands there.
    ended = text if text.endswith(b"\n") else text + b"\n"
    document = parse(ended, path, words=words)
    root = document.root
    is_sheet = isinstance(root, Mapping) and not root.flow and bool(root.entries)
    if not is_sheet or not is_sound(document):
        raise MergeRefused(
            f"{name}に読めない行があるため、行ごとの合わせ込みに切り替えます。"
            "orgsheet lint で読めない行を確かめてください。"
        )
    return document


def _nodes(lines: Lines) -> list[Node]:
    return [] if lines.document.root is None else list(lines.document.root.walk())
