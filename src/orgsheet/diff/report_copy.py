"""A report about copies of its sheets, so that what is hidden in them is hidden nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar, cast

from orgsheet.diff.changes import Change, Report, Spot
from orgsheet.form.sheet import Action, Milestone, Role, Sheet
from orgsheet.match.links import Contradiction, Link, Matching, RowRef, Side
from orgsheet.source import Node
from orgsheet.source.copy_tree import copy_document

_T = TypeVar("_T")
_ROWS = (Role, Action)
_OTHERS = (Report, Side, Matching, Link, RowRef, Contradiction, Change, Spot, Milestone)
"""What holds sheets or values of sheets, directly or in what it holds."""
_PLAIN = frozenset({str, int, float, bool, type(None)})
"""Most of what a report holds, and nothing of a sheet."""


class SheetCopies:
    """Copies of some sheets, and what is said of the sheets said of the copies.

    Other sheets stand in what is said as they are.
    """

    def __init__(self, sheets: Iterable[Sheet]) -> None:
        self._nodes: dict[int, Node] = {}
        self._sheets: dict[int, Sheet] = {}
        self._known: dict[int, Any] = {}
        self._originals = list(sheets)
        for sheet in self._originals:
            if id(sheet) not in self._sheets:
                document, nodes = copy_document(sheet.document)
                self._nodes |= nodes
                self._sheets[id(sheet)] = Sheet(document, sheet.id, sheet.form)

    def of(self, said: _T) -> _T:
        """Return what is said with each sheet's copy in the place of the sheet."""
        return cast(_T, self._of(said))

    def _all(self, said: Iterable[Any]) -> list[Any]:
        return [one if type(one) in _PLAIN else self._of(one) for one in said]

    def _of(self, said: Any) -> Any:  # noqa: ANN401 - any part of a report
        if isinstance(said, Sheet):
            return self._sheets.get(id(said), said)
        if isinstance(said, Node):
            return self._nodes.get(id(said), said)
        if isinstance(said, dict):
            return dict(zip(said, self._all(said.values()), strict=True))
        if isinstance(said, _ROWS):
            if id(said) not in self._known:
                self._known[id(said)] = said, type(said)(*self._all(said))
            return self._known[id(said)][1]
        if isinstance(said, _OTHERS):
            return type(said)(*self._all(said))
        return tuple(self._all(said)) if type(said) is tuple else said
