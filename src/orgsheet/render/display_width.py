"""Display width on a terminal, and text made safe to print there."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from orgsheet.japanese.lazy_patterns import pattern

LOG_MARK = pattern(r"##(?=(?:vso|teamcity)?\[)")
"""Where a command of a CI log begins, anywhere in a line: GitHub's, Azure's, TeamCity's."""

LOG_COMMAND = pattern(rf"(?m){LOG_MARK.pattern}|^[^\S\n]*:(?=:)")
"""The same, and the colon before the one that makes the beginning of a line a command."""

_RESET = "\x1b[0m"
_ZERO_WIDTH = frozenset({"Mn", "Me", "Cf"})
_EMOJI_START = 0x1F300
_WRAP_NOT_FIRST = frozenset("、。，．・：；？！）」』】〉》〕｝,.)]}:;?!％%々ー")
_WRAP_NOT_LAST = "（「『【〈《〔｛([{"


def char_width(char: str, ambiguous: int = 1) -> int:
    """Return how many columns one character takes: 0, 1 or 2.

    `ambiguous` is the width of characters such as ①, ○, × and →: 1 in today's terminals, 2 in the
    older Windows console with a Japanese font.
    """
    if " " <= char <= "~":
        return 1
    if unicodedata.category(char) in _ZERO_WIDTH:
        return 0
    kind = unicodedata.east_asian_width(char)
    if kind == "A":
        return ambiguous
    return 2 if kind in "WF" or ord(char) >= _EMOJI_START else 1


def width(text: str, ambiguous: int = 1) -> int:
    """Return how many columns a text takes."""
    return sum(char_width(char, ambiguous) for char in text)


def printable(text: str) -> str:
    r"""Return text that is safe on a terminal and in a CI log.

    Control characters, direction marks and line breaks are shown as `\x1b`-like escapes; the
    marks of CI commands, `##[` and its like (taken anywhere in a line) and `::` (taken at the
    beginning, where wrapping may put it), are broken up with a backslash.
    """
    if text.isprintable() and "##" not in text and "::" not in text:
        return text
    shown = "".join(
        char if char.isprintable() or char == "\u3000" or _is_variation(char) else _escape(char)
        for char in text
    )
    return LOG_MARK.sub(r"#\\#", shown).replace("::", ":\\:")


def _is_variation(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def _escape(char: str) -> str:
    return char.encode("unicode_escape", "surrogatepass").decode("ascii")


def wrap(text: str, columns: int, ambiguous: int = 1) -> list[str]:
    """Break a text into lines of at most `columns` columns, after Japanese line-break rules.

    A line does not begin with a closing mark nor end with an opening one; such a line may be one
    character (two columns) longer or shorter.
    """
    lines: list[str] = []
    line, used = "", 0
    for char in text:
        size = char_width(char, ambiguous)
        if used + size > columns and char not in _WRAP_NOT_FIRST and line:
            # A line of nothing but opening marks ends with one after all.
            kept = line.rstrip(_WRAP_NOT_LAST) or line
            carried, line = line[len(kept) :], kept
            # A word of Latin letters or digits stays whole where it can.
            word = _latin_tail(line) if char.isascii() and char.isalnum() else ""
            if word and len(word) < len(line):
                carried = word + carried
                line = line[: -len(word)]
            lines.append(line.rstrip())
            line, used = carried, width(carried, ambiguous)
            if char == " ":
                continue
        line += char
        used += size
    if line.strip() or not lines:
        lines.append(line.rstrip())
    return lines


def _latin_tail(line: str) -> str:
    index = len(line)
    while index > 0 and line[index - 1].isascii() and not line[index - 1].isspace():
        index -= 1
    return line[index:]


class Style(NamedTuple):
    """The terminal: its columns, whether it shows colours, and how wide it draws ①○×→ (1 or 2)."""

    columns: int = 80
    colour: bool = False
    ambiguous: int = 1

    def paint(self, code: str, text: str) -> str:
        """Return a text in a colour, or as it is where there are none."""
        return f"{code}{text}{_RESET}" if self.colour else text

    def width(self, text: str) -> int:
        """Return how many columns a text takes here."""
        return width(text, self.ambiguous)

    def wrap(self, text: str, columns: int) -> list[str]:
        """Break a text into lines of at most `columns` columns."""
        return wrap(text, columns, self.ambiguous)

    def cut(self, text: str, columns: int) -> str:
        """Return the beginning of a text that fits, with … where something was left out."""
        if self.width(text) <= columns:
            return text
        kept, used = "", self.width("…")
        for char in text:
            used += char_width(char, self.ambiguous)
            if used > columns:
                break
            kept += char
        return kept + "…"
