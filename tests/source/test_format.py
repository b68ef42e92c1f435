"""The canonical form: means the same, keeps every comment, and is reached in one step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from each_row import each_row
from hypothesis import given
from hypothesis import strategies as st
from messy_documents import messy_documents
from test_source import plain_data, texts

from orgsheet.source import EditRefused, emit, find_comments, format_text, parse

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).parents[1] / "cases" / "format"
LINES: list[list[str]] = yaml.safe_load((CASES.parent / "formatted_lines.yaml").read_bytes())


def formatted(text: str) -> str:
    """Return the canonical form of a text."""
    return format_text(parse(text.encode(), "x"))


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_case_is_formatted_as_shown(case: str) -> None:
    """Each case's `before.yaml` becomes its `after.yaml`, byte for byte."""
    document = parse((CASES / case / "before.yaml").read_bytes(), case)
    assert format_text(document).encode() == (CASES / case / "after.yaml").read_bytes()


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_shown_form_stays(case: str) -> None:
    """What is in canonical form stays as it is."""
    after = (CASES / case / "after.yaml").read_text(encoding="utf-8")
    assert formatted(after) == after


@each_row("row", LINES)
def test_few_lines_are_put_in_the_stated_form(row: list[str]) -> None:
    """Each small text has the stated form, byte for byte, and stays in it."""
    assert formatted(row[0]) == row[-1]
    assert formatted(row[-1]) == row[-1]


@pytest.mark.slow
def test_own_files_can_be_formatted() -> None:
    """Every sheet, register and rule of this repository has a canonical form."""
    for path in [*ROOT.glob("sheets/**/*.yaml"), *ROOT.glob("lint/*.yaml")]:
        once = format_text(parse(path.read_bytes(), path.name))
        assert formatted(once) == once


@given(messy_documents())
def test_formatting_is_stable(text: str) -> None:
    """Formatting twice is formatting once."""
    once = formatted(text)
    assert formatted(once) == once


@given(messy_documents())
def test_formatting_keeps_data_and_comments(text: str) -> None:
    """The canonical form means the same and holds the same comments."""
    before = parse(text.encode(), "x")
    after = parse(formatted(text).encode(), "x")
    assert before.problems == after.problems == []
    assert before.root is not None
    assert after.root is not None
    assert after.root.data() == before.root.data()
    assert sorted(one.text for one in find_comments(after)) == sorted(
        one.text for one in find_comments(before)
    )


@given(messy_documents())
def test_form_is_tidy(text: str) -> None:
    """No line outside block text ends in a space, no two blank lines follow one another."""
    once = formatted(text)
    assert "\r" not in once
    assert once.endswith("\n")
    if "|" not in once and ">" not in once:
        assert "\n\n\n" not in once
        assert not [line for line in once.split("\n") if line != line.rstrip(" ")]


@given(st.dictionaries(st.text("ab①部", min_size=1, max_size=3), plain_data, max_size=4))
def test_written_data_is_in_form(data: dict[str, Any]) -> None:
    """What `emit` writes is in canonical form already."""
    text = emit(data)
    assert formatted(text) == text


@given(texts)
def test_any_text_is_formatted_or_refused(text: str) -> None:
    """Whatever the text, it is refused when it has a problem, else formatted without loss."""
    document = parse(text.encode(), "x")
    if document.problems:
        with pytest.raises(EditRefused, match="整形しません"):
            format_text(document)
        return
    once = format_text(document)
    again = parse(once.encode(), "x")
    assert document.root is not None
    assert again.root is not None
    assert again.root.data() == document.root.data()
    assert format_text(again) == once


@each_row(
    "text",
    [
        "",
        "# 注\n",
        "a: 1\na: 2\n",
        "a: &x 1\n",
        "a: !t 1\n",
        "a: 1\n---\nb: 2\n",
        "a: [\n",
        "年度：R5\n",
    ],
)
def test_unsafe_documents_are_refused(text: str) -> None:
    """What cannot be read, or not as meant, is never rewritten."""
    with pytest.raises(EditRefused, match="整形しません"):
        formatted(text)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("# 頭\n|\n    x\n    y\n# 尾\n", "# 頭\n|\n  x\n  y\n# 尾\n"),
        ("| # 注\n    x\n    y\n", "|  # 注\n  x\n  y\n"),
        (
            "a:\n-   - 甲\n    - 乙\n-   b: 1\n    c: 2\n",
            "a:\n  - - 甲\n    - 乙\n  - b: 1\n    c: 2\n",
        ),
        ("- |\n      x\n      y\n", "- |\n  x\n  y\n"),
    ],
)
def test_lists_in_lists_and_texts_alone_have_one_form(text: str, form: str) -> None:
    """What no sheet holds and a register may is put in the one form, too, and stays in it."""
    for one in (text, form):
        assert formatted(one) == form
