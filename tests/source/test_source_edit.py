"""Edits: only what was meant changes."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from each_row import each_row
from hypothesis import assume, given
from hypothesis import strategies as st
from messy_documents import messy_documents

from orgsheet.source import (
    Document,
    EditRefused,
    Mapping,
    Node,
    Plain,
    Scalar,
    Sequence,
    TextEdit,
    apply_edits,
    find_comments,
    insert_entry,
    parse,
    remove_item,
    rename_key,
    replace_scalar,
)

EDITS: dict[str, list[list[Any]]] = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "edits.yaml").read_bytes()
)
NEW_TEXTS = [
    "R6", "令和6年度", "5", "true", "", " ", "a: b", "# x", "it's", 'say "x"', "-", "[a",
    "12:30", "一\n二\n", "一\n二", "一\n\n\n二\n", "一\n二\n\n", "  深い\n一\n", "一\n  深い\n",
    "\t", "\n", "x ", "\x1b", "一\n  ", "  \n",
]  # fmt: skip


def node_at(document: Document, *steps: str | int) -> Node:
    """Return the value that the steps lead to."""
    node = document.root
    for step in steps:
        if isinstance(node, Sequence) and isinstance(step, int):
            node = node.items[step]
        elif isinstance(node, Mapping) and isinstance(step, str):
            node = node.entries[step]
    assert node is not None
    return node


def scalar_at(document: Document, *steps: str | int) -> Scalar:
    """Return the scalar that the steps lead to."""
    node = node_at(document, *steps)
    assert isinstance(node, Scalar)
    return node


def changed(data: Plain, steps: list[str | int], value: Plain) -> Plain:
    """Return a copy of plain data with one value replaced."""
    if not steps:
        return value
    result = copy.deepcopy(data)
    place = result
    for step in steps[:-1]:
        place = place[step]
    place[steps[-1]] = value
    return result


def spliced(document: Document, edit: TextEdit) -> str:
    """Return the text after one edit."""
    return document.text[: edit.start] + edit.replacement + document.text[edit.end :]


def read(text: str) -> Document:
    """Return a document that has no problem."""
    document = parse(text.encode(), "x")
    assert not document.problems
    return document


@each_row(
    ("before", "new", "after"),
    [
        ("a: x # 注\n", "R6", "a: R6 # 注\n"),
        ("a: x\n", "b: c", 'a: "b: c"\n'),
        ("a: x\n", "5", 'a: "5"\n'),
        ("a: 'x'\n", "it's", "a: 'it''s'\n"),
        ("a: 'x'\n", "一\n二", 'a: "一\\n二"\n'),
        ('a: "x"\n', "y", 'a: "y"\n'),
        ("a:\n", "x", "a: x\n"),
        ("a:   # 注\n", "x", "a: x   # 注\n"),
        ("a: x\n  y\n", "z", "a: z\n"),
        ("a: [x, y]\n", "b, c", 'a: ["b, c", y]\n'),
        ("a: [x, y]\n", "b", "a: [b, y]\n"),
        ("a: {b, c: 1}\n", "x", "a: {b: x, c: 1}\n"),
        ("a: |\n    x\n    y\nb: 1\n", "一\n\n二\n", "a: |\n    一\n\n    二\nb: 1\n"),
        ("a: |- # 注\n  x\nb: 1\n", "一", "a: |- # 注\n  一\nb: 1\n"),
        ("a: |  # 注\n  x\nb: 1\n", "", 'a: ""  # 注\nb: 1\n'),
        ("a: |\n  x\nb: 1\n", "一", "a: |-\n  一\nb: 1\n"),
        ("a: |+\n  x\n\nb: 1\n", "一\n\n", "a: |+\n  一\n\nb: 1\n"),
        ("a: |+\n  x\n\nb: 1\n", "一\n", "a: |\n  一\nb: 1\n"),
        ("a: |\n  x\n", "  深い\n", "a: |2\n    深い\n"),
        ("a: |4\n      x\n", "浅い\n", "a: |\n    浅い\n"),
        ("a: |\n  x", "一\n", "a: |\n  一\n"),
        ("a: >\n  x\n  y\nb: 1\n", "一\n二\n", "a: >\n  一\n\n  二\nb: 1\n"),
        ("a: >\n  x\nb: 1\n", "一\n  二\n", "a: |\n  一\n    二\nb: 1\n"),
        ("a: |\n  　字下げ　\nb: 1\n", "x\n", "a: |\n  x\nb: 1\n"),
        ("- a: |\n    x\n  b: 1\n", "一\n", "- a: |\n    一\n  b: 1\n"),
    ],
)
def test_scalar_keeps_its_style(before: str, new: str, after: str) -> None:
    """A new value is written in the old style where that can hold it, and nothing else moves."""
    document = read(before)
    assert document.root is not None
    scalar = next(node for node in document.root.walk() if isinstance(node, Scalar))
    edit = replace_scalar(document, scalar, new)
    assert spliced(document, edit) == after
    expected = changed(document.root.data(), scalar.steps(), new)
    assert apply_edits(document, [edit], expected) == after.encode()


def test_numbers_and_words_can_be_written() -> None:
    """A value that is no string is written as YAML's word for it."""
    document = read("a: x\nb: '1'\n")
    edits = [
        replace_scalar(document, scalar_at(document, "a"), None),
        replace_scalar(document, scalar_at(document, "b"), new=True),
    ]
    assert apply_edits(document, edits, {"a": None, "b": True}) == b"a: null\nb: true\n"


