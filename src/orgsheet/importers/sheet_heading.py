"""The beginning of a sheet: the title with its year, and whose sheet it is."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from orgsheet.files import name_problem
from orgsheet.fiscal import FiscalYear
from orgsheet.form import built_in_words
from orgsheet.form.definition import Form
from orgsheet.form.sheet import DEPARTMENT_SHEET
from orgsheet.importers.account import Reason
from orgsheet.importers.blocks import BLANKS, Cell, Line
from orgsheet.importers.cells import shorten
from orgsheet.importers.draft import Draft
from orgsheet.importers.head_labels import Label, labels_in
from orgsheet.importers.labels import fold_words
from orgsheet.importers.lines import (
    drop_frame,
    drop_words,
    is_blank,
    span_of,
    unplace_span,
    words_of,
)
from orgsheet.importers.traced import Traced

LONGEST_TITLE = 40
_YEAR = re.compile(
    r"(?:令和|平成|昭和|[RHS])[ \u3000]?(?:元|[0-9０-９〇一二三四五六七八九十]{1,3})[ \u3000]?年度"
    r"|[0-9０-９]{4}[ \u3000]?年度|[RHS][0-9]{1,2}(?![0-9])"
)
_AROUND = f"{BLANKS}()（）[]［］【】「」"


class Title(NamedTuple):
    """A form's title in a cell: offsets of its words and of the text that may hold the year."""

    form: Form
    cell: Cell
    start: int
    end: int
    before: tuple[int, int]
    after: tuple[int, int]


def title_in(draft: Draft, line: Line, titles: dict[str, Form]) -> Title | None:
    """Return the title that a cell of a line is, None where none is.

    Before the title there is room for the year and little else, behind it for the year alone.
    """
    for cell in line.filled(draft.text):
        words = words_of(draft, cell)
        if len(words) > LONGEST_TITLE:
            continue
        for title, form in titles.items():
            match = _spaced(title).search(draft.text, cell.start, cell.end) if title else None
            if match is None:
                continue
            after = draft.text[match.end() : cell.end].strip(_AROUND)
            if after and FiscalYear.read(after) is None:
                continue
            return Title(
                form,
                cell,
                match.start(),
                match.end(),
                (cell.start, match.start()),
                (match.end(), cell.end),
            )
    return None


@lru_cache(maxsize=32)
def _spaced(title: str) -> re.Pattern[str]:
    """Return the pattern of a title in which spaces and line ends count for nothing."""
    letters = [re.escape(char) for char in title if not char.isspace()]
    return re.compile("[ \u3000\n\t]*+".join(letters))


def read_title(
    draft: Draft, line: Line, title: Title, head: list[Line]
) -> tuple[FiscalYear, Traced]:
    """Return the fiscal year beside the form's title, and its label as it stands in the sheet.

    Where the title has none, it is looked for in the lines of `head`, below the title.
    """
    drop_frame(draft, line)
    draft.drop(title.start, title.end, Reason.FORM)
    spans = [title.before, title.after]
    filled = [one for one in spans if draft.text[one[0] : one[1]].strip(_AROUND)]
    found: tuple[FiscalYear, Traced] | None = None
    for span in spans:
        if span in filled and found is None:
            found = _year_in(draft, span, title)
        else:
            _drop_bare(draft, *span)
    if found is not None:
        return found
    for other in head:
        for cell in other.filled(draft.text):
            year = FiscalYear.read(words_of(draft, cell).strip(_AROUND))
            if year is not None:
                left, right = span_of(draft, cell.start, cell.end)
                return year, Traced.replaced(left, right, year.label, Reason.YEAR)
    return draft.fail(
        title.start,
        f"表題「{title.form.title}」に年度がありません。「令和5年度 {title.form.title}」のように"
        "書いてください。",
    )


def _year_in(draft: Draft, span: tuple[int, int], title: Title) -> tuple[FiscalYear, Traced]:
    start, end = _inner(draft, *span)
    match = _YEAR.search(draft.text, start, end)
    if match is None:
        try:
            year = FiscalYear.parse(draft.text[start:end])
        except ValueError as error:
            draft.fail(start, str(error))
        left, right = start, end
    else:
        left, right = match.span()
        try:
            year = FiscalYear.parse(match[0])
        except ValueError as error:
            draft.fail(left, str(error))
    for one, two in ((span[0], left), (right, span[1])):
        if draft.text[one:two].strip(_AROUND):
            unplace_span(draft, one, two, f"表題「{title.form.title}」の前後の文字です。")
        else:
            _drop_bare(draft, one, two)
    return year, Traced.replaced(left, right, year.label, Reason.YEAR)


