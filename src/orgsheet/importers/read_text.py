"""The published text form to sheets: one file with the sheets of a department, one by one.

Each sheet starts with `令和n年度 組織マネジメントシート` and a line `部名: … 課名: …`; then come
the headings of `form.SECTIONS`, with paragraphs or tab-separated tables below them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from orgsheet.files import name_problem, twin_key
from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import DEPARTMENT_SHEET
from orgsheet.importers.account import Reason
from orgsheet.importers.cells import SPACES, shorten
from orgsheet.importers.import_result import ImportFailure, ImportResult
from orgsheet.importers.labels import HEADING_MARK, SECTIONS, TITLE, Layout, Section, same_words
from orgsheet.importers.read_lines import Line, open_text, read_prose
from orgsheet.importers.read_tables import read_actions, read_plans, read_roles
from orgsheet.importers.traced import Traced, Tree

if TYPE_CHECKING:
    from orgsheet.importers.draft import Draft

__all__ = ["ImportFailure", "ImportResult", "read_text"]

_LONGEST_TITLE = 40
_SECTION_NAME = re.compile(f"(?<=[{SPACES}])課名[{SPACES}]*+[:：]")
_DEPARTMENT_NAME = re.compile(f"部名[{SPACES}]*+[:：]")


def read_text(data: bytes, name: str) -> ImportResult:
    """Read the bytes of a published text; `name` is what messages call it.

    The same bytes always give the same result. Every code point of the input has an entry in the
    result's account, and the account is proved against the sheets before they are returned.

    Raises:
        ImportFailure: the bytes are not UTF-8 text of this form.
    """
    draft, lines = open_text(data, name)
    starts = [index for index, line in enumerate(lines) if _is_title(draft, line)]
    _skip_blank(draft, lines[: starts[0]] if starts else lines)
    if not starts:
        draft.fail(0, f"「令和5年度 {TITLE}」のような表題の行がありません。{_WRONG_FILE}")
    trees: dict[str, Tree] = {}
    taken: dict[str, int] = {}
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        path, tree = _read_sheet(draft, lines[start:end])
        first = taken.setdefault(twin_key(path), lines[start].number)
        if first != lines[start].number:
            draft.fail(
                lines[start].start,
                f"シート「{path}」が2つあります（1つ目は{first}行目から）。"
                "どちらかを消すか、課名を直してください。",
            )
        trees[path] = tree
    return draft.finish(trees)


_WRONG_FILE = "公表された組織マネジメントシートのテキストかどうか確かめてください。"


def _is_title(draft: Draft, line: Line) -> bool:
    words = line.words(draft)
    return words.endswith(TITLE) and len(words) <= _LONGEST_TITLE and "\t" not in words


def _skip_blank(draft: Draft, lines: list[Line]) -> None:
    for line in lines:
        if line.words(draft):
            draft.fail(
                line.start,
                f"表題より前に「{shorten(line.words(draft))}」があります。{_WRONG_FILE}",
            )
        line.drop(draft, Reason.BLANK)


def _read_sheet(draft: Draft, lines: list[Line]) -> tuple[str, Tree]:
    """Return the path and the tree of the sheet that starts at the first line."""
    year, label = _read_title(draft, lines[0])
    tree: dict[str, Tree] = {"年度": label}
    rest = 1
    while rest < len(lines) and not lines[rest].words(draft):
        lines[rest].drop(draft, Reason.BLANK)
        rest += 1
    if rest == len(lines):
        draft.fail(lines[0].start, "表題のあとに「部名: …」の行がありません。書き足してください。")
    names = _read_names(draft, lines[rest])
    tree.update(names)
    expected = [section for section in SECTIONS if "課名" in names or section.in_department]
    blocks = _blocks(draft, lines[rest + 1 :])
    for section, (heading, body) in zip(expected, blocks, strict=False):
        _check_heading(draft, heading, section, department="課名" not in names)
        tree[section.key] = _read_section(draft, section, body, year)
    if len(blocks) < len(expected):
        draft.fail(
            lines[0].start,
            f"このシートに見出し「{HEADING_MARK}{expected[len(blocks)].heading}」がありません。"
            "見出しを書き足してください。",
        )
    if len(blocks) > len(expected):
        heading = blocks[len(expected)][0]
        _check_heading(draft, heading, None, department="課名" not in names)
    file = names["課名"].text if "課名" in names else DEPARTMENT_SHEET
    return f"{year.label}/{names['部名'].text}/{file}.yaml", tree


def _read_title(draft: Draft, line: Line) -> tuple[FiscalYear, Traced]:
    start, end = line.span(draft)
    written = draft.text[start : end - len(TITLE)].rstrip(SPACES)
    try:
        year = FiscalYear.parse(written)
    except ValueError as error:
        draft.fail(start, str(error))
    year_end = start + len(written)
    line.drop_around(draft, start, year_end, Reason.FORM)
    return year, Traced.replaced(start, year_end, year.label, Reason.YEAR)


def _read_names(draft: Draft, line: Line) -> dict[str, Traced]:
    """Return 部名 and, in a section's sheet, 課名 from the header line."""
    start, end = line.span(draft)
    department = _DEPARTMENT_NAME.match(draft.text, start, end)
    if department is None:
        draft.fail(
            start,
            f"表題の次の行「{shorten(line.words(draft))}」が「部名: … 課名: …」の形ではありません。"
            "この形に直してください。",
        )
    section = _SECTION_NAME.search(draft.text, department.end(), end)
    ends = [section.start(), end] if section else [end]
    names = {}
    dropped = start
    for key, match, stop in zip(("部名", "課名"), (department, section), ends, strict=False):
        assert match is not None, "there is an end only for a label that was found"
        value = draft.text[match.end() : stop]
        left = match.end() + len(value) - len(value.lstrip(SPACES))
        right = left + len(value.strip(SPACES))
        reserved = {DEPARTMENT_SHEET} if key == "課名" else ()
        problem = name_problem(draft.text[left:right], reserved=reserved)
        if problem is not None:
            draft.fail(
                left,
                f"{key}「{shorten(value)}」は、{problem.words}ため、ファイルの名前にできません。"
                "名前を直してください。",
            )
        draft.drop(dropped, left, Reason.FORM)
        names[key] = Traced.of(draft.text, left, right)
        dropped = right
    draft.drop(dropped, end, Reason.EDGE)
    line.drop_margins(draft)
    return names


