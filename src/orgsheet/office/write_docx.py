"""Printed sheets as a Word document: A4 landscape, ruled tables, heads on every page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.office.docx_parts import (
    R,
    W,
    content_types,
    core_properties,
    custom_properties,
    document_relations,
    footer_part,
    package_relations,
    settings_part,
    styles_part,
    xml,
)
from orgsheet.office.fixed_zip import packed
from orgsheet.office.looks import (
    CONTENTS,
    FINDINGS,
    HEAD_SHADE,
    LABEL_SHADE,
    LINE,
    MARGIN_MM,
    NOTE_COLUMNS,
    NOTE_SHARES,
    PAPER_MM,
    PRINTED_MM,
    SIZE,
)
from orgsheet.office.printed_book import Book, Cell, Grid, Note, Page, notes_at
from orgsheet.office.text_lines import count_lines
from orgsheet.render.escape import html_text, visible

ORIGIN = "orgsheet"
"""The name of the document's property that says what the file was made from."""

_REFERENCE = pattern('<w:commentReference w:id="([0-9]+)"/>')
_TWIPS = 1440 / 25.4
_POINT_MM = 25.4 / 72
_PADDING_MM = 2.8
_MOST_LINES = int((PAPER_MM[1] - 2 * MARGIN_MM) / (LINE * _POINT_MM) * 0.6)
"""A row of more lines may be divided between pages: kept whole it could be cut off."""


def write_docx(book: Book, origin: str) -> bytes:
    """Return the document's bytes, the same for the same book.

    Args:
        book: what is printed.
        origin: what the file says it was made from, "" for nothing; it needs no escaping.
    """
    document = _document(book)
    said = set(_REFERENCE.findall(document))
    has_comments = bool(said)
    parts: list[tuple[str, str]] = [
        (
            "[Content_Types].xml",
            content_types(has_comments=has_comments, has_properties=bool(origin)),
        ),
        ("_rels/.rels", package_relations(has_properties=bool(origin))),
        ("docProps/core.xml", core_properties(html_text(book.title))),
        ("word/document.xml", document),
        ("word/_rels/document.xml.rels", document_relations(has_comments=has_comments)),
        ("word/styles.xml", styles_part()),
        ("word/settings.xml", settings_part()),
        ("word/footer1.xml", footer_part()),
    ]
    if has_comments:
        parts.append(("word/comments.xml", _comments(book, said)))
    if origin:
        parts.append(("docProps/custom.xml", custom_properties(ORIGIN, origin)))
    return packed(parts)


def _document(book: Book) -> str:
    body = "".join(_body(book))
    width, height = (round(mm * _TWIPS) for mm in PAPER_MM)
    margin = round(MARGIN_MM * _TWIPS)
    section = (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId3"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}" w:orient="landscape"/>'
        f'<w:pgMar w:top="{margin}" w:right="{margin}" w:bottom="{margin}" w:left="{margin}" '
        f'w:header="{margin // 2}" w:footer="{margin // 2}" w:gutter="0"/></w:sectPr>'
    )
    return xml(
        f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}{section}</w:body></w:document>'
    )


def _body(book: Book) -> Iterator[str]:
    if book.has_contents:
        yield _paragraph(book.title, "Title")
        yield _paragraph(CONTENTS, "Heading2")
        yield from (_entry(number, book.entry(page)) for number, page in enumerate(book.pages))
    for number, page in enumerate(book.pages):
        yield _title(page, number, starts_page=book.has_contents)
        yield _paragraph(page.unit)
        yield from (_paragraph(notice, is_bold=True) for notice in page.notices)
        notes = book.notes_of(page)
        for grid in page.grids:
            if grid.heading:
                yield _paragraph(grid.heading, "Heading2")
            else:
                yield _paragraph("")
            yield _grid(grid, notes)
    if book.notes:
        yield _paragraph(FINDINGS, "Heading1", before="<w:pageBreakBefore/>")
        yield _table(
            NOTE_SHARES,
            [Cell(name) for name in NOTE_COLUMNS],
            [[Cell(text) for text in note_texts(note)] for note in book.notes],
            "",
        )
    # A table may not be the last thing in a document.
    yield _paragraph("")


def note_texts(note: Note) -> tuple[str, ...]:
    """Return the texts of a remark in the list, in the order of its columns."""
    label = visible(note.sheet.label)
    return str(note.number), label, note.where, note.grave, note.message, note.fix


def _title(page: Page, number: int, *, starts_page: bool) -> str:
    """Return the title of a sheet, the place that its entry in the contents leads to."""
    bookmark = (
        f'<w:bookmarkStart w:id="{number}" w:name="sheet{number}"/>',
        f'<w:bookmarkEnd w:id="{number}"/>',
    )
    style = '<w:pStyle w:val="Heading1"/>' + ("<w:pageBreakBefore/>" if starts_page else "")
    return f"<w:p><w:pPr>{style}</w:pPr>{bookmark[0]}{_run(page.title)}{bookmark[1]}</w:p>"


