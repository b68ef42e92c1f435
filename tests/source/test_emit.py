"""The canonical YAML writer: every reader gets back exactly what was written."""

from __future__ import annotations

import re
import string
from typing import Any

import pytest
import yaml
from each_row import each_row
from hypothesis import given, settings
from hypothesis import strategies as st
from random_runs import runs
from ruamel.yaml import YAML

from orgsheet.source import Plain, parse
from orgsheet.source.emit import MAX_KEY, emit, emit_scalar, needs_quotes, quote

HAZARDS = [
    "",
    "~",
    "null",
    "Yes",
    "n",
    "off",
    "true",
    "012",
    "0o17",
    "0x1F",
    "1_000",
    "1e3",
    ".5",
    "+1",
    "-",
    "- a",
    "-1",
    "12:30",
    "190:20:30",
    "2024-04-01",
    "2024-04-01 12:30:00",
    ".inf",
    ".nan",
    "<<",
    "=",
    "...",
    "---",
    "a: b",
    "a:",
    "a:b",
    "区分：甲",
    "区分:\u3000甲",
    "a #b",
    "#a",
    " a",
    "a ",
    "a\tb",
    "　字下げ",
    "a\u0085b",
    "a\u2028b",
    "\ufeffa",
    "\x07",
    "\x7f",
    "@担当",
    "`x`",
    "%",
    "&a",
    "*a",
    "!a",
    "|",
    ">",
    "'a'",
    '"a"',
    "[a]",
    "{a}",
    "? a",
    "a\nb",
    "a\nb\n",
    "a\n\n",
    " a\nb\n",
    "\na\n",
    "\n",
    " \n",
    "a\n \n",
    "a\n---\n#b\n",
    "a\tb\nc",
    "\\n",
    "𠮷と👪",
]
PLAIN = [
    "R5",
    "①",
    "○",
    "×",
    "政策推進部",
    "自主・自律、未来をひらくまちづくり",
    "7月～8月",
    "(仮)市民意見交換会実施",
    "アートアンブレラ&JOBANポストカード アートコンテスト",
    "3密を避ける",
    "a#b",
    "令和5年度",
]

_CHARS = st.characters(codec="utf-8") | st.sampled_from(" \n\t:#-・　\u0085\u2028\r|\"'")
_TEXTS = st.text(_CHARS, max_size=12) | st.sampled_from(HAZARDS + PLAIN)
_LEAVES = (
    _TEXTS
    | st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(-1e6, 1e6).map(lambda number: round(number, 3) + 0.0)
)
_KEYS = st.sampled_from(["組織目標", "担当", "行動アクション"]) | st.text(_CHARS, max_size=8)


def _nest(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3)


_SHEETS = st.dictionaries(_KEYS, st.recursive(_LEAVES, _nest, max_leaves=8), max_size=4)


