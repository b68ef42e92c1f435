"""A sheet of one form made one of another: keys renamed in place, everything else kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from orgsheet.form import built_in_words as words
from orgsheet.form.definition import Field, Form
from orgsheet.source import (
    Document,
    EditRefused,
    Node,
    Plain,
    Scalar,
    Sequence,
    TextEdit,
    apply_edits,
    rename_key,
    replace_scalar,
)
from orgsheet.source import Mapping as Tree


class Migrated(NamedTuple):
    """What came of a sheet: its new bytes, the keys renamed, and those the new form has not.

    `data` is None where nothing was to be done. `renamed` holds old and new keys in the sheet's
    order, each pair once; `unknown` holds line (from 1) and key.
    """

    data: bytes | None
    renamed: tuple[tuple[str, str], ...]
    unknown: tuple[tuple[int, str], ...]


class _Part(NamedTuple):
    """A mapping of the sheet with what its keys become and the keys it may have afterwards."""

    mapping: Tree
    renames: Mapping[str, str]
    known: frozenset[str]


def renames(before: Form, after: Form) -> bool:
    """Tell whether some field of a form has another heading in the other one."""
    pairs = _pairs(before.fields, after.fields)
    if before.units != after.units or any(old != new for old, new in pairs.items()):
        return True
    for key, field in before.fields.items():
        row, other = before.row_of(field), after.fields.get(pairs.get(key, key))
        row_after = None if other is None else after.row_of(other)
        if row is not None and row_after is not None:
            inner = _pairs(row.fields, row_after.fields)
            if any(old != new for old, new in inner.items()):
                return True
    return False


def migrate(document: Document, before: Form, after: Form, *, names_form: bool = True) -> Migrated:
    """Return a sheet of the form `before` as one of `after`; comments and order stay.

    A key of `before` becomes the one of `after` that names it under 旧名. A sheet that names
    `before` as its form names `after` instead, with `names_form`.

    Raises:
        EditRefused: the sheet cannot be read, or has both an old key and its new one.
    """
    root = document.root
    if not isinstance(root, Tree) or document.problems:
        raise EditRefused("読めないところがあるため、書き換えません。先に直してください。")
    parts = list(_parts(root, before, after))
    edits: list[TextEdit] = []
    renamed: list[tuple[str, str]] = []
    unknown: list[tuple[int, str]] = []
    new_keys: dict[int, Mapping[str, str]] = {}
    for part in parts:
        new_keys[id(part.mapping)] = part.renames
        for key, node in part.mapping.keys.items():
            new = part.renames.get(key, key)
            line = document.locate(node.start)[0]
            if new == key:
                unknown += [] if key in part.known else [(line, key)]
                continue
            if new in part.mapping.entries:
                raise EditRefused(
                    f"{line}行目の「{key}」は「{new}」になりますが、同じところに「{new}」も"
                    "あります。どちらかを消してから、もう一度実行してください。"
                )
            edits.append(rename_key(document, node, new))
            renamed.append((key, new))
    named = root.get(words.FORM)
    is_named = isinstance(named, Scalar) and named.text.strip() == before.name != after.name
    if names_form and is_named and isinstance(named, Scalar):
        edits.append(replace_scalar(document, named, after.name))
    found = tuple(dict.fromkeys(renamed))
    if not edits:
        return Migrated(None, found, tuple(unknown))
    expected = _with_new_keys(root, new_keys)
    if isinstance(expected, dict) and isinstance(named, Scalar) and edits[-1].start == named.start:
        expected[words.FORM] = after.name
    return Migrated(apply_edits(document, edits, expected), found, tuple(unknown))


def _parts(root: Tree, before: Form, after: Form) -> Iterator[_Part]:
    """Yield the sheet itself and the rows of its tables."""
    units = dict(zip(before.units, after.units, strict=True))
    pairs = _pairs(before.fields, after.fields)
    known = frozenset({*_known(after.fields), *after.units, *words.HEAD})
    yield _Part(root, {**pairs, **units}, known)
    yield from _rows(root, before.fields, pairs, before, after)


def _rows(
    holder: Tree, fields: Mapping[str, Field], pairs: Mapping[str, str], before: Form, after: Form
) -> Iterator[_Part]:
    for field in fields.values():
        row = before.row_of(field)
        other = after.fields.get(pairs.get(field.key, field.key))
        row_after = None if other is None else after.row_of(other)
        if row is None or row_after is None:
            continue
        renames = _pairs(row.fields, row_after.fields)
        known = frozenset({*_known(row_after.fields), *words.ROW})
        value = holder.get(field.key)
        for node in value.items if isinstance(value, Sequence) else (value,):
            if isinstance(node, Tree):
                yield _Part(node, renames, known)


def _pairs(before: Mapping[str, Field], after: Mapping[str, Field]) -> dict[str, str]:
    """Return the new keys by the old ones: those named as 旧名, and the keys of raw deadlines."""
    found = {}
    for field in after.values():
        old = next((key for key in (field.key, *field.former) if key in before), None)
        if old is None:
            continue
        found[old] = field.key
        raw = before[old].raw
        if raw and field.raw and raw != old:
            found[raw] = field.raw
    return found


def _known(fields: Mapping[str, Field]) -> Iterator[str]:
    for field in fields.values():
        yield field.key
        if field.raw:
            yield field.raw


def _with_new_keys(node: Node, new_keys: Mapping[int, Mapping[str, str]]) -> Plain:
    """Return the data below a node with the keys as they are afterwards."""
    if isinstance(node, Tree):
        renames = new_keys.get(id(node), {})
        return {
            renames.get(key, key): _with_new_keys(value, new_keys)
            for key, value in node.entries.items()
        }
    if isinstance(node, Sequence):
        return [_with_new_keys(item, new_keys) for item in node.items]
    return node.data()
