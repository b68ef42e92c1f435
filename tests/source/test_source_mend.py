"""Mends of unreadable text: each case says what was meant, and nothing else ever changes."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from each_row import each_row
from hypothesis import given
from test_source import texts

from orgsheet.source import EditRefused, TextEdit, parse
from orgsheet.source.edit import splice
from orgsheet.source.rewrite.further_mistakes import further_mistakes
from orgsheet.source.rewrite.line_rewrites import mend_problem
from orgsheet.source.rewrite.repair_proof import repair

CASES = Path(__file__).parents[1] / "cases" / "source"
MENDED = parse((CASES.parent / "fixes" / "mended.yaml").read_bytes(), "mended.yaml").root
assert MENDED is not None
EXPECTED: dict[str, str] = MENDED.data()
LINES: list[list[str]] = yaml.safe_load((CASES.parent / "fixes" / "lines.yaml").read_bytes())
TOLD: list[tuple[str, list[str], list[str]]] = yaml.safe_load(
    (CASES.parent / "fixes" / "told_at_once.yaml").read_bytes()
)


def mended(data: bytes) -> bytes:
    """Return bytes with one problem after the other mended, as far as that goes."""
    for _ in range(9):
        document = parse(data, "x.yaml")
        edits = [edit for problem in document.problems for edit in mend_problem(document, problem)]
        try:
            data = repair(document, edits) if edits else data
        except EditRefused:
            break
    return data


@each_row("path", sorted(CASES.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_case_is_mended_as_its_writer_meant_it(path: Path) -> None:
    """Every unreadable case becomes the stated text; where what was meant is open, it stays."""
    data = path.read_bytes()
    expected = EXPECTED.get(path.stem)
    assert mended(data) == (data if expected is None else expected.encode())


@each_row("row", LINES)
def test_lines_are_mended_as_their_writers_meant_them(row: list[str]) -> None:
    """What people write by mistake becomes what they meant; what may mean several things stays."""
    assert mended(row[0].encode()).decode() == row[-1]


def test_every_mended_case_exists() -> None:
    """The stated texts belong to cases that are there."""
    assert set(EXPECTED) <= {path.stem for path in CASES.glob("*.yaml")}


@given(texts)
def test_mends_of_any_text_are_edits_inside_it(text: str) -> None:
    """Whatever the text, mends lie inside it, do not overlap, and a repair helps or is refused."""
    document = parse(text.encode(), "x.yaml")
    for problem in (*document.problems, *further_mistakes(document)):
        edits = mend_problem(document, problem)
        assert all(0 <= edit.start <= edit.end <= len(document.text) for edit in edits)
        splice(document, edits)
        try:
            changed = repair(document, edits) if edits else None
        except EditRefused:
            continue
        if changed is not None and document.root is not None:
            left = parse(changed, "x.yaml")
            assert left.root is not None
            assert len(left.problems) < len(document.problems)


@each_row(("text", "first", "behind"), TOLD)
def test_mistakes_are_told_at_once_as_far_as_they_are_certain(
    text: str, first: list[str], behind: list[str]
) -> None:
    """Behind the mistake that a reader stops at the next ones are told, up to a doubtful one."""
    document = parse(text.encode(), "x.yaml")
    told = [
        [f"{one.kind} {document.locate(one.start)[0]}" for one in problems]
        for problems in (document.problems, further_mistakes(document))
    ]
    assert told == [first, behind]


@each_row("first", ["  -む", "  \t- む", "  ・む", "  年度：む", "  a: b: む"])
@each_row("behind", ["", "    し", "    し\n    も"])
@each_row("below", ["", " '\u3000: ", ' "\u3000: ', "-", "- '", " |\n  む"])
def test_what_stands_behind_a_mended_line_is_a_place_of_the_whole_text(
    first: str, behind: str, below: str
) -> None:
    """Mistakes behind the first one lie in the text, however the text goes on there."""
    document = parse(f"①:\n{first}\n{behind}\n{below}\n-".encode(), "x.yaml")
    for problem in further_mistakes(document):
        assert document.problems[-1].start <= problem.start <= problem.end <= len(document.text)
        mends = mend_problem(document, problem)
        assert all(0 <= edit.start <= edit.end <= len(document.text) for edit in mends)


@each_row(
    "text",
    [
        "",
        "# 注\n",
        "---\n---\n",
        ": ",
        "年度: R5\n}年度: R5\n}",
        "%年度: R5\n{{%",
        "*a{年度: R5\n{",
    ],
)
def test_nothing_is_told_of_a_text_whose_first_mistake_is_of_another_kind(text: str) -> None:
    """Where nothing is written or the lines alone do not show the mistake, no other is guessed."""
    document = parse(text.encode(), "x.yaml")
    assert document.problems
    assert further_mistakes(document) == []


def test_a_repair_that_loses_a_comment_is_refused() -> None:
    """A repair of a readable text that makes a comment a part of a value is refused."""
    text = "- 年度：R5 # 注\n"
    document = parse(text.encode(), "x.yaml")
    assert document.root is not None
    mark = text.index("：")
    repair(document, [TextEdit(mark, mark + 1, ": ")])
    with pytest.raises(EditRefused):
        repair(document, [TextEdit(mark, text.index("注"), ": ")])


@pytest.mark.parametrize("unit", [("\t", 2), ("\t", 4), ("\u3000", 2)])
def test_a_sheet_indented_otherwise_becomes_itself_again(unit: tuple[str, int]) -> None:
    """A whole sheet with tabs or full-width spaces for its indentation gets every space back."""
    sheet = (CASES.parent.parent.parent / "sheets/R5/政策推進部/秘書課.yaml").read_text("utf-8")
    char, width = unit
    lines = []
    for line in sheet.split("\n"):
        count = len(line) - len(line.lstrip(" "))
        lines.append(char * (count // width) + " " * (count % width) + line.lstrip(" "))
    assert mended("\n".join(lines).encode()).decode() == sheet
