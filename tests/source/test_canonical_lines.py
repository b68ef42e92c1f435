"""The reader of canonical lines: what it reads it reads as the parser of YAML does."""

from __future__ import annotations

import operator
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from each_row import each_row
from hypothesis import given
from hypothesis import strategies as st

from orgsheet.source import Document, Mapping, Node, Sequence, parse
from orgsheet.source.canonical_lines import read_canonical

ROOT = Path(__file__).parents[2]
REAL = sorted([*ROOT.glob("sheets/**/*.yaml"), *ROOT.glob("schema/forms/*.yaml")])
NAMES: set[str] = set()
TEXTS = [path.read_text(encoding="utf-8") for path in REAL]

# What a person types in the wrong place, and what means something to YAML.
PIECES = [
    "\n", " ", "  ", ": ", ":", "- ", "-", "- - ", "#", " #", "|", "|-", "|+", ">", "[", "]", "{",
    "}", "[a, b]", "[]", "{}", "{a: b}", "'", '"', '""', "''x", "\\n", "&a ", "*a", "!t ", "%", "@",
    "?", "? ", "~", "null", "true", "12", "-3", "0.5", "012", "　", "：", "a: b", "\n- x\n",
    "\nk:\n", "\nk: |\n  文\n\n", "\n# 注\n", "\n---\n", "...\n", "<<<<<<< x\n", "あ", "①", "○",
    "、", "【記入】", "[【記入】]",
    "\u00a0", "𠮷", "\r", "\t", "_", "(", "）", "\n      - y\n", "\n    z: 1\n",
]  # fmt: skip


def outline(node: Node | None) -> Iterator[tuple[Any, ...]]:
    """Yield all that a tree holds, node by node."""
    if node is None:
        return
    parent = node.parent and (type(node.parent), node.parent.start)
    kind, flow = type(node), getattr(node, "flow", None)
    yield kind, node.start, node.end, node.step, parent, flow
    if isinstance(node, Mapping):
        yield tuple(map(str, node.key_places)), tuple(node.entries)
        for one in (*node.keys.values(), *node.entries.values()):
            yield from outline(one)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from outline(item)
    else:
        value = getattr(node, "value", None)
        yield type(value), value, getattr(node, "text", None), getattr(node, "style", None)


def answers(text: str) -> list[Document]:
    """Return what `parse` gives with the reader of lines, and without it."""
    data = text.encode()
    with pytest.MonkeyPatch.context() as patch:
        found = [parse(data, "a.yaml")]
        # The package has a function of that name, too.
        patch.setattr(sys.modules["orgsheet.source.parse"], "read_canonical", lambda *_: None)
        return [*found, parse(data, "a.yaml")]


def check_same(text: str) -> None:
    """Both give the same tree to the last offset, and the same problems."""
    one, other = answers(text)
    assert list(outline(one.root)) == list(outline(other.root))
    assert one.problems == other.problems


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """Return some lines of a real file, with a few things put in, taken out or moved."""
    lines = draw(st.sampled_from(TEXTS)).split("\n")
    first = draw(st.integers(0, len(lines) - 1))
    lines = lines[first : first + draw(st.integers(1, 14))]
    spare = min((len(one) - len(one.lstrip(" ")) for one in lines if one.strip()), default=0)
    if draw(st.booleans()):
        lines = [one[spare:] for one in lines]
    if draw(st.booleans()):
        number = draw(st.integers(0, len(lines) - 1))
        lines[number] = " " * draw(st.integers(0, 8)) + lines[number].lstrip(" ")
    text = "\n".join(lines) + draw(st.sampled_from(["\n", "\n", "\n", "", "\n\n"]))
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(PIECES)) + text[at + draw(st.integers(0, 2)) :]
    return text


@given(damaged())
def test_what_it_reads_it_reads_as_yaml(text: str) -> None:
    """Damaged lines of real files give the same tree and problems with and without it."""
    check_same(text)


@given(st.lists(st.sampled_from(["k: v\n", "- ", "  ", "k:\n", "a", *PIECES]), max_size=14))
def test_made_up_lines_are_read_as_yaml(pieces: list[str]) -> None:
    """So do lines put together at random."""
    check_same("".join(pieces))


@each_row("name, text", [(path.name, text) for path, text in zip(REAL, TEXTS, strict=True)])
def test_every_file_of_ours_is_read_by_it(name: str, text: str) -> None:
    """The sheets, registers and packaged forms are canonical: no other reader is loaded."""
    assert read_canonical(text, [], NAMES.add) is not None, name
    check_same(text)


def test_a_sheet_that_is_still_to_be_filled_in_is_read_by_it() -> None:
    """The marks that a new year begins with, also in brackets, are canonical."""
    text = (
        "担当: [【記入】]\n目標:\n  - {名: 【記入】何か, 値: [【記入】, a]}\n裁量: 【記入】○か×\n"
    )
    assert read_canonical(text, [], NAMES.add) is not None
    check_same(text)


def test_positions_of_two_files_are_the_same_numbers_in_memory() -> None:
    """A city's files do not fill the memory with numbers: a place is one number for all of them."""
    text = "".join(
        f"項目{number}:\n  - 名称: 事業{number}\n    一覧: [あ, い]\n" for number in range(99)
    )
    places = [
        [place for node in _nodes(parse(text.encode(), name).root) for place in node]
        for name in ("a.yaml", "b.yaml")
    ]
    assert all(map(operator.is_, *places))
    assert max(places[0]) > 1_000


def _nodes(root: Node | None) -> Iterator[tuple[Any, ...]]:
    """Yield the places that each node of a tree holds."""
    assert root is not None
    for node in root.walk():
        yield node.start, node.end, *getattr(node, "key_places", ())


@each_row(
    "name, text",
    [
        ("値の続き", "a: b\n  c\n"),
        ("値の下の行", "a: b\n  - c\n"),
        ("深すぎる", "".join(f"{' ' * n}a:\n" for n in range(70))),
        ("同じ見出し", "a: b\na: c\n"),
        ("数の見出し", "1: b\n"),
        ("かっこの中のコロン", "a: [b: c]\n"),
        ("最後のコンマ", "a: [b, ]\n"),
        ("文の終わりの空白", "a: |\n  b \n"),
        ("文の初めの空行", "a: |\n\n  b\n"),
        ("引用符の後", "a: 'b' c\n"),
        ("空白二つ", "a:  b\n"),
        ("改行で終わらない", "a: b"),
        ("タブ", "a: b\tc\n"),
        ("字下げの戻り", "a:\n    b: c\n  d: e\n"),
        ("同じ深さの一覧", "a:\n- b\n"),
        ("何もない", ""),
    ],
)
def test_it_leaves_other_layouts_alone(name: str, text: str) -> None:
    """What is laid out otherwise, or is a mistake, is read by the parser of YAML alone."""
    assert read_canonical(text, [], NAMES.add) is None, name
    check_same(text)
