"""One sheet from the lines that are its own: whose it is, and what stands under each heading."""

from __future__ import annotations

from orgsheet.files.names import usable_name
from orgsheet.fiscal import FiscalYear
from orgsheet.form import built_in_words
from orgsheet.form.definition import Field, Form, Row
from orgsheet.form.sheet import DEPARTMENT_SHEET
from orgsheet.importers.account import Reason
from orgsheet.importers.blocks import Line
from orgsheet.importers.cells import ask_about_breaks
from orgsheet.importers.draft import Draft
from orgsheet.importers.head_labels import has_names
from orgsheet.importers.import_result import ImportFailure
from orgsheet.importers.labels import HEADING_MARK, Basis, Column, sheet_fields, wrong_heading
from orgsheet.importers.lines import unplace_line, unplace_lines
from orgsheet.importers.read_plans import PlanReader
from orgsheet.importers.read_prose import read_list, read_prose
from orgsheet.importers.read_tables import TableReader
from orgsheet.importers.said_values import is_said
from orgsheet.importers.sections import Section, drop_heading, read_sections
from orgsheet.importers.sheet_heading import Title, read_names, read_title
from orgsheet.importers.traced import Piece, Traced, Tree, traced_leaves
from orgsheet.japanese.shorten import one_line


class CoverError(Exception):
    """A title stands above no heading and no name: on a cover, or on a page of contents."""


