"""Cells of a published sheet to values: tags to lines, bullets to list items, marks to lists."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from orgsheet.importers.account import Reason
from orgsheet.importers.traced import Traced
from orgsheet.japanese.shorten import one_line
from orgsheet.source.parse import MAX_LENGTH

if TYPE_CHECKING:
    from orgsheet.form.definition import Field
    from orgsheet.importers.draft import Draft

SPACES = " \u3000"
"""The spaces that lay text out: the half-width and the full-width one."""

BULLET = "・"

# Possessive, so that an unclosed tag costs no more than its length.
_BREAK = re.compile(r"</?([A-Za-z][A-Za-z0-9]*+)[^<>\t\r\n]*+>|\r\n|[\r\n\x0b\x0c]")
_BLOCKS = frozenset({"p", "br", "ul", "ol", "li", "div"})
_MARGIN = " \t\xa0"


def read_cell(draft: Draft, start: int, end: int) -> Traced:
    """Return the text of the cell from offset `start` to `end`, one line for each paragraph.

    Paragraph and list tags go; what stands between two of them, or between line ends, is a line,
    without half-width spaces at its ends (a full-width space there is an indentation and stays).
    Any other tag stays as text, with a note.
    """
    if end - start > MAX_LENGTH:
        draft.fail(start, f"この欄は長すぎます（上限は{MAX_LENGTH:,}文字）。短くしてください。")
    chunks: list[tuple[int, int]] = []
    breaks: list[tuple[int, int]] = []
    position = start
    for match in _BREAK.finditer(draft.text, start, end):
        if match[1] and match[1].lower() not in _BLOCKS:
            draft.note(
                match.start(),
                f"タグ「{shorten(match[0])}」は意味が分からないため、文字のまま残しました。"
                "不要なら消してください。",
            )
            continue
        chunks.append(_trimmed(draft.text, position, match.start()))
        breaks.append(match.span())
        position = match.end()
    chunks.append(_trimmed(draft.text, position, end))
    lines = [chunk for chunk in chunks if chunk[0] < chunk[1]]
    if not lines:
        _drop_margin(draft, start, end, breaks)
        return Traced()
    _drop_margin(draft, start, lines[0][0], breaks)
    _drop_margin(draft, lines[-1][1], end, breaks)
    parts = [without_tabs(draft, *lines[0])]
    for before, after in itertools.pairwise(lines):
        parts.append(line_end(draft, before[1], after[0]))
        parts.append(without_tabs(draft, *after))
    return Traced.join(parts)


def read_cells(draft: Draft, spans: Iterable[tuple[int, int]]) -> Traced:
    """Return the text of cells that belong together, one below the other."""
    parts: list[Traced] = []
    for start, end in spans:
        value = read_cell(draft, start, end)
        if not value.text:
            continue
        if parts:
            last = parts[-1].pieces[-1].end
            parts.append(Traced.replaced(last, last, "\n", Reason.JOINED))
        parts.append(value)
    return Traced.join(parts)


def line_end(draft: Draft, start: int, end: int) -> Traced:
    """Return a line end for what stands between two lines of a value."""
    between = draft.text[start:end]
    if between == "\n":
        return Traced.of(draft.text, start, end)
    reason = Reason.PARAGRAPH if "<" in between else Reason.NEWLINE
    return Traced.replaced(start, end, "\n", reason)


def without_tabs(draft: Draft, start: int, end: int) -> Traced:
    """Return a stretch of one line with a space for every tab in it."""
    parts = []
    position = start
    while (tab := draft.text.find("\t", position, end)) >= 0:
        parts.append(Traced.of(draft.text, position, tab))
        parts.append(Traced.replaced(tab, tab + 1, " ", Reason.TAB))
        position = tab + 1
    parts.append(Traced.of(draft.text, position, end))
    return Traced.join(parts)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _MARGIN:
        start += 1
    while start < end and text[end - 1] in _MARGIN:
        end -= 1
    return start, end


def _drop_margin(draft: Draft, start: int, end: int, breaks: list[tuple[int, int]]) -> None:
    """Leave out tags, line ends and spaces before the first or after the last line of a cell."""
    position = start
    for left, right in breaks:
        if start <= left and right <= end:
            draft.drop(position, left, Reason.EDGE)
            draft.drop(left, right, Reason.TAG if draft.text[left] == "<" else Reason.EDGE)
            position = right
    draft.drop(position, end, Reason.EDGE)


def trim(draft: Draft, value: Traced) -> Traced:
    """Return a value without spaces of either width and line ends at its ends."""
    around = f"{SPACES}\n"
    stripped = value.text.lstrip(around)
    start = len(value.text) - len(stripped)
    return draft.drop_outside(value, start, start + len(stripped.rstrip(around)), Reason.EDGE)


def read_numbers(draft: Draft, cell: Traced, field: Field) -> list[Traced]:
    """Return the plan numbers of a cell: `①②③` is three; anything else stays whole, noted."""
    value = trim(draft, cell)
    kept = [index for index, char in enumerate(value.text) if char not in f"{SPACES}\n"]
    if any(value.text[index] not in field.numbers for index in kept):
        draft.note(
            value.offset(0),
            f"{field.key}「{shorten(value.text)}」に{''.join(field.numbers)}以外の文字があるため、"
            "分けずに残しました。"
            "番号だけに直してください。",
        )
        return [value]
    position = 0
    for index in kept:
        draft.drop_text(value.slice(position, index), Reason.SEPARATOR)
        position = index + 1
    return [value.slice(index, index + 1) for index in kept]


def read_staff(draft: Draft, cell: Traced, field: Field) -> list[Traced]:
    """Return the names in a cell of staff, which spaces part."""
    value = trim(draft, cell)
    if any(mark in value.text for mark in "、,，・/／"):
        draft.note(
            value.offset(0),
            f"{field.key}「{shorten(value.text)}」が空白以外で区切られているため、分けずに残しました。"
            "1人ずつに分けてください。",
        )
        return [value]
    return split(draft, value, re.compile(f"[{SPACES}\n]+"), Reason.SEPARATOR)


def split(draft: Draft, value: Traced, separator: re.Pattern[str], reason: Reason) -> list[Traced]:
    """Return the non-empty parts of a value between matches of `separator`, which are left out."""
    parts = []
    position = 0
    for match in separator.finditer(value.text):
        parts.append(value.slice(position, match.start()))
        draft.drop_text(value.slice(*match.span()), reason)
        position = match.end()
    parts.append(value.slice(position, len(value.text)))
    return [part for part in parts if part.text]


# The look-behind lets a run of spaces be tried once, from its start.
_SPACE = f"[{SPACES}]"
_PLAN_BULLET = re.compile(
    f"^{_SPACE}*+{BULLET}{_SPACE}*+"
    f"|(?<!{_SPACE})(?:{_SPACE}*+{BULLET}{_SPACE}++|{_SPACE}++{BULLET})",
    re.MULTILINE,
)
_PLAN_SEPARATOR = re.compile(f"\n?(?:{_PLAN_BULLET.pattern})", re.MULTILINE)
_LINE_END = re.compile("\n")
_LISTED = re.compile(f"{_SPACE}{BULLET}(?=[^{SPACES}])")


def read_plan_items(draft: Draft, cell: Traced) -> list[Traced]:
    """Return the plan items of a cell.

    A bullet is a `・` at the start of a line or beside a space; between two characters it belongs
    to the word (`自主・自律`). A cell in which only a part stands behind bullets, or whose items
    may be parted by a bare space, is one item, as it is, with a note.
    """
    value = trim(draft, cell)
    lines = value.text.split("\n")
    marked = [bool(_PLAN_BULLET.match(line)) for line in lines]
    if all(marked):
        return [trim(draft, item) for item in split(draft, value, _PLAN_SEPARATOR, Reason.BULLET)]
    if any(_PLAN_BULLET.search(line) for line in lines) or any(
        space in value.text for space in SPACES
    ):
        draft.note(
            value.offset(0),
            "計画の項目の区切りが分からないため、分けずに残しました。1項目を1行に分けてください。",
        )
        return [value]
    return split(draft, value, _LINE_END, Reason.TAG)


def read_listing(draft: Draft, cell: Traced) -> Traced:
    """Return the text of a 項目 cell; a list of `・` items gets one line an item, bullets kept."""
    value = trim(draft, cell)
    if not value.text.startswith(BULLET):
        return value
    parts = []
    position = 0
    for match in _LISTED.finditer(value.text):
        parts.append(value.slice(position, match.start()))
        place = value.offset(match.start())
        parts.append(Traced.replaced(place, place + 1, "\n", Reason.BULLET_LINE))
        position = match.start() + 1
    parts.append(value.slice(position, len(value.text)))
    return Traced.join(parts)


_SENTENCE_ENDS = "。．.！？!?」』）)】・…：:；;、，"
_ITEM = re.compile(
    r"\s*(?:[・●○◆■◇□※*＊-]|[(（]?[0-9０-９①-⑳一二三四五六七八九十]{1,2}[)）.．、 \u3000])"
)
_LONG_LINE = 12


def ask_about_breaks(draft: Draft, value: Traced) -> None:
    """Ask once where lines of a text end within a sentence: as one wrapped by a program would."""
    position = 0
    found = []
    for line, following in itertools.pairwise(value.text.split("\n")):
        position += len(line) + 1
        before, after = line.rstrip(SPACES), following.lstrip(SPACES)
        if not before or not after or _ITEM.match(before) or _ITEM.match(after):
            continue
        if "①" <= before[-1] <= "⑳":
            continue
        is_cut = before[-1] in "、，" or (
            before[-1] not in _SENTENCE_ENDS
            and ("ぁ" <= after[0] <= "ん" or len(before) >= _LONG_LINE)
        )
        if is_cut:
            found.append((position - 1, before))
    if found:
        more = f"（ほか {len(found) - 1} か所）" if len(found) > 1 else ""
        draft.note(
            value.offset(found[0][0]),
            f"「{found[0][1][-6:]}」のあとの改行{more}は、文の途中にあります。行の折返しか書き手の"
            "改行か決められないため残しました。不要なら消してください。",
        )


def shorten(text: str) -> str:
    """Return a text as a message can show it: one line, not too long."""
    shown = one_line(text)
    return shown if len(shown) <= 30 else f"{shown[:30]}…"  # noqa: PLR2004 - a message's width
