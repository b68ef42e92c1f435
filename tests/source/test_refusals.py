"""What is not rewritten is told in one sentence: why, and what to do instead."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from each_row import each_row
from test_source_edit import node_at

from orgsheet.source import (
    EditRefused,
    Mapping,
    Plain,
    TextEdit,
    apply_edits,
    format_text,
    insert_entry,
    parse,
    remove_item,
)
from orgsheet.source.edit import splice
from orgsheet.source.rewrite.repair_proof import repair


def _told(call: Callable[[], object]) -> str:
    with pytest.raises(EditRefused) as refused:
        call()
    return str(refused.value)


@each_row(
    ("text", "edits", "expected", "sentence"),
    [
        (
            "a: [\n",
            [],
            None,
            "読めない行があるため書き換えません。先に読めない行を直してください。",
        ),
        (
            "a: 1\n",
            [TextEdit(3, 4, "2"), TextEdit(3, 4, "3")],
            {"a": 2},
            "同じ場所を二度書き換えることになるため、書き換えません。",
        ),
        (
            "a: 1\n",
            [TextEdit(3, 4, "[")],
            {"a": 1},
            "書き換えると読めない行ができるため、書き換えません。手で直してください。",
        ),
        (
            "a: 1\n",
            [TextEdit(3, 4, "2")],
            {"a": 1},
            "書き換えるとほかの内容まで変わるため、書き換えません。手で直してください。",
        ),
        (
            "a: 1 # 注\n",
            [TextEdit(4, 8, "")],
            {"a": 1},
            "書き換えると # で始まる注記が失われるため、書き換えません。手で直してください。",
        ),
    ],
)
def test_an_edit_is_refused_in_a_sentence(
    text: str, edits: list[TextEdit], expected: Plain, sentence: str
) -> None:
    """An edit that would do harm is refused with the harm and what to do by hand."""
    document = parse(text.encode(), "x")
    assert _told(lambda: apply_edits(document, edits, expected)) == sentence


@each_row(
    ("text", "steps", "sentence"),
    [
        ("a: 1\n", [], "ファイル全体は消せません。"),
        (
            "a: # 注\n  - x\n",
            ["a", 0],
            "見出しの行に注記があるため、最後の項目は機械では消せません。",
        ),
        (
            "? a\n: 1\n? b\n: 2\n",
            ["a"],
            "この書き方の項目は機械では消せません。手で消してください。",
        ),
    ],
)
def test_a_removal_is_refused_in_a_sentence(text: str, steps: list[Plain], sentence: str) -> None:
    """What cannot be cut out is told to be removed by hand."""
    document = parse(text.encode(), "x")
    assert _told(lambda: remove_item(document, node_at(document, *steps))) == sentence


def test_a_key_that_is_too_long_is_named() -> None:
    """Of a key that no parser would read back the beginning is shown."""
    document = parse(b"a: 1\n", "x")
    root = document.root
    assert isinstance(root, Mapping)
    assert _told(lambda: insert_entry(document, root, "あ" * 1100, 1)) == (
        f"項目名「{'あ' * 20}…」が長すぎるため、書き加えません。"
    )


@each_row(
    ("text", "sentence"),
    [
        (
            "a: 1\n\na: 2\n",
            "3行目に直すところがあるため、整形しません。先に直してください。",
        ),
        ("", "1行目に直すところがあるため、整形しません。先に直してください。"),
    ],
)
def test_a_form_is_refused_with_the_line(text: str, sentence: str) -> None:
    """A file that has to be put right first is not put in form, and the line is told."""
    assert _told(lambda: format_text(parse(text.encode(), "x"))) == sentence


@each_row(
    ("text", "edits", "sentence"),
    [
        (
            "年度：R5\n",
            [TextEdit(2, 3, "：")],
            "直してもまだ読めないため、そのままにしました。手で直してください。",
        ),
        (
            "- 年度：R5 # 注\n",
            [TextEdit(4, 9, ": ")],
            "直すとほかの行の読み方が変わるため、そのままにしました。",
        ),
        (
            "X:\n  Y: 1\n   Z: 2\n   W: 3\n",
            [TextEdit(10, 13, "  ")],
            "直すと下の行が読めなくなるため、そのままにしました。",
        ),
        (
            "a: x\x07\n",
            [TextEdit(4, 5, "\u2028")],
            "直すと別の読めない文字ができるため、そのままにしました。",
        ),
    ],
)
def test_a_repair_is_refused_in_a_sentence(text: str, edits: list[TextEdit], sentence: str) -> None:
    """A repair that does not help, or harms another line, is refused with that reason."""
    document = parse(text.encode(), "x")
    assert document.problems
    assert _told(lambda: repair(document, edits)) == sentence


def test_edits_that_touch_are_no_overlap() -> None:
    """Edits side by side are made, in the order of their places."""
    document = parse(b"a: 12\n", "x")
    assert splice(document, [TextEdit(4, 5, "4"), TextEdit(3, 4, "3")]) == b"a: 34\n"
