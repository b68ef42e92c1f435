"""The published text form to sheets: one file with the sheets of a department, one by one.

Each sheet starts with `令和n年度` and the form's title, and a line that names its department and
section; then come the form's headings in any order, with paragraphs or tab-separated tables below
them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from orgsheet.files import twin_key
from orgsheet.fiscal import FiscalYear
from orgsheet.form.definition import Field, Form
from orgsheet.form.known_forms import KnownForms
from orgsheet.form.sheet import DEPARTMENT_SHEET
from orgsheet.importers.account import Reason
from orgsheet.importers.cells import shorten
from orgsheet.importers.import_result import ImportFailure, ImportResult
from orgsheet.importers.labels import (
    HEADING_MARK,
    Basis,
    field_called,
    heading_words,
    sheet_fields,
    wrong_heading,
)
from orgsheet.importers.read_lines import Line, open_text, read_list, read_prose
from orgsheet.importers.read_tables import read_plans, read_table
from orgsheet.importers.sheet_heading import is_named, names_in, read_names, read_title
from orgsheet.importers.traced import Traced, Tree
from orgsheet.source.vocabulary import Vocabulary

if TYPE_CHECKING:
    from orgsheet.importers.draft import Draft

__all__ = ["ImportFailure", "ImportResult", "read_text"]

_LONGEST_TITLE = 40
_MOST_FAILURES = 50


class _Heading(NamedTuple):
    """What the lines at the beginning of a sheet say, and the form that they are of."""

    form: Form
    year: FiscalYear
    names: dict[str, Traced]
    is_department: bool


def read_text(data: bytes, name: str, basis: Basis | None = None) -> ImportResult:
    """Read the bytes of a published text; `name` is what messages call it.

    `basis` are the forms to read it by and the plan register; without it the packaged forms. The
    same bytes always give the same result. Every code point of the input has an entry in the
    result's account, and the account is proved against the sheets before they are returned.

    Raises:
        ImportFailure: the bytes are not UTF-8 text of a form; all reasons that were found.
    """
    basis = basis or Basis(KnownForms({}))
    draft, lines = open_text(data, name)
    titles = {form.title: form for known in basis.forms.names if (form := basis.forms.form(known))}
    starts = [index for index, line in enumerate(lines) if _title(draft, line, titles)]
    _skip_blank(draft, lines[: starts[0]] if starts else lines)
    if not starts:
        shown = next(iter(titles))
        draft.fail(0, f"「令和5年度 {shown}」のような表題の行がありません。{_WRONG_FILE}")
    trees: dict[str, Tree] = {}
    words: dict[str, Vocabulary] = {}
    taken: dict[str, int] = {}
    failures: list[ImportFailure] = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        try:
            path, tree, form = _read_sheet(draft, lines[start:end], basis, titles)
            first = taken.setdefault(twin_key(path), lines[start].number)
            if first != lines[start].number:
                draft.fail(
                    lines[start].start,
                    f"シート「{path}」が2つあります（1つ目は{first}行目から）。"
                    "どちらかを消すか、課名を直してください。",
                )
            trees[path] = tree
            words[path] = basis.forms.words(form)
        except ImportFailure as failure:
            failures += (failure.alone(), *failure.others)
    _tell(failures)
    return draft.finish(trees, words)


def _tell(failures: list[ImportFailure]) -> None:
    """Raise what was found, as one failure with all reasons in the order of the input."""
    if not failures:
        return
    first, *others = sorted(failures, key=lambda one: (one.line or 0, one.column or 0))
    raise first.with_others(tuple(others[:_MOST_FAILURES]))


_WRONG_FILE = "公表されたシートのテキストかどうか確かめてください。"


def _title(draft: Draft, line: Line, titles: dict[str, Form]) -> str:
    """Return the form's title that a line ends with, "" where it is no title."""
    words = line.words(draft)
    if len(words) > _LONGEST_TITLE or "\t" in words:
        return ""
    return next((title for title in titles if title and words.endswith(title)), "")


def _skip_blank(draft: Draft, lines: list[Line]) -> None:
    for line in lines:
        if line.words(draft):
            draft.fail(
                line.start,
                f"表題より前に「{shorten(line.words(draft))}」があります。{_WRONG_FILE}",
            )
        line.drop(draft, Reason.BLANK)


