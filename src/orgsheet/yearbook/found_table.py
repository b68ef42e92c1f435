"""What a search found, as a table."""

from __future__ import annotations

from collections.abc import Iterable

from orgsheet.yearbook.data_table import Column, DataTable, head, table_of
from orgsheet.yearbook.find_text import Found

_FOUND = (
    Column("heading", "欄", "text", "見つかった欄の見出し。"),
    Column("row_id", "行のID", "text", "表の行なら、行を表すID。"),
    Column("row_name", "行の名称", "text", "表の行なら、その名称。"),
    Column("field", "行の欄", "text", "行の中の、はじめの言葉のある欄。"),
    Column("text", "本文", "text", "見つかったところの前後。"),
    Column("path", "ファイル", "text", "シートのファイル。"),
    Column("line", "行番号", "integer", "ファイルの何行目か（1から）。"),
    Column(
        "page", "頁", "text", "サイトの頁のアドレス。設定に address がなければ、サイトの中の場所。"
    ),
)


def found_table(found: Iterable[Found]) -> DataTable:
    """Return what was found, one place a row."""
    rows = (
        (
            *head(one.sheet, one.sample),
            one.heading,
            one.row_id,
            one.name,
            one.field,
            one.excerpt,
            one.path,
            one.line,
            one.page,
        )
        for one in found
    )
    return table_of("found", "見つかったところ", _FOUND, rows)