def _blocks(draft: Draft, lines: list[Line]) -> list[tuple[Line, list[Line]]]:
    """Return every heading line with the lines below it."""
    blocks: list[tuple[Line, list[Line]]] = []
    for line in lines:
        words = line.words(draft)
        if words.startswith(HEADING_MARK):
            blocks.append((line, []))
        elif blocks:
            blocks[-1][1].append(line)
        elif words:
            draft.fail(
                line.start,
                f"「部名: …」の行と最初の見出しのあいだに「{shorten(words)}」があります。"
                "消すか、見出しの下に移してください。",
            )
        else:
            line.drop(draft, Reason.BLANK)
    return blocks


def _check_heading(draft: Draft, line: Line, expected: Section | None, *, department: bool) -> None:
    """Accept the heading or say what is wrong with it."""
    written = line.words(draft).removeprefix(HEADING_MARK)
    if expected is not None and same_words(written, expected.heading):
        line.drop(draft, Reason.FORM)
        return
    shown = f"見出し「{HEADING_MARK}{shorten(written)}」"
    known = next((section for section in SECTIONS if same_words(written, section.heading)), None)
    if known is None:
        message = f"{shown}はこの様式にありません。見出しの文字を様式のとおりに直してください。"
    elif department and not known.in_department:
        message = (
            f"{shown}は課のシートの見出しですが、「課名: …」がありません。課名を書いてください。"
        )
    elif expected is None:
        message = f"{shown}が余分にあります。2つ目を消すか、次のシートの表題を書いてください。"
    else:
        message = (
            f"ここには見出し「{HEADING_MARK}{expected.heading}」が来るはずですが、{shown}があります。"
            "見出しの抜け、重なり、順番を直してください。"
        )
    draft.fail(line.start, message)


def _read_section(draft: Draft, section: Section, lines: list[Line], year: FiscalYear) -> Tree:
    match section.layout:
        case Layout.PROSE:
            return read_prose(draft, lines)
        case Layout.PLANS:
            return read_plans(draft, lines)
        case Layout.ROLES:
            return read_roles(draft, lines)
        case Layout.ACTIONS:
            return read_actions(draft, lines, section, year)
