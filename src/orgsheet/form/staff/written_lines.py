"""What YAML lets stand for a text: escapes, anchors, tags, a name broken over two lines.

Whoever reads such a line reads the name all the same, or can make it out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

from orgsheet.form.staff.staff_words import Headings
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.source import Document, Mapping

_ODD = pattern(r"[\\&*!%]")
_ESCAPE = pattern(
    r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([ _tnNLPrabfve0\\/\"\t]))"
)
_PROPERTY = pattern(r"(?:^|(?<=[\s\[{,]))[&!][^\s\[\]{},]*[ \t]+")
_MARK = pattern(r"(?:^|(?<=[\s\[{,]))[&*!][^\s\[\]{},]+")
_ITSELF = '\\/"'
_MOST = 0x10FFFF


def as_meant(text: str) -> str:
    """Return a line with what its escapes stand for, and without anchors and tags."""
    if _ODD.search(text) is None:
        return text
    return _PROPERTY.sub("", _unescaped(text))


def is_marked_by_name(text: str, is_name: Callable[[str], bool]) -> bool:
    """Tell whether an anchor, an alias or a tag in a line is a name."""
    if _ODD.search(text) is None:
        return False
    return any(map(is_name, _MARK.findall(_unescaped(text))))


def _unescaped(text: str) -> str:
    return unquote(_ESCAPE.sub(_meant, text), errors="ignore")


def _meant(found: re.Match[str]) -> str:
    digits = found[1] or found[2] or found[3]
    if not digits:
        return found[4] if found[4] in _ITSELF else " "
    code = int(digits, 16)
    char = chr(code) if code <= _MOST else " "
    return char if char.isprintable() else " "


def lines_written_otherwise(
    document: Document, is_name: Callable[[str], bool], headings: Headings
) -> set[int]:
    """Return the numbers (from 1) of the lines of names that no single line shows as such.

    They are broken over lines, or stand below a heading that is.
    """
    found = set[int]()

    def hide(start: int, end: int) -> None:
        first, last = document.locate(start)[0], document.locate(max(start, end - 1))[0]
        found.update(range(first, last + 1))

    for one in document.scalars:
        if one.end - one.start != len(one.text) and is_name(one.text):
            hide(one.start, one.end)
    for node in () if document.root is None else document.root.walk():
        if isinstance(node, Mapping):
            for name, key in node.keys.items():
                if key.end - key.start != len(name) and headings.is_for_people(name):
                    hide(key.start, max(key.end, node.entries[name].end))
    return found
