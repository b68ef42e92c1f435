"""Folders that are made as a whole (site, archive): nothing that others put there or name acts."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Command
from first_site import FIRST, town_with_site

from orgsheet.files import UnwritableFileError, put_tree
from orgsheet.files.put_tree import RECORD

pytest.importorskip("jinja2")
posix = pytest.mark.skipif(os.name == "nt", reason="links and pipes are others on Windows")
THEIRS = "人のもの"


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A folder in which three files were made."""
    folder = tmp_path / "公開"
    put_tree(folder, _files("1"))
    return folder


def _files(text: str) -> list[tuple[str, bytes]]:
    return [(name, text.encode()) for name in ("a.html", "R5/b.html", "R5/課/c.html")]


def _another_s_file(folder: Path) -> Path:
    """Put a file of somebody's where a page goes that was not made before."""
    place = folder / "R6" / "d.html"
    place.parent.mkdir()
    place.write_text(THEIRS, encoding="utf-8")
    return place


def _link(folder: Path) -> Path:
    outside = folder.with_name("外.txt")
    outside.write_text(THEIRS, encoding="utf-8")
    (folder / "a.html").unlink()
    (folder / "a.html").symlink_to(outside)
    return outside


def _linked_folder(folder: Path) -> Path:
    outside = folder.with_name("外")
    shutil.move(folder / "R5", outside)
    (folder / "R5").symlink_to(outside)
    (outside / "b.html").write_text(THEIRS, encoding="utf-8")
    return outside / "b.html"


def _folder(folder: Path) -> Path:
    (folder / "a.html").unlink()
    (folder / "a.html").mkdir()
    (folder / "a.html" / "中.txt").write_text(THEIRS, encoding="utf-8")
    return folder / "a.html" / "中.txt"


def _pipe(folder: Path) -> Path:
    (folder / "a.html").unlink()
    os.mkfifo(folder / "a.html")
    place = folder / "人.txt"
    place.write_text(THEIRS, encoding="utf-8")
    return place


@posix
@pytest.mark.parametrize("plant", [_another_s_file, _link, _linked_folder, _folder, _pipe])
def test_what_stands_in_a_page_s_place_stays(made: Path, plant: Callable[[Path], Path]) -> None:
    """What the program did not make is not written over, and nothing is written behind a link."""
    theirs = plant(made)
    with pytest.raises(UnwritableFileError, match=r"書き換えません|中に書きません"):
        put_tree(made, [*_files("2"), ("R6/d.html", b"2")])
    assert theirs.read_text(encoding="utf-8") == THEIRS


@posix
def test_a_record_that_leads_elsewhere_removes_nothing_there(made: Path) -> None:
    """A record that was changed names nothing outside; one that is a link is not followed."""
    outside = made.with_name("外.txt")
    outside.write_text(THEIRS, encoding="utf-8")
    record = made / RECORD
    lines = ["../外.txt", str(outside), "R5/../../外.txt", "..\\外.txt", "R5//b.html", "."]
    record.write_text("\n".join([record.read_text(encoding="utf-8"), *lines]), encoding="utf-8")
    put_tree(made, _files("2"))
    assert outside.read_text(encoding="utf-8") == THEIRS
    kept = made.with_name("一覧.txt")
    shutil.move(record, kept)
    before = kept.read_bytes()
    record.symlink_to(kept)
    put_tree(made, _files("2"))
    assert kept.read_bytes() == before
    assert not record.is_symlink()
    record.unlink()
    os.mkfifo(record)
    put_tree(made, _files("2"))
    assert record.is_file()


@pytest.mark.parametrize(
    "path", ["a\nb.html", "a\rb", "a\u2028b", "../x", "/x", "a//b", "a\\b", ""]
)
def test_no_path_is_two_lines_of_the_record_or_leads_out(made: Path, path: str) -> None:
    """Such a name is refused; what was made before stays as it was."""
    with pytest.raises(UnwritableFileError):
        put_tree(made, [(path, b"x")])
    assert put_tree(made, _files("1")).same == 3


@pytest.mark.slow
@pytest.mark.parametrize(
    "place", [".", "sheets", "Sheets", "lint/x", ".git", ".GIT/x", ".github", ".GitHub/workflows"]
)
def test_no_site_is_made_where_the_sheets_or_what_decides_about_them_are(
    tmp_path: Path, place: str
) -> None:
    """Neither among sheets, rules or Git's own files nor where the host looks for its jobs."""
    town = town_with_site(tmp_path / "市", "publication: {samples: 載せる}\n").folder
    before = sorted(town.rglob("*"))
    for words in (("site",), ("archive", "R5")):
        done = Command(town)(*words, "--output", place)
        assert done.code == 2, done.err
        assert "--output" in done.err
    assert [one for one in sorted(town.rglob("*")) if one not in before] == []
    assert (town / FIRST / "index.html").is_file()


@pytest.mark.slow
@posix
@pytest.mark.parametrize(
    "name",
    [
        "a\n" + "0" * 64 + "  1  R5.pdf",
        "x\r.yaml",
        "\u202egnp.yaml",
        "a\\..\\b.yaml",
        "CON.yaml",
        "終わり.",
    ],
)
def test_no_name_is_a_line_of_the_archive_s_list(tmp_path: Path, name: str) -> None:
    """A file of a name that not every computer can have is named, and nothing is written."""
    pytest.importorskip("typst")
    town = town_with_site(tmp_path / "市", "publication: {samples: 載せる}\n").folder
    (town / "schema").mkdir(exist_ok=True)
    (town / "schema" / name).write_text("a: 1\n", encoding="utf-8")
    done = Command(town)("archive", "R5", "--output", "保存")
    assert done.code == 2, done.err
    assert "残せません" in done.err or "schema" in done.err
    assert not (town / "保存").exists()
