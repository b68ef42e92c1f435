"""No city finds another city's projects, plans, people or units in what the program says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, Command
from sample_city import words_in

from orgsheet.cli.command_names import COMMANDS


def _said(folder: Path, *suffixes: str) -> Iterator[tuple[Path, str]]:
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.suffix in suffixes and "__pycache__" not in file.parts:
            yield file, file.read_text("utf-8")


def _leaks(file: Path, text: str) -> list[str]:
    return [f"{file}: {word}" for word in words_in(text)]


@pytest.mark.slow
def test_what_is_scaffolded_holds_no_word_of_another_city(tmp_path: Path) -> None:
    """Sheets, registers, schemas, guides and settings that `init` makes are nobody's yet."""
    run = Command(tmp_path)
    done = run("init", "--year", "R7", "--department", "産業部", "--section", "産業部/商工課")
    assert done.code == 0, done.err
    assert run("init", "例", "--year", "R7").code == 0
    found = [
        leak
        for file, text in _said(tmp_path, ".yaml", ".json", ".md", ".yml", ".txt", "")
        for leak in _leaks(file.relative_to(tmp_path), text)
    ]
    assert found == []


def test_what_the_program_says_holds_no_word_of_another_city() -> None:
    """Rules, change rules, schemas and their examples name nothing that is one city's own."""
    texts = [
        (file, text)
        for folder in ("lint", "changes", "schema")
        for file, text in _said(ROOT / folder, ".yaml", ".json")
    ]
    assert len(texts) > 250
    assert [leak for file, text in texts for leak in _leaks(file.relative_to(ROOT), text)] == []


@pytest.mark.slow
def test_no_help_page_names_another_city(tmp_path: Path) -> None:
    """What each command says of itself is of every city."""
    run = Command(tmp_path)
    texts = [run("--help").out, *(run(name, "--help").out for name in COMMANDS)]
    assert all(texts)
    assert [leak for text in texts for leak in _leaks(Path("help"), text)] == []
