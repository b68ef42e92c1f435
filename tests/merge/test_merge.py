"""The three-way merge: no edit lost, no false conflict, no hidden one."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, Command
from each_row import each_row
from hypothesis import example, given
from hypothesis import strategies as st
from merge_cases import HEADER, Case, clashing_case, disjoint_case, normalized
from merge_composites import composite_case

from orgsheet.match.align import align
from orgsheet.merge.list_order import Contradiction, merge_orders
from orgsheet.merge.three_way import MergeRefused, merge
from orgsheet.source import emit, find_comments, parse

CASES = ROOT / "tests/cases/merge"
ORIGINAL = (ROOT / "sheets/R5/政策推進部/秘書課.yaml").read_text(encoding="utf-8")
PATH = "sheets/R5/部/課.yaml"
LINES: list[list[str]] = yaml.safe_load((CASES.parent / "merged_lines.yaml").read_bytes())


def _texts(folder: Path) -> list[str]:
    return [
        (folder / f"{name}.yaml").read_text(encoding="utf-8")
        for name in ("base", "ours", "theirs", "merged")
    ]


@each_row("folder", sorted(CASES.iterdir()), ids=lambda folder: folder.name)
def test_written_case(folder: Path) -> None:
    """Each case in the folder gives its merged text to the byte, with its conflicts."""
    base, ours, theirs, expected = _texts(folder)
    merged = merge(base.encode(), ours.encode(), theirs.encode(), PATH)
    assert merged.data.decode() == expected
    assert bool(merged.conflicts) == ("<<<<<<<" in expected)


@each_row("folder", sorted(CASES.iterdir()), ids=lambda folder: folder.name)
def test_written_case_means_the_same_with_the_sides_exchanged(folder: Path) -> None:
    """Whoever merges whose branch, the same fields clash and the rest means the same."""
    base, ours, theirs, _ = (text.encode() for text in _texts(folder))
    one, other = merge(base, ours, theirs, PATH), merge(base, theirs, ours, PATH)
    assert len(one.conflicts) == len(other.conflicts)
    if not one.conflicts:
        assert _data(one.data) == _data(other.data)


@each_row("row", LINES)
def test_few_lines_are_merged_by_what_they_say(row: list[str]) -> None:
    """Every small merge gives the stated text to the byte; what loses something is refused."""
    base, ours, theirs = (text.encode() for text in row[:3])
    if len(row) == 3:
        with pytest.raises(MergeRefused, match="行ごと"):
            merge(base, ours, theirs, PATH)
        return
    merged = merge(base, ours, theirs, PATH)
    assert merged.data.decode() == row[3]
    assert bool(merged.conflicts) == ("<<<<<<<" in row[3])


@pytest.mark.slow
@given(st.integers(min_value=0))
@example(25775051)
def test_disjoint_edits_all_arrive(seed: int) -> None:
    """Edits of different fields merge without conflict into exactly both sides' edits."""
    case = disjoint_case(seed)
    merged = merge(case.base, case.ours, case.theirs, PATH)
    assert merged.conflicts == (), case.edits
    assert normalized(_data(merged.data)) == normalized(case.expected), case.edits
    mirrored = merge(case.base, case.theirs, case.ours, PATH)
    assert _data(mirrored.data) == _data(merged.data), case.edits


@pytest.mark.slow
@given(st.integers(min_value=0))
def test_one_field_changed_twice_always_clashes(seed: int) -> None:
    """Two new values for one field always conflict, and both stand in the result."""
    case, values = clashing_case(seed)
    merged = merge(case.base, case.ours, case.theirs, PATH)
    assert merged.conflicts, case.edits
    text = merged.data.decode()
    for value in values:
        for line in value.split("\n"):
            assert line in text, case.edits
    assert [text.count(f"{mark * 7}") > 0 for mark in "<=>"] == [True] * 3


@given(st.integers(min_value=0))
def test_what_only_one_side_changed_is_that_side(seed: int) -> None:
    """Against an unchanged side the merge gives the other side's bytes."""
    case = disjoint_case(seed)
    assert merge(case.base, case.ours, case.base, PATH).data == case.ours
    assert merge(case.base, case.base, case.theirs, PATH).data == case.theirs
    assert merge(case.base, case.ours, case.ours, PATH).data == case.ours


