"""The numbers that Word itself puts before paragraphs: which they are, and what they look like."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from string import ascii_lowercase, ascii_uppercase
from typing import NamedTuple

from orgsheet.importers.office_package import Package
from orgsheet.importers.office_text import whole_number
from orgsheet.importers.word_names import Node, w

_LEVEL = re.compile("%([1-9])")
_AIUEO = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
)
_IROHA = (
    "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
)
_KANJI = "〇一二三四五六七八九"
_HUNDRED = 100
_WIDE = {ord("0") + one: chr(ord("０") + one) for one in range(10)}
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV")
_LETTERS: dict[str, Sequence[str]] = {
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "aiueo": _AIUEO,
    "iroha": _IROHA,
    "upperLetter": ascii_uppercase,
    "lowerLetter": ascii_lowercase,
    "upperRoman": _ROMAN,
    "lowerRoman": tuple(one.lower() for one in _ROMAN),
}
_DEEPEST = 8
_LONGEST = 255
"""Characters before a number and behind it: what is longer would be told at every paragraph."""


class _Level(NamedTuple):
    start: int
    format: str
    text: str


class Numbering:
    """The lists of a document; `label` counts on, so paragraphs are asked for in their order."""

    def __init__(self, package: Package) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._list_of: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        if not package.has("word/numbering.xml"):
            return
        root = package.xml("word/numbering.xml")
        for one in root.iter(w("abstractNum")):
            self._levels[one.get(w("abstractNumId"), "")] = {
                whole_number(level.get(w("ilvl"))): _level(level) for level in one.iter(w("lvl"))
            }
        for one in root.iter(w("num")):
            link = one.find(w("abstractNumId"))
            if link is not None:
                self._list_of[one.get(w("numId"), "")] = link.get(w("val"), "")

    def label(self, number: str, depth: int) -> str:
        """Return what stands before the next paragraph of a list, "" where nothing does.

        `number` is the list's id, `depth` the level within it, from 0.
        """
        abstract = self._list_of.get(number, "")
        levels = self._levels.get(abstract, {})
        depth = min(max(depth, 0), _DEEPEST)
        if depth not in levels:
            return ""
        counts = self._counts[abstract]
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]

        def shown(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            level = levels.get(at)
            return "" if level is None else written(counts.get(at, level.start), level.format)

        level = levels[depth]
        return level.text if level.format == "bullet" else _LEVEL.sub(shown, level.text)


def _level(node: Node) -> _Level:
    def value(tag: str, default: str) -> str:
        found = node.find(w(tag))
        return default if found is None else str(found.get(w("val"), default))

    start = whole_number(value("start", "1"), 1)
    return _Level(start, value("numFmt", "decimal"), value("lvlText", "")[:_LONGEST])


def written(number: int, style: str) -> str:
    """Return a number in one of Word's styles; one that is not known is written in digits."""
    for begin, letters in _LETTERS.items():
        if style.startswith(begin):
            return letters[number - 1] if 1 <= number <= len(letters) else str(number)
    if style == "none":
        return ""
    if style == "decimalFullWidth":
        return str(number).translate(_WIDE)
    if "apanese" in style and 1 <= number < _HUNDRED:  # japaneseCounting and its like
        tens, ones = divmod(number, 10)
        before = ("" if tens <= 1 else _KANJI[tens]) + ("十" if tens else "")
        return before + ("" if tens and not ones else _KANJI[ones])
    return str(number)