@given(messy_documents(), st.data(), st.sampled_from(NEW_TEXTS))
def test_replacing_changes_one_value(text: str, data: st.DataObject, new: str) -> None:
    """Any scalar can become any text; every byte outside the splice and every comment stays."""
    document = read(text)
    assert document.root is not None
    scalars = [node for node in document.root.walk() if isinstance(node, Scalar)]
    assume(scalars)
    scalar = data.draw(st.sampled_from(scalars))
    edit = replace_scalar(document, scalar, new)
    expected = changed(document.root.data(), scalar.steps(), new)
    result = apply_edits(document, [edit], expected).decode()
    assert result == spliced(document, edit)
    again = parse(result.encode(), "x")
    assert [one.text for one in find_comments(again)] == [
        one.text for one in find_comments(document)
    ]


@given(messy_documents(), st.data(), st.sampled_from(["新しい", "a: b", "[", "5", "# x"]))
def test_renaming_changes_one_key(text: str, data: st.DataObject, new: str) -> None:
    """Any key can become any text on one line, in its place among the others."""
    document = read(text)
    assert document.root is not None
    mappings = [node for node in document.root.walk() if isinstance(node, Mapping) and node.entries]
    assume(mappings)
    mapping = data.draw(st.sampled_from(mappings))
    old = data.draw(st.sampled_from(sorted(mapping.entries)))
    renamed = {new if key == old else key: node.data() for key, node in mapping.entries.items()}
    expected = changed(document.root.data(), mapping.steps(), renamed)
    result = parse(
        apply_edits(document, [rename_key(document, mapping.keys[old], new)], expected), "x"
    )
    assert list(node_at(result, *mapping.steps()).data()) == list(renamed)


@given(messy_documents(), st.data())
def test_removing_takes_one_entry(text: str, data: st.DataObject) -> None:
    """Any entry can be removed with its own lines, or refused; comments above and below stay."""
    document = read(text)
    assert document.root is not None
    nodes = [node for node in document.root.walk() if node.parent is not None]
    assume(nodes)
    node = data.draw(st.sampled_from(nodes))
    *steps, last = node.steps()
    rest = copy.deepcopy(node_at(document, *steps).data())
    del rest[last]
    try:
        edit = remove_item(document, node)
        result = apply_edits(document, [edit], changed(document.root.data(), steps, rest))
    except EditRefused:
        return
    outside = [
        one.text for one in find_comments(document) if not edit.start <= one.start < edit.end
    ]
    assert [one.text for one in find_comments(parse(result, "x"))] == outside


@given(messy_documents(), st.data(), st.sampled_from(["x", "一\n二\n", ["a", {"b": 1}], {}, None]))
def test_inserting_adds_one_entry(text: str, data: st.DataObject, value: Plain) -> None:
    """An entry can be added behind any other; every comment stays."""
    # A block that ends with the file, without a line end, would gain one.
    assume(text.endswith("\n"))
    document = read(text)
    assert document.root is not None
    mappings = [node for node in document.root.walk() if isinstance(node, Mapping)]
    assume(mappings)
    mapping = data.draw(st.sampled_from(mappings))
    after = data.draw(st.sampled_from([None, *mapping.entries]))
    edit = insert_entry(document, mapping, "追加", value, after)
    expected = changed(document.root.data(), mapping.steps(), {**mapping.data(), "追加": value})
    keys = list(
        node_at(parse(apply_edits(document, [edit], expected), "x"), *mapping.steps()).data()
    )
    assert keys.index("追加") == (len(keys) - 1 if after is None else keys.index(after) + 1)


