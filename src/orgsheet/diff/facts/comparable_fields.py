"""Whether a field of two rows is written as its kind asks for, so that it can be compared."""

from __future__ import annotations

from orgsheet.match.links import RowRef

_LISTS = frozenset({"計画の番号", "計画の名称", "職員", "期限", "基準"})
"""The kinds of fields whose values are lists, of texts but for the deadlines."""


def well_formed(before: RowRef, after: RowRef, field: str) -> bool:
    """Say whether a field of both rows is absent, empty or of the form's own kind.

    What is written in another shape is no text or list that went away.
    """
    for ref in (before, after):
        node = ref.row.node.get(field)
        data = None if node is None else node.data()
        if data is None:
            continue
        known = ref.row.table.row.fields.get(field)
        kind = "" if known is None else known.kind
        if kind == "期限" and known is not None and known.raw == field and isinstance(data, str):
            continue  # where a deadline that was not split has no field of its own
        inner = dict if kind == "期限" else str
        if kind in _LISTS and not (
            isinstance(data, list) and all(isinstance(item, inner) for item in data)
        ):
            return False
        if kind not in _LISTS and not isinstance(data, str):
            return False
    return True
