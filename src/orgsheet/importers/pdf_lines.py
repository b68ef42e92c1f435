"""Characters on a page to lines of text, and lines that a program wrapped to the ones before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

Character: TypeAlias = dict[str, Any]
"""A character of pdfplumber: `text` and where it stands, in points from the top left."""

_NOT_FIRST = frozenset(
    "、。，．・：；？！ー々」』）)】〕〉》ぁぃぅぇぉっゃゅょァィゥェォッャュョヵヶ"
)
_SENTENCE_END = ("。", "．", "！", "？", "!", "?")
_ITEM = tuple("・●○◆■◇□※①②③④⑤⑥⑦⑧⑨⑩")
_SAME_LINE = 0.5
_WORD_GAP = 0.2
_MIXED_GAP = 0.5
"""Japanese type sets a quarter of a character between Japanese and Latin letters: no space."""
_COLUMN_GAP = 1.8
_SLACK = 0.1
_ENOUGH = 2


class Box(NamedTuple):
    """A rectangle on a page, in points from its top left."""

    left: float
    top: float
    right: float
    bottom: float


class TextLine(NamedTuple):
    """A line: its text, where it stands, its last and first characters' widths.

    `has_gap` says that there is room for a column in it.
    """

    text: str
    box: Box
    size: float
    first_unit: float
    has_gap: bool


def lines_of(characters: Sequence[Character]) -> list[TextLine]:
    """Return the lines that characters stand in, from the top; gaps between words are spaces."""
    rows: list[list[Character]] = []
    for char in sorted(characters, key=lambda one: ((one["top"] + one["bottom"]) / 2, one["x0"])):
        middle = (char["top"] + char["bottom"]) / 2
        for row in rows[-2:]:
            height = max(one["bottom"] - one["top"] for one in row)
            center = sum((one["top"] + one["bottom"]) / 2 for one in row) / len(row)
            if abs(center - middle) < height * _SAME_LINE:
                row.append(char)
                break
        else:
            rows.append([char])
    return [_line(sorted(row, key=lambda one: one["x0"])) for row in rows]


def _line(row: list[Character]) -> TextLine:
    parts: list[str] = []
    size = max((one["size"] for one in row), default=10.0) or 10.0
    has_gap = False
    for number, char in enumerate(row):
        if number:
            gap = char["x0"] - row[number - 1]["x1"]
            is_latin = row[number - 1]["text"].isascii() and char["text"].isascii()
            is_word = gap > size * (_WORD_GAP if is_latin else _MIXED_GAP)
            if is_word and not parts[-1].endswith((" ", "\u3000")) and char["text"].strip():
                parts.append(" ")
            has_gap |= gap > size * _COLUMN_GAP
        parts.append(char["text"])
    box = Box(
        row[0]["x0"],
        min(one["top"] for one in row),
        row[-1]["x1"],
        max(one["bottom"] for one in row),
    )
    return TextLine("".join(parts), box, size, _first_unit(row), has_gap)


def _first_unit(row: list[Character]) -> float:
    """Return the width of what a program could not part at the start of a line."""
    end = 1
    if row[0]["text"].isascii() and row[0]["text"].isalnum():
        while end < len(row) and row[end]["text"].isascii() and row[end]["text"].isalnum():
            end += 1
    while end < len(row) and row[end]["text"] in _NOT_FIRST:
        end += 1
    return float(row[end - 1]["x1"] - row[0]["x0"])


def right_edge(lines: Sequence[TextLine], tables: Sequence[float]) -> float | None:
    """Return how far to the right prose goes on a page: as its tables do, or two lines at least.

    `tables` are the right ends of the tables.
    """
    ends = sorted((*tables, *(line.box.right for line in lines)), reverse=True)
    size = max((line.size for line in lines), default=0.0)
    near = [end for end in ends if ends[0] - end <= size]
    return ends[0] if len(near) >= _ENOUGH else None


class Joined(NamedTuple):
    """Texts of lines: how many line ends were joined, and how many at sentences' ends stayed."""

    texts: list[str]
    joins: int
    doubtful: int


def joined(lines: Sequence[TextLine], edge: float | None) -> Joined:
    """Return the texts of lines, those joined that were wrapped at the edge.

    A line was wrapped where what follows had no room before the edge. After the end of a sentence
    it may as well be a paragraph that ends: there, and before a bullet, the line end stays.
    """
    texts: list[str] = []
    count = doubtful = 0
    before: TextLine | None = None
    for line in lines:
        if before is not None and edge is not None and _is_wrapped(before, line, edge):
            is_latin = texts[-1][-1:].isascii() and line.text[:1].isascii()
            texts[-1] += (
                " " if is_latin and not texts[-1].endswith("-") else ""
            ) + line.text.lstrip(" ")
            count += 1
        else:
            texts.append(line.text)
            is_full = before is not None and edge is not None and _is_full(before, line, edge)
            doubtful += is_full
        before = line
    return Joined(texts, count, doubtful)


def _is_wrapped(before: TextLine, line: TextLine, edge: float) -> bool:
    text = before.text.rstrip()
    if not text or text.endswith(_SENTENCE_END) or line.text.lstrip().startswith(_ITEM):
        return False
    return _is_full(before, line, edge)


def _is_full(before: TextLine, line: TextLine, edge: float) -> bool:
    """Tell whether what follows had no room in a line."""
    room = edge - before.box.right
    return room < line.first_unit - line.size * _SLACK and room < before.size * _COLUMN_GAP * 2
