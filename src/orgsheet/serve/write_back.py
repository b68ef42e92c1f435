"""What a person made of a sheet in a form, written into the file: every other byte stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from orgsheet.merge.decide_clashes import Choice, choices, decided
from orgsheet.merge.three_way import MergeRefused, merge
from orgsheet.merge.tree_merge import Side
from orgsheet.source import Mapping, Plain, emit, parse
from orgsheet.source.comments import find_comments
from orgsheet.source.edit import is_same
from orgsheet.source.vocabulary import Vocabulary

LABELS = ("保存されている内容", "あなたの内容")
_MARKER = 31


class Unreadable(Exception):  # noqa: N818 - nothing failed: a file cannot be shown as a form
    """The file cannot be read as a sheet; the message is Japanese."""


class WrittenBack(NamedTuple):
    """The file's new bytes; with `conflicts` they are the old ones, and a person has to decide."""

    data: bytes
    conflicts: tuple[Choice, ...] = ()


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
    seen: bytes,
    now: bytes,
    wanted: dict[str, Plain],
    path: str,
    words: Vocabulary | None,
    sides: Sequence[Side] = (),
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
        sides: where both changed one place, or a row would take comments along with it, whose
            version stands ("theirs" is hers), a side for each conflict that an earlier call gave.

    Raises:
        Unreadable: one of the versions cannot be read.
        MergeRefused: the result could not be proved to hold exactly the changes.
    """
    data_of(now, path, words)
    own = _saying(seen, wanted, path, words)
    count = len(own.conflicts)
    first, rest = sides[:count], sides[count:]
    if "ours" in first:
        own = _kept(seen, wanted, path, words, first)
    found = WrittenBack(own.data)
    if seen != now:
        found = merge_versions(seen, now, own.data, path, words, rest)
    if len(first) < count or found.conflicts:
        return WrittenBack(now, (*own.conflicts, *found.conflicts))
    return found


def merge_versions(
    base: bytes,
    now: bytes,
    own: bytes,
    path: str,
    words: Vocabulary | None,
    sides: Sequence[Side] = (),
) -> WrittenBack:
    """Return `now` with what `own` changed since `base`; arguments and errors as `write_back`."""
    found = merge(base, now, own, path, labels=LABELS, marker_size=_MARKER, words=words)
    if not found.conflicts:
        return WrittenBack(found.data)
    asked = choices(base, now, own, path, words)
    if len(sides) != len(asked):
        return WrittenBack(now, asked)
    chosen = decided(base, now, own, path, words, sides)
    assert isinstance(chosen, dict), "a sheet is a mapping"
    return WrittenBack(_saying(now, chosen, path, words).data)


def _saying(
    content: bytes, wanted: dict[str, Plain], path: str, words: Vocabulary | None
) -> WrittenBack:
    """Return a file that says what is wanted and is otherwise as it was.

    `conflicts` are the rows that would take comments along with them: `data` is without these.
    """
    said = data_of(content, path, words)
    if is_same(said, wanted):
        return WrittenBack(content)
    meant = in_order_of(said, wanted)
    versions = emit(said, words=words).encode(), content, emit(meant, words=words).encode()
    made = merge(*versions, path, labels=LABELS, marker_size=_MARKER, words=words)
    asked: tuple[Choice, ...] = ()
    if made.conflicts:
        made = merge(
            *versions,
            path,
            labels=LABELS,
            marker_size=_MARKER,
            words=words,
            heeds_comments=False,
        )
        if _comments(content, path, words) - _comments(made.data, path, words):
            asked = tuple(map(_with_comments, choices(*versions, path, words)))
    if made.conflicts or not is_same(data_of(made.data, path, words), meant):
        raise MergeRefused("書き込んだ結果が、記入した内容と同じになりません。")
    return WrittenBack(made.data, asked)


def _kept(
    content: bytes,
    wanted: dict[str, Plain],
    path: str,
    words: Vocabulary | None,
    sides: Sequence[Side],
) -> WrittenBack:
    """Return `_saying` without what a person took back for the sake of its comments."""
    said = data_of(content, path, words)
    meant = emit(in_order_of(said, wanted), words=words).encode()
    versions = emit(said, words=words).encode(), content, meant
    chosen = decided(*versions, path, words, sides)
    assert isinstance(chosen, dict), "a sheet is a mapping"
    made = _saying(content, chosen, path, words)
    return WrittenBack(made.data, tuple(map(_with_comments, choices(*versions, path, words))))


def _with_comments(choice: Choice) -> Choice:
    *above, last = choice.place
    return choice._replace(place=(*above, f"{last}（注記が一緒に消えます）"))


def _comments(content: bytes, path: str, words: Vocabulary | None) -> Counter[str]:
    document = parse(content, path, words=words)
    return Counter(one.text for one in find_comments(document))


def in_order_of(before: Plain, wanted: Plain) -> Plain:
    """Return data with the keys of its mappings in the order that they had, new ones behind.

    Rows of lists are taken as they are: which was which is for the merge to tell.
    """
    if isinstance(before, dict) and isinstance(wanted, dict):
        keys = [key for key in before if key in wanted]
        keys += [key for key in wanted if key not in before]
        return {key: in_order_of(before.get(key), wanted[key]) for key in keys}
    return wanted