def _strings(data: Plain) -> Plain:
    """Return the data with its strings only: YAML 1.1 may read other scalars its own way."""
    if isinstance(data, dict):
        return {key: _strings(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_strings(value) for value in data]
    return data if isinstance(data, str) else None


@pytest.mark.slow
@settings(max_examples=runs(150), deadline=None)
@given(_SHEETS)
def test_reads_back(data: dict[str, Any]) -> None:
    """Both parsers of ruamel.yaml and our own give back exactly what was emitted."""
    text = emit(data, header="# 見出し")

    assert YAML(typ="safe", pure=True).load(text) == data
    assert YAML(typ="safe").load(text) == data
    document = parse(text.encode(), "sheet.yaml")
    assert document.root is not None
    assert document.root.data() == data


@pytest.mark.slow
@settings(max_examples=runs(150), deadline=None)
@given(_SHEETS)
def test_old_readers(data: dict[str, Any]) -> None:
    """A YAML 1.1 reader takes every string for that same string and nothing else for one."""
    assert _strings(yaml.safe_load(emit(data))) == _strings(data)


@settings(max_examples=runs(100), deadline=None)
@given(_SHEETS)
def test_canonical(data: dict[str, Any]) -> None:
    """Emitting what was read from emitted text changes no byte."""
    text = emit(data)

    assert emit(YAML(typ="safe").load(text)) == text


@pytest.mark.parametrize("value", HAZARDS + PLAIN)
@pytest.mark.parametrize("key", ["組織目標", "項目"])
def test_hazard_strings(key: str, value: str) -> None:
    """A string that looks like something else survives old and new readers, alone and in lists."""
    data = {key: value, "担当": [value, value], "達成基準": [value]}
    text = emit(data)

    assert yaml.safe_load(text) == data
    assert YAML(typ="safe").load(text) == data


@each_row("value", PLAIN)
def test_plain(value: str) -> None:
    """Ordinary Japanese text needs no quotes."""
    assert not needs_quotes(value)
    assert emit_scalar(value, 0) == value


def test_form() -> None:
    """The canonical form: blocks for prose, one-line lists for names, two spaces a level."""
    data = {
        "年度": "R5",
        "組織目標": "一行目。\n\n二行目。\n",
        "組織目標と計画等との関連": {"①": ["自主・自律"], "③": []},
        "組織が果たす役割": [
            {"事務事業名称": "統計", "計画関連No.": ["①", "②"], "担当": ["中川", "長沼"]}
        ],
        "今年度の重点事業": [
            {
                "項目": "・甲\n・乙\n",
                "行動アクション": "行う。\n",
                "目標期限": [{"時期": "12:30", "内容": "会議: 第1回"}],
            }
        ],
    }

    assert emit(data, header="# 様式") == (
        "# 様式\n"
        "年度: R5\n"
        "組織目標: |\n"
        "  一行目。\n"
        "\n"
        "  二行目。\n"
        "組織目標と計画等との関連:\n"
        "  ①:\n"
        "    - 自主・自律\n"
        "  ③: []\n"
        "組織が果たす役割:\n"
        "  - 事務事業名称: 統計\n"
        "    計画関連No.: [①, ②]\n"
        "    担当: [中川, 長沼]\n"
        "今年度の重点事業:\n"
        "  - 項目: |\n"
        "      ・甲\n"
        "      ・乙\n"
        "    行動アクション: |\n"
        "      行う。\n"
        "    目標期限:\n"
        '      - 時期: "12:30"\n'
        '        内容: "会議: 第1回"\n'
    )


def test_minimal_escapes() -> None:
    """Quoting shows Japanese as it is and escapes only what cannot be seen."""
    assert quote('予算: "3"件\\\t\u2028\ufeff\x01') == '"予算: \\"3\\"件\\\\\\t\\u2028\\uFEFF\\x01"'
    printable = "あ漢Ａ～〜・　" + string.ascii_letters
    assert quote(printable) == f'"{printable}"'


def test_long_key() -> None:
    """A key longer than a parser looks ahead is refused instead of written unreadably."""
    assert YAML(typ="safe").load(emit({"あ" * MAX_KEY: "い"})) == {"あ" * MAX_KEY: "い"}
    with pytest.raises(ValueError, match="1001 characters, more than 1000"):
        emit({"あ" * (MAX_KEY + 1): "い"})


@each_row(
    ("value", "written"),
    [
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-12, "-12"),
        (1.5, "1.5"),
        (1e16, "1.0e+16"),
        (1.5e16, "1.5e+16"),
        (1e-7, "1.0e-07"),
        (float("inf"), ".inf"),
        (float("-inf"), "-.inf"),
        (float("nan"), ".nan"),
        ("甲", "甲"),
        ("", '""'),
        (" 甲", '" 甲"'),
        ("甲\u3000", '"甲\u3000"'),
        *((f"{mark}甲", f'"{mark}甲"') for mark in "-?:,[]{}#&*!|>'%@`=<~"),
        ("甲'#&*!|>%@`=<~-?,[]{}", "甲'#&*!|>%@`=<~-?,[]{}"),
        ("甲:乙", '"甲:乙"'),
        ("甲：乙", '"甲：乙"'),
        ("甲 #乙", '"甲 #乙"'),
        ("甲#乙", "甲#乙"),
        ("甲\t乙", '"甲\\t乙"'),
        ("甲\r乙", '"甲\\r乙"'),
        ("甲\0乙", '"甲\\0乙"'),
        ("甲\x85乙", '"甲\\x85乙"'),
        ("甲\u2028乙", '"甲\\u2028乙"'),
        ('"甲"', '"\\"甲\\""'),
        ("12", '"12"'),
        ("12:30", '"12:30"'),
        ("1 2", '"1 2"'),
        ("12月", "12月"),
        ("+甲", '"+甲"'),
        (".甲", '".甲"'),
        ("y", '"y"'),
        ("NO", '"NO"'),
        ("甲\n乙", "|-\n  甲\n  乙"),
        ("甲\n\n乙\n", "|\n  甲\n\n  乙"),
        ("甲\n\n", "|+\n  甲\n"),
        ("甲\n\n\n", "|+\n  甲\n\n"),
        (" 甲\n乙\n", "|2\n   甲\n  乙"),
        ("\n甲", '"\\n甲"'),
        ("甲\t乙\n丙", '"甲\\t乙\\n丙"'),
        ("甲\x07\n丙", '"甲\\x07\\n丙"'),
        ({}, "{}"),
        ([], "[]"),
    ],
)
def test_a_value_has_one_spelling(value: Plain, written: str) -> None:
    """A value is written in the one way that every reader takes for it, quoted only if need be."""
    assert emit({"項": value}) == f"項: {written}\n"
    deeper = re.sub(r"\n(?=.)", "\n  ", written)
    assert emit({"表": [value]}) == f"表:\n  - {deeper}\n"


