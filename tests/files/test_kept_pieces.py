"""Pieces of results that are kept between runs: the same from the same, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from orgsheet.files.kept_pieces import KeptPieces
from orgsheet.files.user_cache import cache_folder

HELD = "市\ud800 text"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder of a user who has kept nothing yet."""
    place = {"XDG_CACHE_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path), "HOME": str(tmp_path)}
    for name, value in place.items():
        monkeypatch.setenv(name, value)
    found = cache_folder(place)
    assert found is not None
    return found


def _refused() -> str:
    raise AssertionError


def _made(kept: KeptPieces, *made_from: object) -> bool:
    """Tell whether a piece had to be made."""
    made: list[str] = []

    def make() -> str:
        made.append(HELD)
        return HELD

    assert kept.piece(made_from, make) == HELD
    return bool(made)


def _run(*asked: int, owner: bytes = b"a", stamp: bytes = b"1") -> list[bool]:
    kept = KeptPieces(owner, stamp)
    found = [_made(kept, "piece", number) for number in asked]
    kept.save()
    return found


def test_a_piece_is_made_once() -> None:
    """What was made of the same is read back, within a run and by the next one."""
    kept = KeptPieces(b"a", b"1")
    assert kept.piece(("x",), lambda: HELD) == HELD
    assert kept.piece(("x",), _refused) == HELD
    kept.save()
    assert KeptPieces(b"a", b"1").piece(("x",), _refused) == HELD


def test_whatever_differs_is_made_anew() -> None:
    """Another input, another program and another workspace know nothing of it."""
    assert _run(1) == [True]
    assert _run(1, 2) == [False, True]
    assert _run(1, stamp=b"2") == [True]
    assert _run(1, owner=b"b") == [True]


def test_only_what_the_last_run_asked_for_is_kept() -> None:
    """The files do not grow with all that ever was."""
    _run(*range(40))
    assert _run(*range(20)) == [False] * 20
    assert _run(*range(40)) == [False] * 20 + [True] * 20


def test_a_damaged_file_serves_nothing(folder: Path) -> None:
    """A file with one byte changed, or cut, is as if it were not there."""
    _run(1)
    (path,) = folder.iterdir()
    data = path.read_bytes()
    for broken in (data[:-1], data[:20], b"", data[:-1] + bytes([data[-1] ^ 1])):
        path.write_bytes(broken)
        kept = KeptPieces(b"a", b"1")
        assert _made(kept, "piece", 1)
