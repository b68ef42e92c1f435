"""No city finds another city's projects, plans, people or units in what the program says."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, Command

from orgsheet.cli.command_names import COMMANDS

SHORTEST = 4
"""Characters; shorter names are words of every day as well (予算編成 is one, 契約 another)."""
OF_EVERY_CITY = {"総合教育会議"}
"""Of the names in the sheets those that a law gives to every city."""
FORMS = ("取手市R5", "取手市R6")
"""A packaged form is called after the city whose form it is."""


def _load(path: Path) -> object:
    return yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 - it makes texts only


def _names(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text with the heading above it."""
    if isinstance(value, dict):
        for inner, item in value.items():
            yield from _names(item, inner)
    elif isinstance(value, list):
        for item in value:
            yield from _names(item, key)
    elif isinstance(value, str):
        yield key, value.strip()


@cache
def words_of_the_city() -> frozenset[str]:
    """Return the words of the published sheets and registers that are one city's own."""
    sheets = [_load(path) for path in (ROOT / "sheets" / "R5").rglob("*.yaml")]
    found = {
        text
        for sheet in sheets
        for key, text in _names(sheet)
        if key in {"項目", "事務事業名称", "部名", "課名", "①", "②", "③"}
    }
    plans = _load(ROOT / "sheets" / "計画台帳.yaml")
    found |= {text for key, text in _names(plans) if key in {"名称", "略称", "項目"}}
    long = {word for word in found if len(word) > SHORTEST} - OF_EVERY_CITY
    return frozenset(long) | {"取手", "とりで"}


def _said(folder: Path, *suffixes: str) -> Iterator[tuple[Path, str]]:
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.suffix in suffixes and "__pycache__" not in file.parts:
            yield file, file.read_text("utf-8")


def _leaks(file: Path, text: str) -> list[str]:
    for name in FORMS:
        text = text.replace(name, "")
    words = sorted(word for word in words_of_the_city() if word in text)
    return [f"{file}: {word}" for word in words]


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
