"""Reading: every hazard is named at its own line, nothing raises, both parsers agree."""

from __future__ import annotations

import csv
import gc
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from each_row import each_row
from hypothesis import given
from hypothesis import strategies as st

from orgsheet.source import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_NODES,
    PROBLEM_KINDS,
    Document,
    Mapping,
    Node,
    Scalar,
    Sequence,
    active_parser,
    emit,
    parse,
)

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).parents[1] / "cases" / "source"

Expected = list[tuple[str, int, int]]

# What a person types, what YAML cares about, and what breaks parsers, in small pieces.
PIECES = [
    "a", "年度", ": ", ":", "：", "- ", "-", "・", "  ", "\n", "\n  ", "\n    ", "　", "\t", "'",
    '"', "[", "]", "{", "}", ", ", "|\n", ">-\n", " # 注", "#", "&a", "*a", "!t ", "!!str ", "@",
    "`", "%", "? ", "---\n", "...\n", "①", "12:30", "012", "1.5", "null", "\\", "\\q", "\\x41",
    "\r\n", "\r", "<<: ", "\u00a0", "http://x", "<<<<<<< \n", "\ufeff", "\x00", "\x85", "𠮷",
    "年度: R5\n",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
plain_data = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab①", max_size=3), inner),
    max_leaves=12,
)