@pytest.mark.slow
@given(st.integers(min_value=0))
@example(706)
def test_lines_of_untouched_rows_keep_our_bytes(seed: int) -> None:
    """A line of ours that the merge lacks was theirs to change, lists on one line aside.

    A list of which each side took a part away until none is left is written on one line, too.
    """
    case = disjoint_case(seed)
    merged = merge(case.base, case.ours, case.theirs, PATH)
    lost = _lines(case.ours) - _lines(merged.data)
    unasked = lost - (_lines(case.base) - _lines(case.theirs))
    emptied = {line.removesuffix(" []") for line in _lines(merged.data) if line.endswith(": []")}
    kept = [line for line in unasked if not line.endswith("]") and line not in emptied]
    assert not kept, case.edits


def test_comments_of_both_sides_stay() -> None:
    """Comments above, beside and below fields arrive from both sides, as does the key order."""
    ours = ORIGINAL.replace("年度: R5\n", "年度: R5  # 確認済み\n").replace(
        "  - 項目: 新春賀詞交歓会\n", "  # 前年度から継続\n  - 項目: 新春賀詞交歓会\n"
    )
    theirs = ORIGINAL.replace("時期: 4月\n", "時期: 5月 # 部長と協議\n") + "# 終わり\n"
    merged = merge(ORIGINAL.encode(), ours.encode(), theirs.encode(), PATH)
    found = Counter(one.text for one in find_comments(parse(merged.data, PATH)))
    assert {"# 確認済み", "# 前年度から継続", "# 部長と協議", "# 終わり"} <= found.keys()
    assert (
        merged.data.decode()
        == ours.replace("時期: 4月\n", "時期: 5月 # 部長と協議\n") + "# 終わり\n"
    )


def test_comment_on_a_row_that_the_other_side_removed_is_a_conflict() -> None:
    """A row is not dropped together with a comment that the other side has just written."""
    row = ORIGINAL[ORIGINAL.index("  - 事務事業名称: 秘書事務") :]
    row = row[: row.index("  - 事務事業名称: 新春")]
    ours = ORIGINAL.replace(row, "")
    theirs = ORIGINAL.replace(row, f"  # 市長の指示で続ける\n{row}")
    merged = merge(ORIGINAL.encode(), ours.encode(), theirs.encode(), PATH)
    assert merged.conflicts
    assert "市長の指示で続ける" in merged.data.decode()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_our_line_ends_and_mark_stay(end: str, mark: bytes) -> None:
    """Windows line ends and a byte order mark of our file stay, whatever theirs has."""
    ours = ORIGINAL.replace("時期: 4月\n", "時期: 5月\n")
    theirs = ORIGINAL.replace("担当: [全員]", "担当: [職員]")
    merged = merge(
        ORIGINAL.encode(), mark + ours.replace("\n", end).encode(), theirs.encode(), PATH
    )
    expected = ours.replace("担当: [全員]", "担当: [職員]").replace("\n", end)
    assert merged.data == mark + expected.encode()


@each_row(
    "broken",
    [b"\xff\xfe", b"- a\n", b"a: [1\n", b"a: 1\na: 2\n", b"a: &x 1\nb: *x\n", b"x", b"\x00", b""],
)
def test_unreadable_version_is_refused(broken: bytes) -> None:
    """A version that cannot be read is never merged by meaning."""
    changed = ORIGINAL.replace("R5", "R6", 1).encode()
    for versions in ((ORIGINAL.encode(), changed, broken), (ORIGINAL.encode(), broken, changed)):
        with pytest.raises(MergeRefused, match="行ごと"):
            merge(*versions, PATH)


@given(st.data())
def test_any_three_texts_merge_or_are_refused(data: st.DataObject) -> None:
    """Whatever the three versions are, the merge ends: both sides in it, or refused."""
    base = data.draw(_documents)
    versions = [_scrambled(data, base) for _ in range(2)]
    try:
        merged = merge(base.encode(), versions[0].encode(), versions[1].encode(), PATH)
    except MergeRefused:
        return
    if not merged.conflicts:
        assert parse(merged.data, PATH).root is not None or merged.data.decode() in versions


_words = st.text(alphabet="あい# :-\"'|>[]①x\n ", max_size=8)
_values = st.recursive(
    _words | st.none() | st.integers(0, 3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_words, inner, max_size=3),
    max_leaves=12,
)
_documents = st.dictionaries(
    st.sampled_from(["年度", "担当", "行動アクション", "項目", "今年度の重点事業"]),
    _values,
    min_size=1,
).map(lambda value: emit(value, header=HEADER))


