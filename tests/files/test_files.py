"""The one reader and the one writer of files: nothing cut, nothing half written, nothing lost."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgsheet.files import (
    MAX_BYTES,
    AlreadyThereError,
    ChangedMeanwhileError,
    Seen,
    TooLargeFileError,
    UnreadableFileError,
    UnwritableFileError,
    find_twin,
    make_folders,
    put,
    put_file,
    put_new,
    read_beginning,
    read_file,
    remove_file,
    see,
    temporary_files,
)
from orgsheet.files import lock as locks

posix = pytest.mark.skipif(os.name == "nt", reason="links and pipes need rights on Windows")
LEFTOVER = ".orgsheet-0123456789abcdef.tmp"


def _names(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}


def test_a_file_is_read_to_its_end_or_not_at_all(tmp_path: Path) -> None:
    """A file beyond the limit is refused, never cut; only a parser may ask for its beginning."""
    path = tmp_path / "シート.yaml"
    path.write_bytes(b"a: 1\n")
    assert read_file(path) == read_beginning(path) == b"a: 1\n"
    path.write_bytes(b"#" * MAX_BYTES)
    assert len(read_file(path)) == MAX_BYTES
    path.write_bytes(b"#" * (MAX_BYTES + 100))
    with pytest.raises(TooLargeFileError, match="1,024 KB"):
        read_file(path)
    assert len(read_beginning(path)) == MAX_BYTES + 1


def test_an_absent_file_is_told_apart(tmp_path: Path) -> None:
    """What is not there is a FileNotFoundError, also below a file that is no folder."""
    (tmp_path / "file").write_bytes(b"")
    for name in ("none", "none/none", "file/none"):
        with pytest.raises(FileNotFoundError):
            read_file(tmp_path / name)


@posix
def test_special_files_are_refused_at_once(tmp_path: Path) -> None:
    """A folder, link, pipe or device is refused with its Japanese name, without waiting."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "target").write_bytes(b"a: 1\n")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    os.mkfifo(tmp_path / "pipe")
    names = {"folder": "フォルダ", "link": "リンク", "pipe": "名前付きパイプ"}
    for name, word in names.items():
        with pytest.raises(UnreadableFileError, match=word):
            read_file(tmp_path / name)
        with pytest.raises(UnreadableFileError, match=word):
            see(tmp_path / name)
        with pytest.raises(UnwritableFileError, match=word):
            put_file(tmp_path / name, b"", b"a: 1\n")
        with pytest.raises(AlreadyThereError):
            put_file(tmp_path / name, b"", None)
    with pytest.raises(UnreadableFileError, match="装置"):
        read_file(Path(os.devnull))
    assert (tmp_path / "target").read_bytes() == b"a: 1\n"


@posix
def test_no_folder_on_the_way_may_be_a_link(tmp_path: Path) -> None:
    """Below a folder, neither the reader nor the writer goes through a link, wherever it leads."""
    root = tmp_path / "root"
    (root / "real").mkdir(parents=True)
    (tmp_path / "outside" / "below").mkdir(parents=True)
    (tmp_path / "outside" / "x.yaml").write_bytes(b"a: 1\n")
    (root / "out").symlink_to(tmp_path / "outside")
    (root / "real" / "in").symlink_to(root / "real")
    (root / "gone").symlink_to(tmp_path / "none")
    for name in ("out/x.yaml", "out/below/x", "out/new/x", "real/in/x", "gone/x", "real/../out/x"):
        with pytest.raises(UnreadableFileError, match="リンク"):
            read_file(root / name, below=root)
        with pytest.raises(UnwritableFileError):
            put_file(root / name, b"", None, below=root)
        with pytest.raises(UnwritableFileError):
            put_new(root, name, b"")
    assert _names(tmp_path / "outside") == {"below", "x.yaml"}
    assert _names(root / "real") == {"in"}
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("name", ["a\0b", "x" * 5000])
def test_impossible_names_are_refused(tmp_path: Path, name: str) -> None:
    """A name no file can have is refused, not raised on."""
    with pytest.raises(UnreadableFileError, match="開けません"):
        read_file(tmp_path / name)
    with pytest.raises(UnwritableFileError, match="書き込めません"):
        put_file(tmp_path / name, b"", None)
    with pytest.raises(UnwritableFileError, match="作れません"):
        make_folders(tmp_path / name, tmp_path)


