"""What a new sheet does not take over from an earlier one, said so that nothing is lost unseen."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.cycle.carry_rows import row_name
from orgsheet.form.blanks import is_blank
from orgsheet.form.sheet import ACTION_SECTIONS, PLAN_SECTION, ROLE_SECTION, Sheet, SheetId
from orgsheet.source import Mapping, Node, Plain, Sequence

_LISTS = (ROLE_SECTION, *ACTION_SECTIONS)
_KNOWN = {"年度", "部名", "課名", "見本", "様式", "組織目標", "組織使命", PLAN_SECTION, *_LISTS}
_ROW_KEYS = {
    *("id", "事務事業名称", "計画関連No.", "裁量有無", "協働有無", "組織の役割", "担当"),
    *("項目", "行動アクション", "目標期限", "期限原文", "達成基準", "前年度の項目"),
}


def left_behind(sheet: Sheet, data: dict[str, Plain]) -> Iterator[str]:
    """Yield a sentence for everything of an earlier sheet that has no place in the new one.

    `data` is the new sheet. What is asked again every year (dates, criteria, names) is not meant.
    """
    assert sheet.root is not None, "only readable sheets are continued"
    for key, node in sheet.root.entries.items():
        if key not in _KNOWN:
            yield f"{sheet.id} の「{key}」は様式にないので、引き継いでいません。"
        elif key in _LISTS:
            yield from _rows_left(sheet.id, key, node, has_place=key in data)


def _rows_left(identity: SheetId, section: str, node: Node, *, has_place: bool) -> Iterator[str]:
    rows = node.items if isinstance(node, Sequence) else [node]
    mappings = [row for row in rows if isinstance(row, Mapping)]
    if not has_place:
        if rows:
            yield f"{identity} の「{section}」は新しい様式にないので、引き継いでいません。"
        return
    if len(mappings) < len(rows) or not isinstance(node, Sequence):
        yield f"{identity} の「{section}」に行の形でないものがあり、引き継いでいません。"
    for key in dict.fromkeys(key for row in mappings for key in row.entries):
        if key not in _ROW_KEYS:
            yield f"{identity} の行の「{key}」は様式にないので、引き継いでいません。"


def unlinked(identity: SheetId, data: dict[str, Plain]) -> Iterator[str]:
    """Yield a sentence for each row of a new sheet that names none of the year before.

    Rows that are to be filled in continue nothing.
    """
    for section in _LISTS:
        for row in data.get(section, []):
            name = row_name(row)
            if "前年度の項目" not in row and not is_blank(name):
                yield (
                    f"{identity} の「{' '.join(name.split())}」に前年度の項目を書いていません。"
                    "前の年度に同じ名称の行が二つあるか、名称が文字でないためです。"
                )
