"""Kana whose sound mark stands apart, as in what a Mac writes: put together, and told."""

from __future__ import annotations

import re
import unicodedata

_SPLIT = re.compile("[ぁ-ゖァ-ヺゝヽ][\u3099\u309a]")


def compose(text: str) -> tuple[str, int]:
    """Return a text whose kana have their sound marks in them, and how many had not."""
    composed = _SPLIT.sub(lambda match: unicodedata.normalize("NFC", match[0]), text)
    return composed, len(text) - len(composed)


def composed_words(count: int) -> str:
    """Return what to tell a person of so many kana that were put together."""
    return f"濁点・半濁点の分かれた文字 {count} 字を、一つの文字に合わせて取り込みました。"