@each_row(
    ("before", "steps", "after"),
    [
        ("a: 1\nb: 2 # 注\nc: 3\n", ["b"], "a: 1\nc: 3\n"),
        ("a: 1\n# 上\nb: 2\n# 下\nc: 3\n", ["b"], "a: 1\n# 上\n# 下\nc: 3\n"),
        ("a:\n  - x\n  - y\n", ["a", 0], "a:\n  - y\n"),
        ("a:\n  - x\n", ["a", 0], "a: []\n"),
        ("- a: 1\n  b: 2\n", [0, "a"], "- b: 2\n"),
        ("- a: 1\n  # 注\n  b: 2\n", [0, "a"], "-\n  # 注\n  b: 2\n"),
        ("- a: 1\n", [0, "a"], "- {}\n"),
        ("- - x\n  - y\n", [0, 0], "- - y\n"),
        ("a: [x, y, z]\n", ["a", 1], "a: [x, z]\n"),
        ("a: [x, y]\n", ["a", 1], "a: [x]\n"),
        ("a: [x]\n", ["a", 0], "a: []\n"),
        ("a: {b: 1, c: 2}\n", ["a", "b"], "a: {c: 2}\n"),
        ("a: |\n  x\n\nb: 1\n", ["a"], "\nb: 1\n"),
        ("a: |+\n  x\n\nb: 1\n", ["a"], "b: 1\n"),
        ("a: 1\r\nb: 2", ["b"], "a: 1\r\n"),
    ],
)
def test_removing_takes_the_lines_of_an_entry(before: str, steps: list[Plain], after: str) -> None:
    """A removed entry takes its lines and the comment beside it along, nothing else."""
    document = read(before)
    assert spliced(document, remove_item(document, node_at(document, *steps))) == after


@pytest.mark.parametrize(
    ("before", "value", "after_key", "after"),
    [
        ("a: 1 # 注\nb: 2\n", "x", "a", "a: 1 # 注\nk: x\nb: 2\n"),
        ("a: 1\n\n# 末尾\n", "x", None, "a: 1\nk: x\n\n# 末尾\n"),
        ("a: 1", ["x"], None, "a: 1\nk:\n  - x"),
        ("{}\n", ["x", {"b": 1}], None, "{k: [x, {b: 1}]}\n"),
        ("{a: 1, b: 2}\n", "x, y", "a", '{a: 1, k: "x, y", b: 2}\n'),
        ("a: |+\n  x\n\nb: 1\n", "一\n二\n", "a", "a: |+\n  x\n\nk: |\n  一\n  二\nb: 1\n"),
        ("a: 1\r\n", {"b": "x"}, None, "a: 1\r\nk:\r\n  b: x\r\n"),
    ],
)
def test_inserting_writes_canonical_lines(
    before: str, value: Plain, after_key: str | None, after: str
) -> None:
    """A new entry is written in canonical form, with the line ends of the file."""
    document = read(before)
    assert isinstance(document.root, Mapping)
    assert spliced(document, insert_entry(document, document.root, "k", value, after_key)) == after


def test_bytes_outside_stay() -> None:
    """The byte order mark, line ends, odd spaces and a missing final line end survive an edit."""
    document = read("\ufeffa:   1\r\nb:  'x'   # 注 \r\n\r\nc: 3")
    edit = replace_scalar(document, scalar_at(document, "b"), "y")
    expected = {"a": 1, "b": "y", "c": 3}
    assert apply_edits(document, [edit], expected) == (
        "\ufeffa:   1\r\nb:  'y'   # 注 \r\n\r\nc: 3".encode()
    )


@each_row(
    ("edits", "expected"),
    [
        ([TextEdit(3, 4, "2")], {"a": 1}),
        ([TextEdit(3, 4, "1.0")], {"a": 1}),
        ([TextEdit(3, 4, "true")], {"a": 1}),
        ([TextEdit(3, 4, "[")], {"a": 1}),
        ([TextEdit(3, 4, "&x 1")], {"a": 1}),
        ([TextEdit(4, 8, "")], {"a": 1}),
        ([TextEdit(5, 8, "# 別")], {"a": 1}),
        ([TextEdit(4, 4, "\nb: 2")], {"a": 1}),
        ([TextEdit(3, 4, "2"), TextEdit(3, 5, "3")], {"a": 2}),
        ([TextEdit(4, 3, "")], {"a": 1}),
    ],
)
def test_wrong_edits_are_refused(edits: list[TextEdit], expected: Plain) -> None:
    """An edit that means anything else, breaks the file or loses a comment is refused."""
    with pytest.raises(EditRefused, match="書き換え"):
        apply_edits(read("a: 1 # 注\n"), edits, expected)


def test_unreadable_documents_are_not_edited() -> None:
    """A document without a tree is never edited."""
    with pytest.raises(EditRefused, match="書き換えません"):
        apply_edits(parse(b"a: [\n", "x"), [], None)


