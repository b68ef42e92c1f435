"""Printed sheets as one HTML file: no script, nothing loaded, A4 landscape when printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from orgsheet.office.looks import CONTENTS, FINDINGS, NOTE_COLUMNS, NOTE_SHARES
from orgsheet.office.printed_book import Book, Cell, Grid, Note, Page, notes_at
from orgsheet.office.write_docx import note_texts
from orgsheet.render.escape import html_text
from orgsheet.render.page import is_long, notice_lines, page

_STYLE = """\
section + section { break-before: page; margin-top: 3rem; }
thead th { word-break: keep-all; }
td.centred { text-align: center; }
tbody th { width: 24%; }
.note { font-size: .8em; }
nav ul { padding-left: 1.2rem; }
"""


def write_html(book: Book) -> bytes:
    """Return the page's bytes."""
    return page(book.title, _STYLE, _body(book)).encode()


def _body(book: Book) -> Iterator[str]:
    yield "<main>"
    if book.has_contents:
        yield f"<h1>{html_text(book.title)}</h1>"
        yield f"<nav><h2>{CONTENTS}</h2><ul>"
        for number, one in enumerate(book.pages):
            yield f'<li><a href="#s{number}">{html_text(book.entry(one))}</a></li>'
        yield "</ul></nav>"
    level = 2 if book.has_contents else 1
    for number, one in enumerate(book.pages):
        yield from _section(one, number, level, book.notes_of(one))
    if book.notes:
        yield f'<section><h2 id="notes">{FINDINGS}</h2>'
        rows = [[Cell(text) for text in note_texts(note)] for note in book.notes]
        ids = [f' id="n{note.number}"' for note in book.notes]
        yield from _table(NOTE_SHARES, [Cell(name) for name in NOTE_COLUMNS], rows, [], ids)
        yield "</section>"
    yield "</main>"


def _section(one: Page, number: int, level: int, notes: list[Note]) -> Iterator[str]:
    yield f'<section aria-labelledby="s{number}">'
    yield f'<h{level} id="s{number}">{html_text(one.title)}</h{level}>'
    yield f"<p>{html_text(one.unit)}</p>"
    yield from notice_lines(one.notices)
    for grid in one.grids:
        if grid.heading:
            yield f"<h{level + 1}>{html_text(grid.heading)}</h{level + 1}>"
        yield from _grid(grid, notes)
    yield "</section>"


def _grid(grid: Grid, notes: list[Note]) -> Iterator[str]:
    yield from _table(grid.shares, grid.head, grid.rows, notes, [])


def _table(
    shares: tuple[int, ...],
    head: Iterable[Cell],
    rows: Iterable[Iterable[Cell]],
    notes: list[Note],
    ids: list[str],
) -> Iterator[str]:
    total = sum(shares)
    yield "<table><colgroup>"
    yield "".join(f'<col style="width: {100 * share / total:.4g}%">' for share in shares)
    yield "</colgroup>"
    names = [f'<th scope="col">{html_text(cell.text)}</th>' for cell in head]
    if names:
        yield f"<thead><tr>{''.join(names)}</tr></thead>"
    yield "<tbody>"
    for number, row in enumerate(rows):
        cells = tuple(row)
        long = ' class="long"' if is_long(*(cell.text for cell in cells)) else ""
        body = "".join(
            _cell(cell, notes_at(notes, cell, cells), is_label=not cell.steps and not names)
            for cell in cells
        )
        yield f"<tr{long}{ids[number] if ids else ''}>{body}</tr>"
    yield "</tbody></table>"


def _cell(cell: Cell, notes: list[Note], *, is_label: bool) -> str:
    text = html_text(cell.text).replace("\n", "<br>")
    if is_label:
        return f'<th scope="row">{text}</th>'
    marks = "".join(
        f'<sup class="note"><a href="#n{note.number}" title="{html_text(note.message)}">'
        f"※{note.number}</a></sup>"
        for note in notes
    )
    centred = " centred" if cell.is_centred else ""
    return f'<td class="value{centred}">{text}{marks}</td>'