@posix
def test_a_file_is_replaced_with_its_mode(tmp_path: Path) -> None:
    """A rewritten file keeps its mode, a new one gets the usual one, nothing is left beside."""
    path = tmp_path / "シート.yaml"
    path.write_bytes(b"old")
    path.chmod(0o640)
    put_file(path, b"new", b"old")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640
    put_file(tmp_path / "new", b"x", None)
    (tmp_path / "usual").write_bytes(b"x")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "usual").stat().st_mode
    assert (tmp_path / "new").stat().st_nlink == 1
    assert _names(tmp_path) == {"シート.yaml", "new", "usual"}


@pytest.mark.parametrize("error", [OSError("full"), KeyboardInterrupt()])
@pytest.mark.parametrize("was", [b"old", None])
def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, was: bytes | None
) -> None:
    """When the disk refuses or the user interrupts, the old file is whole and nothing is left."""
    path = tmp_path / "x.yaml"
    if was is not None:
        path.write_bytes(was)

    def fail(_: int) -> None:
        raise error

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises((UnwritableFileError, KeyboardInterrupt)):
        put_file(path, b"new", was)
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == (
        {} if was is None else {"x.yaml": was}
    )


def test_a_write_into_nothing_is_refused(tmp_path: Path) -> None:
    """A file in a folder that is not there is refused in Japanese."""
    with pytest.raises(UnwritableFileError, match="書き込めません"):
        put_file(tmp_path / "none" / "x", b"", None)


@given(held=st.binary(max_size=40), was=st.binary(max_size=40), data=st.binary(max_size=40))
def test_only_the_expected_content_is_replaced(
    tmp_path_factory: pytest.TempPathFactory, held: bytes, was: bytes, data: bytes
) -> None:
    """A file is replaced if it holds exactly what the new content was made from, else it stays."""
    path = tmp_path_factory.mktemp("f") / "x"
    path.write_bytes(held)
    try:
        put_file(path, data, was)
    except ChangedMeanwhileError:
        assert held not in {was, data}
        assert path.read_bytes() == held
    else:
        assert held in {was, data}
        assert path.read_bytes() == data
    assert _names(path.parent) == {"x"}


@pytest.mark.parametrize("was", [b"old", Seen(b"")])
def test_what_is_gone_is_not_made_anew(tmp_path: Path, was: bytes | Seen) -> None:
    """A file that was removed since it was read is not put back, nor removed twice."""
    with pytest.raises(ChangedMeanwhileError, match="なくなっている"):
        put_file(tmp_path / "x", b"new", was)
    with pytest.raises(ChangedMeanwhileError):
        remove_file(tmp_path / "x", b"old")
    assert _names(tmp_path) == set()


def test_what_was_seen_is_told_from_what_came_later(tmp_path: Path) -> None:
    """A result goes over what was there when it was asked for, and over nothing else."""
    path = tmp_path / "結果.html"
    absent = see(path)
    put_file(path, b"1", absent)
    with pytest.raises(AlreadyThereError):
        put_file(path, b"2", absent)
    first = see(path)
    put_file(path, b"2", first)
    with pytest.raises(ChangedMeanwhileError):
        put_file(path, b"3", first)
    assert path.read_bytes() == b"2"


def test_only_the_expected_file_is_removed(tmp_path: Path) -> None:
    """A file is removed only while it holds what it is removed for."""
    path = tmp_path / "x"
    path.write_bytes(b"1")
    with pytest.raises(ChangedMeanwhileError):
        remove_file(path, b"2")
    remove_file(path, b"1")
    assert not path.exists()


