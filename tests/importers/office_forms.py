"""Forms as people type them in Word and Excel, made from the text of the same sheet.

`parts_of` reads the published text form: heads, headings, paragraphs and tables. The makers put
the same parts into files in the layouts that occur.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from typing import Any, NamedTuple

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn


class Part(NamedTuple):
    """A part of a sheet: its kind (title, names, heading, text, table) and its rows of cells."""

    kind: str
    rows: list[list[str]]

    @property
    def text(self) -> str:
        """The text of a part that is one cell."""
        return self.rows[0][0]


def parts_of(text: str) -> list[Part]:
    """Return the parts of a text in the published form, in its order."""
    parts: list[Part] = []
    for line in text.splitlines():
        if not line.strip():
            if parts and parts[-1].kind == "table":
                continue
            parts.append(Part("gap", []))
        elif "\t" in line:
            if parts[-1].kind != "table":
                parts.append(Part("table", []))
            parts[-1].rows.append(line.split("\t"))
        else:
            kind = (
                "heading"
                if line.startswith("■")
                else "title"
                if line.startswith("令和")
                else "names"
                if line.startswith("部名")
                else "text"
            )
            parts.append(Part(kind, [[line]]))
    between = [
        part._replace(kind="text", rows=[[""]])
        if part.kind == "gap"
        and 0 < number < len(parts) - 1
        and parts[number - 1].kind == parts[number + 1].kind == "text"
        else part
        for number, part in enumerate(parts)
    ]
    return [part for part in between if part.kind != "gap"]


def sheets_of(parts: list[Part]) -> list[list[Part]]:
    """Return the parts of each sheet."""
    sheets: list[list[Part]] = []
    for part in parts:
        if part.kind == "title":
            sheets.append([])
        sheets[-1].append(part)
    return sheets


def saved(document: Any) -> bytes:  # noqa: ANN401 - of python-docx, which has no types
    """Return the bytes of a document, the same for the same content."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def names_in(part: Part) -> list[str]:
    """Return the names of department and section in a part of names."""
    words = part.text.replace("課名", "\t課名").replace("：", ":").split("\t")
    return [word.split(":", 1)[1].strip() for word in words if ":" in word]


def put(cell: Any, text: str) -> None:  # noqa: ANN401
    """Write a text into a cell, a paragraph a line."""
    first, *others = text.split("\n")
    cell.paragraphs[0].add_run(first)
    for line in others:
        cell.add_paragraph(line)


def add_table(document: Any, rows: list[list[str]], columns: int = 0) -> Any:  # noqa: ANN401
    """Add a table with these rows; the last cell of a short row covers the rest."""
    size = columns or max(len(row) for row in rows)
    table = document.add_table(len(rows), size, "Table Grid")
    for line, row in zip(table.rows, rows, strict=True):
        cells = list(line.cells)
        put(cells[0], row[0])
        for number in range(1, len(row)):
            put(cells[number], row[number])
        if len(row) < size:
            cells[len(row) - 1].merge(cells[-1])
    return table


def as_paragraphs(text: str) -> bytes:
    """Return a document with headings and texts as paragraphs, and tables as tables."""
    document = docx.Document()
    for part in parts_of(text):
        if part.kind == "table":
            add_table(document, part.rows)
        elif part.kind == "heading":
            document.add_heading(part.text, 2)
        else:
            document.add_paragraph(part.text)
    return saved(document)


def with_split_tables(text: str) -> bytes:
    """Return a document in which every row stands in a table of its own, below its names."""
    document = docx.Document()
    for part in parts_of(text):
        if part.kind != "table":
            document.add_paragraph(part.text)
            continue
        is_plans = part.rows[0][0].startswith("①")
        for row in part.rows if is_plans else part.rows[1:]:
            add_table(document, [row] if is_plans else [part.rows[0], row])
            document.add_paragraph()
    return saved(document)


def with_merged_headings(text: str) -> bytes:
    """Return a document of one table a sheet, headings merged over its width."""
    document = docx.Document()
    for parts in sheets_of(parts_of(text)):
        document.add_heading(parts[0].text, 1)
        _one_table(document, parts[1:])
    return saved(document)


def with_all_in_one_table(text: str) -> bytes:
    """Return a document of one table a sheet that holds the title, too, prose below its heading."""
    document = docx.Document()
    for parts in sheets_of(parts_of(text)):
        _one_table(document, parts)
        document.add_paragraph()
    return saved(document)


