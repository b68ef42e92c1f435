"""What a new sheet does not take over from an earlier one, said so that nothing is lost unseen."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.form import built_in_words as words
from orgsheet.form.definition import Form, Table
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.source import Mapping, Node, Plain, Sequence


def left_behind(sheet: Sheet, data: dict[str, Plain], form: Form) -> Iterator[str]:
    """Yield a sentence for everything of an earlier sheet that has no place in the new one.

    `data` is the new sheet. What is asked again every year (dates, criteria, names), and what is
    written at a later time of the year, is not meant.
    """
    assert sheet.root is not None, "only readable sheets are continued"
    known = {*words.HEAD, *form.units, *form.fields}
    for key, node in sheet.root.entries.items():
        if key not in known:
            yield f"{sheet.id} の「{key}」は様式にないので、引き継いでいません。"
        elif key in form.list_of:
            yield from _rows_left(sheet.id, form.list_of[key], node, has_place=key in data)


def _rows_left(identity: SheetId, table: Table, node: Node, *, has_place: bool) -> Iterator[str]:
    section = table.key
    rows = node.items if isinstance(node, Sequence) else [node]
    mappings = [row for row in rows if isinstance(row, Mapping)]
    if not has_place:
        if rows:
            yield f"{identity} の「{section}」は新しい様式にないので、引き継いでいません。"
        return
    if len(mappings) < len(rows) or not isinstance(node, Sequence):
        yield f"{identity} の「{section}」に行の形でないものがあり、引き継いでいません。"
    known = {*words.ROW, *table.row.fields, *(one.raw for one in table.row.fields.values())}
    for key in dict.fromkeys(key for row in mappings for key in row.entries):
        if key not in known:
            yield f"{identity} の行の「{key}」は様式にないので、引き継いでいません。"
