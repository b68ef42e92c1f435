"""The 新旧対照表 as a Word document on A4 landscape, with Japanese fonts throughout."""

from __future__ import annotations

import io
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from orgsheet.diff.marked_phrases import Piece
from orgsheet.diff.table.table_parts import Table, TableSection
from orgsheet.render.escape import visible
from orgsheet.render.office_libraries import MADE, office_module

_SIZE = 9
_MARGIN_MM = 12
_WIDTH_MM = 297 - 2 * _MARGIN_MM
_HEADS = "EDEDED"
_HEADINGS = "D9D9D9"
_ITEMS = "F7F7F7"


def render_table_docx(table: Table) -> bytes:
    """Return the document's bytes.

    Raises:
        OfficeMissingError: python-docx is not installed.
    """
    document = office_module("docx", "Word").Document()
    writer = _Writer(document, table)
    writer.write()
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


class _Writer:
    """Writes the table into an empty document."""

    def __init__(self, document: Any, table: Table) -> None:  # noqa: ANN401 - loaded when needed
        self._document = document
        self._table = table
        self._oxml = office_module("docx.oxml", "Word")
        self._ns = office_module("docx.oxml.ns", "Word")
        self._shared = office_module("docx.shared", "Word")

    def write(self) -> None:
        """Write everything."""
        self._properties()
        self._paper()
        self._fonts()
        self._document.add_heading(visible(self._table.settings.title), 0)
        for notice in self._table.notices:
            self._document.add_paragraph().add_run(visible(notice)).bold = True
        self._document.add_paragraph("変わった字句に下線を引いています。")
        groups = groupby(self._table.sections, key=lambda one: one.organization)
        for organization, sections in groups:
            self._document.add_heading(visible(organization), 1)
            self._grid(sections)
        if self._table.licence:
            self._document.add_paragraph(visible(self._table.licence))

    def _properties(self) -> None:
        properties = self._document.core_properties
        properties.title = visible(self._table.settings.title)
        properties.author = ""
        properties.comments = ""
        properties.language = "ja-JP"
        properties.created = properties.modified = MADE

    def _paper(self) -> None:
        mm = self._shared.Mm
        section = self._document.sections[0]
        section.orientation = office_module("docx.enum.section", "Word").WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = mm(297), mm(210)
        section.left_margin = section.right_margin = mm(_MARGIN_MM)
        section.top_margin = section.bottom_margin = mm(_MARGIN_MM + 2)
        footer = section.footer.paragraphs[0]
        footer.alignment = office_module("docx.enum.text", "Word").WD_ALIGN_PARAGRAPH.CENTER
        self._field(footer, "PAGE")
        footer.add_run(" / ")
        self._field(footer, "NUMPAGES")

    def _field(self, paragraph: Any, name: str) -> None:  # noqa: ANN401 - a paragraph
        field = self._oxml.OxmlElement("w:fldSimple")
        field.set(self._ns.qn("w:instr"), name)
        paragraph._p.append(field)  # noqa: SLF001 - python-docx has no fields

    def _fonts(self) -> None:
        """Give every style the city's font: without w:eastAsia Word takes its own for Japanese."""
        qn = self._ns.qn
        styles = self._document.styles
        kinds = office_module("docx.enum.style", "Word").WD_STYLE_TYPE
        for style in styles:
            if style.type in (kinds.PARAGRAPH, kinds.CHARACTER):
                style.element.get_or_add_rPr()
        for properties in styles.element.iter(qn("w:rPr")):
            self._font(properties)
        normal = styles["Normal"]
        normal.font.size = self._shared.Pt(_SIZE)
        normal.paragraph_format.space_after = self._shared.Pt(2)
        border = styles["Title"].element.pPr.find(qn("w:pBdr"))
        if border is not None:
            border.getparent().remove(border)
        sizes = {"Title": 16, "Heading 1": 13}
        for name, size in sizes.items():
            style = styles[name]
            style.font.size = self._shared.Pt(size)
            style.font.bold = True
            style.font.color.rgb = self._shared.RGBColor(0, 0, 0)
            style.paragraph_format.space_before = self._shared.Pt(0 if name == "Title" else 8)
            style.paragraph_format.space_after = self._shared.Pt(4)

    def _font(self, properties: Any) -> None:  # noqa: ANN401 - an element
        qn = self._ns.qn
        fonts = properties.find(qn("w:rFonts"))
        if fonts is None:
            fonts = self._oxml.OxmlElement("w:rFonts")
            properties.insert(0, fonts)
        for name in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{name}"), self._table.settings.font)
            fonts.attrib.pop(qn(f"w:{name}Theme"), None)
        fonts.attrib.pop(qn("w:cstheme"), None)
        language = properties.find(qn("w:lang"))
        if language is not None:
            language.set(qn("w:eastAsia"), "ja-JP")

    def _grid(self, sections: Iterable[TableSection]) -> None:
        """Write one table for the sections of one sheet."""
        columns = self._table.columns
        total = sum(column.share for column in columns)
        widths = [self._shared.Mm(_WIDTH_MM * column.share / total) for column in columns]
        grid = self._document.add_table(rows=0, cols=len(columns), style="Table Grid")
        grid.autofit = False
        for column, wide in zip(grid.columns, widths, strict=True):
            column.width = wide
        head = grid.add_row()
        self._flag(head, "w:cantSplit")
        self._flag(head, "w:tblHeader")
        for cell, column, wide in zip(head.cells, columns, widths, strict=True):
            caption = (Piece(column.caption, changed=False),)
            self._fill(cell, caption, wide, shade=_HEADS, bold=True)
        for section in sections:
            if section.heading:
                cells = grid.add_row().cells
                heading = (Piece(section.heading, changed=False),)
                whole = cells[0].merge(cells[-1])
                self._fill(whole, heading, sum(widths), shade=_HEADINGS, bold=True)
                whole.paragraphs[0].paragraph_format.keep_with_next = True
            for row in section.rows:
                line = grid.add_row()
                for cell, column, wide in zip(line.cells, columns, widths, strict=True):
                    shade = _ITEMS if column.key == "item" else ""
                    self._fill(cell, row.cell(column.key).pieces, wide, shade=shade)

    def _flag(self, row: Any, name: str) -> None:  # noqa: ANN401 - a row
        row._tr.get_or_add_trPr().append(self._oxml.OxmlElement(name))  # noqa: SLF001 - the same

    def _fill(
        self,
        cell: Any,  # noqa: ANN401 - a cell
        pieces: Iterable[Piece],
        wide: Any,  # noqa: ANN401 - a length
        *,
        shade: str = "",
        bold: bool = False,
    ) -> None:
        cell.width = wide
        if shade:
            element = self._oxml.OxmlElement("w:shd")
            for name, value in (("val", "clear"), ("color", "auto"), ("fill", shade)):
                element.set(self._ns.qn(f"w:{name}"), value)
            cell._tc.get_or_add_tcPr().append(element)  # noqa: SLF001 - the same
        paragraph = cell.paragraphs[0]
        for piece in pieces:
            run = paragraph.add_run(visible(piece.text))
            run.underline = True if piece.changed else None
            run.bold = True if bold else None
