"""A report with its table as one HTML page, for reading and printing."""

from __future__ import annotations

from collections.abc import Iterator

from orgsheet.fiscal.eras import date_text
from orgsheet.render.data_csv import LIST_MARK
from orgsheet.render.escape import html_text
from orgsheet.render.page import licence_line, notice_lines, page
from orgsheet.yearbook.data_table import HEAD, Column, Value
from orgsheet.yearbook.told_tables import YearReport

_STYLE = "table { table-layout: auto; }\n"
_HEAD = {column.key for column in HEAD}
_WORDS = {True: "はい", False: "いいえ"}


def render_report_html(report: YearReport) -> str:
    """Return the page: what every output shows first, and the table without its empty columns."""
    table = report.table
    shown = [
        number
        for number, column in enumerate(table.columns)
        if _is_shown(column) and any(row[number] not in ("", None, ()) for row in table.rows)
    ]
    body = ["<main>", f"<h1>{html_text(report.title)}</h1>", *notice_lines(report.notices)]
    if report.as_of is not None:
        body.append(f"<p>{date_text(report.as_of)}の時点</p>")
    if table.rows:
        body.append("<table>")
        body.append(f"<caption>{html_text(table.title)}（{len(table.rows)} 件）</caption>")
        heads = (f'<th scope="col">{html_text(table.columns[one].title)}</th>' for one in shown)
        body.append(f"<thead><tr>{''.join(heads)}</tr></thead>")
        body += ["<tbody>", *_rows(report, shown), "</tbody>", "</table>"]
    else:
        body.append("<p>ありません。</p>")
    body += [*licence_line(report.licence), "</main>"]
    return page(report.title, _STYLE, body)


def _is_shown(column: Column) -> bool:
    """Tell whether people read a column: ids and the like are for programs."""
    return column.key not in _HEAD - {"department", "section", "sheet_name", "sample"} | {"row_id"}


def _rows(report: YearReport, shown: list[int]) -> Iterator[str]:
    for row in report.table.rows:
        cells = (f'<td class="value">{html_text(_words(row[one]))}</td>' for one in shown)
        yield f"<tr>{''.join(cells)}</tr>"


def _words(value: Value) -> str:
    if isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, tuple):
        return LIST_MARK.join(value)
    return "" if value is None else str(value)
