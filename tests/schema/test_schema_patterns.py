"""Patterns: what the safe subset takes means the same everywhere and cannot hang."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

import pytest
from each_row import each_row
from hypothesis import given, settings
from hypothesis import strategies as st
from random_runs import runs
from schema_samples import NAMES, parts_of, schema_of

from orgsheet.schema.safe_patterns import UnsafePatternError, compile_pattern

PATTERNS = sorted(
    {
        part["pattern"]
        for name in NAMES
        for _, part in parts_of(schema_of(name))
        if "pattern" in part
    }
)
PROBES = [
    *("", "R5", "R5\n", "\nR5", "R05", "R123", "Ｒ５", "r5", "H31", "R5\u2028", "R𠮷"),
    *("a", "a-b", "a_b", "a--b", "-a", "a-", "a\r", "0.1", "0.1.0", "0.1.0\n", "1.2.3.4", "１.２"),
    *("あ", "①", "a" * 100, "/a/b", "/", "R5-R6", "2023-04-01", "２０２３", "𠮷", "\ud800"),
]
NODE = shutil.which("node")


def ask_node(patterns: list[str], probes: list[str]) -> list[list[bool]]:
    """Return which probes match each pattern in ECMAScript, as editors ask it (flag u)."""
    assert NODE is not None
    code = (
        "const [p, s] = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
        "console.log(JSON.stringify(p.map(x => s.map(y => new RegExp(x, 'u').test(y)))))"
    )
    asked = json.dumps([patterns, probes])
    done = subprocess.run(
        [NODE, "-e", code], input=asked, capture_output=True, text=True, check=True
    )
    answers: list[list[bool]] = json.loads(done.stdout)
    return answers


@pytest.mark.skipif(NODE is None, reason="node, the other engine of the comparison, is missing")
def test_patterns_in_both_engines() -> None:
    """Every pattern of our schemas means the same to Python and to an editor."""
    ours = [[bool(compile_pattern(p).search(probe)) for probe in PROBES] for p in PATTERNS]
    assert ours == ask_node(PATTERNS, PROBES)


PIECES = st.sampled_from(
    [
        *(
            "a",
            "R",
            "5",
            "あ",
            "𠮷",
            "-",
            r"\.",
            r"\/",
            r"\n",
            r"\u3042",
            "[a-z]",
            "[^a]",
            "[0-9-]",
        ),
        *("[①②③]", r"[\]\-]", "[.^]", "(?:a|b)", "(R5)", "(?:-[0-9]{1,2})?", "a?", "[a-z]*"),
        *("a+", "[0-9]{1,3}", "a{2}", "a{2,}", "|", "^", "$"),
    ]
)


@pytest.mark.slow
@pytest.mark.skipif(NODE is None, reason="node, the other engine of the comparison, is missing")
@given(st.lists(st.lists(PIECES, max_size=5).map("".join), min_size=20, max_size=20))
@settings(max_examples=runs(15), deadline=None)
def test_pattern_subset_in_both_engines(patterns: list[str]) -> None:
    """Every pattern the subset takes means the same to Python and to an editor."""
    safe = []
    for pattern in (form for made in patterns for form in (made, f"^{made}$")):
        try:
            compile_pattern(pattern)
        except UnsafePatternError:
            continue
        safe.append(pattern)
    ours = [[bool(compile_pattern(p).search(probe)) for probe in PROBES[:-1]] for p in safe]
    assert ours == ask_node(safe, PROBES[:-1])


@each_row(
    "pattern",
    [
        *("(a+)+", "^(a*)*$", "^(a|a)*$", "^a*a*$", "a*", "a|b+", "^(?:a?){99}$", "^" + "a?" * 30),
        *(
            r"\d",
            r"\w",
            r"\s",
            r"\p{Han}",
            r"\b",
            r"\1",
            ".",
            "(?=a)",
            "(?<n>a)",
            "(?<!a)",
            "(?i)a",
        ),
        *("(", ")", "[", "a]", "[]", "[^]", "[b-a]", "[[a]", "a{", "a{2,1}", "a{101}", "a{x}", "}"),
        *("*", "a**", "a+?", "^*", "$+", "\\", r"\ud800", r"\-", r"\u30", "a" * 201, "(" * 150),
        "(?:(?:a{9}){9}){9}",
    ],
)
def test_unsafe_patterns(pattern: str) -> None:
    """A pattern that could hang, or that engines read differently, is refused."""
    with pytest.raises(UnsafePatternError):
        compile_pattern(pattern)


@settings(deadline=None)
@given(st.text("^$()[]{}|?*+\\-,.:=a1u3", max_size=12))
def test_any_pattern(pattern: str) -> None:
    """Any text is either a safe pattern, which Python then takes as well, or refused."""
    try:
        compiled = compile_pattern(pattern)
    except UnsafePatternError:
        return
    re.compile(pattern)
    for probe in ("", "a", "1", "a1", "-", "aaa"):
        assert bool(compiled.search(probe)) is bool(re.search(pattern, probe))
