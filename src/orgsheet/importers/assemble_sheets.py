"""Text with places to sheets: through the printed words of the form, whatever the file was.

Each sheet starts with a form's title, which has the fiscal year beside it; below it stands whose
sheet it is; then come the form's headings in any order, each with paragraphs or a table. What
belongs to no field is listed as not placed; nothing is guessed into one.
"""

from __future__ import annotations

from typing import NamedTuple

from orgsheet.files import twin_key
from orgsheet.form import built_in_words
from orgsheet.form.definition import Form
from orgsheet.form.known_forms import KnownForms
from orgsheet.importers.account import Reason
from orgsheet.importers.blocks import Extraction, Line
from orgsheet.importers.draft import Draft
from orgsheet.importers.import_result import ImportFailure, ImportResult
from orgsheet.importers.labels import Basis
from orgsheet.importers.lines import (
    drop_blank,
    is_blank,
    unplace_lines,
)
from orgsheet.importers.listed_rows import ListHead, list_head, read_list_rows
from orgsheet.importers.read_sheet import CoverError, SheetReader
from orgsheet.importers.sheet_heading import Title, title_in
from orgsheet.importers.traced import Tree
from orgsheet.source.vocabulary import Vocabulary

_MOST_FAILURES = 50
_WRONG_FILE = "シートのファイルかどうか、表題が様式のとおりかを確かめてください。"


class _Start(NamedTuple):
    """Where a sheet or a list of rows starts: the number of the line, and what it says."""

    line: int
    title: Title | None
    head: ListHead | None = None


def assemble(extraction: Extraction, basis: Basis | None = None) -> ImportResult:
    """Return the sheets in a file.

    `basis` are the forms to read it by and the plan register; without it the packaged forms. The
    same extraction always gives the same result. Every code point of its text has an entry in the
    result's account, and the account is proved against the sheets before they are returned.

    Raises:
        ImportFailure: no sheet can be told from the text, or one cannot be told whose it is; all
            reasons that were found, and what could be read all the same.
    """
    basis = basis or Basis(KnownForms({}))
    draft = Draft(extraction)
    titles: dict[str, Form] = {}
    for known in basis.forms.names:
        form = basis.forms.form(known)
        if form is not None:
            titles.setdefault(form.title, form)
    lines, margins = _without_margins(draft, titles)
    starts = _starts(draft, lines, titles, basis.forms)
    _leave_out_margins(draft, margins)
    failures = [] if starts else [_untitled(draft, lines, next(iter(titles), ""))]
    ends = _ends(lines, [start.line for start in starts])
    _unplace_others(draft, lines, starts, ends)
    file = _File(draft, lines, basis)
    failures += file.read(starts, ends)
    try:
        result = draft.finish(file.trees, file.words)
    except ImportFailure as failure:
        raise failure.with_others(tuple(failures)) from failure
    if not failures and not result.sheets:
        failures = [_empty(draft, lines, starts)]
    if failures:
        head, *others = failures
        raise head.with_others(tuple(others[:_MOST_FAILURES]), result)
    return result


class _File:
    """The sheets of a file: their trees and the words of their forms by path."""

    def __init__(self, draft: Draft, lines: list[Line], basis: Basis) -> None:
        self.draft = draft
        self.lines = lines
        self.basis = basis
        self.trees: dict[str, Tree] = {}
        self.words: dict[str, Vocabulary] = {}
        self._taken: dict[str, int] = {}

    def read(self, starts: list[_Start], ends: list[int]) -> list[ImportFailure]:
        """Read what starts at some lines; return why some of it cannot be read."""
        draft, lines = self.draft, self.lines
        failures: list[ImportFailure] = []
        covers: list[tuple[_Start, int]] = []
        for start, end in zip(starts, ends, strict=True):
            held = draft.held()
            try:
                self._one(start, end)
            except CoverError:
                draft.back_to(held)
                covers.append((start, end))
            except ImportFailure as failure:
                draft.back_to(held)
                unplace_lines(draft, lines[start.line : end], "このシートは読めません。")
                failures += (failure.alone(), *failure.others)
        for start, end in covers:
            if not self.trees:
                failures.append(_nameless(draft, lines[start.line].start, start.title))
            message = "表紙か目次と思われます。シートには入れていません。"
            unplace_lines(draft, lines[start.line : end], message)
        return failures

    def _one(self, start: _Start, end: int) -> None:
        """Read one sheet, or the sheets of one list.

        Raises:
            CoverError, ImportFailure: as the reader of a sheet; or a sheet is there twice.
        """
        lines = self.lines
        found = _read(self.draft, start, lines[start.line : end], self.basis)
        for path, (tree, form) in found.items():
            there = self._taken.setdefault(twin_key(path), start.line)
            if there != start.line or path in self.trees:
                self.draft.fail(
                    lines[start.line].start,
                    f"シート「{path}」が2つあります（1つ目は"
                    f"{_where(self.draft, lines[there].start)}から）。"
                    "どちらかを消すか、課名を直してください。",
                )
            self.trees[path] = tree
            self.words[path] = self.basis.forms.words(form)


