"""Lines that YAML reads as text although a person meant an entry: `年度：R5`, `-計画`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.shorten import shorten
from orgsheet.source.tree import Document, Problem

WIDE_SPACES = "\u3000\u00a0"
"""Spaces that look like one to a person and like a letter to YAML."""

WIDE_BARS = {"｜": "|", "＞": ">"}
"""Full-width forms of the marks that begin a text of several lines."""

COLON = pattern(r":(?=[ \t]|\Z)")
"""The colon that ends a key."""

LIST_MARKS = frozenset("・－‐‑−–—―ー●○◯■□◆◇▪•")
"""Characters people begin the items of a list with."""

HYPHENS = frozenset("－‐‑−–—―")
"""Characters that pass for a hyphen."""
_MAX_KEY = 60
_MAX_EXAMPLE = 60
# A word or two of Japanese or Latin letters, no bullet, no punctuation, no sentence.
_KEY_LIKE = pattern(
    r"[A-Za-z_\u3041-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff①-⑳]"
    r"[A-Za-z0-9_.\-\u3005\u3041-\u30fe\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff①-⑳０-９]{0,29}"
)


@dataclass(slots=True)
class Slip:
    """A slip on one line: `start` and `end` count from the beginning of the text given.

    `key` is the word before a wrong colon, "" for other slips.
    """

    kind: str
    start: int
    end: int
    values: dict[str, str]
    key: str = ""


def find_slip(text: str, known: Collection[str], *, sure: bool = False) -> Slip | None:
    """Return how a line, stripped of its indentation, misses being an entry; None for prose.

    `known` are words that are keys. With `sure` only an entry can stand here, so any colon that
    might end a key counts; otherwise the words before it must look like a key.
    """
    if not text:
        return None
    if text[0] in WIDE_SPACES:
        return _wide_indent(text, known)
    if text[0] == "-":
        return _dash(text) if sure or text[1:2] in tuple(WIDE_SPACES) else None
    for colon in "：:":
        head, found, value = text.partition(colon)
        if found and len(head) <= _MAX_KEY and _is_key(head, known, sure=sure):
            slip = _colon(head, colon, value)
            if slip is not None:
                return slip
    return None


def _colon(head: str, colon: str, value: str) -> Slip | None:
    """Return the slip of a colon behind the words of a key."""
    at = len(head)
    key, example = head.strip(WIDE_SPACES + " "), _entry(head, value)
    if colon == "：":
        return Slip("full-width-colon", at, at + 1, {"キー": key, "例": example}, key)
    if value[:1] in tuple(WIDE_SPACES):
        return odd_space(value[0], at + 1, at + 2, example)
    # 12:30, http://… and C:\… have colons of their own.
    is_other = head[-1].isdigit() or (len(head) == 1 and head.isascii())
    if is_other or not value or value[0] in " \t/\\":
        return None
    return Slip("missing-space", at, at + 1, {"記号": ":", "例": example}, key)


def find_mark(text: str, known: Collection[str], *, sure: bool = False) -> Slip | None:
    """Return how a line, stripped of its indentation, misses the `- ` of an item; None for others.

    With `sure` only an item can stand here; otherwise what is behind the mark must have a `known`
    key.
    """
    after = text[1:].lstrip(WIDE_SPACES + " ")
    if text[:1] not in LIST_MARKS and text[:1] != "-":
        return None
    if not after or after[0] == text[0] or not (sure or _has_key(after, known)):
        return None
    if text[0] == "-":
        return _dash(text)
    return Slip("list-mark", 0, 1, {"記号": text[0], "例": as_example(f"- {after}")})


def _has_key(text: str, known: Collection[str]) -> bool:
    colon = COLON.search(text, 0, _MAX_KEY + 1)
    return colon is not None and text[: colon.start()].strip(WIDE_SPACES + " ") in known


def odd_space(space: str, start: int, end: int, example: str) -> Slip:
    """Return the slip of a space of `WIDE_SPACES` where an ordinary one or none belongs."""
    name = "全角の空白" if space == "\u3000" else "特殊な空白（U+00A0）"
    return Slip("odd-space", start, end, {"空白": name, "例": example})


def wide_bar(text: str) -> Slip | None:
    """Return the slip of a full-width bar that stands alone where the text of a value begins."""
    bar = WIDE_BARS.get(text[:1])
    if bar is None or text[1:].strip(WIDE_SPACES + " \t+-＋－"):
        return None
    return Slip("full-width-bar", 0, 1, {"記号": text[0], "例": bar})


def problem_at(document: Document, slip: Slip, offset: int) -> Problem:
    """Return the problem a slip is in the document, for a text that begins at `offset`."""
    start, end = offset + slip.start, offset + slip.end
    kind = slip.kind
    if kind == "odd-space" and document.text[start] == "\u3000":
        line, column = document.locate(start)
        is_indentation = not document.line_text(line)[: column - 1].strip(" ")
        kind = "ideographic-space" if is_indentation else kind
    return Problem(kind, start, end, slip.values)


def is_entry(text: str) -> bool:
    """Tell whether a line, stripped of its indentation, is a list item or has a key."""
    if text.startswith("- ") or text == "-":
        return True
    colon = COLON.search(text, 0, _MAX_KEY + 1)
    return colon is not None and colon.start() > 0 and text[0] not in "#\"'[{"


def as_example(text: str) -> str:
    """Return text short enough to show in a message."""
    return shorten(text, _MAX_EXAMPLE)


def _wide_indent(text: str, known: Collection[str]) -> Slip | None:
    rest = text.lstrip(WIDE_SPACES + " ")
    if not is_entry(rest) and find_slip(rest, known) is None:
        return None
    count = len(text) - len(text.lstrip(WIDE_SPACES))
    return odd_space(text[0], 0, count, as_example(f"  {rest}"))


def _dash(text: str) -> Slip | None:
    after = text[1:].lstrip(WIDE_SPACES + " ")
    if not after or after[0] == "-":
        return None
    example = as_example(f"- {after}")
    if text[1] in WIDE_SPACES:
        return odd_space(text[1], 1, 2, example)
    return None if text[1] in " \t" else Slip("missing-space", 0, 1, {"記号": "-", "例": example})


def _is_key(head: str, known: Collection[str], *, sure: bool) -> bool:
    name = head.strip(WIDE_SPACES + " ")
    if not name or name in known:
        return bool(name)
    return (sure and name[0] not in LIST_MARKS) or _KEY_LIKE.fullmatch(name) is not None


def _entry(head: str, value: str) -> str:
    return as_example(f"{head.strip(WIDE_SPACES + ' ')}: {value.strip(WIDE_SPACES + ' ')}".rstrip())


def list_mark(lines: list[str]) -> Slip | None:
    """Return the slip of lines (of one unquoted value) that are a list in a person's eyes.

    At least two lines must begin with the same mark, or one with a hyphen-like one and a space.
    """
    mark = lines[0][0]
    first = lines[0]
    if mark == "-":
        counts = all(line[0] == "-" and line[1:2] not in ("", " ", "-") for line in lines)
        if counts and not first[1].isascii():
            return _dash(first)
        return None
    many = len(lines) > 1 and all(line[0] == mark for line in lines)
    alone = mark in HYPHENS and first[1:2] in (" ", "\u3000")
    if mark not in LIST_MARKS or not (many or alone):
        return None
    example = as_example(f"- {first[1:].lstrip(WIDE_SPACES + ' ')}")
    return Slip("list-mark", 0, 1, {"記号": mark, "例": example})
