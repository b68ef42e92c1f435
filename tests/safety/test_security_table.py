"""The table of security promises: every line has its test, and every test that it names exists.

So does every test that the page about accessibility names.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import ROOT
from workflow_files import EVERY, GITLAB

from orgsheet.files.disk import MAX_BYTES
from orgsheet.files.git.call_git import OLDEST
from orgsheet.files.git.tree_listing import MOST_NAMES
from orgsheet.files.trees import MAX_FILES
from orgsheet.render.findings.markdown import LIMIT
from orgsheet.source.parse import MAX_DEPTH, MAX_LENGTH, MAX_NODES

TABLE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = [
    line.strip("|").split(" | ")
    for line in TABLE.splitlines()
    if line.startswith("| ") and not line.startswith(("| 約束", "| ---"))
]
BROKEN = ROOT / "tests" / "cases" / "safety" / "broken_once.tsv"
NAMED = re.compile(r"`(test_[a-z0-9_]+\.py)(?:::(test_[a-z0-9_]+))?`")
SECTIONS = ("読むとき", "規則をどの版から読むか", "書き出すとき", "書き換えるとき", "配る自動点検")


def test_every_promise_has_a_test() -> None:
    """Each line names at least one test, in full, and no line stands twice."""
    assert len(ROWS) > 50
    for promise, tests in ROWS:
        marks = re.findall(r"`[^`]+`", tests)
        assert marks, promise
        assert all(NAMED.fullmatch(mark) and "::" in mark for mark in marks), promise
    promises = [promise for promise, _ in ROWS]
    assert len(set(promises)) == len(promises)
    assert all(f"\n## {section}" in TABLE for section in SECTIONS)


@pytest.mark.slow
def test_every_named_test_exists() -> None:
    """Each test that a page names is a function of the file that it names."""
    tried = (ROOT / "docs" / "accessibility.md").read_text(encoding="utf-8")
    for page in (TABLE, tried):
        named = NAMED.findall(page)
        assert named
        for file, name in named:
            _require_test(file, name)


@pytest.mark.slow
def test_what_broke_once_has_its_tests() -> None:
    """Each way in which a promise was broken is held by tests that exist, and told once."""
    lines = BROKEN.read_text(encoding="utf-8").splitlines()[1:]
    cases = [line.split("\t") for line in lines]
    assert len({what for what, _ in cases}) == len(cases) > 40
    for _, tests in cases:
        for test in tests.split(" "):
            file, _, name = test.partition("::")
            _require_test(file, name)


def _require_test(file: str, name: str) -> None:
    """Require that a file of the tests has a test of this name, which is not left out."""
    (place,) = (ROOT / "tests").rglob(file)
    text = place.read_text(encoding="utf-8")
    before, found, _ = text.partition(f"\ndef {name}(")
    assert found, f"{file}::{name}"
    marks = before.rpartition("\n\n\n")[2]
    assert not re.search(r"@pytest\.mark\.(?:xfail|skip)\b", marks), name


def test_limits_are_those_of_the_program() -> None:
    """Each number that the page promises as a limit is the one that the program keeps."""
    promised = {
        "1 MiB": MAX_BYTES // 1024**2,
        "5万の値": MAX_NODES // 10_000,
        "64段": MAX_DEPTH,
        "65,536 文字": MAX_LENGTH,
        "20,000）": MAX_FILES,
        "上限 200,000": MOST_NAMES,
        "60,000（UTF-16": LIMIT,
        "2.31 より前": float(".".join(map(str, OLDEST))),
    }
    for words, limit in promised.items():
        number = re.search(r"[0-9][0-9,.]*", words)
        assert number is not None
        assert float(number[0].replace(",", "")) == limit, words
        assert words in TABLE, words


def test_nothing_is_left_open() -> None:
    """No section of the page lists promises that are still to be kept."""
    assert not re.search(r"^#+ .*(?:まだ|未対応|残り)", TABLE, re.MULTILINE)


@pytest.mark.parametrize("path", [*EVERY, GITLAB], ids=lambda path: path.parent.parent.name)
def test_no_shipped_job_shares_a_cache(path: Path) -> None:
    """No job keeps anything of a pull request's run for a later run."""
    text = path.read_text(encoding="utf-8")
    assert "actions/cache" not in text
    assert not re.search(r"^\s*cache\s*:", text, re.MULTILINE)
    assert ".orgsheet-cache" not in text


def test_only_the_form_listens_and_only_to_this_computer() -> None:
    """The language server talks over the pipes of who started it; one command opens a port.

    Other computers reach it only where settings for an office, which no repository holds, say so.
    """
    listening = re.compile(
        r"^\s*(?:import|from) (?:socket|http|socketserver)\b"
        r"|\b(?:start_(?:tcp|ws|server|unix_server)|create_(?:server|unix_server))\b",
        re.MULTILINE,
    )
    files = [file for file in (ROOT / "src").rglob("*.py") if listening.search(_text(file))]
    assert [file.name for file in files] == ["serve.py"]
    text = _text(files[0])
    assert re.findall(r"\.bind\((.*)\)", text) == ["(address, port)"]
    assert re.findall(r"[^ ]_listening\((.*)\)|with _listening\((.*)\) as", text) == [
        ("", 'port, "127.0.0.1" if office is None else office.listen')
    ]


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")
