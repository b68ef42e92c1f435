"""Characters that take no room and show nothing: whoever reads does not see that they are there."""

from __future__ import annotations

from orgsheet.japanese.lazy_patterns import pattern

UNSEEN = (
    "\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f"
    "\\u202a-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff0-\\ufff8"
    "\\U0001bca0-\\U0001bca3\\U0001d173-\\U0001d17a"
    "\\U000e0000-\\U000e00ff\\U000e01f0-\\U000e0fff"
)
"""For a pattern's brackets: what Unicode lets be ignored where it is shown (Default_Ignorable).

Marks that choose the form of the character before them (`_FORMS`) mean something in a text.
"""

_FORMS = "\\ufe00-\\ufe0f\\U000e0100-\\U000e01ef"
"""For a pattern's brackets: the marks that choose the form of the character before them."""

_HIDDEN = pattern(f"[{UNSEEN}{_FORMS}]+")


def as_seen(text: str) -> str:
    """Return a text without what nobody sees in it, marks that choose a form included."""
    return _HIDDEN.sub("", text)