def with_title_in_a_box(text: str) -> bytes:
    """Return a document whose titles stand in text boxes, as Word keeps them: twice."""
    document = docx.Document()
    for part in parts_of(text):
        if part.kind == "table":
            add_table(document, part.rows)
        elif part.kind == "title":
            _box(document.add_paragraph(), part.text)
        else:
            document.add_paragraph(part.text)
    return saved(document)


LAYOUTS = {
    "headings and tables": as_paragraphs,
    "split tables": with_split_tables,
    "merged headings": with_merged_headings,
    "one table for all": with_all_in_one_table,
    "title in a text box": with_title_in_a_box,
}
"""The layouts of Word files by what is odd in them."""

_GRID = 60
_COLUMNS = 12


def as_csv(text: str) -> bytes:
    """Return the CSV that Excel makes of a worksheet with the sheet typed into it."""
    stream = io.StringIO()
    rows = [
        [cell for cell, _ in row]
        for parts in sheets_of(parts_of(text))
        for row in _grid_rows(parts)
    ]
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode("utf-8-sig")


def as_page(text: str) -> bytes:
    """Return a web page with headings, paragraphs and tables."""
    parts = ["<!DOCTYPE html><title>見本</title><script>var x = 1;</script>"]
    for part in parts_of(text):
        if part.kind == "table":
            rows = "".join(
                "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
                for row in part.rows
            )
            parts.append(f"<table>{rows}</table>")
        else:
            tag = "h2" if part.kind == "heading" else "p"
            parts.append(f"<{tag}>{escape(part.text)}</{tag}>")
    return "\n".join(parts).encode()


def as_workbook(text: str) -> bytes:
    """Return an Excel workbook with a worksheet a sheet, cells merged over a grid of columns."""
    import xlsxwriter

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False}
    workbook = xlsxwriter.Workbook(stream, options)
    workbook.set_properties({"created": datetime(2024, 4, 1, tzinfo=UTC)})
    wrapped = workbook.add_format({"text_wrap": True})
    for number, parts in enumerate(sheets_of(parts_of(text)), 1):
        sheet = workbook.add_worksheet(f"シート{number}")
        for line, row in enumerate(_grid_rows(parts)):
            column = 0
            for words, width in row:
                last = column + width * _COLUMNS // _GRID - 1
                if last > column:
                    sheet.merge_range(line, column, line, last, "", wrapped)
                sheet.write_string(line, column, words, wrapped)
                column = last + 1
    workbook.close()
    return stream.getvalue()


def _one_table(document: Any, parts: list[Part]) -> None:  # noqa: ANN401
    """Add one table in which every part of a sheet is a row, over a grid that suits them all."""
    rows = list(_grid_rows(parts))
    table = document.add_table(len(rows), _GRID, "Table Grid")
    for line, row in zip(table.rows, rows, strict=True):
        _merge_row(line._tr, [width for _, width in row])
        for cell, (text, _) in zip(line._tr.tc_lst, row, strict=True):
            paragraphs = cell.findall(qn("w:p"))
            for number, one in enumerate(text.split("\n")):
                paragraph = paragraphs[0] if number == 0 else OxmlElement("w:p")
                if number:
                    cell.append(paragraph)
                run, words = OxmlElement("w:r"), OxmlElement("w:t")
                words.text = one
                words.set(qn("xml:space"), "preserve")
                run.append(words)
                paragraph.append(run)


def _grid_rows(parts: list[Part]) -> Iterator[list[tuple[str, int]]]:
    prose: list[str] = []
    for part in parts:
        if part.kind == "text":
            prose.append(part.text)
            continue
        if prose:
            yield [("\n".join(prose), _GRID)]
            prose = []
        if part.kind == "names":
            names = names_in(part)
            labels = ["部名", "課名"][: len(names)]
            words = [word for pair in zip(labels, names, strict=True) for word in pair]
            yield [(word, _GRID // len(words)) for word in words]
        elif part.kind == "table":
            for row in part.rows:
                yield [(cell, _GRID // len(row)) for cell in row]
        else:
            yield [(part.text, _GRID)]
    if prose:
        yield [("\n".join(prose), _GRID)]


def _merge_row(row: Any, widths: list[int]) -> None:  # noqa: ANN401
    cells = row.tc_lst
    position = 0
    for width in widths:
        cells[position].grid_span = width
        for cell in cells[position + 1 : position + width]:
            row.remove(cell)
        position += width
    for cell in cells[position:]:
        row.remove(cell)


def _box(paragraph: Any, text: str) -> None:  # noqa: ANN401
    from lxml import etree

    content = f"<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>"
    spaces = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    paragraph._p.append(
        etree.fromstring(
            f'<w:r {spaces}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp>'
            f"<wps:txbx>{content}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict>"
            f"<v:textbox>{content}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    )
