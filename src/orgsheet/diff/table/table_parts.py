"""The words of a 新旧対照表: settings, columns, rows and cells, the same for every format."""

from __future__ import annotations

from typing import NamedTuple

from orgsheet.diff.marked_phrases import Piece

ORDERS = ("new-left", "old-left")
"""Which value stands on the left."""


_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"


class TableSettings(NamedTuple):
    """What a city decides about its 新旧対照表 (docs/comparison-table.md).

    `{名称}` in a caption stands for the side (令和5年度, or the name of a revision). `whole` shows
    unchanged values too instead of `unchanged`; without `staff` its fields are left out.
    """

    title: str = "新旧対照表"
    order: str = "new-left"
    new_caption: str = "新（{名称}）"
    old_caption: str = "旧（{名称}）"
    remarks: bool = True
    remarks_caption: str = "備考"
    added: str = "（新設）"
    dropped: str = "（削る）"
    unchanged: str = "（略）"
    whole: bool = False
    staff: bool = False
    font: str = "ＭＳ 明朝"


class Cell(NamedTuple):
    """What stands in a cell: pieces of a value, or a marker such as （略） instead of one."""

    pieces: tuple[Piece, ...]
    is_marker: bool = False

    @property
    def text(self) -> str:
        """The whole text of the cell."""
        return "".join(piece.text for piece in self.pieces)


class TableRow(NamedTuple):
    """A row: the item, the value of both sides, a remark.

    `starts` says that an entry of the form (a project, a role) begins here.
    """

    item: str
    new: Cell
    old: Cell
    remark: str = ""
    starts: bool = False

    def cell(self, key: str) -> Cell:
        """Return what stands in the column of that key."""
        if key == "new":
            return self.new
        if key == "old":
            return self.old
        return Cell((Piece(self.item if key == "item" else self.remark, changed=False),))


class TableSection(NamedTuple):
    """The rows under one heading of one section's sheet; "" for headings without a change."""

    organization: str
    heading: str
    rows: tuple[TableRow, ...]


class Column(NamedTuple):
    """A column: `key` is `item`, `new`, `old` or `remark`; `share` its part of the width."""

    key: str
    caption: str
    share: int


class Table(NamedTuple):
    """A 新旧対照表, ready to be written in any format; `licence` is its last line, "" for none."""

    settings: TableSettings
    notices: tuple[str, ...]
    columns: tuple[Column, ...]
    sections: tuple[TableSection, ...]
    licence: str = ""


DEFAULT_TABLE = TableSettings()


def circled(number: int) -> str:
    """Return ① for 0 and so on, as the form numbers its rows."""
    return _CIRCLED[number] if number < len(_CIRCLED) else f"({number + 1})"
