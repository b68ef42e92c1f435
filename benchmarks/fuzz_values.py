"""Odd values, as YAML, and the places of a file to put them in: for the fuzz harness and tests."""

from __future__ import annotations

from typing import NamedTuple

from orgsheet.source import Mapping, Node, Scalar, Sequence, parse

_HUGE = 70_000
_DIGITS = "9" * 5000
"""More digits than `int` reads."""

VALUES = (
    *(
        "",
        "~",
        "null",
        "true",
        "false",
        "yes",
        "0",
        "-1",
        "5",
        "13",
        "45200",
        "2023",
        "-0.0",
        "1.5",
    ),
    *(
        "1e400",
        ".inf",
        "-.inf",
        ".nan",
        "0x10",
        "0o17",
        "012",
        "1_000",
        "12:30",
        "9" * 18,
        "9" * 40,
    ),
    *("2023-04-01", "2023-04-01T00:00:00Z", "R5", "R0", "令和99年度", "9999年度", "令和元年度"),
    *("[]", "[○]", "[[]]", "[[[a]]]", "[~]", "[1, 2]", "[{}]", "['', '　']", "[、]", "[a, a]"),
    *("{}", "{a: 1}", "{○: ×}", "{時期: 4月}", "{内容: [a]}", "{'': ''}", "{1: 2}", "{? [a] : b}"),
    *(
        "、",
        "・",
        "：",
        "　",
        "'|'",
        "'-'",
        "''",
        '""',
        '" "',
        "'。'",
        "「",
        "」",
        "【】",
        "【記入】",
    ),
    *(
        r'"\n"',
        r'"\n\n、\n"',
        r'"\u200b"',
        r'"\0"',
        r'"\x1b[31m"',
        r'"\ud800"',
        r'"\u2028"',
        r'"\r"',
    ),
    *("①", "②③", "５", "²", "٣", "Ⅴ", "一", "十百", "①²", "第²期", "𠮷野家", "👨‍👩‍👧", "é", "ｱ"),
    *("4月", "13月", "4月～", "～", "令和5年4月31日", "３月３２日", "年²回", "毎月0回", "前年度"),
    *("全員", "[全員, 全員]", "見本事業の", "豊かなところを育むまちづくり", "見本市未来プラン2020"),
    *(f"第{_DIGITS}期計画", f"令和{_DIGITS}年", f"{_DIGITS}月", f"{_DIGITS}人", f"[{_DIGITS}]"),
    *("あ" * _HUGE, "'" + "（" * 20_000 + "'", "ア" * 20_000, "a" * 20_000 + "b", "、" * 20_000),
    *(
        "*a",
        "&a b",
        "!x y",
        "<<",
        "=1+1",
        "'@user #1'",
        "'::error::x'",
        "'##[error]x'",
        "'<b>&amp;'",
    ),
)
"""Values of every kind: nothing, words, numbers, dates, lists, mappings, marks, huge and near."""


class Place(NamedTuple):
    """Where a value or a key stands in a text (offsets from 0, end exclusive), and its name."""

    start: int
    end: int
    name: str


def places(data: bytes, path: str = "x.yaml") -> list[Place]:
    """Return every value and every key of a readable file, in the order of the text."""
    document = parse(data, path)
    found: list[Place] = []
    pending: list[Node] = [] if document.root is None else [document.root]
    while pending:
        node = pending.pop()
        found.append(Place(node.start, node.end, node.pointer()))
        if isinstance(node, Mapping):
            found += [Place(k.start, k.end, f"{k.pointer()} (key)") for k in node.keys.values()]
            pending += node.entries.values()
        elif isinstance(node, Sequence):
            pending += node.items
        else:
            assert isinstance(node, Scalar), "there are three kinds of nodes"
    return sorted(found)


def put(data: bytes, place: Place, value: str) -> bytes:
    """Return the bytes of a file with a value, as YAML, in one place."""
    text = data.decode()
    # A value that is not written stands right behind its colon.
    gap = " " if place.start == place.end else ""
    return f"{text[: place.start]}{gap}{value}{text[place.end :]}".encode()