def _read_sheet(
    draft: Draft, lines: list[Line], basis: Basis, titles: dict[str, Form]
) -> tuple[str, Tree, Form]:
    """Return path, tree and form of the sheet that starts at the first line.

    Raises:
        ImportFailure: all that is wrong under its headings, or what is wrong above them.
    """
    title = _title(draft, lines[0], titles)
    year, label = read_title(draft, lines[0], title)
    form = basis.forms.of_year(year.label)
    if form is None or form.title != title:
        form = titles[title]
    tree: dict[str, Tree] = {"年度": label}
    rest = 1
    while rest < len(lines) and not lines[rest].words(draft):
        lines[rest].drop(draft, Reason.BLANK)
        rest += 1
    if rest == len(lines):
        draft.fail(
            lines[0].start,
            f"表題のあとに「{form.units[0]}: …」の行がありません。書き足してください。",
        )
    names = read_names(draft, lines[rest], form)
    below = next((one for one in lines[rest + 1 :] if one.words(draft)), None)
    section = form.units[1]
    if below is not None and section not in names and is_named(draft, below, section):
        for line in lines[rest + 1 : lines.index(below)]:
            line.drop(draft, Reason.BLANK)
        rest = lines.index(below)
        names |= names_in(draft, below, (section,), section)
    tree.update(names)
    head = _Heading(form, year, names, form.units[1] not in names)
    tree |= _read_fields(draft, lines[0], lines[rest + 1 :], head, basis)
    file = DEPARTMENT_SHEET if head.is_department else names[form.units[1]].text
    return f"{year.label}/{names[form.units[0]].text}/{file}.yaml", tree, form


def _read_fields(
    draft: Draft, title: Line, lines: list[Line], head: _Heading, basis: Basis
) -> dict[str, Tree]:
    """Return what stands under each heading, in the form's order."""
    expected = sheet_fields(head.form, is_department=head.is_department)
    found: dict[str, Tree] = {}
    failures: list[ImportFailure] = []

    def attempt(act: Callable[[], None]) -> None:
        try:
            act()
        except ImportFailure as failure:
            failures.append(failure)

    seen: set[str] = set()
    for heading, body in _blocks(draft, lines, head.form):

        def read(heading: Line = heading, body: list[Line] = body) -> None:
            field = _field_of(draft, heading, expected, head, seen)
            seen.add(field.key)
            found[field.key] = _read_field(draft, field, body, head, basis)

        attempt(read)
    for field in expected:
        if field.key not in seen and not field.is_optional:
            attempt(lambda field=field: _missing(draft, title, field))  # type: ignore[misc]
    _tell(failures)
    return {field.key: found[field.key] for field in expected if field.key in found}


def _missing(draft: Draft, title: Line, field: Field) -> None:
    draft.fail(
        title.start,
        f"このシートに見出し「{HEADING_MARK}{field.printed}」がありません。"
        "見出しを書き足してください。",
    )


def _blocks(draft: Draft, lines: list[Line], form: Form) -> list[tuple[Line, list[Line]]]:
    """Return every heading line with the lines below it."""
    blocks: list[tuple[Line, list[Line]]] = []
    for line in lines:
        words = line.words(draft)
        if heading_words(words, form.fields.values()) is not None:
            blocks.append((line, []))
        elif blocks:
            blocks[-1][1].append(line)
        elif words:
            draft.fail(
                line.start,
                f"「{form.units[0]}: …」の行と最初の見出しのあいだに「{shorten(words)}」が"
                "あります。消すか、見出しの下に移してください。",
            )
        else:
            line.drop(draft, Reason.BLANK)
    return blocks


def _field_of(
    draft: Draft, line: Line, expected: list[Field], head: _Heading, seen: set[str]
) -> Field:
    """Return the field that a heading stands for, or say what is wrong with it."""
    written = heading_words(line.words(draft), head.form.fields.values()) or ""
    field = field_called(written, expected)
    if field is None:
        draft.fail(
            line.start,
            wrong_heading(written, expected, head.form, seen, is_department=head.is_department),
        )
    if field.key in seen:
        draft.fail(
            line.start,
            f"見出し「{HEADING_MARK}{shorten(written)}」が余分にあります。2つ目を消すか、次のシートの表題を書いてください。",
        )
    line.drop(draft, Reason.FORM)
    return field


def _read_field(
    draft: Draft, field: Field, lines: list[Line], head: _Heading, basis: Basis
) -> Tree:
    """Return what stands under a heading, as the field's kind says."""
    if field.kind == "計画の項目":
        return read_plans(draft, lines, field, head.year, basis.plans)
    if field.kind in ("計画の名称", "職員"):
        return list(read_list(draft, lines))
    row = head.form.row_of(field)
    if row is not None:
        return read_table(draft, lines, field, row, head.year)
    return read_prose(draft, lines)
