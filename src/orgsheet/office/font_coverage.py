"""Which characters a font file has: its table `cmap`, read without a library.

A character that no font has would be printed as an empty box, and nobody would be told.
"""

from __future__ import annotations

import struct
import sys
from array import array
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

_MOST = 8 << 20
"""The table of the largest Japanese fonts takes half a megabyte."""


class FontError(Exception):
    """A font file cannot be read."""


@lru_cache(maxsize=16)
def characters_of(path: Path, index: int) -> frozenset[int]:
    """Return the code points that a font has a sign for.

    Args:
        path: the file, of one font (`.ttf`, `.otf`) or several (`.ttc`).
        index: which of several.

    Raises:
        FontError: it is no font, or is damaged.
    """
    try:
        with path.open("rb") as file:
            return frozenset(_read(_table(file, index)))
    except (OSError, struct.error, IndexError, ValueError) as error:
        raise FontError(f"「{path.name}」を書体として読めません。") from error


def _table(file: BinaryIO, index: int) -> bytes:
    """Return the table `cmap`."""
    start = 0
    if file.read(4) == b"ttcf":
        file.seek(12 + 4 * index)
        start = struct.unpack(">I", file.read(4))[0]
    file.seek(start + 4)
    count = struct.unpack(">H", file.read(2))[0]
    file.seek(start + 12)
    for _ in range(count):
        tag, _, offset, length = struct.unpack(">4sIII", file.read(16))
        if tag == b"cmap":
            file.seek(offset)
            return file.read(min(length, _MOST))
    raise ValueError("no cmap")


def _read(table: bytes) -> set[int]:
    count = struct.unpack_from(">H", table, 2)[0]
    found: set[int] = set()
    for number in range(count):
        platform, _, offset = struct.unpack_from(">HHI", table, 4 + 8 * number)
        if platform not in (0, 3):
            continue
        kind = struct.unpack_from(">H", table, offset)[0]
        if kind == 4:  # noqa: PLR2004 - the format's number
            found |= _basic(table, offset)
        elif kind == 12:  # noqa: PLR2004 - the format's number
            found |= _full(table, offset)
    return found


def _basic(table: bytes, offset: int) -> set[int]:
    """Return the characters of a subtable of format 4: the first 65,536."""
    count = struct.unpack_from(">H", table, offset + 6)[0] // 2
    place = offset + 14
    ends = struct.unpack_from(f">{count}H", table, place)
    starts = struct.unpack_from(f">{count}H", table, place + 2 * count + 2)
    deltas = struct.unpack_from(f">{count}H", table, place + 4 * count + 2)
    offsets_at = place + 6 * count + 2
    offsets = struct.unpack_from(f">{count}H", table, offsets_at)
    found: set[int] = set()
    for number, (start, end, delta, far) in enumerate(
        zip(starts, ends, deltas, offsets, strict=True)
    ):
        for code in range(start, end + 1):
            glyph = code
            if far:
                at = offsets_at + 2 * number + far + 2 * (code - start)
                glyph = struct.unpack_from(">H", table, at)[0] if at + 2 <= len(table) else 0
                if not glyph:
                    continue
            if (glyph + delta) & 0xFFFF:
                found.add(code)
    found.discard(0xFFFF)
    return found


def _full(table: bytes, offset: int) -> set[int]:
    """Return the characters of a subtable of format 12: groups of code points."""
    count = struct.unpack_from(">I", table, offset + 12)[0]
    groups = array("I", table[offset + 16 : offset + 16 + 12 * count])
    groups.byteswap()
    found: set[int] = set()
    for number in range(0, len(groups) - 2, 3):
        first, last, glyph = groups[number : number + 3]
        if last > sys.maxunicode or last < first:
            raise ValueError("damaged group")
        found.update(range(first if glyph else first + 1, last + 1))
    return found
