"""Where keys, quoted text and brackets end, read off the text as YAML delimits them."""

from __future__ import annotations

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.source.misread.key_typos import COLON, as_example, is_entry, problem_at, wide_bar
from orgsheet.source.tree import Document, Problem

_DOUBLE = pattern(r'(?s)"[^"\\]*+(?:\\.[^"\\]*+)*+"')
_SINGLE = pattern(r"'[^']*+(?:''[^']*+)*+'")
BAD_ESCAPE = pattern(
    r"\\(?:\\|(?P<bad>[^0abt\tnvfre \"/N_LPxuU\r\n]|x(?![0-9A-Fa-f]{2})|u(?![0-9A-Fa-f]{4})"
    r"|U(?![0-9A-Fa-f]{8})).?)"
)
"""A backslash of double-quoted text with what follows; `bad` where it starts no escape."""
# In brackets: what is skipped whole (closed quotes, comments), then what needs a look.
_FLOW_STOP = pattern(
    r"(?s)(?P<skipped>(?<=[\[{,: \t\r\n])"
    r"(?:\"[^\"\\]*+(?:\\.[^\"\\]*+)*+\"|'[^']*+(?:''[^']*+)*+'|\#[^\r\n]*+))"
    r"|[\[\]{}]|(?<=[\[{,: \t\r\n])[\"']|(?<![\"']):(?![ \t\r\n]|\Z)|\r\n?|\n"
)
_CLOSERS = {"[": "]", "{": "}"}


def closing_quote(text: str, offset: int) -> int | None:
    """Return the offset behind the quoted text that begins at `offset`, None if it never ends."""
    match = (_DOUBLE if text[offset] == '"' else _SINGLE).match(text, offset)
    return match.end() if match else None


def bad_escape(text: str, start: int, end: int) -> Problem | None:
    """Return the first backslash of double-quoted text that starts no escape."""
    for match in BAD_ESCAPE.finditer(text, start, end):
        if match.group("bad"):
            at = match.start()
            return Problem("bad-escape", at, at + 2, {"記号": text[at : at + 2]})
    return None


def key_end(body: str) -> int | None:
    """Return the index of the colon that ends the key of a line, None where there is no key."""
    if body[0] in "\"'":
        quote = closing_quote(body, 0)
        if quote is None:
            return None
        end = len(body) - len(body[quote:].lstrip(" \t"))
        return end if COLON.match(body, end) else None
    if body[0] in "[{|>":
        return None
    colon = COLON.search(body)
    comment = body.find(" #")
    return colon.start() if colon and (comment < 0 or colon.start() < comment) else None


def swallows_entry(document: Document, start: int, end: int) -> bool:
    """Tell whether a later line of a span is an entry no deeper than the line of its start."""
    first, column = document.locate(start)
    before = document.line_text(first)[: column - 1]
    depth = len(before) - len(before.lstrip(" -"))
    last, _ = document.locate(end)
    return any(
        is_outer_entry(document.line_text(number), depth) for number in range(first + 1, last + 1)
    )


def is_outer_entry(line: str, depth: int) -> bool:
    """Tell whether a line is a list item or has a key, at column `depth` (from 0) or before."""
    body = line.lstrip(" ")
    return len(line) - len(body) <= depth and bool(body) and is_entry(body)


def read_brackets(document: Document, offset: int, owner: int) -> int | Problem:
    """Return the offset behind the list or mapping in brackets at `offset`, or what is wrong.

    `owner` is the column (from 0) of the entry it belongs to: an entry at that column or before
    it shows that the brackets were never closed.
    """
    text = document.text
    brackets: list[int] = []
    for match in _FLOW_STOP.finditer(text, offset):
        char, at = match.group(), match.start()
        if match.group("skipped"):
            continue
        if char in _CLOSERS:
            brackets.append(at)
        elif char in "]}":
            if char != _CLOSERS[text[brackets[-1]]]:
                break
            brackets.pop()
            if not brackets:
                return match.end()
        elif char == ":":
            return Problem("missing-space", at, at + 1, {"記号": ":", "例": ": "})
        elif char in "\"'":
            return Problem("unclosed-quote", at, at + 1, {"記号": char})
        elif is_outer_entry(document.line_text(document.locate(match.end())[0]), owner):
            break
    start = brackets[-1]
    return Problem("unclosed-bracket", start, start + 1, {"記号": text[start]})


def misbegun(document: Document, offset: int, value: str) -> Problem | None:
    """Return the problem of a value that begins with a mark no value begins with."""
    bar = wide_bar(value)
    if bar is not None:
        return problem_at(document, bar, offset)
    if value[0] in "@`%,]}&*!":
        return reserved(offset, value)
    if value.startswith("- ") or value == "-":
        return Problem("dash-in-value", offset, offset + len(value), {"値": as_example(value)})
    return None


def reserved(offset: int, text: str) -> Problem:
    """Return the problem of a text that begins with a character YAML keeps for itself."""
    values = {"文字": text[0], "値": as_example(text)}
    return Problem("reserved-start", offset, offset + len(text), values)


def tab(offset: int, body: str) -> Problem:
    """Return the problem of the tabs that begin a text."""
    return Problem("tab-indent", offset, offset + len(body) - len(body.lstrip("\t")))


def line_end(document: Document, offset: int) -> int:
    """Return where the line of an offset ends, without the spaces at its end."""
    line, _ = document.locate(offset)
    return document.line_starts[line - 1] + len(document.line_text(line).rstrip())