def _scrambled(data: st.DataObject, text: str) -> str:
    """Return a text with some lines doubled, dropped or exchanged, or another document."""
    if data.draw(st.booleans()):
        return data.draw(_documents)
    lines = text.splitlines(keepends=True)
    for _ in range(data.draw(st.integers(0, 3))):
        place = data.draw(st.integers(0, len(lines)))
        lines[place : place + data.draw(st.integers(0, 2))] = data.draw(
            st.lists(st.sampled_from([*lines, "# 注\n", "\n", "  - x\n", "a: b # c\n"]), max_size=2)
        )
    return "".join(lines)


@pytest.mark.slow
def test_huge_lists_do_not_hang() -> None:
    """Lists of thousands of rows that both sides rewrote are merged or refused, never endless."""
    base = {"今年度の重点事業": [f"値{number}" for number in range(4_000)]}
    ours = {"今年度の重点事業": [*reversed(base["今年度の重点事業"]), "新"]}
    theirs = {"今年度の重点事業": [f"別{number}" for number in range(4_000)]}
    texts = [emit(one).encode() for one in (base, ours, theirs)]
    try:
        merged = merge(texts[0], texts[1], texts[2], PATH)
    except MergeRefused:
        return
    assert merged.conflicts


@given(st.permutations(range(6)), st.permutations(range(6)))
def test_order_is_the_same_from_both_sides(ours: list[int], theirs: list[int]) -> None:
    """Two new orders give one order, or a contradiction, whoever is named first."""
    results = []
    for one, other in ((ours, theirs), (theirs, ours)):
        try:
            results.append(merge_orders(6, one, other, str))
        except Contradiction:
            results.append([])
    assert results[0] == results[1]
    if ours == sorted(ours):
        assert results[0] == theirs


@given(
    st.lists(st.sampled_from("abcdef"), unique=True), st.integers(0, 5), st.text("xy", min_size=1)
)
def test_alignment_finds_an_item_that_was_replaced(items: list[str], place: int, new: str) -> None:
    """One item replaced in its place is that item; all others are themselves."""
    if place < len(items):
        changed = [*items[:place], new, *items[place + 1 :]]
        assert align(items, changed) == {number: number for number in range(len(items))}


@pytest.mark.slow
def test_manual_merge_writes_what_it_is_asked_to(tmp_path: Path) -> None:
    """`orgsheet merge` prints the result or writes it, and ends with 1 at a conflict."""
    for name, month in (("元", "4月"), ("こちら", "5月"), ("相手", "6月")):
        text = ORIGINAL.replace("時期: 4月\n", f"時期: {month}\n")
        (tmp_path / f"{name}.yaml").write_bytes(text.encode())
    orgsheet = Command(tmp_path)
    files = ("元.yaml", "こちら.yaml", "相手.yaml")
    assert orgsheet("merge", files[0], files[1], files[0]).code == 0
    shown = orgsheet("merge", *files)
    assert shown.code == 1
    assert "両方が変えています" in shown.err
    written = orgsheet("merge", *files, "--output", "結果.yaml")
    assert (written.code, written.out) == (1, "")
    assert (tmp_path / "結果.yaml").read_text(encoding="utf-8") == shown.out
    assert orgsheet("merge", "元.yaml").code == 2
    assert orgsheet("merge", "元.yaml", "ない.yaml", "元.yaml").code == 2


def _data(data: bytes) -> object:
    document = parse(data, PATH)
    assert document.root is not None, document.problems
    return json.loads(json.dumps(document.root.data()))


def _lines(data: bytes) -> Counter[str]:
    return Counter(data.decode().splitlines())


def test_cases_are_cases() -> None:
    """A random case changes something on at least one side in nearly every draw."""
    cases: list[Case] = [disjoint_case(seed) for seed in range(30)]
    assert sum(case.base not in (case.ours, case.theirs) for case in cases) > 25


@pytest.mark.parametrize("seed", range(40))
def test_a_row_renamed_reworded_and_moved_is_followed(seed: int) -> None:
    """All that one side does to a row arrives beside what the other did, or a person is asked."""
    case = composite_case(seed)
    merged = merge(case.base, case.ours, case.theirs, PATH)
    if merged.conflicts:
        assert case.may_ask, "nothing here was changed by both sides"
        return
    root = parse(merged.data, PATH).root
    assert root is not None
    assert normalized(root.data()) == case.expected
    assert case.comment in merged.data.decode()
