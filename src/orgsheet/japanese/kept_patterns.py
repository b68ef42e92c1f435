"""Compiled patterns that outlive a run: the numbers that the matcher runs, kept as bytes.

Python has no public way to store a compiled pattern: its own `pickle` compiles anew. So this is
the only module that uses what is private there (`re._compiler`, `_sre`), for patterns of the
program and its rules alone, never of a city's texts. What was kept is used only by the very same
Python; whatever is amiss, the pattern is compiled as always.
"""

from __future__ import annotations

import json
import re
import sys
from array import array
from hashlib import blake2b
from typing import Any

_MOST = 1500
"""Patterns that are kept; there are some three hundred, and rules of a city's own add to them."""
_WORD = "I"

_Key = tuple[str, int]


class KeptPatterns:
    """The patterns of earlier runs, and those that this run had to compile."""

    def __init__(self) -> None:
        self._kept: dict[_Key, list[Any]] = {}
        self._codes = b""
        self._new: set[_Key] | None = None

    def begin(self, data: bytes | None) -> None:
        """Use from now on what `dump` gave in an earlier run (None for a first run)."""
        self._kept, self._codes, self._new = {}, b"", set()
        if data is None:
            return
        try:
            stamp, index, codes = data.split(b"\n", 2)
            if stamp == _stamp(index, codes):
                self._codes = codes
                self._kept = {(entry[0], entry[1]): entry for entry in json.loads(index)}
        except (ValueError, TypeError, IndexError, RecursionError):
            self._kept = {}

    def compiled(self, source: str, flags: int = 0) -> re.Pattern[str]:
        """Return what `re.compile` returns; raises what it raises."""
        entry = self._kept.get((source, flags))
        if entry is not None:
            pattern = self._restored(entry)
            if pattern is not None:
                return pattern
        pattern = re.compile(source, flags)
        if self._new is not None:
            self._new.add((source, flags))
        return pattern

    def dump(self) -> bytes | None:
        """Return what a later run may begin with, None where this run has nothing to add."""
        if not self._new or not _SRE:
            return None
        codes = bytearray(self._codes)
        index = list(self._kept.values())
        for source, flags in sorted(self._new)[: _MOST - len(index)]:
            made = _made(source, flags)
            if made is not None:
                words, *rest = made
                index.append([source, flags, len(codes), len(words), *rest])
                codes += words.tobytes()
        text = json.dumps(index, separators=(",", ":")).encode()
        return b"\n".join((_stamp(text, bytes(codes)), text, bytes(codes)))

    def _restored(self, entry: list[Any]) -> re.Pattern[str] | None:
        try:
            source, _, start, length, flags, groups, names = entry
            words = array(_WORD)
            words.frombytes(self._codes[start : start + length * words.itemsize])
            by_number: list[str | None] = [None] * (groups + 1)
            for name, number in names.items():
                by_number[number] = name
            made: re.Pattern[str] = _SRE.compile(
                source, flags, words.tolist(), groups, names, tuple(by_number)
            )
        except Exception:  # noqa: BLE001 - of something private nobody knows what it may raise
            return None
        return made


try:
    import _sre as _SRE  # type: ignore[import-not-found, unused-ignore]  # noqa: N812
except ImportError:  # another Python than CPython
    _SRE = None  # type: ignore[assignment, unused-ignore]


def _stamp(index: bytes, codes: bytes) -> bytes:
    """Return what tells that the bytes are whole, and of this very Python."""
    python = f"{sys.version} {sys.byteorder} {getattr(_SRE, 'MAGIC', 0)} {array(_WORD).itemsize}"
    digest = blake2b(python.encode(), digest_size=16)
    digest.update(index)
    digest.update(codes)
    return digest.hexdigest().encode()


def _made(source: str, flags: int) -> tuple[array[int], int, int, dict[str, int]] | None:
    """Return numbers, flags, count of groups and names of groups of a pattern."""
    if json.loads(json.dumps(source)) != source:
        return None  # two halves of a character side by side would come back as one
    try:
        parser, compiler = re._parser, re._compiler  # type: ignore[attr-defined]  # noqa: SLF001
        parsed = parser.parse(source, flags)
        words = array(_WORD, compiler._code(parsed, flags))  # noqa: SLF001
        made = words, flags | parsed.state.flags, parsed.state.groups - 1
        names = dict(parsed.state.groupdict)
        same = re.compile(source, flags)
    except Exception:  # noqa: BLE001 - as above
        return None
    is_same = (same.flags, same.groups, dict(same.groupindex)) == (*made[1:], names)
    return (*made, names) if is_same else None


KEPT_PATTERNS = KeptPatterns()
"""Those of this process; nothing is kept unless `begin` was called."""


def compiled(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return a compiled pattern of the program or its rules, from an earlier run if kept there."""
    return KEPT_PATTERNS.compiled(source, flags)
