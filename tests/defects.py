"""Defects put into real sheets at random places, for the tests of fixes."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import NamedTuple

_ENTRY = re.compile(r"(?P<lead> *(?:- )?)(?P<key>[^\s:：#]+): (?P<value>[^|\s#].*)")
_PROSE = ("内容", "事務事業名称", "組織の役割")
_FLAGS = {"○": ("〇", "o", "◯"), "×": ("x", "X", "✕")}
_WIDE_DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
_KATAKANA = {"サービス": "ｻｰﾋﾞｽ", "ホームページ": "ﾎｰﾑﾍﾟｰｼﾞ", "イベント": "ｲﾍﾞﾝﾄ", "アート": "ｱｰﾄ"}

Change = Callable[[str, random.Random], str | None]


def _same(line: str, rng: random.Random) -> str | None:
    del rng
    return line


class Defect(NamedTuple):
    """One way to spoil a line, and what the fix makes of it: as a rule, the very same line."""

    name: str
    spoil: Change
    right: Change = _same


def _separator(new: str) -> Change:
    def spoil(line: str, rng: random.Random) -> str | None:
        del rng
        match = _ENTRY.fullmatch(line)
        return match and f"{match['lead']}{match['key']}{new}{match['value']}"

    return spoil


def _value(new: str) -> Change:
    def spoil(line: str, rng: random.Random) -> str | None:
        del rng
        match = _ENTRY.fullmatch(line)
        if match is None or match["key"] not in _PROSE or match["value"][0] in "[\"'":
            return None
        return f"{match['lead']}{match['key']}: {new.format(match['value'])}"

    return spoil


def _indent(new: str) -> Change:
    def spoil(line: str, rng: random.Random) -> str | None:
        body = line.lstrip(" ")
        steps = (len(line) - len(body)) // 2
        if not steps or (_ENTRY.fullmatch(line) is None and not body.endswith(":")):
            return None
        spoilt = rng.randint(1, steps)
        return "  " * (steps - spoilt) + new * spoilt + body

    return spoil


def _flag(line: str, rng: random.Random) -> str | None:
    body, _, value = line.rpartition("有無: ")
    return f"{body}有無: {rng.choice(_FLAGS[value])}" if body and value in _FLAGS else None


def _joined(line: str, rng: random.Random) -> str | None:
    if "計画関連No.: [①, ②" not in line:
        return None
    return line.replace("①, ②", rng.choice(["①②", "①、②", "②, ①", '"①・②"']))


def _wide_date(line: str, rng: random.Random) -> str | None:
    del rng
    match = re.fullmatch(r"( *(?:- )?時期: )([0-9]{1,2}月)", line)
    return match and match[1] + match[2].translate(_WIDE_DIGITS)


def _half_katakana(line: str, rng: random.Random) -> str | None:
    words = [word for word in _KATAKANA if word in line]
    if not words:
        return None
    word = rng.choice(words)
    return line.replace(word, _KATAKANA[word], 1)


def _replacing(old: str, new: str) -> Change:
    def spoil(line: str, rng: random.Random) -> str | None:
        del rng
        return re.sub(old, new, line, count=1)

    return spoil


DEFECTS = (
    Defect("full-width colon", _separator("：")),
    Defect("full-width colon and space", _separator("：　")),
    Defect("no space", _separator(":")),
    Defect("full-width space", _separator(":　")),
    Defect("tab", _indent("\t")),
    Defect("full-width indentation", _indent("　")),
    Defect("flag", _flag),
    Defect("numbers", _joined),
    Defect("date", _wide_date),
    Defect("half-width katakana", _half_katakana),
    Defect("colon in value", _value("注記: {}"), _value('"注記: {}"')),
    Defect("reserved start", _value("@{}"), _value('"@{}"')),
    Defect("unquoted", _value("2023-09-30"), _value('"2023-09-30"')),
    Defect("unclosed quote", _value('"{}'), _value('"{}"')),
    Defect("bad escape", _value('"\\課{}"'), _value('"\\\\課{}"')),
    Defect("unclosed bracket", _replacing(r"\]$", "")),
    Defect("joined people", _replacing("(?<=担当: )(.*), ", r"\1、")),
    Defect("key", _replacing("達成基準:", "達成基準準:")),
    Defect("flag word", _replacing("有無: ○$", "有無: 有")),
    Defect("particle", _replacing("(?<=[一-龠])の(?=[一-龠][^:]*$)", "のの")),
)


class Spoilt(NamedTuple):
    """A sheet with defects: its bytes, the numbers (from 0) of the spoilt lines, their defects."""

    data: bytes
    lines: dict[int, Defect]


def with_comments(text: str, rng: random.Random) -> str:
    """Return a sheet with comments on lines of their own and beside values."""
    lines: list[str] = []
    for line in text.split("\n"):
        match = _ENTRY.fullmatch(line)
        if match and rng.random() < 0.05:
            lines.append(" " * len(match["lead"].replace("- ", "")) + f"# 注{len(lines)}：確認済")
        lines.append(line)
    return "\n".join(lines)


def spoil(text: str, count: int, rng: random.Random) -> Spoilt:
    """Return a sheet's text with at most `count` defects, with LF or CRLF, perhaps with a BOM."""
    lines = text.split("\n")
    spoilt: dict[int, Defect] = {}
    for _ in range(count):
        defect = rng.choice(DEFECTS)
        places = list(range(len(lines)))
        rng.shuffle(places)
        for place in places:
            line = None if place in spoilt else defect.spoil(lines[place], rng)
            if line is not None and line != lines[place]:
                lines[place] = line
                spoilt[place] = defect
                break
    end = rng.choice(["\n", "\n", "\r\n"])
    data = end.join(lines).encode()
    return Spoilt((b"\xef\xbb\xbf" if rng.random() < 0.2 else b"") + data, spoilt)
