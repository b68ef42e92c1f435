"""What a person made of a sheet in a form, written into the file: every other byte stays."""

from __future__ import annotations

from typing import NamedTuple

from orgsheet.merge.three_way import MergeRefused, merge
from orgsheet.source import Mapping, Plain, emit, parse
from orgsheet.source.edit import is_same
from orgsheet.source.vocabulary import Vocabulary

LABELS = ("保存されている内容", "あなたの内容")
_MARKER = 31


class Unreadable(Exception):  # noqa: N818 - nothing failed: a file cannot be shown as a form
    """The file cannot be read as a sheet; the message is Japanese."""


class WrittenBack(NamedTuple):
    """The file's new bytes; `conflicts` names the places that somebody else changed otherwise."""

    data: bytes
    conflicts: tuple[str, ...] = ()


def data_of(content: bytes, path: str, words: Vocabulary | None) -> dict[str, Plain]:
    """Return what a sheet's bytes say, as plain data.

    Raises:
        Unreadable: they cannot be read.
    """
    document = parse(content, path, words=words)
    if not isinstance(document.root, Mapping) or document.problems:
        raise Unreadable("読めない行があるため、記入欄にできません。")
    data: dict[str, Plain] = document.root.data()
    return data


def write_back(
    seen: bytes, now: bytes, wanted: dict[str, Plain], path: str, words: Vocabulary | None
) -> WrittenBack:
    """Return a file with what a person wants in it.

    Only what she changed since she saw it is changed; comments, order and spelling of everything
    else stay, and so does what somebody else changed meanwhile. What she wants is given back as
    it was seen where nothing changed.

    Args:
        seen: the bytes that her form was filled from.
        now: the bytes as they are now.
        wanted: what the sheet is to say.
        path: the sheet's path, for messages.
        words: those of the sheet's form.

    Raises:
        Unreadable: one of the versions cannot be read.
        MergeRefused: the result could not be proved to hold exactly the changes.
    """
    before = data_of(seen, path, words)
    data_of(now, path, words)
    if is_same(before, wanted):
        return WrittenBack(now)
    meant = in_order_of(before, wanted)
    found = merge(
        emit(before, words=words).encode(),
        now,
        emit(meant, words=words).encode(),
        path,
        labels=LABELS,
        marker_size=_MARKER,
        words=words,
    )
    if not found.conflicts and seen == now and not is_same(data_of(found.data, path, words), meant):
        raise MergeRefused("書き込んだ結果が、記入した内容と同じになりません。")
    return WrittenBack(found.data, found.conflicts)


def in_order_of(before: Plain, wanted: Plain) -> Plain:
    """Return data with the keys of its mappings in the order that they had, new ones behind.

    Rows of lists are taken as they are: which was which is for the merge to tell.
    """
    if isinstance(before, dict) and isinstance(wanted, dict):
        keys = [key for key in before if key in wanted]
        keys += [key for key in wanted if key not in before]
        return {key: in_order_of(before.get(key), wanted[key]) for key in keys}
    return wanted
