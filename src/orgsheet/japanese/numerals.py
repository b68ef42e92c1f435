"""Fold the widths and look-alikes of Japanese digits and marks, and read kanji numerals."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from orgsheet.japanese.lazy_patterns import pattern

KANJI_DIGITS: Final = "〇一二三四五六七八九"

NUMBER: Final = f"(?:[0-9]{{1,4}}|[{KANJI_DIGITS}十百]{{1,5}})"
"""Regular expression source for one numeral in folded text, without a group."""

DASHES: Final = "ー\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\u2501"
"""Characters that officials type for a dash; the katakana long mark is one of them."""

# Longer digits are no number of a deadline, and int() of very long ones is slow.
_LONGEST: Final = 9

_SPACES = "\t\n\v\f\r\u0085\u00a0\u2002\u2003\u2009\u200b\u2028\u2029\u202f\u2060\u3000\ufeff"
_TILDES = "\u301c\uff5e\u223c\u223e\u02dc"
_HALF_WIDTH_PUNCTUATION = {"｡": "。", "､": "、", "･": "・", "｢": "「", "｣": "」", "ｰ": "ー"}


def _fold_table() -> dict[int, str]:
    table = {0xFF01 + n: chr(0x21 + n) for n in range(94)}
    # Text taken out of a PDF often holds KANGXI RADICALs: the same shape as 月 or 日, another code.
    table.update((code, unicodedata.normalize("NFKC", chr(code))) for code in range(0x2F00, 0x2FD6))
    table.update((ord(char), " ") for char in _SPACES)
    table.update((ord(char), "~") for char in _TILDES)
    table.update((ord(char), "-") for char in DASHES if char != "ー")
    table.update((ord(old), new) for old, new in _HALF_WIDTH_PUNCTUATION.items())
    return table


_FOLD: Final = {chr(code): to for code, to in _fold_table().items()}
_FOLDED: Final = pattern(f"[{re.escape(''.join(_FOLD))}]")


def fold(text: str) -> str:
    """Return `text` with one spelling for each character that officials write in several widths.

    Full-width ASCII becomes half-width, every tilde `~`, every dash `-`, every kind of space or
    line break one space, and radicals their ordinary kanji.
    The katakana long mark ー stays, because it is a letter in most words.
    The result has exactly as many code points as `text`, so offsets hold in both.
    """
    # Few characters of a text are folded: to look each one up takes several times as long.
    return _FOLDED.sub(lambda one: _FOLD[one[0]], text)


def read_number(text: str) -> int | None:
    """Return the value of folded digits (`12`) or kanji numerals (`十二`, `一二`), or None.

    A numeral that mixes both, or puts 十 and 百 in an impossible order, has no value.
    """
    if text.isascii():
        return int(text) if text.isdigit() and len(text) <= _LONGEST else None
    if len(text) > _LONGEST:
        return None
    if all(char in KANJI_DIGITS for char in text):
        return int("".join(str(KANJI_DIGITS.index(char)) for char in text))
    total, rest = 0, text
    for mark, unit in (("百", 100), ("十", 10)):
        head, found, tail = rest.partition(mark)
        if not found:
            continue
        if len(head) > 1 or head not in KANJI_DIGITS or head == "〇":
            return None
        total += unit * (KANJI_DIGITS.index(head) if head else 1)
        rest = tail
    if len(rest) > 1 or rest not in KANJI_DIGITS or rest == "〇":
        return None
    return total + (KANJI_DIGITS.index(rest) if rest else 0)
