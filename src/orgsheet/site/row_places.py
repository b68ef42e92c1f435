"""Where every row stands: its page and its anchor, by the id that tables know it by."""

from __future__ import annotations

from collections.abc import Iterable

from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.render.web.anchors import row_anchors
from orgsheet.site.addresses import Addresses, Place, link
from orgsheet.yearbook.row_ids import row_ids


class RowPlaces:
    """The places of the rows of some sheets."""

    def __init__(self, addresses: Addresses, sheets: Iterable[Sheet]) -> None:
        self._addresses = addresses
        self._anchors: dict[SheetId, dict[str, str]] = {}
        for sheet in sheets:
            ids, anchors = row_ids(sheet), row_anchors(sheet)
            self._anchors[sheet.id] = {
                ids[entry.node.pointer()]: anchors[id(entry.node)].anchor for entry in sheet.rows
            }

    def link(self, here: Place, sheet: SheetId, row_id: str) -> str:
        """Return the link from a page to a row."""
        anchor = self._anchors[sheet].get(row_id, "")
        return link(here, self._addresses.sheet(sheet), anchor)
