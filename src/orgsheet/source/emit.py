"""Plain data to canonical YAML text: one spelling for every value, safe for old readers too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, TypeAlias

from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.source.vocabulary import Vocabulary, standard_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orgsheet.source.tree import Plain, ScalarValue

MAX_KEY = 1000
"""The longest key as written, in code points: parsers look only 1,024 ahead for its `:`."""

Style: TypeAlias = Literal["plain", "literal", "flow"]
"""Where a scalar stands: after a key or a dash, in a literal block, in a list on one line."""

_STEP = 2
# What YAML's grammar calls printable, without its line separators and the byte order mark.
_UNPRINTABLE = pattern(
    r"[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_ESCAPED = pattern(rf'["\\\t\n]|{_UNPRINTABLE.pattern}')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}
_INDICATORS = frozenset("-?:,[]{}#&*!|>'\"%@`=<~")
_FLOW_INDICATORS = pattern(r"[,\[\]{}:?#]")
# Numbers, dates and times of YAML 1.1 and 1.2 in every notation, and some strings besides:
# a quoted string is never wrong, a plain one that another reader takes for a number is.
_NUMBER_LIKE = pattern(r"[0-9][0-9A-Za-z_.:+\- ]*\Z|[+.]")
_WORDS = frozenset({"y", "yes", "n", "no", "on", "off", "true", "false", "null"})


def emit(
    data: dict[str, Plain], *, header: str | None = None, words: Vocabulary | None = None
) -> str:
    """Return the canonical YAML text of a mapping, in the order of its keys.

    `data` is JSON-like (str, int, float, bool, None, list, dict with str keys); its strings must
    be encodable as UTF-8. `header` is one comment line to stand first, with its `#`.
    The text ends with one line end, unless a last literal block keeps several.
    Reading the text back gives `data`; how a value is written depends on its key and content
    only: `words` are those of the form, without them of the standard form.

    Raises:
        ValueError: a key is longer than `MAX_KEY`.
    """
    lines = list(_mapping(data, 0, words or standard_words())) if data else ["{}"]
    if header is not None:
        lines.insert(0, header)
    return "\n".join(lines) + "\n"


def emit_scalar(value: ScalarValue, indent: int = 0, style_hint: Style = "plain") -> str:
    """Return a scalar as it stands after `key: ` or `- `, without the final line end.

    `indent` is the column (from 0) of that key or dash; a literal block's lines stand two further.
    With the hint "literal" text becomes a literal block wherever YAML allows one (not when empty
    or when it holds a tab or an unprintable character). Text with a line end becomes one under
    the hint "plain" as well. "flow" means inside `[…]`, where more characters need quotes.
    """
    if not isinstance(value, str):
        return _number_or_word(value)
    block = style_hint == "literal" or (style_hint == "plain" and "\n" in value)
    if block and _fits_literal(value):
        return _literal(value, indent)
    return quote(value) if needs_quotes(value, flow=style_hint == "flow") else value


def needs_quotes(text: str, *, flow: bool = False) -> bool:
    """Tell whether unquoted `text` could be anything but this very string to a YAML reader.

    Both YAML 1.1 and 1.2 readers count: `yes`, `12:30`, `012` and `2024-04-01` need quotes. People
    count too: with a colon of either width an item such as `区分：甲` looks like a key's line.
    `flow` asks for a place inside `[…]`.
    """
    if not text or text != text.strip() or text[0] in _INDICATORS:
        return True
    if "\t" in text or "\n" in text or _UNPRINTABLE.search(text):
        return True
    if ":" in text or "：" in text or " #" in text:
        return True
    if _NUMBER_LIKE.match(text) or text.lower() in _WORDS:
        return True
    return flow and _FLOW_INDICATORS.search(text) is not None


def quote(text: str) -> str:
    """Return `text` in double quotes on one line; only what cannot be shown is escaped."""
    return '"' + _ESCAPED.sub(_escape, text) + '"'


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    code = ord(char)
    if char in _ESCAPES:
        return _ESCAPES[char]
    if code <= 0xFF:  # noqa: PLR2004 - the range of \x
        return f"\\x{code:02X}"
    return f"\\u{code:04X}"  # all beyond can be shown


def _number_or_word(value: float | bool | None) -> str:  # noqa: FBT001 - the value itself
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = repr(value)
    if isinstance(value, int):
        return text
    if text in ("inf", "-inf", "nan"):
        return text.replace("inf", ".inf").replace("nan", ".nan")
    mantissa, mark, exponent = text.partition("e")
    # YAML 1.1 takes 1e+16 for a string; with a point it is a number to both.
    return text if not mark or "." in mantissa else f"{mantissa}.0e{exponent}"


def _fits_literal(text: str) -> bool:
    # An empty first line would hide the block's indentation from a parser.
    return text[:1] not in ("", "\n") and "\t" not in text and not _UNPRINTABLE.search(text)


def _literal(text: str, indent: int) -> str:
    body = text.rstrip("\n")
    ends = len(text) - len(body)
    # Leading spaces belong to the text only where the block states its own indentation.
    mark = "|" + (str(_STEP) if body.startswith(" ") else "") + ("-", "", "+")[min(ends, 2)]
    margin = " " * (indent + _STEP)
    lines = [mark, *(margin + line if line else "" for line in body.split("\n"))]
    return "\n".join(lines + [""] * (ends - 1))


def _mapping(data: dict[str, Plain], indent: int, words: Vocabulary) -> Iterator[str]:
    """Yield the lines of a mapping, indented."""
    margin = " " * indent
    for key, value in data.items():
        name = quote(key) if needs_quotes(key) else key
        if len(name) > MAX_KEY:
            raise ValueError(f"a key has {len(name)} characters, more than {MAX_KEY}")
        if isinstance(value, dict) and value:
            yield f"{margin}{name}:"
            yield from _mapping(value, indent + _STEP, words)
        elif isinstance(value, list) and value:
            if key in words.flow and not any(isinstance(item, dict | list) for item in value):
                items = ", ".join(emit_scalar(item, style_hint="flow") for item in value)
                yield f"{margin}{name}: [{items}]"
            else:
                yield f"{margin}{name}:"
                yield from _sequence(value, indent + _STEP, words)
        else:
            style: Style = "literal" if key in words.literal else "plain"
            yield f"{margin}{name}: {_leaf(value, indent, style)}"


def _sequence(data: list[Plain], indent: int, words: Vocabulary) -> Iterator[str]:
    """Yield the lines of a list, indented; a nested value starts on its dash's line."""
    margin = " " * indent
    for item in data:
        if isinstance(item, dict | list) and item:
            inner = indent + _STEP
            lines = (
                _mapping(item, inner, words)
                if isinstance(item, dict)
                else _sequence(item, inner, words)
            )
            yield f"{margin}- {next(lines).removeprefix(margin + ' ' * _STEP)}"
            yield from lines
        else:
            yield f"{margin}- {_leaf(item, indent, 'plain')}"


def _leaf(value: Plain, indent: int, style: Style) -> str:
    if isinstance(value, dict):
        return "{}"
    return "[]" if isinstance(value, list) else emit_scalar(value, indent, style)
