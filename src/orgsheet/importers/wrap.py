"""Old line ends inside table cells: recognised by the column's width, joined or left alone.

Text taken out of a laid-out table keeps a space where each line of a cell ended. Whether a space
is such a line end can be told from the column: a layout program breaks a line only where the next
character (or Latin word, or character with the punctuation that must follow it) no longer fits.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from typing import TYPE_CHECKING

from orgsheet.importers.account import Reason
from orgsheet.importers.traced import Traced

if TYPE_CHECKING:
    from orgsheet.importers.draft import Draft

_ENOUGH = 3
"""So many wrapped cells make a wrapped column; fewer can be chance."""

_SLACK = 6
"""A line is full when it reaches 5/6 of the longest: proportional letters vary that much."""

_SENTENCE_END = ("。", "．", ".", "！", "？", "!", "?")
_LATIN = re.compile("[!-~]+")
# Characters that may not start a line stay with the one before (JIS X 4051, 行頭禁則).
_NOT_FIRST = frozenset(
    "、。，．・：；？！ー々」』）)】〕〉》ぁぃぅぇぉっゃゅょァィゥェォッャュョヵヶ"
)


def join_wrapped(
    draft: Draft, names: list[Traced], texts: list[Traced]
) -> tuple[list[Traced], list[Traced]]:
    """Return the two text columns of a role table without their old line ends.

    A column counts as wrapped when at least three of its cells are, and every break in it is where
    the line was full or where a sentence ends. Names are short, so that two-part names could look
    wrapped: they are joined only in a table whose long texts are wrapped.
    Of a wrapped column, a space after the end of a sentence, one between two Latin words and one
    where more would have fitted may be meant: they stay, each with a note.
    """
    width = _wrap_width(texts)
    if width is None:
        return names, texts
    joined = [_joined(draft, text, width) for text in texts]
    name_width = _wrap_width(names)
    if name_width is not None:
        names = [_joined(draft, name, name_width) for name in names]
    return names, joined


def _wrap_width(column: list[Traced]) -> int | None:
    """Return the width at which a column was wrapped, None when it certainly was not."""
    cells = [cell.text.split(" ") for cell in column if "\n" not in cell.text]
    longest = max((_width(line) for lines in cells for line in lines), default=0)
    wrapped = 0
    for lines in cells:
        full = [_is_full(*pair, longest) for pair in itertools.pairwise(lines)]
        ends = [line.endswith(_SENTENCE_END) for line in lines[:-1]]
        if not all(one or other for one, other in zip(full, ends, strict=True)):
            return None
        wrapped += any(full)
    return longest if wrapped >= _ENOUGH else None


def _is_full(line: str, following: str, longest: int) -> bool:
    """Tell whether a line ended because what follows did not fit."""
    return _width(line) + _width(_unit(following)) > longest - longest // _SLACK


def _unit(line: str) -> str:
    """Return what a layout program could not part at the start of a line."""
    latin = _LATIN.match(line)
    if latin:
        return latin[0]
    end = 1
    while end < len(line) and line[end] in _NOT_FIRST:
        end += 1
    return line[:end]


def _width(text: str) -> int:
    """Return the width in half-width columns; ambiguous characters are wide in Japanese fonts."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def _joined(draft: Draft, cell: Traced, longest: int) -> Traced:
    if "\n" in cell.text:
        return cell
    lines = cell.text.split(" ")
    parts = []
    kept = start = 0
    for line, following in itertools.pairwise(lines):
        space = start + len(line)
        start = space + 1
        latin = line[-1:].isascii() and following[:1].isascii()
        if line.endswith(_SENTENCE_END) or latin or not _is_full(line, following, longest):
            draft.note(
                cell.offset(space),
                f"「{line[-6:]}」のあとの空白は、行の折返しか書き手の空白か決められないため"
                "残しました。不要なら消してください。",
            )
            continue
        parts.append(cell.slice(kept, space))
        draft.drop_text(cell.slice(space, space + 1), Reason.WRAP)
        kept = space + 1
    parts.append(cell.slice(kept, len(cell.text)))
    return Traced.join(parts)
