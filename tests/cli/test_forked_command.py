"""What tests see of a command in a copied process is what a person sees of a started one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from conftest import SERVER, Command
from each_row import each_row

from orgsheet.files.git.call_git import git_in

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is nothing to compare")

RUNS = [
    ("--version",),
    ("deadline", "9月末日まで", "--year", "R5"),
    ("deadline",),
    ("lint", "--no-cache", "--format", "json"),
    ("lint", "ない.yaml"),
    ("explain", "priority-missing"),
    ("diff", "R4", "R5"),
    ("status", "R5"),
    ("lint", "--help"),
    ("なに",),
]


@pytest.mark.slow
@each_row("words", RUNS)
def test_a_copy_says_what_a_start_says(words: tuple[str, ...], orgsheet: Command) -> None:
    """Exit code and both streams are the same, whether the process was copied or begun."""
    assert SERVER.takes({**os.environ, "COLUMNS": "80"})
    assert orgsheet(*words) == orgsheet.fresh(*words)


@pytest.mark.slow
def test_copies_share_nothing(orgsheet: Command, tmp_path: Path) -> None:
    """A command knows nothing of one before: each reads its own folder as it is by then."""
    before = orgsheet("lint", "--no-cache", "--format", "concise").out
    (sheet,) = orgsheet.folder.glob("sheets/R5/*/秘書課.yaml")
    kept = sheet.read_bytes()
    sheet.write_bytes(b"[")
    assert orgsheet("lint", "--no-cache", "--format", "concise").out != before
    sheet.write_bytes(kept)
    assert orgsheet("lint", "--no-cache", "--format", "concise").out == before
    assert Command(tmp_path)("lint").code == 2


def test_what_the_program_sets_itself_starts_nothing(tmp_path: Path) -> None:
    """Once a test has asked Git in its own process, commands go on to be copies."""
    git_in(tmp_path)
    assert SERVER.takes({**os.environ, "COLUMNS": "80"})


@each_row("name", ["PATH", "LC_ALL", "PYTHONUTF8", "HOME", "NO_COLOR"])
def test_what_a_start_would_read_is_started(name: str) -> None:
    """A command in another environment than the copied process had is started, not copied."""
    assert not SERVER.takes({**os.environ, name: "else"})
