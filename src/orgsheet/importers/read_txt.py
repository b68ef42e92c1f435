"""Text files (.txt) to lines of cells: tabs part the cells, as in what Excel gives when copied."""

from __future__ import annotations

import re

from orgsheet.importers.account import Reason
from orgsheet.importers.blocks import Cell, Extraction, Line, Noted, Remark
from orgsheet.importers.import_result import ImportFailure
from orgsheet.importers.sound_marks import compose
from orgsheet.source.decode import decode
from orgsheet.source.encoding import encoding_words

BOM = "\ufeff"

_LINE = re.compile("([^\r\n\x0c]*+)(\r\n|\r|\n|\x0c|\\Z)")
_PAGE = re.compile(
    "[- \u3000‐–—ー]*+(?:[0-9０-９]{1,4}(?:[/／][0-9０-９]{1,4})?)(?:頁|ページ)?[- \u3000‐–—ー]*+"
)
_TOO_LARGE = "ファイルが大きすぎます（{大きさ} KiB。上限は {上限}）。部ごとに分けてください。"
_OWN_ENDING = (
    "Word や Excel や PDF のファイルは、名前の終わりを .docx、.xlsx、.pdf のままにしてください。"
)
_ALLOWED = "\x0b\x0c"


def read_txt(data: bytes, name: str) -> Extraction:
    """Read a text in UTF-8; Word's line break within a paragraph and page breaks may stand in it.

    Raises:
        ImportFailure: it is empty, not UTF-8, too large, or holds control characters.
    """
    document = decode(data, name)
    for problem in document.problems:
        if document.text[problem.start : problem.end] in _ALLOWED and problem.end > problem.start:
            continue
        line, column = document.locate(problem.start)
        message = encoding_words(problem) or _TOO_LARGE.format_map(problem.values)
        if problem.kind == "encoding-unknown":
            message += _OWN_ENDING
        raise ImportFailure(name, message, line, column)
    if not document.text.strip():
        raise ImportFailure(name, "ファイルが空です。シートのテキストを入れてください。")
    return lines_of_text((BOM if document.bom else "") + document.text, name)


def lines_of_text(text: str, name: str) -> Extraction:
    """Return a text as lines; a byte order mark and page numbers are noted.

    Kana whose sound mark stands apart (as in names of files on a Mac) are put together first.
    """
    text, count = compose(text)
    noted = [Noted(0, 1, Reason.BOM)] if text.startswith(BOM) else []
    lines: list[Line] = []
    position = len(noted)
    while position < len(text):
        match = _LINE.match(text, position)
        assert match is not None, "it matches anything"
        start, end = match.span(1)
        if match[2] == "\x0c" or text.startswith("\x0c", match.end()):
            number = _PAGE.fullmatch(match[1]) if match[1].strip() else None
            if number is not None:
                noted.append(Noted(start, end, Reason.PAGE))
                start = end
        lines.append(Line(start, end, match.end(), _cells(text, start, end)))
        position = match.end()
    remarks = [
        Remark("", f"濁点・半濁点の分かれた文字 {count} 字を、一つの文字に合わせて取り込みました。")
    ]
    return Extraction(
        name,
        text,
        tuple(lines),
        tuple(noted),
        tuple(remarks if count else ()),
        has_tabs=True,
    )


def _cells(text: str, start: int, end: int) -> tuple[Cell, ...]:
    cells = []
    for column, part in enumerate(text[start:end].split("\t")):
        cells.append(Cell(start, start + len(part), column))
        start += len(part) + 1
    return tuple(cells)
