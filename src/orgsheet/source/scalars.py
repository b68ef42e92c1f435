"""What an unquoted scalar means: YAML's core types without their surprises."""

from __future__ import annotations

from orgsheet.japanese.kept_patterns import compiled
from orgsheet.source.tree import ScalarValue

_INTEGER = compiled(r"-?(?:0|[1-9][0-9]{0,17})\Z")
_FLOAT = compiled(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,17}\Z")
WORDS: dict[str, ScalarValue] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
"""The words that are no strings."""

NUMBER_START = frozenset("-0123456789")
"""First characters of what may be a number."""


def resolve_plain(text: str) -> ScalarValue:
    """Return what an unquoted scalar means.

    Only `true`, `false`, `null`, integers without leading zeros and simple decimals are no
    strings.
    """
    if text in WORDS:
        return WORDS[text]
    if text[0] in NUMBER_START:
        if _INTEGER.match(text):
            return int(text)
        if _FLOAT.match(text):
            return float(text)
    return text
