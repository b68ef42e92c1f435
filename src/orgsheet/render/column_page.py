"""The page about the columns of open data: what each means, and from which field it is filled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from orgsheet.form.definition import Field, Form
from orgsheet.render.escape import markdown_text
from orgsheet.yearbook.data_table import Column, DataTable

_KINDS = {
    "text": "文字",
    "integer": "整数",
    "number": "数",
    "yes": "true か false",
    "date": "日付（2023-07-31）",
    "list": "文字のならび（CSV では「；」で区切る）",
}


def render_column_page(
    tables: Sequence[DataTable], forms: Sequence[Form], notices: Iterable[str], licence: str
) -> str:
    """Return the page as Markdown.

    Args:
        tables: the tables.
        forms: the forms of the sheets that they were made from; they say which fields fill them.
        notices: what stands first.
        licence: on what terms others may use the tables, "" where it is not said.
    """
    lines = ["# 列の説明", ""]
    lines += [f"- {markdown_text(notice)}" for notice in notices]
    lines += [
        "- CSV の一行目は列の題、JSON と Parquet の見出しは列の名前です。",
        "- 何もない値は、CSV では空、JSON と Parquet では null です。",
        "- CSV で「'」に始まる文字は、表計算で式にならないように付けたものです。",
        "- 表の行は「シートID」と「行のID」で、年度が同じなら、ほかの表の行と結び付きます。",
        "",
    ]
    for table in tables:
        lines += [
            f"## {table.name}（{table.title}、{len(table.rows):,} 行）",
            "",
            "| 名前 | 題 | 値 | 意味 | もとの欄 |",
            "| --- | --- | --- | --- | --- |",
        ]
        lines += [_line(column, forms) for column in table.columns]
        lines.append("")
    if licence:
        lines += [f"利用の条件: {markdown_text(licence)}", ""]
    return "\n".join(lines)


def _line(column: Column, forms: Sequence[Form]) -> str:
    sources = "<br>".join(dict.fromkeys(_sources(column, forms)))
    cells = (column.title, _KINDS[column.kind], column.meaning)
    return f"| `{column.key}` | {' | '.join(map(markdown_text, cells))} | {sources} |"


def _sources(column: Column, forms: Sequence[Form]) -> Iterator[str]:
    """Yield the fields of the forms that fill a column, with what the form says of them."""
    if not column.source:
        return
    for form in forms:
        rows = [field for row in form.rows.values() for field in row.fields.values()]
        for field in (*form.fields.values(), *rows):
            if column.source in {field.kind, field.role}:
                yield _told(field)


def _told(field: Field) -> str:
    printed = "" if field.title in {field.key, ""} else f"（{field.title}）"
    return markdown_text(f"{field.key}{printed}")