def _starts(
    draft: Draft, lines: list[Line], titles: dict[str, Form], forms: KnownForms
) -> list[_Start]:
    """Return where sheets start, and the lists in worksheets that have no sheet."""
    starts = [
        _Start(index, title)
        for index, line in enumerate(lines)
        if (title := title_in(draft, line, titles)) is not None
    ]
    seen = {lines[start.line].part for start in starts}
    for index, line in enumerate(lines):
        if line.part in seen or is_blank(draft, line):
            continue
        seen.add(line.part)
        head = list_head(draft, line, forms)
        if head is not None:
            starts.append(_Start(index, None, head))
    return sorted(starts, key=lambda start: start.line)


def _read(
    draft: Draft, start: _Start, lines: list[Line], basis: Basis
) -> dict[str, tuple[Tree, Form]]:
    """Return the sheets in some lines by path."""
    if start.title is not None:
        path, tree, form = SheetReader(draft, start.title, basis).read(lines)
        return {path: (tree, form)}
    assert start.head is not None, "it starts a sheet or a list"
    return read_list_rows(draft, start.head, lines[1:], basis.forms)


def _ends(lines: list[Line], starts: list[int]) -> list[int]:
    """Return where each sheet ends: at the next, or with the worksheet that it stands in."""
    ends = []
    for start, following in zip(starts, [*starts, len(lines)][1:], strict=True):
        part = lines[start].part
        others = (at for at in range(start, following) if lines[at].part != part)
        ends.append(next(others, following))
    return ends


def _unplace_others(draft: Draft, lines: list[Line], starts: list[_Start], ends: list[int]) -> None:
    """List the lines that belong to no sheet, since no title stands above them."""
    position = 0
    for start, end in [*zip((one.line for one in starts), ends, strict=True), (len(lines), 0)]:
        unplace_lines(
            draft, lines[position:start], f"この上に、シートの表題がありません。{_WRONG_FILE}"
        )
        position = end


def _where(draft: Draft, offset: int) -> str:
    line, _, place = draft.spot(offset)
    return place or f"{line}行目"


def _nameless(draft: Draft, offset: int, title: Title | None) -> ImportFailure:
    line, column, place = draft.spot(offset)
    first = title.form.units[0] if title is not None else built_in_words.DEPARTMENT
    message = f"表題のあとに「{first}: …」の行がありません。書き足してください。"
    return ImportFailure(draft.name, message, line, column, place=place)


def _empty(draft: Draft, lines: list[Line], starts: list[_Start]) -> ImportFailure:
    line, column, place = draft.spot(lines[starts[0].line].start)
    message = "シートになる行がありません。「未配置」の理由を見て、直してください。"
    return ImportFailure(draft.name, message, line, column, place=place)


def _untitled(draft: Draft, lines: list[Line], title: str) -> ImportFailure:
    filled = next((line for line in lines if not is_blank(draft, line)), None)
    message = (
        f"「令和5年度 {title}」のような表題の行がありません。{_WRONG_FILE}"
        f"別の様式なら、「orgsheet form guess {draft.name}」で様式の下書きを作れます。"
    )
    line, column, place = draft.spot(filled.start if filled is not None else 0)
    return ImportFailure(draft.name, message, line, column, place=place)


def _without_margins(draft: Draft, titles: dict[str, Form]) -> tuple[list[Line], list[Line]]:
    """Return the lines to read, and those of the pages' margins.

    Where a title stands in the margin alone, the margin is read with the rest.
    """
    lines = list(draft.extraction.lines)
    body = [line for line in lines if not line.is_margin]
    margins = [line for line in lines if line.is_margin]
    if any(title_in(draft, line, titles) for line in margins) and not any(
        title_in(draft, line, titles) for line in body
    ):
        return lines, []
    return body, margins


def _leave_out_margins(draft: Draft, margins: list[Line]) -> None:
    for line in margins:
        if is_blank(draft, line):
            drop_blank(draft, line)
            continue
        draft.leave_out(line.start, line.end, Reason.MARGIN)
        draft.drop(line.end, line.stop, Reason.LINE)
