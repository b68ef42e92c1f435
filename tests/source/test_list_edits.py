"""Mends of lists, and what edits say of themselves: the bytes that they leave, and their kind."""

from __future__ import annotations

from each_row import each_row

from orgsheet.source import (
    Document,
    Mapping,
    Node,
    Scalar,
    Sequence,
    find_comments,
    parse,
    remove_item,
)
from orgsheet.source.edit import splice
from orgsheet.source.list_edits import in_order, split_value, without_item
from orgsheet.source.mends import Change, Mend


def _read(text: str) -> tuple[Document, Node]:
    """Return a document of one key, and its value."""
    document = parse(text.encode(), "x.yaml")
    assert not document.problems
    assert isinstance(document.root, Mapping)
    (value,) = document.root.entries.values()
    return document, value


def _made(document: Document, mend: Mend | None) -> str:
    assert mend is not None
    return splice(document, mend.edits).decode()


def _items(node: Node) -> list[Scalar]:
    assert isinstance(node, Sequence)
    return [item for item in node.items if isinstance(item, Scalar)]


@each_row(
    ("text", "index", "made", "change"),
    [
        ("担当: 甲、乙\n", -1, "担当: [甲, 乙]\n", ("/担当", "value")),
        ("担当: [甲、乙, 丙]\n", 0, "担当: [甲, 乙, 丙]\n", ("/担当/0", "items")),
        ("a:\n- 丙\n- 甲、乙 # 注\n", 1, "a:\n- 丙\n- 甲\n- 乙 # 注\n", ("/a/1", "items")),
        ("a:\n  - 甲、乙\n  - 丙\n", 0, "a:\n  - 甲\n  - 乙\n  - 丙\n", ("/a/0", "items")),
        ("担当:\r\n- 甲、乙\r\n", 0, "担当:\r\n- 甲\r\n- 乙\r\n", ("/担当/0", "items")),
    ],
)  # fmt: skip
def test_a_value_becomes_several(text: str, index: int, made: str, change: tuple[str, str]) -> None:
    """Where one value stands its parts stand, written as the list is written; it says so."""
    document, value = _read(text)
    node = value if index < 0 else _items(value)[index]
    assert isinstance(node, Scalar)
    mend = split_value(document, node, ["甲", "乙"])
    assert _made(document, mend) == made
    assert mend is not None
    assert mend.changes == (Change(*change, ["甲", "乙"]),)


def test_a_text_of_several_lines_is_not_split() -> None:
    """What stands as lines below its key is no list that was written in one cell."""
    document, value = _read("担当: |\n  甲\n  乙\n")
    assert isinstance(value, Scalar)
    assert split_value(document, value, ["甲", "乙"]) is None


def test_items_are_put_in_order_where_no_comment_tells_which_is_which() -> None:
    """The texts change their places; beside a comment nothing is moved."""
    document, value = _read("番号: [③, ②, ①]\n")
    mend = in_order(document, _items(value), ["①", "②", "③"])
    assert _made(document, mend) == "番号: [①, ②, ③]\n"
    assert mend is not None
    assert [one.pointer for one in mend.changes or ()] == ["/番号/0", "/番号/2"]
    document, value = _read("番号:\n  - ③ # 注\n  - ①\n")
    assert in_order(document, _items(value), ["①", "③"]) is None


@each_row(
    ("text", "index", "left"),
    [
        ("a:\n  - 甲\n  - 乙\n", 0, "a:\n  - 乙\n"),
        ("a: [甲, 乙]\n", 0, "a: [乙]\n"),
        ("a: [甲, 乙]\n", 1, "a: [甲]\n"),
        ("a: [甲]\n", 0, "a: []\n"),
        ("a:\n  - 甲 # 注\n  - 乙\n", 0, None),
    ],
)
def test_an_item_is_cut_out_and_the_edit_says_so(text: str, index: int, left: str | None) -> None:
    """The item goes, with nothing of its neighbours; where a comment would go, none is offered."""
    document, value = _read(text)
    item = _items(value)[index]
    mend = without_item(document, item)
    if left is None:
        assert mend is None
        return
    assert _made(document, mend) == left
    assert remove_item(document, item).removal
    assert mend is not None
    assert mend.changes == (Change(f"/a/{index}", "items", []),)


def test_the_first_item_of_a_list_in_a_list_is_cut_out() -> None:
    """What stands on the line of the dash above it goes, and the dash stays."""
    for between, left in (("", "a:\n- - 乙\n"), ("  # 注\n", "a:\n-\n  # 注\n  - 乙\n")):
        document, value = _read(f"a:\n- - 甲\n{between}  - 乙\n")
        assert isinstance(value, Sequence)
        edit = remove_item(document, _items(value.items[0])[0])
        assert edit.removal
        assert splice(document, [edit]).decode() == left


def test_a_comment_is_what_stands_between_its_ends() -> None:
    """The offsets of a comment lead to its text, spaces at the end of the line left out."""
    document, _ = _read("a: '#x'  # い \n# ろ\n")
    found = find_comments(document)
    assert [document.text[one.start : one.end] for one in found] == ["# い", "# ろ"]
    assert [one.text for one in found] == ["# い", "# ろ"]
    assert [one.own_line for one in found] == [False, True]