@pytest.mark.parametrize("was", [b"old", None])
@pytest.mark.parametrize("at", ["while it is brought to the disk", "at the last comparison"])
def test_a_save_before_the_exchange_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, was: bytes | None, at: str
) -> None:
    """What another program saves at any moment up to the exchange is never overwritten."""
    path = tmp_path / "x.yaml"
    if was is not None:
        path.write_bytes(was)

    def save() -> None:
        (tmp_path / "theirs").write_bytes(b"theirs")
        (tmp_path / "theirs").replace(path)

    if at.startswith("while"):
        monkeypatch.setattr(os, "fsync", lambda _: save())
    else:
        owner, name = (os, "scandir") if was is None else (Path, "lstat")
        really: Callable[[object], object] = getattr(owner, name)
        asked: list[object] = []

        def late(place: object) -> object:
            asked.append(place)
            if len(asked) == LAST[was]:
                save()
            return really(place)

        monkeypatch.setattr(owner, name, late)
    with pytest.raises(UnwritableFileError):
        put_file(path, b"ours", was)
    monkeypatch.undo()
    assert path.read_bytes() == b"theirs"
    assert _names(tmp_path) == {"x.yaml"}


LAST = {b"old": 7, None: 3}
"""Which call is the last one before the exchange: looking at the file, or into its folder."""


def test_a_file_system_without_hard_links_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a disk knows no hard links, new files are written and none is overwritten."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    put_file(tmp_path / "x", b"1", None)
    with pytest.raises(AlreadyThereError):
        put_file(tmp_path / "x", b"2", None)
    monkeypatch.setattr(os, "fsync", lambda _: (tmp_path / "y").write_bytes(b"theirs"))
    with pytest.raises(AlreadyThereError):
        put_file(tmp_path / "y", b"3", None)
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {
        "x": b"1",
        "y": b"theirs",
    }


@pytest.mark.parametrize(
    ("there", "new"),
    [
        ("R6/部/課.yaml", "R6/部/課.yml"),
        ("R6/部/課.YAML", "R6/部/課.yaml"),
        ("R6/部/ICT課.yaml", "R6/部/ict課.yaml"),
        ("R6/部/ＩＣＴ課.yaml", "R6/部/ICT課.yaml"),
        ("R6/部/テ\u3099ザイン課.yaml", "R6/部/デザイン課.yaml"),
        ("r6/部/課.yaml", "R6/部/課.yaml"),
        ("R6/テ\u3099ザイン部/課.yaml", "R6/デザイン部/課.yaml"),
    ],
)
def test_twins_are_seen(tmp_path: Path, there: str, new: str) -> None:
    """A file or folder that some computer takes for one that is there is not made beside it."""
    put_new(tmp_path, there, b"1")
    assert find_twin(tmp_path, new) == there
    with pytest.raises(AlreadyThereError, match="同じ名前になる"):
        put_new(tmp_path, new, b"2")
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == [tmp_path / there]
    assert find_twin(tmp_path, "R6/部/ほかの課.yaml") is None


KILLED = """
import os, signal, sys
from pathlib import Path
from orgsheet.files import put_file
os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
put_file(Path(sys.argv[1]), b"new", None)
"""
WAITING = """
import os, sys
from pathlib import Path
from orgsheet.files import put_file
def wait(_):
    print("written", flush=True)
    sys.stdin.readline()
os.fsync = wait
put_file(Path(sys.argv[1]), b"new", None)
"""


@posix
def test_what_a_killed_run_left_is_cleared_away(tmp_path: Path) -> None:
    """A run that is killed leaves the folder as it was but for one file, which the next removes."""
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "x")], check=False, timeout=60)
    (leftover,) = _names(tmp_path)
    assert leftover.startswith(".orgsheet-")
    (tmp_path / ".orgsheet-mine.tmp").write_bytes(b"")
    put_file(tmp_path / "y", b"1", None)
    assert _names(tmp_path) == {"y", ".orgsheet-mine.tmp"}