def expectations() -> dict[str, Expected]:
    """Return what `expected.tsv` says of every case; "-" stands for no problem."""
    table: dict[str, Expected] = defaultdict(list)
    with (CASES / "expected.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            found = table[row["case"]]
            if row["kind"] != "-":
                found.append((row["kind"], int(row["line"]), int(row["column"])))
    return table


EXPECTED = expectations()


@pytest.fixture
def python_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the C parser look as if it were not installed."""
    monkeypatch.setitem(sys.modules, "_ruamel_yaml", None)


def found_in(document: Document) -> Expected:
    """Return kind, line and column of every problem."""
    return [(one.kind, *document.locate(one.start)) for one in document.problems]


def outline(node: Node | None) -> Iterator[tuple[Any, ...]]:
    """Yield all there is to know of the values and keys of a tree."""
    for one in node.walk() if node is not None else ():
        yield type(one).__name__, one.pointer(), one.start, one.end
        if isinstance(one, Scalar):
            yield one.value, type(one.value).__name__, one.text, one.style
        if isinstance(one, Mapping):
            yield from ((key.text, key.start, key.end, key.style) for key in one.keys.values())


@each_row("case", EXPECTED)
def test_hazard_is_named_at_its_place(case: str) -> None:
    """Every hazard is reported with the right kind at the line and column of the mistake."""
    document = parse((CASES / f"{case}.yaml").read_bytes(), case)
    assert found_in(document) == EXPECTED[case]


def test_every_case_is_expected() -> None:
    """No case file stands beside the table without a line in it."""
    assert {path.stem for path in CASES.glob("*.yaml")} == set(EXPECTED)


def test_every_kind_is_declared_and_shown() -> None:
    """Every kind of problem has a case, but for the limits no small file can reach."""
    shown = {kind for expected in EXPECTED.values() for kind, _, _ in expected}
    assert shown == set(PROBLEM_KINDS) - {"too-large", "too-long", "too-many-nodes"}


@each_row("case", EXPECTED)
def test_problem_has_the_declared_values(case: str) -> None:
    """A problem carries exactly the values its kind declares, and never an empty one."""
    for problem in parse((CASES / f"{case}.yaml").read_bytes(), case).problems:
        declared = PROBLEM_KINDS[problem.kind].rpartition("; ")[2].replace(" (KiB)", "")
        names = set(declared.split(", ")) if "; " in PROBLEM_KINDS[problem.kind] else set()
        assert set(problem.values) == names
        assert all(problem.values.values())


@pytest.mark.usefixtures("python_parser")
@pytest.mark.parametrize("case", EXPECTED)
def test_python_parser_names_the_same_hazards(case: str) -> None:
    """Without the C parser every hazard is reported with the same kind at the same place."""
    document = parse((CASES / f"{case}.yaml").read_bytes(), case)
    assert found_in(document) == EXPECTED[case]


@pytest.mark.slow
def test_parsers_build_the_same_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    """Values, types, styles and positions are the same with and without the C parser."""
    paths = [*CASES.glob("*.yaml"), *ROOT.glob("sheets/**/*.yaml"), *ROOT.glob("lint/*.yaml")]
    files = {path.name: path.read_bytes() for path in paths}
    assert active_parser() == "C"
    with_c = {name: list(outline(parse(data, "").root)) for name, data in files.items()}
    monkeypatch.setitem(sys.modules, "_ruamel_yaml", None)
    for name, data in files.items():
        assert list(outline(parse(data, "").root)) == with_c[name], name


@pytest.mark.slow
@pytest.mark.usefixtures("python_parser")
@pytest.mark.parametrize(
    "text", ["[" * 5000, "{" * 5000, "- " * 5000, "a: " + "[" * 9000, "[" * 65]
)
def test_python_parser_keeps_the_depth_limit(text: str) -> None:
    """Without the C parser deep nesting is a problem, too, never an exception."""
    document = parse(text.encode(), "x")
    assert document.root is None
    assert "too-deep" in {problem.kind for problem in document.problems}


@pytest.mark.parametrize(
    "text", ["[" * 400_000, "- " * 400_000, "{a: " * 200_000, "? " * 400_000, "a: [" * 200_000]
)
def test_deep_nesting_is_a_problem(text: str) -> None:
    """Nesting far beyond the limit is answered, whatever it would do to a recursive parser."""
    document = parse(text.encode(), "x")
    assert document.root is None
    assert document.problems


def test_depth_limit_is_exact() -> None:
    """As many levels as the limit are read, one more is not."""
    good = parse(("[" * MAX_DEPTH + "]" * MAX_DEPTH).encode(), "x")
    bad = parse(("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)).encode(), "x")
    assert not good.problems
    assert [problem.kind for problem in bad.problems] == ["too-deep"]


def test_limits_are_as_exact_in_the_usual_layout() -> None:
    """A file laid out as `fmt` does it, which is read in another way, has the same limits."""

    def nested(levels: int) -> str:
        return "".join(f"{'  ' * level}a:\n" for level in range(levels))

    texts: dict[str, Callable[[int], str]] = {
        "too-long": lambda more: f"a: {'あ' * (MAX_LENGTH + more)}\n",
        "too-many-nodes": lambda more: "a:\n" + "  - い\n" * (MAX_NODES - 3 + more),
        "too-deep": lambda more: nested(MAX_DEPTH + more),
    }
    for kind, text in texts.items():
        assert not parse(text(0).encode(), "x").problems, kind
        assert [problem.kind for problem in parse(text(1).encode(), "x").problems] == [kind]


def test_size_limit_is_exact() -> None:
    """A file of the limit is read, one byte more is not."""
    comment = b"a: 1 #"
    assert not parse(comment.ljust(MAX_BYTES, b"#"), "x").problems
    document = parse(comment.ljust(MAX_BYTES + 1, b"#"), "x")
    assert [problem.kind for problem in document.problems] == ["too-large"]
    assert document.root is None


@pytest.mark.slow
def test_node_limit_is_exact() -> None:
    """As many values as the limit are read (the list counts as one), one more is not."""
    good = parse(("-\n" * (MAX_NODES - 1)).encode(), "x")
    bad = parse(("-\n" * MAX_NODES).encode(), "x")
    assert not good.problems
    assert [problem.kind for problem in bad.problems] == ["too-many-nodes"]
    assert bad.root is None


def test_length_limit_is_exact() -> None:
    """A value as long as the limit is read, one character more is not."""
    assert not parse(("a: " + "あ" * MAX_LENGTH).encode(), "x").problems
    bad = parse(("a: " + "あ" * (MAX_LENGTH + 1)).encode(), "x")
    assert [problem.kind for problem in bad.problems] == ["too-long"]


@pytest.mark.parametrize(
    "piece", [*PIECES, "a: x\n - y\n", '"a ', "a: |\n", "[a, ", "a：b\n", "　a\n"]
)
def test_repetition_is_answered(piece: str) -> None:
    """Any piece repeated to the size limit is answered, with few problems, not a million."""
    repeated = (piece.encode() * MAX_BYTES)[: MAX_BYTES // 4]
    assert len(parse(repeated, "x").problems) < 100


def test_duplicate_keys_are_reported_up_to_a_cap() -> None:
    """Thousands of equal keys give a readable number of problems; the first value counts."""
    document = parse(b"".join(b"a: %d\n" % number for number in range(20_000)), "x")
    assert {problem.kind for problem in document.problems} == {"duplicate-key"}
    assert len(document.problems) == 20
    assert document.root is not None
    assert document.root.data() == {"a": 0}


def test_duplicate_key_names_both_places() -> None:
    """A duplicate key says where the first one stands."""
    [problem] = parse(b"a: 1\nb: 2\na: 3\n", "x").problems
    assert problem.values == {"キー": "a", "行": "1"}
    assert problem.related == [(0, 1, "最初に書かれた場所")]


def test_a_key_written_twice_hides_no_key_behind_it() -> None:
    """Every key has its place, also where one before it is written twice."""
    root = parse(b"a: 1\nb: 2\na: 3\n'c': 4\nd: 5\n", "x").root
    assert isinstance(root, Mapping)
    assert {name: key.start for name, key in root.keys.items()} == {
        "a": 0,
        "b": 5,
        "c": 15,
        "d": 22,
    }


@each_row(
    ("written", "value"),
    [
        ("R5", "R5"), ("5", 5), ("-5", -5), ("0", 0), ("1.50", 1.5), ("true", True),
        ("FALSE", False), ("null", None), ("~", None), ("", None), ("012", "012"),
        ("1_000", "1_000"), ("0o7", "0o7"),
        ("0x1F", "0x1F"), ("yes", "yes"), ("off", "off"), ("12:30", "12:30"), ("1e3", "1e3"),
        ("2024-04-01", "2024-04-01"), (".5", ".5"), ("+1", "+1"), ("-", None), ("１", "１"),
        (".inf", ".inf"), ("'5'", "5"), ('"true"', "true"), ("!!str 5", "5"),
        ("1" * 19, "1" * 19),
    ],
)  # fmt: skip
def test_plain_scalars_have_few_types(written: str, value: object) -> None:
    """Only true, false, null, plain integers and simple decimals are no strings."""
    text = f"- {written}\n" if written == "-" else f"a: {written}\n"
    root = parse(text.encode(), "x").root
    assert root is not None
    leaf = root.items[0] if isinstance(root, Sequence) else root.data()["a"]
    leaf = leaf.items[0].data() if isinstance(leaf, Sequence) else leaf
    assert (leaf, type(leaf)) == (value, type(value))


def test_pointer_escapes_its_signs() -> None:
    """A pointer writes `~` and `/` of a key as RFC 6901 does, and leads from root to value."""
    root = parse(b"a/b:\n  - c~d: x\n", "x").root
    assert root is not None
    assert [node.pointer() for node in root.walk()] == ["", "/a~1b", "/a~1b/0", "/a~1b/0/c~0d"]


def test_a_place_that_comes_again_is_one_string_in_memory() -> None:
    """The pointers of the same places in a city's sheets do not each take memory of their own."""
    roots = [parse("事務分掌:\n  - 名称: 庶務\n".encode(), name).root for name in "ab"]
    first, second = ([node.pointer() for node in root.walk()] for root in roots if root)
    assert first[-1] == "/事務分掌/0/名称"
    assert all(one is other for one, other in zip(first, second, strict=True))


def test_key_knows_its_entry() -> None:
    """A key node leads to the same place as its value."""
    root = parse(b"a:\n  b: x\n", "x").root
    assert isinstance(root, Mapping)
    inner = root.entries["a"]
    assert isinstance(inner, Mapping)
    assert inner.keys["b"].pointer() == inner.entries["b"].pointer() == "/a/b"
    assert inner.get("b") is inner.entries["b"]
    assert inner.get("c") is None


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_for_every_line_end(end: str) -> None:
    """LF, CRLF and CR end a line alike; columns count code points."""
    document = parse(f"a: 1{end}𠮷: 2{end}".encode(), "x")
    assert document.line_count == 3
    assert document.line_text(2) == "𠮷: 2"
    assert document.line_text(0) == document.line_text(4) == ""
    assert document.locate(document.text.index("2")) == (2, 4)


def test_value_that_is_not_written_stands_behind_its_mark() -> None:
    """An empty value has the place right behind its colon or dash."""
    document = parse("a:   # 注\nb:\n  -\n  - x\nc: {d: , e: 1}\n".encode(), "x")
    assert document.root is not None
    places = {node.pointer(): document.text[: node.start] for node in document.root.walk()}
    assert places["/a"].endswith("a:")
    assert places["/b/0"].endswith("  -")
    assert places["/c/d"].endswith("d:")


@pytest.mark.slow
def test_a_dissolved_tree_is_gone_without_the_collector() -> None:
    """What was read for a moment leaves nothing that only the garbage collector would find."""
    data = (ROOT / "sheets/R5/政策推進部/秘書課.yaml").read_bytes()
    parse(data, "前もって読み込むもの.yaml")
    gc.collect()
    gc.disable()
    try:
        document = parse(data, "秘書課.yaml")
        assert document.root is not None
        document.dissolve()
        assert document.root is None
        del document
        assert gc.collect() == 0
    finally:
        gc.enable()


@given(st.binary(max_size=200))
def test_no_bytes_raise(data: bytes) -> None:
    """Whatever the bytes, reading gives a tree or a problem, and problems lie inside the text."""
    check_answer(parse(data, "x"))


@given(texts)
def test_no_text_raises(text: str) -> None:
    """Whatever the text, reading gives a tree or a problem, and problems lie inside the text."""
    check_answer(parse(text.encode(), "x"))


@given(texts)
def test_no_text_raises_without_the_c_parser(text: str) -> None:
    """The same holds for the parser written in Python."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "_ruamel_yaml", None)
        check_answer(parse(text.encode(), "x"))


def check_answer(document: Document) -> None:
    """Check what holds of every document."""
    assert document.root is not None or document.problems
    starts = [problem.start for problem in document.problems]
    assert starts == sorted(starts)
    for node in document.root.walk() if document.root else ():
        assert not isinstance(node, Mapping) or list(node.keys) == list(node.entries)
    for problem in document.problems:
        assert problem.kind in PROBLEM_KINDS
        assert 0 <= problem.start <= problem.end <= len(document.text)
    if document.root is not None:
        assert document.root.start <= document.root.end <= len(document.text)


@given(texts)
def test_position_shows_the_value(text: str) -> None:
    """The span of a value or key on one line holds it as written: plain, or between its quotes."""
    document = parse(text.encode(), "x")
    # A span holds the tag or anchor in front of its value, too.
    if document.root is None or "!" in text or "&" in text:
        return
    for node in document.root.walk():
        keys = list(node.keys.values()) if isinstance(node, Mapping) else []
        for scalar in [*keys, *([node] if isinstance(node, Scalar) else [])]:
            written = document.text[scalar.start : scalar.end]
            if scalar.style in ("'", '"'):
                assert written[0] == written[-1] == scalar.style
            elif scalar.style:
                assert written[0] == scalar.style
            elif (
                "\n" not in written
                and "\r" not in written
                and "\N{REPLACEMENT CHARACTER}" not in scalar.text
            ):
                assert written == scalar.text


@given(st.dictionaries(st.text("ab①部", min_size=1, max_size=3), plain_data, max_size=4))
def test_written_data_is_read_without_problems(data: dict[str, Any]) -> None:
    """What `emit` writes is read back as it was, and no hazard is seen in it."""
    document = parse(emit(data).encode(), "x")
    assert document.problems == []
    assert document.root is not None
    assert document.root.data() == data


def test_keys_know_their_places_without_being_kept() -> None:
    """Every key says where it stands, however it is written; a tree holds no node of plain ones."""
    text = "年度: R5\n\"部名\": 部\n'課 名': {甲: 1, 5: 2}\n? 長い\n  鍵\n: [{乙: 3}]\n"
    root = parse(text.encode(), "x.yaml").root
    assert isinstance(root, Mapping)
    assert [type(place) for place in root.key_places] == [int, Scalar, Scalar, Scalar]
    written = {name: text[key.start : key.end] for name, key in root.keys.items()}
    assert written == {
        "年度": "年度",
        "部名": '"部名"',
        "課 名": "'課 名'",
        "長い 鍵": "長い\n  鍵",
    }
    inner = root.entries["課 名"]
    assert isinstance(inner, Mapping)
    assert [(key.text, key.value, key.step) for key in inner.keys.values()] == [
        ("甲", "甲", "甲"),
        ("5", 5, "5"),
    ]
    assert root.keys["年度"] is root.keys["年度"]
    assert root.keys["年度"].parent is root
