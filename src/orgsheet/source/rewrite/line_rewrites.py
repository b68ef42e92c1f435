"""Mends for what stands in the way of reading: the edits by which a line says what was meant.

Long because each kind of fault has its own short function, and one table names them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.source.edit import TextEdit
from orgsheet.source.emit import quote
from orgsheet.source.entry_lines import BLOCK_HEADER, first_line_end
from orgsheet.source.misread.inline_scan import BAD_ESCAPE, closing_quote
from orgsheet.source.misread.key_typos import COLON, HYPHENS, find_mark, find_slip
from orgsheet.source.misread.lost_text import split_entry
from orgsheet.source.misread.refused_line import SPACES, Line, key_of
from orgsheet.source.rewrite.indent import indentation, indented
from orgsheet.source.tree import Document, Problem

_NOTES = "※＊★"
_MOST_ABOVE = 300
_QUOTABLE = "@`%*!&"
_BACKSLASH = pattern(r"\\.")
_HARMLESS_ESCAPES = ('\\"', "\\\\")


def mend_problem(document: Document, problem: Problem) -> tuple[TextEdit, ...]:
    """Return the edits by which a line says what its writer meant; nothing where that is open.

    Other edits than these may be right, too, for some kinds; which ones are safe enough to be
    made without asking is not decided here.
    """
    found = _MENDS.get(problem.kind)
    return () if found is None else tuple(found(document, problem))


def _full_width_colon(document: Document, problem: Problem) -> Iterable[TextEdit]:
    line = Line(document, problem.start)
    head = line.before.rstrip(SPACES)
    value = line.behind[1:].lstrip(SPACES)
    if not value.startswith("#"):
        end = line.base + len(line.text) - len(value)
        yield TextEdit(line.base + len(head), end, ": " if value else ":")


def _missing_space(document: Document, problem: Problem) -> Iterable[TextEdit]:
    if problem.values["記号"] == "-":
        yield from _marked_lines(document, problem.start)
    elif document.text[problem.end] != "#" and problem.values["例"] != ": ":
        yield TextEdit(problem.end, problem.end, " ")


def _marked_lines(document: Document, offset: int) -> Iterable[TextEdit]:
    """Yield `- ` for the mark at an offset, and for the same one on the lines right below.

    Not for these where the line above has the mark, too: they are in its mend already.
    """
    mark = document.text[offset]
    first, column = document.locate(offset)
    last = first if _is_marked(document, first - 1, column, mark) else document.line_count
    for number in range(first, last + 1):
        if number > first and not _is_marked(document, number, column, mark):
            return
        text = document.line_text(number)[column - 1 :]
        body = text[1:].lstrip(SPACES)
        if not body or body[0] == mark:
            return
        if not text.startswith("- "):
            start = document.line_starts[number - 1] + column - 1
            yield TextEdit(start, start + len(text) - len(body), "- ")


def _is_marked(document: Document, number: int, column: int, mark: str) -> bool:
    """Tell whether a line begins with a mark at a column (from 1)."""
    line = document.line_text(number)
    return not line[: column - 1].strip(" ") and line[column - 1 : column] == mark


def _list_mark(document: Document, problem: Problem) -> Iterable[TextEdit]:
    edits = list(_marked_lines(document, problem.start))
    line = Line(document, problem.start)
    mark = document.text[problem.start]
    # A mark such as ・ on one line alone may be the beginning of a sentence.
    is_certain = (
        len(edits) > 1
        or mark in HYPHENS
        or find_mark(line.behind, document.words.every) is not None
        or _is_below_item(line)
    )
    return edits if is_certain else ()


def _is_below_item(line: Line) -> bool:
    """Tell whether the nearest line above that is no deeper is an item at the same column."""
    column = len(line.before)
    for number in range(line.number - 1, max(0, line.number - _MOST_ABOVE), -1):
        text = line.document.line_text(number)
        if text.strip(SPACES) and not text[: column + 1].startswith(" " * (column + 1)):
            return text.startswith(line.before + "- ")
    return False


def _odd_space(document: Document, problem: Problem) -> Iterable[TextEdit]:
    line = Line(document, problem.start)
    head = line.before.rstrip(SPACES)
    body = line.behind.lstrip(SPACES)
    if not head:
        yield from indentation(document, problem)
    elif head.lstrip(" ") == "-" and line.before == head:
        yield from _marked_lines(document, problem.start - 1)
        yield from _odd_colon_behind(line, body)
    elif body.startswith(":"):
        yield TextEdit(line.base + len(head), line.base + len(line.text) - len(body), "")
    elif head[-1] in ":-" and not body.startswith("#"):
        yield TextEdit(line.base + len(head), line.base + len(line.text) - len(body), " ")


def _odd_colon_behind(line: Line, body: str) -> Iterable[TextEdit]:
    """Yield what puts an ordinary space behind the colon of what follows a dash, too.

    Who types one full-width space in a line types the next; alone it would look like text.
    """
    slip = find_slip(body, line.document.words.every)
    if slip is not None and slip.kind == "odd-space" and slip.start:
        value = body[slip.start :].lstrip(SPACES)
        if not value.startswith("#"):
            end = line.base + len(line.text)
            yield TextEdit(end - len(body) + slip.start, end - len(value), " ")


def _tab(document: Document, problem: Problem) -> Iterable[TextEdit]:
    line = Line(document, problem.start)
    if line.before.strip(" "):
        yield from _odd_space(document, problem)
    else:
        yield from indentation(document, problem)


def _colon_in_value(document: Document, problem: Problem) -> Iterable[TextEdit]:
    text = document.text[problem.start : problem.end]
    colon = COLON.search(text)
    words = text[: colon.start()].replace("\u3000", " ").split() if colon else []
    # Behind a word of the form the line was meant to be two.
    if words and words[-1] not in document.words.every:
        yield from _quoted(document, problem.start, problem.end)


def _reserved_start(document: Document, problem: Problem) -> Iterable[TextEdit]:
    text = document.text[problem.start : problem.end].partition(" #")[0].rstrip(SPACES)
    if text[0] in _QUOTABLE and not COLON.search(text):
        yield from _quoted(document, problem.start, problem.start + len(text))


def _quoted(document: Document, start: int, end: int) -> Iterable[TextEdit]:
    """Yield a value of one line in quotation marks."""
    line = Line(document, start)
    if line.is_value() and not line.goes_on():
        yield TextEdit(start, end, quote(document.text[start:end]))


def _bad_escape(document: Document, problem: Problem) -> Iterable[TextEdit]:
    line = Line(document, problem.start)
    place = line.text.find('"')
    while place >= 0:
        end = closing_quote(document.text, line.base + place)
        if end is None:
            return
        if end > problem.start:
            yield from _doubled(document, line.base + place, end)
            return
        place = line.text.find('"', end - line.base)


def _doubled(document: Document, start: int, end: int) -> Iterable[TextEdit]:
    """Yield every bad backslash of a quoted text doubled, if no other one means something."""
    found = [match.group() for match in _BACKSLASH.finditer(document.text, start, end)]
    bad = [match for match in BAD_ESCAPE.finditer(document.text, start, end) if match.group("bad")]
    if sum(escape not in _HARMLESS_ESCAPES for escape in found) == len(bad):
        for match in bad:
            yield TextEdit(match.start(), match.start(), "\\")


def _text_after_quote(document: Document, problem: Problem) -> Iterable[TextEdit]:
    line = Line(document, problem.start)
    mark = problem.values["記号"]
    end = line.base + len(line.before.rstrip(SPACES))
    start = line.base + line.text.find(mark)
    opening = Line(document, start)
    if closing_quote(document.text, start) == end and opening.is_value():
        inner = document.text[start + 1 : end - 1]
        if not {"\\", mark, "「", "」"} & set(inner):
            yield TextEdit(start, start + 1, "「")
            yield TextEdit(end - 1, end, "」")


def _text_after_bracket(document: Document, problem: Problem) -> Iterable[TextEdit]:
    line = Line(document, problem.start)
    text = line.behind.partition(" #")[0].rstrip(SPACES)
    close = line.base + len(line.before.rstrip(SPACES)) - 1
    start = line.base + line.text.find("[")
    opening = Line(document, start)
    if start < line.base or not opening.is_value() or set("[]{}") & set(text):
        return
    if line.text.lstrip(" -").partition(":")[0] in document.words.flow:
        lead = len(text) - len(text.lstrip(SPACES + ",、，"))
        yield TextEdit(close, problem.start + lead, ", ")
        yield TextEdit(problem.start + len(text), problem.start + len(text), "]")
    else:
        yield from _quoted(document, start, problem.start + len(text))


def _text_after_block(document: Document, problem: Problem) -> Iterable[TextEdit]:
    line = Line(document, problem.start)
    header = BLOCK_HEADER.match(line.behind)
    if (
        header is None
        or header.group("digit")
        or line.behind[header.end() :][:1] not in (" ", "\t")
    ):
        return
    rest = line.behind[header.end() :]
    below = line.next_text()
    column = line.column + 2
    if below is not None and line.goes_on():
        column = len(below) - len(below.lstrip(" "))
    start = problem.start + header.end()
    lead = len(rest) - len(rest.lstrip(" \t"))
    yield TextEdit(start, start + lead, first_line_end(document) + " " * column)


def _full_width_bar(document: Document, problem: Problem) -> Iterable[TextEdit]:
    line = Line(document, problem.start)
    end = problem.start + len(line.behind.rstrip(SPACES))
    if line.goes_on() and end == problem.end:
        yield TextEdit(problem.start, problem.start + len(line.behind), problem.values["例"])


def _dash_in_value(document: Document, problem: Problem) -> Iterable[TextEdit]:
    line = Line(document, problem.start)
    if key_of(line.text) in document.words.texts:
        return  # a list would be no text
    below = line.next_text()
    column = line.column + 2
    if below is not None and line.goes_on():
        column = len(below) - len(below.lstrip(" "))
    start = line.base + len(line.before.rstrip(" \t"))
    yield TextEdit(start, problem.start, first_line_end(document) + " " * column)


def _missing_colon(document: Document, problem: Problem) -> Iterable[TextEdit]:
    text = document.text[problem.start : problem.end]
    entry = split_entry(text, document.words)
    if entry is None:
        if text[0] in _NOTES:
            yield TextEdit(problem.start, problem.start, "# ")
        return
    key, value = entry
    if "\t" in value or value.startswith(tuple(document.words.every)):
        return  # the headings of a table, copied as they stood
    start = problem.start + len(key)
    yield TextEdit(start, problem.start + len(text) - len(value), ": " if value else ":")


def _property(document: Document, problem: Problem) -> Iterable[TextEdit]:
    line = Line(document, problem.start)
    text = line.behind.partition(" #")[0].rstrip(SPACES)
    if not COLON.search(text) and not set("[]{}|>\"'") & set(text):
        yield from _quoted(document, problem.start, problem.start + len(text))


def _unclosed_quote(document: Document, problem: Problem) -> Iterable[TextEdit]:
    line = Line(document, problem.start)
    end = closing_quote(document.text, problem.start)
    if end is not None and not Line(document, end).behind.strip(SPACES):
        return  # a later line ends with the mark: it may close this value, or have lost its own
    text = line.behind.rstrip(SPACES)
    if line.is_value() and " #" not in text and problem.values["記号"] not in text[1:]:
        end = problem.start + len(text)
        yield TextEdit(end, end, problem.values["記号"])


def _unclosed_bracket(document: Document, problem: Problem) -> Iterable[TextEdit]:
    line = Line(document, problem.start)
    text = line.behind.rstrip(SPACES)
    closed = not set("[]{}") & set(text[1:])
    wide = "［］｛｝"
    if set(wide) & set(text[:-1]) or text[-1] in "［｛":
        return
    if line.is_value() and closed and text[-1] not in ",、，":
        end = problem.start + len(text)
        start = end - 1 if text[-1] in wide else end
        yield TextEdit(start, end, "]" if text[0] == "[" else "}")


def _control_character(document: Document, problem: Problem) -> Iterable[TextEdit]:
    del document
    yield TextEdit(problem.start, problem.end, "")


def _line_separator(document: Document, problem: Problem) -> Iterable[TextEdit]:
    line = Line(document, problem.end)
    if not line.behind.strip():
        yield TextEdit(problem.start, problem.end, "")


_MENDS: dict[str, Callable[[Document, Problem], Iterable[TextEdit]]] = {
    "alias": _property,
    "bad-escape": _bad_escape,
    "bad-indent": indentation,
    "colon-in-value": _colon_in_value,
    "control-character": _control_character,
    "dash-in-value": _dash_in_value,
    "full-width-bar": _full_width_bar,
    "full-width-colon": _full_width_colon,
    "ideographic-space": indentation,
    "line-separator": _line_separator,
    "list-mark": _list_mark,
    "lost-indent": indented,
    "missing-colon": _missing_colon,
    "missing-space": _missing_space,
    "odd-space": _odd_space,
    "reserved-start": _reserved_start,
    "tab-indent": _tab,
    "tag": _property,
    "text-after-block": _text_after_block,
    "text-after-bracket": _text_after_bracket,
    "text-after-quote": _text_after_quote,
    "unclosed-bracket": _unclosed_bracket,
    "unclosed-quote": _unclosed_quote,
}
