"""`orgsheet new` against broken sheets, links, refusing disks and names no file can have."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from conftest import Command

from orgsheet.cli import run
from orgsheet.cycle.sheet_places import put
from orgsheet.files import UnwritableFileError
from orgsheet.form.sheet import SheetId

SECRETARY = "sheets/R6/政策推進部/秘書課.yaml"


@pytest.mark.parametrize(
    "text", ["組織目標: [\n", "年度: R5\n年度: R5\n", "<<<<<<< HEAD\n年度: R5\n", ""]
)
def test_an_unreadable_sheet_is_told_and_the_others_are_made(orgsheet: Command, text: str) -> None:
    """A sheet that is not read to its end is never half carried over; exit 2 tells of it."""
    (orgsheet.folder / "sheets/R5/政策推進部/秘書課.yaml").write_text(text, encoding="utf-8")
    result = orgsheet("new", "R6", "--from", "R5")
    assert result.code == 2
    assert f"{SECRETARY} を作っていません" in result.err
    assert "orgsheet lint sheets/R5/政策推進部/秘書課.yaml" in result.err
    assert not (orgsheet.folder / SECRETARY).exists()
    assert (orgsheet.folder / "sheets/R6/政策推進部/政策推進課.yaml").exists()


@pytest.mark.parametrize("name", ["組織台帳", "計画台帳"])
def test_a_broken_register_stops_before_anything_is_written(orgsheet: Command, name: str) -> None:
    """What the registers say is never guessed: one that cannot be read is told first."""
    (orgsheet.folder / f"sheets/{name}.yaml").write_text("部: [\n", encoding="utf-8")
    result = orgsheet("new", "R6", "--from", "R5")
    assert (result.code, result.out) == (2, "")
    assert f"orgsheet lint sheets/{name}.yaml" in result.err


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
@pytest.mark.parametrize("place", ["sheets/R6", "sheets/R6/政策推進部", SECRETARY])
@pytest.mark.parametrize("exists", [True, False])
def test_nothing_is_written_through_a_link(orgsheet: Command, place: str, *, exists: bool) -> None:
    """A link in the place of a folder or file is never followed, whether it leads somewhere."""
    outside = orgsheet.folder.parent / "外"
    link = orgsheet.folder / place
    link.parent.mkdir(parents=True, exist_ok=True)
    if exists:
        (outside.write_text("外のもの") if place == SECRETARY else outside.mkdir())
    link.symlink_to(outside)
    result = orgsheet("new", "R6", "--from", "R5")
    assert "Traceback" not in result.err
    assert result.code == (0 if place == SECRETARY else 2)
    assert link.is_symlink()
    assert outside.exists() is exists
    if exists and place == SECRETARY:
        assert outside.read_text() == "外のもの"
    elif exists:
        assert list(outside.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_a_folder_that_may_not_be_written_is_told(orgsheet: Command) -> None:
    """Every sheet that could not be written is named, with exit 2 and without a traceback."""
    sheets = orgsheet.folder / "sheets"
    sheets.chmod(0o555)
    try:
        result = orgsheet("new", "R6", "--from", "R5")
    finally:
        sheets.chmod(0o755)
    assert result.code == 2
    assert "を作れません" in result.err
    assert "8 枚は作れません" in result.err


def test_a_disk_that_refuses_is_told_of_every_sheet(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each sheet that could not be written is named, nothing half written stays, and exit is 2."""

    def refuse(*_: object) -> None:
        raise PermissionError(13, "refused")

    monkeypatch.setattr("orgsheet.files.temporary_files.TemporaryFile.write", refuse)
    assert run(["-C", str(workspace), "new", "R6", "--from", "R5"]) == 2
    shown = capsys.readouterr()
    assert "作りました" not in shown.out
    assert shown.err.count("に書き込めません") == 8
    assert [one for one in workspace.rglob("R6/**/*") if one.is_file()] == []


def test_a_file_in_the_place_of_a_folder_is_told(orgsheet: Command) -> None:
    """A file where the department's folder belongs keeps only its sheets from being made."""
    folder = orgsheet.folder / "sheets/R6"
    folder.mkdir()
    (folder / "政策推進部").write_text("ファイル", encoding="utf-8")
    result = orgsheet("new", "R6", "--from", "R5")
    assert result.code == 2
    assert "5 枚は作れません" in result.err
    assert (folder / "福祉部/部.yaml").exists()


@pytest.mark.parametrize(
    "name", ["..", ".", "", "a/b", "a\\b", "課\n", "課\x1b", "CON", "課 ", ".課", "課" * 200, "\0"]
)
def test_names_that_no_file_can_have_are_refused(tmp_path: Path, name: str) -> None:
    """A register cannot make a sheet land outside its folder or under a name that breaks others."""
    (tmp_path / "sheets").mkdir()
    for identity in (SheetId("R6", name, "部"), SheetId("R6", "部門", name)):
        with pytest.raises(UnwritableFileError):
            put(tmp_path, identity, "年度: R6\n")
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == []


@pytest.mark.skipif(sys.platform == "win32", reason="os.mkdir differs")
def test_nothing_that_appeared_meanwhile_is_overwritten(tmp_path: Path) -> None:
    """A file that came into being after the folder was read stays."""
    identity = SheetId("R6", "部門", "課")
    (tmp_path / "sheets").mkdir()
    put(tmp_path, identity, "一\n")
    with pytest.raises(UnwritableFileError, match="もうあります"):
        put(tmp_path, identity, "二\n")
    assert (tmp_path / identity.path).read_text() == "一\n"