class SheetReader:
    """Reads one sheet."""

    def __init__(self, draft: Draft, title: Title, basis: Basis) -> None:
        self.draft = draft
        self.title = title
        self.basis = basis
        self.form = title.form
        self.found: dict[str, Tree] = {}

    def read(self, lines: list[Line]) -> tuple[str, Tree, Form]:
        """Return path, tree and form of the sheet that starts at the first line.

        Raises:
            ImportFailure: what is wrong with its title or names.
            CoverError: the title is not that of a sheet.
        """
        draft = self.draft
        beside = [cell for cell in lines[0].cells if cell != self.title.cell]
        head, sections = read_sections(draft, lines[1:], self.form)
        year, label = read_title(draft, lines[0], self.title, head)
        of_year = self.basis.forms.of_year(year.label)
        if of_year is not None and of_year.title == self.form.title and of_year != self.form:
            self.form = of_year
            head, sections = read_sections(draft, lines[1:], self.form)
        if not any(section.heading.field for section in sections) and not has_names(
            draft, [lines[0], *head], self.form
        ):
            raise CoverError
        title = self.title._replace(form=self.form)
        names = read_names(draft, lines[0]._replace(cells=tuple(beside)), head, title, label)
        first, second = self.form.units
        is_department = second not in names
        tables = TableReader(draft, year)
        for key in [key for key in names if key not in self.form.units]:
            self.found |= tables.read_cell(Column(self.form.fields[key]), names.pop(key))
        self._read_sections(sections, year, tables, is_department=is_department)
        tree: dict[str, Tree] = {built_in_words.YEAR: label}
        if of_year != self.form:
            at = label.pieces[-1].end
            piece = Piece(at, at, self.form.name, Reason.NAMED)
            tree[built_in_words.FORM] = Traced((piece,))
        tree |= names
        expected = sheet_fields(self.form, is_department=is_department)
        tree |= {one.key: self.found[one.key] for one in expected if one.key in self.found}
        place = [names[first].text, DEPARTMENT_SHEET if is_department else names[second].text]
        if self.form.per_sheet and not is_department:
            place.append(self._own_name())
        return f"{year.label}/{'/'.join(place)}.yaml", tree, self.form

    def _own_name(self) -> str:
        """Return the name of the file of one of a section's sheets: how its value begins.

        Raises:
            ImportFailure: the value is missing, or no file can be called so.
        """
        key = self.form.per_sheet
        value = self.found.get(key)
        name = usable_name(one_line(value.text)) if isinstance(value, Traced) else ""
        if not name:
            self.draft.fail(
                self.title.start,
                f"「{key}」が読めません。課に何枚もあるシートは「{key}」をファイルの名前にするので、"
                "書き足すか、短い言葉に直してください。",
            )
        return name

    def _read_sections(
        self,
        sections: list[Section],
        year: FiscalYear,
        tables: TableReader,
        *,
        is_department: bool,
    ) -> None:
        """Read what stands under each heading; what has no place is listed."""
        draft = self.draft
        expected = sheet_fields(self.form, is_department=is_department)
        plans = PlanReader(draft, year, self.basis.plans)
        merged = self._merged(sections, expected)
        asked: set[str] = set()
        for section in sections:
            one = section.heading.field
            if one is None or one not in expected or section not in merged.get(one.key, ()):
                self._refuse(section, expected, asked, is_department=is_department)
        for key, parts in merged.items():
            one = next(field for field in expected if field.key == key)
            for section in parts:
                drop_heading(draft, section)
            lines = [line for section in parts for line in section.body]
            before = [value for _, value in traced_leaves(self.found.pop(key, []))]
            self._read_field(one, lines, parts[0], plans, tables)
            for value in before:
                draft.drop_text(value, Reason.REPEATED)
        for one in expected:
            if one.key in (*merged, *asked, *self.found):
                continue
            if not one.is_optional and not one.time:
                draft.miss(
                    self.title.start,
                    f"このシートに見出し「{self._mark}{one.printed}」がありません。"
                    "見出しを書き足してください。",
                )

    @property
    def _mark(self) -> str:
        return HEADING_MARK if self.draft.extraction.has_tabs else ""

    def _merged(self, sections: list[Section], expected: list[Field]) -> dict[str, list[Section]]:
        """Return the sections by field: more than one where a table goes on under its heading."""
        merged: dict[str, list[Section]] = {}
        before = ""
        for section in sections:
            one = section.heading.field
            if one is None or one not in expected:
                before = ""
                continue
            goes_on = one.key in merged and (
                section.heading.is_continued or (before == one.key and one.kind == "表")
            )
            if one.key not in merged or goes_on:
                merged.setdefault(one.key, []).append(section)
            before = one.key
        return merged

    def _refuse(
        self, section: Section, expected: list[Field], asked: set[str], *, is_department: bool
    ) -> None:
        """List a heading and what is below it as not placed.

        Raises:
            ImportFailure: it shows that the sheet is a section's, whose name is missing.
        """
        draft, heading = self.draft, section.heading
        if heading.field in expected:
            message = (
                f"見出し「{self._mark}{heading.words}」が余分にあります。"
                "2つ目を消すか、次のシートの表題を書いてください。"
            )
        else:
            message = wrong_heading(
                heading.words, expected, self.form, asked, is_department=is_department
            )
            if not draft.extraction.has_tabs:
                message = message.replace(f"「{HEADING_MARK}", "「")
        if heading.field is not None and heading.field not in expected and is_department:
            draft.fail(section.line.start, message)
        body = section.body
        if body and body[0].stop == section.line.stop:
            body = body[1:]
        unplace_line(draft, section.line, message)
        unplace_lines(draft, body, f"見出し「{heading.words}」の下にあります。")

    def _read_field(
        self,
        field: Field,
        lines: list[Line],
        section: Section,
        plans: PlanReader,
        tables: TableReader,
    ) -> None:
        """Read what stands under a heading, as the field's kind says."""
        draft = self.draft
        held = draft.held()
        try:
            self.found |= self._values(field, lines, section, plans, tables)
        except ImportFailure as failure:
            draft.back_to(held)
            unplace_lines(draft, lines, failure.message)

    def _values(
        self,
        field: Field,
        lines: list[Line],
        section: Section,
        plans: PlanReader,
        tables: TableReader,
    ) -> dict[str, Tree]:
        """Return the values of a field by key; none where nothing is said."""
        draft = self.draft
        row = self.form.row_of(field)
        value: Tree
        if field.kind == "計画の項目":
            value = plans.read(lines, field, section.heading.cell.start)
        elif field.kind in ("計画の名称", "職員"):
            value = list(read_list(draft, lines))
        elif row is not None:
            value = self._rows(field, row, lines, tables)
        elif field.kind in ("文章", "指標の値"):
            value = read_prose(draft, lines)
            ask_about_breaks(draft, value)
        else:
            return tables.read_cell(Column(field), read_prose(draft, lines))
        return {field.key: value} if is_said(field, value) else {}

    def _rows(self, field: Field, row: Row, lines: list[Line], tables: TableReader) -> Tree:
        rows = tables.read(lines, field, row)
        if field.kind == "表":
            return list(rows)
        return dict(rows[0]) if len(rows) == 1 else list(rows)
