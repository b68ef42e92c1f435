"""The 新旧対照表 as one HTML file that prints on A4 landscape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from orgsheet.diff.table.table_parts import Cell, Column, Table, TableRow, TableSection
from orgsheet.render.escape import html_text
from orgsheet.render.page import is_long, licence_line, marked_html, notice_lines, page

_STYLE = """\
u { text-decoration: underline 2px; text-underline-offset: .15em; }
tr.heading th { background: #d9d9d9; font-weight: bold; }
tr.heading { break-after: avoid; }
tr.start > * { border-top: 2px solid #333; }
"""


def render_table_html(table: Table) -> str:
    """Return the whole page; changed phrases are in `<u>` on both sides."""
    body = [
        "<main>",
        f"<h1>{html_text(table.settings.title)}</h1>",
        *notice_lines(table.notices),
        "<p>変わった字句に下線を引いています。</p>",
    ]
    for organization, sections in groupby(table.sections, key=lambda one: one.organization):
        body += _grid(table, organization, sections)
    if not table.sections:
        body.append("<p>比べるシートがありません。</p>")
    body += [*licence_line(table.licence), "</main>"]
    style = _STYLE + _fonts(table.settings.font)
    return page(table.settings.title, style, body)


def _fonts(font: str) -> str:
    """Return the city's font for the table; a name that CSS could misread is left out."""
    if not font.replace(" ", "").isalnum():
        return ""
    return f'td, tbody th {{ font-family: "{font}", "Noto Serif CJK JP", serif; }}\n'


def _grid(table: Table, organization: str, sections: Iterable[TableSection]) -> Iterator[str]:
    """Yield one table for the sections of one sheet."""
    yield "<table>"
    yield f"<caption><h2>{html_text(organization)}</h2></caption>"
    yield "<colgroup>"
    total = sum(column.share for column in table.columns)
    for column in table.columns:
        yield f'<col style="width: {100 * column.share / total:.1f}%">'
    yield "</colgroup>"
    yield "<thead><tr>"
    for column in table.columns:
        yield f'<th scope="col">{html_text(column.caption)}</th>'
    yield "</tr></thead>"
    for section in sections:
        yield "<tbody>"
        if section.heading:
            span = f'colspan="{len(table.columns)}" scope="rowgroup"'
            yield f'<tr class="heading"><th {span}>{html_text(section.heading)}</th></tr>'
        for row in section.rows:
            names = ["start"] * row.starts + ["long"] * is_long(row.new.text, row.old.text)
            attribute = f' class="{" ".join(names)}"' if names else ""
            yield f"<tr{attribute}>{''.join(_cell(column, row) for column in table.columns)}</tr>"
        yield "</tbody>"
    yield "</table>"


def _cell(column: Column, row: TableRow) -> str:
    if column.key == "item":
        return f'<th scope="row">{html_text(row.item)}</th>'
    if column.key == "remark":
        return f'<td class="value">{html_text(row.remark)}</td>'
    return _value(row.new if column.key == "new" else row.old)


def _value(cell: Cell) -> str:
    name = "value marker" if cell.is_marker else "value"
    return f'<td class="{name}">{marked_html(cell.pieces, "u")}</td>'
