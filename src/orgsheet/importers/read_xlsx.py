"""Excel workbooks (.xlsx) to text with places: as a person sees them, a worksheet a part.

Read from the XML itself, since what a person sees (number formats, boxes, what is hidden or struck
out) is not what the cells hold.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict

from orgsheet.importers.account import Reason
from orgsheet.importers.blocks import BLANKS, Extraction, TextBuilder
from orgsheet.importers.import_result import ImportFailure
from orgsheet.importers.office_package import MACROS, RESAVE, Package, open_package
from orgsheet.importers.office_text import whole_number
from orgsheet.importers.word_names import Node, local
from orgsheet.importers.xlsx_drawings import column_letters, column_number, comments_in, shapes_in
from orgsheet.importers.xlsx_runs import Box, Runs, columns_under
from orgsheet.importers.xlsx_values import Values

OWN_SHEET = "_orgsheet"
"""The hidden worksheet in which this program keeps what a file was made from."""

MOST_SHEET_BYTES = 20 * 1024 * 1024
_MOST_MERGED = 50_000
"""Cells that are merged in a worksheet, each with the rows below its first; a form has some 200."""
_CELL = re.compile("([A-Z]{1,3})([1-9][0-9]{0,6})")
_CODES = re.compile('&(?:"[^"]*"|[0-9]+|[A-Z+&]|K[0-9A-F]{6})')
_OFF = ("0", "false")


def read_xlsx(data: bytes, name: str) -> Extraction:
    """Read an Excel workbook; macros, links and formulas in it are left alone.

    Raises:
        ImportFailure: it is no workbook, is protected, damaged or too large; with what to do.
    """
    package = open_package(data, name)
    main = next((one for one in package.relations("") if one.kind == "officeDocument"), None)
    if main is None or not package.has(main.target):
        raise ImportFailure(
            name, "Excel のブックが入っていません。ファイルの名前と中身を確かめてください。"
        )
    root = package.xml(main.target)
    if local(root) != "workbook":
        raise ImportFailure(
            name, "Excel のブックではありません。ファイルの名前の終わりを確かめてください。"
        )
    return _Workbook(package, root, main.target).read()


class _Workbook:
    def __init__(self, package: Package, root: Node, main: str) -> None:
        self.package = package
        self.root = root
        self.out = TextBuilder(package.name)
        self.targets = {one.id: one for one in package.relations(main)}
        properties = next((one for one in root if local(one) == "workbookPr"), None)
        is_1904 = properties is not None and properties.get("date1904", "0") not in _OFF
        self.values = Values(package, main.rpartition("/")[0], is_1904=is_1904)

    def read(self) -> Extraction:
        if self.package.has("xl/vbaProject.bin"):
            self.out.remark("", MACROS)
        number, seen = 0, set[str]()
        for holder in self.root:
            if local(holder) != "sheets":
                continue
            for sheet in holder:
                title = sheet.get("name", "")
                relation = next(
                    (
                        self.targets[value]
                        for key, value in sheet.attrib.items()
                        if key.endswith("}id") and value in self.targets
                    ),
                    None,
                )
                if relation is None or not self.package.has(relation.target):
                    continue
                is_hidden = sheet.get("state", "visible") != "visible"
                if relation.kind != "worksheet":
                    self.out.remark(title, "グラフだけのシートです。文字は読んでいません。")
                    continue
                if relation.target.lower() in seen:
                    raise ImportFailure(
                        self.package.name, f"同じ中身のシートが二つあります。{RESAVE}", place=title
                    )
                seen.add(relation.target.lower())
                number += 1
                self.out.part = number
                _Worksheet(self, title, relation.target, number).read(is_hidden=is_hidden)
        return self.out.finish()


class _Worksheet:
    def __init__(self, workbook: _Workbook, title: str, part: str, number: int) -> None:
        self.out = workbook.out
        self.package = workbook.package
        self.values = workbook.values
        self.title = title
        self.number = number
        self.parts: dict[str, list[str]] = defaultdict(list)
        for one in self.package.relations(part):
            self.parts[one.kind].append(one.target)
        if self.package.size(part) > MOST_SHEET_BYTES:
            raise ImportFailure(
                self.package.name,
                f"シート「{title}」が大きすぎます（上限は {MOST_SHEET_BYTES // 1024**2} MB）。"
                "要らない行と書式を消すか、シートを分けて保存し直してください。",
                place=title,
            )
        self.root = self.package.xml(part)
        self.hidden_columns, self.hidden_rows = Runs(), Runs()
        self.rows: dict[int, dict[int, Node]] = defaultdict(dict)
        self.boxes: dict[tuple[int, int], Box] = {}
        self.tops: dict[int, list[Box]] = defaultdict(list)
        self.covered: dict[int, list[Box]] = defaultdict(list)
        self.row_numbers: list[int] = []
        self.merged = 0

    def read(self, *, is_hidden: bool) -> None:
        self._parse()
        if is_hidden and self.title == OWN_SHEET:
            self._keep_own()
            return
        shapes = self._shapes()
        lines = sorted({*self.rows, *shapes, *self.covered})
        for row in lines:
            for place, text in shapes.get(row, ()):
                if is_hidden:
                    self.out.note(text, Reason.HIDDEN_SHEET, place)
                else:
                    for one in text.split("\n"):
                        self.out.paragraph(one, place)
            self._row(row, is_hidden=is_hidden)
        self._comments()

    def _parse(self) -> None:
        for group in self.root:
            tag = local(group)
            if tag == "cols":
                self.hidden_columns = Runs(
                    (whole_number(one.get("min")), whole_number(one.get("max")))
                    for one in group
                    if one.get("hidden", "0") not in _OFF or one.get("width") == "0"
                )
            elif tag == "sheetData":
                self._rows_of(group)
                self.row_numbers = sorted(self.rows)
            elif tag == "mergeCells":
                for one in group:
                    self._merge(one.get("ref", ""))
            elif tag == "sheetProtection":
                self.out.note("", Reason.PROTECTED, self.title)
            elif tag == "headerFooter":
                for one in group:
                    text = _CODES.sub("", one.text or "")
                    if text.strip(BLANKS):
                        self.out.note(text, Reason.MARGIN, f"{self.title}のヘッダー・フッター")

    def _rows_of(self, group: Node) -> None:
        last = 0
        hidden = []
        for row in group:
            number = whole_number(row.get("r"), last + 1)
            last = number
            if row.get("hidden", "0") not in _OFF or row.get("ht") == "0":
                hidden.append((number, number))
            column = 0
            for cell in row:
                if local(cell) != "c":
                    continue
                match = _CELL.fullmatch(cell.get("r") or "")
                column = column_number(match[1]) if match else column + 1
                self.rows[number][column] = cell
        self.hidden_rows = Runs(hidden)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        begin, end = _CELL.fullmatch(first), _CELL.fullmatch(last or first)
        if begin is None or end is None:
            return
        self.merged += 1
        if self.merged > _MOST_MERGED:
            raise ImportFailure(
                self.package.name,
                f"シート「{self.title}」の、結合したセルが多すぎます（上限は {_MOST_MERGED:,}）。"
                "要らない結合を解除して、保存し直してください。",
                place=self.title,
            )
        top, bottom = sorted((int(begin[2]), int(end[2])))
        left, right = sorted((column_number(begin[1]), column_number(end[1])))
        box = Box(top, left, bottom, right)
        self.boxes[box.top, box.left] = box
        self.tops[box.top].append(box)
        # A box may be as long as the worksheet: only rows that there are matter.
        rows = self.row_numbers
        inside = slice(bisect_right(rows, box.top), bisect_right(rows, box.bottom))
        self.merged += max(inside.stop - inside.start - 1, 0)
        for row in rows[inside]:
            self.covered[row].append(box)

    def _row(self, row: int, *, is_hidden: bool) -> None:
        """Add the line of a row: its cells, and the lower parts of those that began above."""
        boxes = self.covered.get(row, [])
        cells: dict[int, tuple[Node | None, Box]] = {box.left: (None, box) for box in boxes}
        own = self.rows.get(row, {})
        under = columns_under(own, row, (*boxes, *self.tops.get(row, ())))
        for column, cell in own.items():
            box = self.boxes.get((row, column), Box(row, column, row, column))
            if column in under:
                self._note_all(cell, row, column, Reason.COVERED)
            else:
                cells[column] = (cell, box)
        for column, (cell, box) in sorted(cells.items(), key=lambda one: one[0]):
            place = f"{self.title}!{column_letters(column)}{row}"
            width = box.right - box.left + 1
            if cell is None:
                if not is_hidden and not self._is_hidden(box):
                    self.out.continued(place, column - 1, width)
                continue
            if is_hidden or self._is_hidden(box):
                reason = Reason.HIDDEN_SHEET if is_hidden else Reason.HIDDEN_ROW
                self._note_all(cell, row, column, reason)
                continue
            seen = self.values.seen(cell)
            for text, why in seen.noted:
                self.out.note(text, why, place)
            if seen.problem:
                self.out.remark(place, seen.problem, is_gap=True)
            if seen.text:
                self.out.cell(seen.text, place, column - 1, width)
        self.out.end_line(self.number)

    def _note_all(self, cell: Node, row: int, column: int, reason: Reason) -> None:
        seen = self.values.seen(cell)
        place = f"{self.title}!{column_letters(column)}{row}"
        for text, why in [(seen.text, reason), *seen.noted]:
            if text.strip(BLANKS):
                self.out.note(text, why, place)

    def _is_hidden(self, box: Box) -> bool:
        """Tell whether no part of a cell is seen."""
        rows, columns = self.hidden_rows, self.hidden_columns
        return rows.holds(box.top, box.bottom) or columns.holds(box.left, box.right)

    def _shapes(self) -> dict[int, list[tuple[str, str]]]:
        """Return the texts of boxes and shapes by the row at which they begin."""
        found: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for part in self.parts["drawing"]:
            for shape in shapes_in(self.package.xml(part), self.title):
                if shape.text.strip(BLANKS):
                    found[shape.row].append((shape.place, shape.text))
                if shape.is_picture:
                    self.out.remark(shape.place, "画像があります。画像の中の文字は読めません。")
        return found

    def _comments(self) -> None:
        has_threads = bool(self.parts["threadedComment"])
        for part in (*self.parts["comments"], *self.parts["threadedComment"]):
            root = self.package.xml(part)
            for reference, text in comments_in(root, has_threads=has_threads):
                self.out.note(text, Reason.COMMENT, f"{self.title}!{reference}")

    def _keep_own(self) -> None:
        """Keep what this program wrote into its hidden worksheet."""
        texts = [
            self.values.seen(cell).text
            for _, cells in sorted(self.rows.items())
            for cell in cells.values()
        ]
        self.out.properties["orgsheet"] = "".join(texts)
