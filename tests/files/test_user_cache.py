"""The user's own cache folder: used only where nobody else can fill it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orgsheet.cli import warm_start
from orgsheet.files.user_cache import cache_folder, keep, read_kept

pytestmark = pytest.mark.skipif(os.name == "nt", reason="modes and links of POSIX")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of nobody else."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    return tmp_path


def test_what_is_kept_is_read_back(home: Path) -> None:
    """What one run keeps the next one reads, and other names know nothing of it."""
    keep("a", "市".encode())
    assert read_kept("a") == "市".encode()
    assert read_kept("b") is None
    assert [path.name for path in (home / ".cache").iterdir()] == ["orgsheet"]


def test_a_place_among_files_of_others_is_not_used(home: Path) -> None:
    """In a workspace, behind a relative path, or without a home nothing is kept."""
    assert cache_folder({}) is None
    assert cache_folder({"HOME": "", "XDG_CACHE_HOME": "x"}) is None
    (home / "sheets").mkdir()
    keep("a", b"x")
    assert read_kept("a") is None
    assert not (home / ".cache").exists()


def test_a_folder_that_others_can_fill_is_not_read(home: Path) -> None:
    """A folder that is a link, or that others may write to, gives nothing and gets nothing."""
    keep("a", b"x")
    folder = home / ".cache" / "orgsheet"
    folder.chmod(0o777)
    keep("a", b"y")
    assert read_kept("a") is None
    folder.chmod(0o755)
    assert read_kept("a") == b"x"
    folder.rename(home / "elsewhere")
    folder.symlink_to(home / "elsewhere")
    assert read_kept("a") is None
    keep("b", b"y")
    assert not (home / "elsewhere" / "b").exists()


def test_a_file_that_is_a_link_is_not_read(home: Path) -> None:
    """Nothing is read or written through a link in the folder."""
    keep("a", b"x")
    file = home / ".cache" / "orgsheet" / "a"
    file.unlink()
    (home / "other").write_bytes(b"z")
    file.symlink_to(home / "other")
    assert read_kept("a") is None
    keep("a", b"y")
    assert (home / "other").read_bytes() == b"z"


def test_a_folder_that_cannot_be_made_only_costs_time(home: Path) -> None:
    """Where a file is in the way, nothing is kept and nothing fails."""
    (home / ".cache").write_bytes(b"")
    keep("a", b"x")
    assert read_kept("a") is None


def test_a_run_that_made_nothing_anew_writes_nothing(home: Path) -> None:
    """Beginning and ending a run leaves no trace unless something was made anew."""
    warm_start.begin()
    warm_start.finish()
    assert not (home / ".cache").exists()
