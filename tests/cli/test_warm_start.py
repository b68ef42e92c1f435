"""What a run leaves to the next makes it faster and changes nothing of what it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Command


@pytest.mark.slow
def test_a_second_run_says_what_the_first_said(orgsheet: Command, tmp_path: Path) -> None:
    """With what the first run kept, with that broken, and without it: the same words and code."""
    home = tmp_path / "home"
    home.mkdir()
    env = {"HOME": str(home), "XDG_CACHE_HOME": str(home), "LOCALAPPDATA": str(home)}
    command = ("lint", "--no-cache", "--format", "json")
    first = orgsheet(*command, env=env)
    kept = {file.name: file.read_bytes() for file in (home / "orgsheet").iterdir()}
    assert kept.keys() == {"patterns.bin", "rules.json"}
    assert orgsheet(*command, env=env) == first
    assert {file.name: file.read_bytes() for file in (home / "orgsheet").iterdir()} == kept
    for name in kept:
        (home / "orgsheet" / name).write_bytes(b"[]")
    assert orgsheet(*command, env=env) == first