def _inner(draft: Draft, start: int, end: int) -> tuple[int, int]:
    written = draft.text[start:end]
    left = start + len(written) - len(written.lstrip(_AROUND))
    return left, max(left, start + len(written.rstrip(_AROUND)))


def _drop_bare(draft: Draft, start: int, end: int) -> None:
    """Leave out what stands around a title without meaning: spaces, brackets around a year."""
    drop_words(draft, start, end, Reason.FORM)


def read_names(
    draft: Draft, beside: Line, lines: list[Line], title: Title, year: Traced
) -> dict[str, Traced]:
    """Return the department's name and, in a section's sheet, the section's from the head.

    `beside` holds the cells beside the title, `lines` stand between it and the first heading; what
    is no name in them is not placed. `year` was taken before.
    """
    head = _Head(draft, title.form, year)
    head.read(beside)
    for line in lines:
        if is_blank(draft, line):
            draft.drop(line.start, line.stop, Reason.BLANK)
        else:
            drop_frame(draft, line)
            head.read(line)
    first, second = title.form.units
    if first in head.names:
        return head.names
    if head.first is None:
        draft.fail(title.start, f"表題のあとに「{first}: …」の行がありません。書き足してください。")
    return draft.fail(
        span_of(draft, head.first.start, head.first.end)[0],
        f"表題の次の行「{shorten(words_of(draft, head.first))}」が「{first}: … {second}: …」の"
        "形ではありません。この形に直してください。",
    )


class _Head:
    """Reads the cells of a sheet's head; `first` is the first that was filled."""

    def __init__(self, draft: Draft, form: Form, year: Traced) -> None:
        self.draft = draft
        self.form = form
        self.year = (year.pieces[0].start, year.pieces[0].end)
        self.names: dict[str, Traced] = {}
        self.first: Cell | None = None

    def read(self, line: Line) -> None:
        draft = self.draft
        cells = line.filled(draft.text)
        pending = ""
        for number, cell in enumerate(cells):
            self.first = self.first or cell
            left, right = span_of(draft, cell.start, cell.end)
            draft.drop(cell.start, left, Reason.EDGE)
            draft.drop(right, cell.end, Reason.EDGE)
            if (left, right) == self.year:
                continue
            labels = labels_in(draft, left, right, self.form)
            if not labels and pending:
                self._take(pending, left, right)
                pending = ""
            elif labels:
                is_last = number + 1 == len(cells)
                pending = self._labelled(labels, left, right, is_last=is_last)
            elif fold_words(draft.text[left:right]).rstrip(":") == built_in_words.YEAR:
                draft.drop(left, right, Reason.FORM)
            else:
                _unknown(draft, left, right, self.form, is_first=not self.names)

    def _labelled(self, labels: list[Label], left: int, right: int, *, is_last: bool) -> str:
        """Take the names behind the labels of a cell; return the label whose name comes next."""
        draft = self.draft
        if labels[0].start > left:
            unplace_span(draft, left, labels[0].start, "どの欄か分からない文字です。")
        stops = [*(one.start for one in labels[1:]), right]
        for label, stop in zip(labels, stops, strict=True):
            start, end = span_of(draft, label.end, stop)
            if start == end and stop == right and not is_last:
                draft.drop(label.start, right, Reason.FORM)
                return label.key
            draft.drop(label.start, start, Reason.FORM)
            draft.drop(end, stop, Reason.EDGE)
            if start < end or draft.extraction.has_tabs:
                self._take(label.key, start, end)
        return ""

    def _take(self, key: str, start: int, end: int) -> None:
        if key in self.names:
            self.draft.unplace(start, end, f"{key}が二つあります。どちらかを消してください。")
        else:
            self.names[key] = _name(self.draft, key, start, end, self.form)


def _unknown(draft: Draft, left: int, right: int, form: Form, *, is_first: bool) -> None:
    draft.unplace(
        left,
        right,
        f"表題と最初の見出しのあいだにあります。「{form.units[0]}: …」と「{form.units[1]}: …」の"
        "ほかは、見出しの下に移してください。"
        if is_first
        else f"「{form.units[0]}: …」の行と最初の見出しのあいだにあります。消すか、見出しの下に"
        "移してください。",
    )


def _name(draft: Draft, key: str, left: int, right: int, form: Form) -> Traced:
    """Return a name; `form.units[1]` names a file, beside the department's own."""
    if key not in form.units:
        return Traced.of(draft.text, left, right)
    reserved = {DEPARTMENT_SHEET} if key == form.units[1] else ()
    problem = name_problem(draft.text[left:right], reserved=reserved)
    if problem is not None:
        draft.fail(
            left,
            f"{key}「{shorten(draft.text[left:right])}」は、{problem.words}ため、ファイルの名前に"
            "できません。名前を直してください。",
        )
    return Traced.of(draft.text, left, right)
