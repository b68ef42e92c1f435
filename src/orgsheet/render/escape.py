"""Text of a sheet made safe for the formats that people open: what it means stays readable.

A sheet is written by many hands; nothing in it may become markup, a mention, a link or a formula.
"""

from __future__ import annotations

import html
import unicodedata

from orgsheet.japanese.lazy_patterns import pattern

_HARMLESS = frozenset("\n\t\u3000\u00a0")
_MARKDOWN = pattern(r"[\\`*_\[\]|~$^{}]")
# At the beginning of an item these would start a list, a heading or a rule.
_LINE_START = pattern(r"^( *)([0-9]{0,9})([-+=#.)])")
# A letter or digit right behind these makes a mention, a reference, an emoji or a link, on GitHub
# or on GitLab; seven hex digits in a row are a commit.
_TRIGGER = pattern(
    r"(?i)([@#!:/%&$~^](?=[0-9a-z/_+\"-])|gh-(?=[0-9a-z])|www(?=\.)|[0-9a-f]{6}(?=[0-9a-f]))"
)
_BREAK = "\u200b"
"""A zero-width space, which hosts show as nothing and do not read across; `visible` leaves none."""


def visible(text: str) -> str:
    r"""Return text without characters that cannot be seen or that XML forbids.

    Control characters, direction marks, zero-width characters and lone surrogates appear as
    `\x1b`-like escapes; line feeds, tabs and ideographic spaces stay.
    """
    if text.isprintable():
        return text
    return "".join(
        char
        if char.isprintable() or char in _HARMLESS or _is_kept(char)
        else char.encode("unicode_escape", "surrogatepass").decode("ascii")
        for char in text
    )


def _is_kept(char: str) -> bool:
    """Keep variation selectors and the characters a city defines itself (外字)."""
    return (
        "\ufe00" <= char <= "\ufe0f"
        or "\U000e0100" <= char <= "\U000e01ef"
        or (unicodedata.category(char) == "Co" and char <= "\uf8ff")
    )


def html_text(text: str) -> str:
    """Return text for HTML, between tags or in a quoted attribute; line feeds stay."""
    return html.escape(visible(text), quote=True)


def markdown_text(text: str) -> str:
    """Return text for one line of Markdown, to stand behind a list mark or inside a paragraph.

    Nothing in it is markup, HTML, a link, a mention (@name), a reference (#1) or a commit; line
    ends become `<br>`.
    """
    lines = visible(text).replace("\t", " ").split("\n")
    return "<br>".join(map(_markdown_line, lines))


def _markdown_line(line: str) -> str:
    line = _TRIGGER.sub(rf"\g<1>{_BREAK}", line)
    line = _MARKDOWN.sub(r"\\\g<0>", line)
    line = _LINE_START.sub(r"\1\2\\\3", line)
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return line.replace(_BREAK, "&#8203;")
