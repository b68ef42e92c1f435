"""`--fix` and `fmt` when things go wrong: every sheet is whole, as it was or as it should be."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hostile_inputs import RULES, no_hang
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_runs import runs

from orgsheet.cli import run as run_command
from orgsheet.files import UnwritableFileError
from orgsheet.files.memory import MemoryFiles
from orgsheet.lint.fixes import fix_file, write_fixed
from orgsheet.workspace.workspace import Workspace

FOLDER = "sheets/R5/政策推進部"
NAMES = ("文化芸術課", "秘書課", "魅力とりで発信課")
SHEETS = [f"{FOLDER}/{name}.yaml" for name in NAMES]
LOOK_ALIKE = [rule for rule in RULES if rule.id == "value-look-alike"]

Call = Callable[..., tuple[int, str]]


@pytest.fixture
def call(workspace: Path, capfd: pytest.CaptureFixture[str]) -> Call:
    """The command line inside this process: (exit code, what it said to the person)."""

    def called(*arguments: str) -> tuple[int, str]:
        with no_hang():
            code = run_command(["-C", str(workspace), *arguments])
        return code, capfd.readouterr().err

    return called


@pytest.fixture
def damaged(workspace: Path) -> dict[str, bytes]:
    """Three sheets with a slip that --fix mends, by path; their bytes as they are now."""
    for path in SHEETS:
        text = (workspace / path).read_text(encoding="utf-8")
        assert "裁量有無: ○" in text
        (workspace / path).write_text(
            text.replace("裁量有無: ○", "裁量有無: 〇", 1), encoding="utf-8"
        )
    return {path: (workspace / path).read_bytes() for path in SHEETS}


def _mended(before: bytes) -> bytes:
    return before.replace("〇".encode(), "○".encode(), 1)


def _assert_old_or_new(workspace: Path, damaged: dict[str, bytes]) -> int:
    """Return how many sheets are new; fail where one is neither, or anything is left behind."""
    new = 0
    for path, before in damaged.items():
        now = (workspace / path).read_bytes()
        assert now in {before, _mended(before)}
        new += now != before
    assert not [path for path in workspace.rglob("*") if ".tmp" in path.name]
    return new


@pytest.mark.slow
def test_all_is_well_without_trouble(
    call: Call, workspace: Path, damaged: dict[str, bytes]
) -> None:
    """The slips used in these tests are mended when nothing is in the way."""
    call("lint", "--fix", *(str(path) for path in SHEETS))
    assert _assert_old_or_new(workspace, damaged) == len(SHEETS)


@pytest.mark.every_row
@pytest.mark.slow
@pytest.mark.parametrize(
    ("function", "error"),
    [
        ("open", PermissionError(errno.EACCES, "Permission denied")),
        ("open", OSError(errno.EROFS, "Read-only file system")),
        ("fsync", OSError(errno.ENOSPC, "No space left on device")),
        ("fsync", OSError(errno.EIO, "Input/output error")),
        ("replace", PermissionError(errno.EACCES, "in use")),
    ],
)
@pytest.mark.parametrize("command", [("lint", "--fix"), ("fmt",)])
def test_what_cannot_be_written_stays_as_it_was(
    call: Call,
    workspace: Path,
    damaged: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
    function: str,
    error: OSError,
    command: tuple[str, ...],
) -> None:
    """In a read-only folder or on a full disk every sheet stays, and the person is told with 2."""
    if command == ("fmt",):
        for path, data in damaged.items():
            (workspace / path).write_bytes(data.replace(b"\n    - ", b"\n      - ", 1))
    before = {path: (workspace / path).read_bytes() for path in SHEETS}
    really = getattr(os, function)

    def fail(*arguments: object, **named: object) -> object:
        if function == "open":
            assert isinstance(arguments[1], int)
            if not arguments[1] & os.O_CREAT:
                return really(*arguments, **named)
        raise error

    monkeypatch.setattr(os, function, fail)
    code, said = call(*command, *SHEETS)
    assert code == 2, said
    assert "書き込めません" in said
    assert str(error.strerror) not in said
    assert {path: (workspace / path).read_bytes() for path in SHEETS} == before
    assert not list(workspace.rglob("*.tmp"))


@pytest.mark.every_row
@pytest.mark.slow
@pytest.mark.parametrize("function", ["open", "fsync", "replace"])
@pytest.mark.parametrize("nth", [1, 2, 3])
def test_an_interrupt_leaves_whole_sheets(
    call: Call,
    workspace: Path,
    damaged: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
    function: str,
    nth: int,
) -> None:
    """Ctrl-C at any step of writing any sheet ends with 130; each sheet is old or new."""
    really = getattr(os, function)
    writes = 0

    def interrupt(*arguments: object, **named: object) -> object:
        nonlocal writes
        if function != "open" or (isinstance(arguments[1], int) and arguments[1] & os.O_CREAT):
            writes += 1
            if writes == nth:
                raise KeyboardInterrupt
        return really(*arguments, **named)

    monkeypatch.setattr(os, function, interrupt)
    code, said = call("lint", "--fix", *SHEETS)
    monkeypatch.undo()
    assert code == 130
    assert said.endswith("中断しました。\n")
    assert _assert_old_or_new(workspace, damaged) == nth - 1


def test_a_sheet_changed_meanwhile_is_not_overwritten(
    workspace: Path, damaged: dict[str, bytes]
) -> None:
    """What a colleague saves between reading and writing is never lost."""
    opened = Workspace.open(workspace)
    fixed = fix_file(opened, LOOK_ALIKE, SHEETS[0], unsafe=False)
    assert fixed.after == _mended(damaged[SHEETS[0]])
    saved = damaged[SHEETS[0]] + "# 課長より\n".encode()
    (workspace / SHEETS[0]).write_bytes(saved)
    with pytest.raises(UnwritableFileError, match="もう一度"):
        write_fixed(opened, fixed)
    assert (workspace / SHEETS[0]).read_bytes() == saved


def test_a_sheet_gone_meanwhile_is_not_made_anew(
    workspace: Path, damaged: dict[str, bytes]
) -> None:
    """A sheet that was removed, or became a link, between reading and writing stays so."""
    opened = Workspace.open(workspace)
    fixed = fix_file(opened, LOOK_ALIKE, SHEETS[0], unsafe=False)
    (workspace / SHEETS[0]).unlink()
    with pytest.raises(UnwritableFileError):
        write_fixed(opened, fixed)
    assert not (workspace / SHEETS[0]).exists()
    (workspace / SHEETS[0]).symlink_to(workspace / SHEETS[1])
    with pytest.raises(UnwritableFileError):
        write_fixed(opened, fixed)
    assert (workspace / SHEETS[1]).read_bytes() == damaged[SHEETS[1]]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_mode_line_ends_and_byte_order_mark_stay(
    workspace: Path, damaged: dict[str, bytes], mark: bytes, end: bytes
) -> None:
    """A mended sheet keeps its rights, its line ends and its byte order mark."""
    file = workspace / SHEETS[0]
    before = mark + damaged[SHEETS[0]].replace(b"\n", end)
    file.write_bytes(before)
    file.chmod(0o640)
    opened = Workspace.open(workspace)
    write_fixed(opened, fix_file(opened, LOOK_ALIKE, SHEETS[0], unsafe=False))
    assert file.read_bytes() == _mended(before)
    if os.name != "nt":
        assert file.stat().st_mode & 0o777 == 0o640


@pytest.mark.slow
@pytest.mark.parametrize("command", [("lint", "--fix"), ("fmt",)])
def test_the_ways_of_windows_go_only_as_it_is_told(
    call: Call, workspace: Path, damaged: dict[str, bytes], command: tuple[str, ...]
) -> None:
    """With the rules as shipped, --fix and fmt make LF of CRLF and take the mark; rights stay."""
    file = workspace / SHEETS[0]
    file.write_bytes(b"\xef\xbb\xbf" + damaged[SHEETS[0]].replace(b"\n", b"\r\n"))
    file.chmod(0o640)
    code, said = call(*command, SHEETS[0])
    after = file.read_bytes()
    assert (b"\r" in after, after.startswith(b"\xef\xbb\xbf")) == (False, False)
    if command == ("fmt",):
        assert (code, after) == (0, damaged[SHEETS[0]])
    else:
        assert after == _mended(damaged[SHEETS[0]])
        assert "改行が Windows の形です" in said
        assert "先頭に見えない印（BOM）があります" in said
    if os.name != "nt":
        assert file.stat().st_mode & 0o777 == 0o640


@pytest.mark.slow
def test_what_cannot_be_read_is_not_mended(call: Call, workspace: Path) -> None:
    """Conflict markers, a text in no known encoding and an empty file are left alone by --fix.

    So they are where something beside the markers could be mended: line ends, a mark, a slip.
    """
    folder = workspace / FOLDER
    text = (workspace / SHEETS[0]).read_text(encoding="utf-8").replace("有無: ○", "有無：〇", 1)
    marked = text.replace(
        "部名: 政策推進部\n",
        "<<<<<<< HEAD\n部名: 政策推進部\n=======\n部名: 企画部\n>>>>>>> 私\n",
    ).replace("\n", "\r\n")
    assert marked.count("<<<<<<<") == 1
    contents = {
        "衝突課": b"a: 1\n<<<<<<< x\nb: 2\n=======\nb: 3\n>>>>>>> y\n",
        "衝突の二課": marked.encode(),
        "衝突の三課": marked.encode("utf-8-sig"),
        "衝突の四課": marked.encode("cp932"),
        "破損課": b"\xff\x00\x80",
        "空課": b"",
    }
    for name, data in contents.items():
        (folder / f"{name}.yaml").write_bytes(data)
    call("lint", "--fix", "--unsafe")
    for name, data in contents.items():
        assert (folder / f"{name}.yaml").read_bytes() == data


@given(data=st.data())
@settings(
    max_examples=runs(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_mending_any_text_ends_and_loses_no_line(workspace: Path, data: st.DataObject) -> None:
    """Mends of a sheet with anything spliced in end, and mending once more changes nothing."""
    before = (workspace / SHEETS[1]).read_bytes()
    at = data.draw(st.integers(0, len(before)))
    piece = data.draw(st.one_of(st.binary(max_size=20), st.text(max_size=20).map(str.encode)))
    spliced = before[:at] + piece + before[at:]
    with no_hang():
        once = fix_file(_memory(spliced), RULES, SHEETS[1], unsafe=True)
        again = fix_file(_memory(once.after), RULES, SHEETS[1], unsafe=True)
    assert again.after == once.after
    assert once.before == spliced


def _memory(data: bytes) -> Workspace:
    return Workspace(MemoryFiles({SHEETS[1]: data}), Path())