@each_row(
    ("value", "written"),
    [
        ("行う。", "|-\n  行う。"),
        ("行う。\n", "|\n  行う。"),
        ("", '""'),
        ("\n行う。", '"\\n行う。"'),
        ("行\tう", '"行\\tう"'),
        ("行\x07う", '"行\\x07う"'),
        ("yes", "|-\n  yes"),
        (" 行う", "|2-\n   行う"),
        (5, "5"),
        ({}, "{}"),
    ],
)
def test_prose_stands_below_its_key(value: Plain, written: str) -> None:
    """The long texts of the form stand as blocks wherever a block can hold them."""
    assert emit({"組織目標": value}) == f"組織目標: {written}\n"


@each_row(
    ("items", "written"),
    [
        (["甲", "乙"], " [甲, 乙]"),
        (["甲,乙", "[甲", "甲]", "{甲", "甲}"], ' ["甲,乙", "[甲", "甲]", "{甲", "甲}"]'),
        (["甲{乙}", "甲?", "甲#乙"], ' ["甲{乙}", "甲?", "甲#乙"]'),
        (["甲\n乙"], ' ["甲\\n乙"]'),
        (["甲", 5, None, True], " [甲, 5, null, true]"),
        (["甲", ["乙"]], "\n  - 甲\n  - - 乙"),
        (["甲", {"乙": 1}], "\n  - 甲\n  - 乙: 1"),
        (["甲", {}], "\n  - 甲\n  - {}"),
        ([], " []"),
    ],
)
def test_short_lists_stand_on_one_line(items: list[Plain], written: str) -> None:
    """Lists that the form has on one line stand so, with quotes where a comma would cut them."""
    assert emit({"担当": items}) == f"担当:{written}\n"


def test_what_is_nested_is_indented_by_two() -> None:
    """Lists in lists and mappings in lists begin on the line of their dash, two spaces a level."""
    data = {"甲": {"乙": {}, "丙": [[], {}, ["丁", ["戊"]], [{"己": ["庚"], "yes": 1}]]}}
    assert emit(data) == (
        "甲:\n  乙: {}\n  丙:\n    - []\n    - {}\n    - - 丁\n      - - 戊\n"
        '    - - 己:\n          - 庚\n        "yes": 1\n'
    )
    assert emit({}) == "{}\n"
    assert emit({}, header="# 様式") == "# 様式\n{}\n"
