"""What the 備考 of a 新旧対照表 says of the changes: by how much a deadline or a target moved."""

from __future__ import annotations

from collections.abc import Iterable

from orgsheet.diff.changes import Change

Remarks = dict[tuple[int, str], tuple[str, ...]]
"""The words by row (the identity of its node) and field."""


def remarks_of(changes: Iterable[Change]) -> Remarks:
    """Return the remarks of changes, in their order, each once a field."""
    found: dict[tuple[int, str], dict[str, None]] = {}
    for change in changes:
        if not change.remark:
            continue
        for spot in (change.after, change.before):
            row = None if spot is None or spot.node is None else spot.sheet.row_of(spot.node)
            if spot is None or row is None:
                continue
            field = spot.pointer.removeprefix(row.pointer()).split("/")[1:2]
            if field:
                found.setdefault((id(row), field[0]), {})[change.remark] = None
    return {place: tuple(texts) for place, texts in found.items()}