def test_a_document_with_a_problem_can_be_edited() -> None:
    """A problem that was there before does not stand in the way of an edit elsewhere."""
    document = parse(b"a: 1\na: 2\nb: x\n", "x")
    edit = replace_scalar(document, scalar_at(document, "b"), "z")
    assert apply_edits(document, [edit], {"a": 1, "b": "z"}) == b"a: 1\na: 2\nb: z\n"


@pytest.mark.parametrize(
    ("text", "steps"), [("a: # 注\n  - x\n", ["a", 0]), ("? a\n: 1\n? b\n: 2\n", ["b"])]
)
def test_odd_entries_are_not_removed(text: str, steps: list[Plain]) -> None:
    """Removing what cannot be cut out cleanly is refused."""
    document = read(text)
    with pytest.raises(EditRefused, match="消"):
        remove_item(document, node_at(document, *steps))


def test_root_and_long_keys_are_refused() -> None:
    """The whole file cannot be removed, nor a key written that no parser reads back."""
    document = read("a: 1\n")
    assert isinstance(document.root, Mapping)
    with pytest.raises(EditRefused, match="消せません"):
        remove_item(document, document.root)
    with pytest.raises(EditRefused, match="長すぎる"):
        insert_entry(document, document.root, "あ" * 1100, 1)
    with pytest.raises(KeyError):
        insert_entry(document, document.root, "k", 1, after="b")


@each_row(
    ("text", "new", "made"),
    [
        ("a: |\n  x\n\nb: 1\n", "y\n", "a: |\n  y\n\nb: 1\n"),
        ("a: |\n  x\n\nb: 1\n", "y\n\n", "a: |+\n  y\n\nb: 1\n"),
        ("a: |+\n  x\n\nb: 1\n", "y\n", "a: |\n  y\nb: 1\n"),
        ("a: |\n  x\nb: 1\n", "y\n\n\n", "a: |+\n  y\n\n\nb: 1\n"),
        ("a: |\n  x\nb: 1\n", "y", "a: |-\n  y\nb: 1\n"),
    ],
)
def test_blank_lines_below_a_block_stay_unless_they_are_its_own(
    text: str, new: str, made: str
) -> None:
    """The lines of a text in a block are exchanged; blank lines that were none of it stay."""
    document = read(text)
    assert spliced(document, replace_scalar(document, scalar_at(document, "a"), new)) == made
    assert scalar_at(read(made), "a").text == new


@each_row(("text", "steps", "new", "after"), EDITS["replaced"])
def test_a_value_is_exchanged_in_its_place(
    text: str, steps: list[str | int], new: Plain, after: str
) -> None:
    """A value becomes another one, wherever it stands; all around it keeps its bytes."""
    document = read(text)
    assert document.root is not None
    edit = replace_scalar(document, scalar_at(document, *steps), new)
    expected = changed(document.root.data(), steps, new)
    assert apply_edits(document, [edit], expected).decode() == after


@each_row(("text", "new", "after"), EDITS["renamed"])
def test_a_key_is_exchanged_in_its_place(text: str, new: str, after: str) -> None:
    """A key becomes another one, in its own style where that can hold the new name."""
    document = read(text)
    assert isinstance(document.root, Mapping)
    key = next(iter(document.root.keys.values()))
    assert spliced(document, rename_key(document, key, new)) == after


@each_row("row", EDITS["removed"])
def test_an_entry_is_cut_out_or_left_whole(row: list[Any]) -> None:
    """An entry goes with its own lines, wherever it stands, or nothing of it goes."""
    text, steps = row[:2]
    document = read(text)
    node = node_at(document, *steps)
    if len(row) == 2:
        with pytest.raises(EditRefused, match="消せません"):
            remove_item(document, node)
        return
    assert document.root is not None
    rest = copy.deepcopy(document.root.data())
    place = rest
    for step in steps[:-1]:
        place = place[step]
    del place[steps[-1]]
    edit = remove_item(document, node)
    assert apply_edits(document, [edit], rest).decode() == row[2]


@each_row(("text", "steps", "key", "value", "behind", "after"), EDITS["inserted"])
def test_an_entry_is_added_where_it_was_asked_for(
    text: str, steps: list[str | int], key: str, value: Plain, behind: str | None, after: str
) -> None:
    """A new entry stands at the column of its neighbours, below what belongs to them."""
    document = read(text)
    mapping = node_at(document, *steps)
    assert isinstance(mapping, Mapping)
    assert spliced(document, insert_entry(document, mapping, key, value, behind)) == after