def _entry(number: int, text: str) -> str:
    """Return a line of the contents: the sheet's name and, computed by Word, its page."""
    tab = round(PRINTED_MM * _TWIPS)
    return (
        f'<w:p><w:pPr><w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{tab}"/></w:tabs>'
        f'<w:spacing w:line="360" w:lineRule="auto"/></w:pPr><w:hyperlink w:anchor="sheet{number}">'
        f"{_run(text)}<w:r><w:tab/></w:r></w:hyperlink>"
        f'<w:fldSimple w:instr=" PAGEREF sheet{number} \\h " w:dirty="true">'
        "<w:r><w:t></w:t></w:r></w:fldSimple></w:p>"
    )


def _grid(grid: Grid, notes: list[Note]) -> str:
    return _table(grid.shares, grid.head, grid.rows, grid.key, notes)


def _table(
    shares: tuple[int, ...],
    head: Iterable[Cell],
    rows: Iterable[Iterable[Cell]],
    name: str,
    notes: list[Note] | None = None,
) -> str:
    total = sum(shares)
    widths = [PRINTED_MM * share / total for share in shares]
    twips = [round(width * _TWIPS) for width in widths]
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="555555"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 40), ("left", 80), ("bottom", 40), ("right", 80))
    )
    caption = f'<w:tblCaption w:val="{html_text(name)}"/>' if name else ""
    described = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    names = list(head)
    body = [_row(names, twips, is_head=True)] if names else []
    for row in rows:
        cells = tuple(row)
        pairs = zip(cells, widths, strict=True)
        height = max(count_lines(cell.text, _columns(width)) for cell, width in pairs)
        is_whole = height <= _MOST_LINES
        body.append(_row(cells, twips, has_head=bool(names), is_whole=is_whole, notes=notes))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(twips)}" w:type="dxa"/><w:tblBorders>{lines}'
        f'</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        f'<w:tblLook w:val="0620"/>{caption}</w:tblPr><w:tblGrid>{described}</w:tblGrid>'
        f"{''.join(body)}</w:tbl>"
    )


def _columns(width: float) -> int:
    """Return how many half-width characters fit into a line of a cell."""
    return int((width - _PADDING_MM) / (SIZE * _POINT_MM) * 2)


def _row(
    cells: Iterable[Cell],
    twips: list[int],
    *,
    is_head: bool = False,
    has_head: bool = True,
    is_whole: bool = True,
    notes: list[Note] | None = None,
) -> str:
    properties = "<w:cantSplit/>" if is_whole else ""
    properties += "<w:tblHeader/>" if is_head else ""
    row = tuple(cells)
    body = "".join(
        _cell(
            cell,
            width,
            is_head=is_head,
            is_label=not has_head and not cell.steps,
            notes=notes_at(notes or [], cell, row),
        )
        for cell, width in zip(row, twips, strict=True)
    )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{body}</w:tr>"


def _cell(cell: Cell, width: int, *, is_head: bool, is_label: bool, notes: list[Note]) -> str:
    shade = HEAD_SHADE if is_head else LABEL_SHADE if is_label else ""
    shading = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    align = '<w:vAlign w:val="center"/>' if is_head else ""
    centred = '<w:pPr><w:jc w:val="center"/></w:pPr>' if is_head or cell.is_centred else ""
    opened = "".join(f'<w:commentRangeStart w:id="{note.number}"/>' for note in notes)
    closed = "".join(
        f'<w:commentRangeEnd w:id="{note.number}"/>'
        f'<w:r><w:commentReference w:id="{note.number}"/></w:r>'
        for note in notes
    )
    lines = cell.text.split("\n")
    paragraphs = [
        f"<w:p>{centred}{opened if not number else ''}{_run(line, is_bold=is_head)}"
        f"{closed if number == len(lines) - 1 else ''}</w:p>"
        for number, line in enumerate(lines)
    ]
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shading}{align}</w:tcPr>'
        f"{''.join(paragraphs)}</w:tc>"
    )


def _paragraph(text: str, style: str = "", *, is_bold: bool = False, before: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties = f"<w:pPr>{named}{before}</w:pPr>" if named or before else ""
    return f"<w:p>{properties}{_run(text, is_bold=is_bold)}</w:p>"


def _run(text: str, *, is_bold: bool = False) -> str:
    if not text:
        return ""
    pieces = html_text(text).split("\t")
    shown = "<w:tab/>".join(f'<w:t xml:space="preserve">{piece}</w:t>' for piece in pieces)
    return f"<w:r>{'<w:rPr><w:b/></w:rPr>' if is_bold else ''}{shown}</w:r>"


def _comments(book: Book, said: set[str]) -> str:
    comments = "".join(
        f'<w:comment w:id="{note.number}" w:author="orgsheet" w:initials="点検">'
        f"{''.join(_paragraph(line) for line in note_lines(note))}</w:comment>"
        for note in book.notes
        if str(note.number) in said
    )
    return xml(f'<w:comments xmlns:w="{W}">{comments}</w:comments>')


def note_lines(note: Note) -> list[str]:
    """Return the lines of a remark on a cell."""
    return [f"{note.grave}　{note.message}", f"直し方　{note.fix}"]
