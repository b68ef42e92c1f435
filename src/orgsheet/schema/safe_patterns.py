"""Patterns that mean the same in every editor and can never make the check hang."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from orgsheet.japanese.lazy_patterns import pattern

MAX_LENGTH = 200
"""Characters in a pattern; also bounds how deep groups can nest."""
MAX_CHOICES = 256
"""Ways a pattern may try at one place, counted over its variable quantifiers and alternatives."""
MAX_REPEAT = 100

_SYNTAX = frozenset("^$\\.*+?()[]{}|/")
_CONTROL = {"n": "\n", "r": "\r", "t": "\t"}
_QUANTIFIER = pattern(r"\{([0-9]{1,3})(,([0-9]{0,3}))?\}")
_HEX = pattern(r"u([0-9A-Fa-f]{4})")


class UnsafePatternError(ValueError):
    """A pattern outside the subset; the text says why, in Japanese."""


class _Part(NamedTuple):
    source: str
    choices: int = 1
    unbounded: bool = False
    quantified: bool = False


@lru_cache(maxsize=256)
def compile_pattern(pattern: str) -> re.Pattern[str]:
    r"""Compile a JSON Schema pattern of the safe subset; use it with `search`.

    The subset is what Python and ECMAScript (with the `u` flag) read alike: literal characters,
    `[...]` and `[^...]` with characters and ranges, groups `(...)` and `(?:...)` with `|`, the
    anchors `^` and `$`, the quantifiers `? * + {n} {m,n} {m,}`, and the escapes of syntax
    characters, `\n`, `\r`, `\t` and `\uXXXX`. There is no `.`, no class such as `\d`, no
    look-around and no back reference.
    `$` means the very end, as in ECMAScript: Python's own `$` would also match before a final
    line feed.

    Matching takes time proportional to the text: only `?` may follow something that holds a
    quantifier, at most one quantifier on a path is unbounded, a pattern with an unbounded
    quantifier begins with `^`, and the ways to try are at most `MAX_CHOICES`.

    Raises:
        UnsafePatternError: the pattern is outside this subset.
    """
    if len(pattern) > MAX_LENGTH:
        raise UnsafePatternError(f"パターンは{MAX_LENGTH}文字までです")
    reader = _Reader(pattern)
    branches = reader.alternatives()
    if reader.at < len(pattern):
        raise UnsafePatternError("「)」に対応する「(」がありません")
    if any(part.unbounded and not part.source.startswith("^") for part in branches):
        raise UnsafePatternError("「*」「+」を使うパターンは「^」で始めます")
    return re.compile(_either(branches).source)


def _either(branches: list[_Part]) -> _Part:
    """Join alternatives."""
    return _Part(
        "|".join(part.source for part in branches),
        _limited(sum(part.choices for part in branches)),
        any(part.unbounded for part in branches),
        any(part.quantified for part in branches),
    )


def _limited(choices: int) -> int:
    if choices > MAX_CHOICES:
        raise UnsafePatternError("くり返しや選択肢の組合せが多すぎます")
    return choices


class _Reader:
    """Reads a pattern from left to right and writes the Python pattern that means the same."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def _next(self) -> str:
        if self.at >= len(self.pattern):
            raise UnsafePatternError("パターンが途中で終わっています")
        self.at += 1
        return self.pattern[self.at - 1]

    def alternatives(self) -> list[_Part]:
        branches = [self._sequence()]
        while self.pattern.startswith("|", self.at):
            self.at += 1
            branches.append(self._sequence())
        return branches

    def _sequence(self) -> _Part:
        source, choices, unbounded, quantified = [], 1, False, False
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            part = self._quantified(self._atom())
            if part.unbounded and unbounded:
                raise UnsafePatternError("上限のないくり返し（* + など）は1つまでです")
            source.append(part.source)
            choices = _limited(choices * part.choices)
            unbounded |= part.unbounded
            quantified |= part.quantified
        return _Part("".join(source), choices, unbounded, quantified)

    def _atom(self) -> _Part:
        char = self._next()
        if char == "^":
            return _Part("^")
        if char == "$":
            return _Part(r"\Z")
        if char == "(":
            return self._group()
        if char == "[":
            return _Part(self._class())
        if char == "\\":
            return _Part(re.escape(self._escaped()))
        if char in _SYNTAX and char != "/":
            raise UnsafePatternError(f"ここには「{char}」を書けません")
        return _Part(re.escape(char))

    def _group(self) -> _Part:
        if self.pattern.startswith("?:", self.at):
            self.at += 2
        elif self.pattern.startswith("?", self.at):
            raise UnsafePatternError("先読み・後読みや名前つきのグループは使えません")
        inner = _either(self.alternatives())
        if not self.pattern.startswith(")", self.at):
            raise UnsafePatternError("「(」が閉じていません")
        self.at += 1
        return _Part(f"(?:{inner.source})", inner.choices, inner.unbounded, inner.quantified)

    def _class(self) -> str:
        negated = self.pattern.startswith("^", self.at)
        self.at += negated
        items: list[str] = []
        while not self.pattern.startswith("]", self.at):
            first = self._member()
            if self.pattern.startswith("-", self.at) and not self.pattern.startswith("-]", self.at):
                self.at += 1
                last = self._member()
                if last < first:
                    raise UnsafePatternError(f"範囲「{first}-{last}」の順が逆です")
                items.append(f"{re.escape(first)}-{re.escape(last)}")
            else:
                items.append(re.escape(first))
        self.at += 1
        if not items:
            raise UnsafePatternError("「[ ]」の中が空です")
        return f"[{'^' * negated}{''.join(items)}]"

    def _member(self) -> str:
        char = self._next()
        if char == "\\":
            return self._escaped(also="-")
        if char == "[":
            raise UnsafePatternError("「[ ]」の中の「[」は「\\[」と書きます")
        return char

    def _escaped(self, also: str = "") -> str:
        char = self._next()
        if char in _SYNTAX or char in also:
            return char
        if char in _CONTROL:
            return _CONTROL[char]
        code = _HEX.match(self.pattern, self.at - 1)
        if code and not 0xD800 <= int(code[1], 16) <= 0xDFFF:  # noqa: PLR2004 - surrogates
            self.at = code.end()
            return chr(int(code[1], 16))
        raise UnsafePatternError(f"「\\{char}」は使えません")

    def _quantified(self, part: _Part) -> _Part:
        sign = self.pattern[self.at : self.at + 1]
        if sign not in {"?", "*", "+", "{"}:
            return part
        if part.source in {"^", r"\Z"}:
            raise UnsafePatternError("「^」「$」はくり返せません")
        least, most = self._bounds(sign)
        if self.pattern[self.at : self.at + 1] in {"?", "*", "+", "{"}:
            raise UnsafePatternError("くり返しの記号は続けて書けません")
        source = f"{part.source}{{{least},{'' if most is None else most}}}"
        if (least, most) == (0, 1):
            return _Part(source, _limited(part.choices + 1), part.unbounded, quantified=True)
        if part.quantified:
            raise UnsafePatternError("くり返しの中でくり返すことはできません")
        if most is None:
            if part.choices > 1:
                raise UnsafePatternError("選択肢を上限なくくり返すことはできません")
            return _Part(source, 1, unbounded=True, quantified=True)
        choices = 0
        for count in range(least, most + 1):
            choices = _limited(choices + part.choices**count)
        return _Part(source, choices, quantified=True)

    def _bounds(self, sign: str) -> tuple[int, int | None]:
        if sign != "{":
            self.at += 1
            return (1, None) if sign == "+" else (0, 1 if sign == "?" else None)
        match = _QUANTIFIER.match(self.pattern, self.at)
        if match is None:
            raise UnsafePatternError("「{ }」には回数を書きます")
        self.at = match.end()
        least = int(match[1])
        most = least if match[2] is None else int(match[3]) if match[3] else None
        if least > MAX_REPEAT or (most is not None and not least <= most <= MAX_REPEAT):
            raise UnsafePatternError(f"くり返しの回数は{MAX_REPEAT}までで、少ない数を先に書きます")
        return least, most