@posix
def test_the_file_of_a_living_run_stays(tmp_path: Path) -> None:
    """However old it looks, the temporary file of a run that is still at work is left to it."""
    with subprocess.Popen(
        [sys.executable, "-c", WAITING, str(tmp_path / "x")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == b"written\n"
        (theirs,) = tmp_path.iterdir()
        os.utime(theirs, (0, 0))
        put_file(tmp_path / "y", b"1", None)
        assert theirs.exists()
        other.stdin.write(b"\n")
        other.stdin.close()
        assert other.wait(60) == 0
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {"x": b"new", "y": b"1"}


@posix
def test_without_locks_only_old_leftovers_are_cleared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the system cannot tell whether a run lives, its file stays for a day."""
    import fcntl

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr(fcntl, "flock", refuse)
    (tmp_path / LEFTOVER).write_bytes(b"")
    put_file(tmp_path / "x", b"1", None)
    assert _names(tmp_path) == {"x", LEFTOVER}
    long_ago = time.time() - 25 * 60 * 60
    os.utime(tmp_path / LEFTOVER, (long_ago, long_ago))
    put_file(tmp_path / "x", b"2", b"1")
    assert _names(tmp_path) == {"x"}


@posix
@pytest.mark.parametrize("kind", ["link", "folder"])
def test_what_only_looks_like_a_leftover_stays(tmp_path: Path, kind: str) -> None:
    """A link or folder under such a name is nothing that a run leaves behind."""
    (tmp_path / "target").write_bytes(b"1")
    if kind == "link":
        (tmp_path / LEFTOVER).symlink_to(tmp_path / "target")
    else:
        (tmp_path / LEFTOVER).mkdir()
    put_file(tmp_path / "x", b"1", None)
    assert _names(tmp_path) == {"x", "target", LEFTOVER}


@posix
def test_a_folder_held_for_too_long_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Waiting for another run has an end, with a sentence that says so; nothing was written."""
    assert locks.PATIENCE <= 60, "as it is shipped, a minute at most"
    monkeypatch.setattr(locks, "PATIENCE", 0.05)
    with locks.alone_in(tmp_path):
        start = time.monotonic()
        with pytest.raises(UnwritableFileError, match="ほかで動いている orgsheet"):
            put_file(tmp_path / "x", b"1", None)
        assert time.monotonic() - start < 5
        assert _names(tmp_path) == set()
    put_file(tmp_path / "x", b"1", None)


@posix
@pytest.mark.parametrize("was", [b"old", None])
def test_the_folder_is_held_from_the_last_look_to_the_exchange(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, was: bytes | None
) -> None:
    """No other run of this program writes between a comparison and the exchange that it allows."""
    path = tmp_path / "x.yaml"
    if was is not None:
        path.write_bytes(was)
    held: list[tuple[str, bool | None]] = []

    def watched(owner: object, name: str) -> None:
        really = getattr(owner, name)

        def call(*arguments: object, **named: object) -> object:
            descriptor = os.open(tmp_path, os.O_RDONLY)
            held.append((name, locks.hold(descriptor)))
            os.close(descriptor)
            return really(*arguments, **named)

        monkeypatch.setattr(owner, name, call)

    watched(put, "_compare")
    watched(temporary_files.TemporaryFile, "take_its_place")
    put_file(path, b"new", was)
    assert held[-2:] == [("_compare", False), ("take_its_place", False)]


@posix
def test_a_lock_beside_serves_where_folders_have_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a folder itself cannot be locked, a file elsewhere stands for it."""
    folder, elsewhere = tmp_path / "folder", tmp_path / "temp"
    folder.mkdir()
    elsewhere.mkdir()

    def refuse(_: Path) -> int:
        raise PermissionError(errno.EACCES, "a folder")

    monkeypatch.setattr(locks, "_open_folder", refuse)
    monkeypatch.setattr(locks, "PATIENCE", 0.05)
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(elsewhere))
    with locks.alone_in(folder), pytest.raises(locks.FolderInUseError), locks.alone_in(folder):
        pass
    with locks.alone_in(folder):
        assert _names(folder) == set()
    assert len(_names(elsewhere)) == 1
