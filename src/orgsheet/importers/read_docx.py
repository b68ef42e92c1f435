"""Word files (.docx) to text with places: by an own walk, so that every text is taken once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from orgsheet.importers.account import Reason
from orgsheet.importers.blocks import BLANKS, Extraction, TextBuilder
from orgsheet.importers.docx_numbers import Numbering
from orgsheet.importers.docx_paragraph import Found, ParagraphReader, chosen_half
from orgsheet.importers.docx_table import Grid, Slot, read_grid
from orgsheet.importers.import_result import ImportFailure
from orgsheet.importers.office_package import MACROS, Package, open_package
from orgsheet.importers.office_text import whole_number
from orgsheet.importers.word_names import MC, Node, Styles, local, plain_names, w, without_twins

_DEEPEST_HEADING = 8
_TEXTS = ("t", "delText", "instrText", "delInstrText")
_DRAWN = re.compile(r"word/(?:charts|diagrams)/(?:chart|data)\d*\.xml", re.IGNORECASE)


def read_docx(data: bytes, name: str) -> Extraction:
    """Read a Word file; macros and links in it are left alone.

    Raises:
        ImportFailure: it is no Word file, is protected, damaged or too large; with what to do.
    """
    package = open_package(data, name)
    main = next((one for one in package.relations("") if one.kind == "officeDocument"), None)
    if main is None or not package.has(main.target):
        raise ImportFailure(
            name, "Word の文書が入っていません。ファイルの名前と中身を確かめてください。"
        )
    return _Document(package, main.target).read()


class _Document:
    def __init__(self, package: Package, main: str) -> None:
        self.package = package
        self.main = main
        self.out = TextBuilder(package.name)
        styles = package.xml("word/styles.xml") if package.has("word/styles.xml") else None
        self.styles = Styles(None if styles is None else plain_names(styles))
        self.numbering = Numbering(package)
        self.reader = ParagraphReader(self.styles)
        self.tables = 0
        self.boxes = 0
        self.paragraphs = 0
        self.where = ""
        self._kept: list[str] = []

    def read(self) -> Extraction:
        root = plain_names(self.package.xml(self.main))
        body = root.find(w("body"))
        if body is None:
            raise ImportFailure(
                self.package.name, "Word の文書が入っていません。ファイルを確かめてください。"
            )
        if self.package.has("word/vbaProject.bin"):
            self.out.remark("", MACROS)
        parts: dict[str, list[str]] = defaultdict(list)
        for relation in self.package.relations(self.main):
            parts[relation.kind].append(relation.target)
        for part in parts["header"]:
            self._margin(part, "ヘッダー")
        self._whole(body)
        self._rest(root, "本文")
        for part in parts["footer"]:
            self._margin(part, "フッター")
        for part in (*parts["footnotes"], *parts["endnotes"]):
            self._aside(part, "脚注", Reason.FOOTNOTE)
        for part in parts["comments"]:
            self._aside(part, "コメント", Reason.COMMENT)
        for part in self.package.names("word/"):
            if _DRAWN.fullmatch(part):
                self._drawn(part)
        self.out.properties.update(_properties(self.package))
        return self.out.finish()

    def _margin(self, part: str, words: str) -> None:
        """Read a header or footer as lines of the page's margin."""
        root = plain_names(self.package.xml(part))
        self.where, before = words, self.where
        with self.out.margin():
            self._whole(root)
        self._rest(root, words)
        self.where = before

    def _aside(self, part: str, words: str, reason: Reason) -> None:
        """Note the text of a part that is read beside the document."""
        root = plain_names(self.package.xml(part))
        number = 0
        for one in root:
            text = ""
            for paragraph in one.iter(w("p")):
                found = self.reader.read(paragraph)
                text += ("\n" if text else "") + found.text
                for run, why in found.noted:
                    self.out.note(run, why, words)
            if text.strip(BLANKS):
                number += 1
                self.out.note(text, reason, f"{words}{number}")
        self._rest(root, words)

    def _drawn(self, part: str) -> None:
        """Note the text of a chart or a diagram."""
        text = [
            node.text
            for node in self.package.xml(part).iter()
            if local(node) in ("t", "v") and (node.text or "").strip(BLANKS)
        ]
        if text:
            self.out.note(" ".join(text), Reason.DRAWN, "図")

    def _rest(self, root: Node, words: str) -> None:
        """Note text that no rule of the walk has reached; the other half of a choice is none."""
        for node in without_twins(root):
            if local(node) in _TEXTS and node not in self.reader.seen and node.text:
                self.reader.seen.add(node)
                self.out.note(node.text, Reason.UNREAD, words)

    def _blocks(self, holder: Node, *, deleted: Reason | None = None) -> None:
        for node in holder:
            tag = local(node)
            if tag == "p":
                self._paragraph(node, deleted)
            elif tag == "tbl":
                self._table(node)
            elif tag in ("del", "moveFrom"):
                self._blocks(node, deleted=Reason.DELETED if tag == "del" else Reason.MOVED)
            elif tag == "altChunk":
                self.out.remark(
                    self.where or "本文",
                    "ほかのファイルが埋め込まれています。中は読んでいません。"
                    "要るなら、別に取り込んでください。",
                )
            elif tag == "AlternateContent" and node.tag.startswith(MC):
                for one in chosen_half(node):
                    self._blocks(one, deleted=deleted)
            elif tag and not tag.endswith("Pr"):
                self._blocks(node, deleted=deleted)

    def _paragraph(self, node: Node, deleted: Reason | None) -> None:
        self.paragraphs += not self.where
        place = self.where or f"{self.paragraphs}段落目"
        found = self.reader.read(node, deleted=deleted)
        self._beside(found, place)
        label = self._label(node, place, found.text)
        self._kept.append(found.text)
        if found.joins_next:
            return
        text = "".join(self._kept)
        self._kept = []
        if deleted and not text:
            return
        self._lines(text, place, label, is_heading=self._is_heading(node))

    def _lines(self, text: str, place: str, label: str = "", *, is_heading: bool = False) -> None:
        for line in text.split("\n"):
            for number, part in enumerate(_columns(line)):
                self.out.cell(part, place, number, label=label if number == 0 else "")
            self.out.end_line(is_heading=is_heading)
            label = ""

    def _whole(self, holder: Node) -> None:
        """Read what a holder holds, to its end: also a line that nothing goes on with."""
        kept, self._kept = self._kept, []
        self._blocks(holder)
        if any(self._kept):
            self._lines("".join(self._kept), self.where or f"{self.paragraphs}段落目")
        self._kept = kept

    def _beside(self, found: Found, place: str) -> None:
        """Read the text boxes of a paragraph, and note what is no text in it."""
        for box in found.boxes:
            self.boxes += 1
            before, self.where = self.where, f"テキストボックス{self.boxes}"
            self._whole(box)
            self.where = before
        for text, reason in found.noted:
            self.out.note(text, reason, place)
        for words in found.remarks:
            self.out.remark(place, words)

    def _label(self, node: Node, place: str, text: str) -> str:
        """Return the number that Word puts before a paragraph, and note it."""
        numbers = node.find(f"{w('pPr')}/{w('numPr')}")
        style = node.find(f"{w('pPr')}/{w('pStyle')}")
        if numbers is None and style is not None:
            numbers = self.styles.find(style.get(w("val"), ""), "pPr", "numPr")
        if numbers is None or not text.strip(BLANKS):
            return ""
        parts = {local(one): one.get(w("val"), "0") for one in numbers}
        depth = parts.get("ilvl", "0")
        label = self.numbering.label(parts.get("numId", "0"), whole_number(depth))
        if label:
            self.out.note(label, Reason.NUMBER, place)
        return label

    def _is_heading(self, node: Node) -> bool:
        own = node.find(f"{w('pPr')}/{w('outlineLvl')}")
        style = node.find(f"{w('pPr')}/{w('pStyle')}")
        if own is None and style is not None:
            own = self.styles.find(style.get(w("val"), ""), "pPr", "outlineLvl")
        level = "9" if own is None else own.get(w("val"), "9")
        return whole_number(level, 9) <= _DEEPEST_HEADING

    def _table(self, node: Node) -> None:
        self.tables += 1
        table = self.tables
        grid = read_grid(node)
        for number, row in enumerate(grid.rows, 1):
            place = f"{self.where}{'の' if self.where else ''}表{table} {number}行目"
            if row.is_deleted:
                for slot in row.slots:
                    self._cell_text(slot, f"{place} {slot.number}列", Reason.DELETED)
                continue
            inner = self._framed(grid, number - 1)
            if inner is not None:
                self._blocks(inner.node)
                continue
            texts = [
                (slot, self._cell_text(slot, f"{place} {slot.number}列", None))
                for slot in row.slots
            ]
            for slot, (text, label) in texts:
                where = f"{place} {slot.number}列"
                if slot.is_continued:
                    if text.strip(BLANKS):
                        self.out.note(text, Reason.COVERED, where)
                    self.out.continued(where, slot.column, slot.width)
                else:
                    self.out.cell(text, where, slot.column, slot.width, label=label)
            self.out.end_line(table)

    def _framed(self, grid: Grid, row: int) -> Slot | None:
        """Return the only cell of a row that is a frame around other tables."""
        slots = [slot for slot in grid.rows[row].slots if not slot.is_continued]
        if len(slots) == 1 and slots[0].node.find(f".//{w('tbl')}") is not None:
            return slots[0]
        return None

    def _cell_text(self, slot: Slot, place: str, deleted: Reason | None) -> tuple[str, str]:
        """Return a cell's text, a line a paragraph, and the number before it."""
        lines: list[str] = []
        labels: list[str] = []
        kept = ""
        for node in _paragraphs_of(slot.node):
            found = self.reader.read(node, deleted=deleted)
            self._beside(found, place)
            labels.append(self._label(node, place, found.text))
            if found.joins_next:
                kept += found.text
                continue
            lines.append(kept + found.text)
            kept = ""
        if kept:
            lines.append(kept)
        return "\n".join(lines).strip("\n"), labels[0] if labels else ""


def _paragraphs_of(cell: Node) -> Iterator[Node]:
    """Yield the paragraphs of a cell and of the tables in it, but not those of text boxes."""
    for node in cell:
        tag = local(node)
        if tag == "p":
            yield node
        elif tag and not tag.endswith("Pr"):
            yield from _paragraphs_of(node)


def _columns(line: str) -> list[str]:
    """Return the parts of a line between tabs; tabs at its ends only move it."""
    left = len(line) - len(line.lstrip(BLANKS))
    parts = line[left:].split("\t")
    parts[0] = line[:left] + parts[0]
    return parts


def _properties(package: Package) -> dict[str, str]:
    """Return the properties that a program has given to the file, by name."""
    if not package.has("docProps/custom.xml"):
        return {}
    return {
        one.get("name", ""): "".join(one.itertext())
        for one in package.xml("docProps/custom.xml")
        if one.get("name")
    }
