"""The portable folder for Windows: whole, quoted, in the right bytes, and it fetches nothing."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import distributions
from pathlib import Path

import make_folder
import pytest
import start
from conftest import ROOT
from each_row import each_row
from make_folder import LONGEST, MakingError, make, pack
from try_folder import PERSON, try_folder

PORTABLE = ROOT / "portable"
COMMAND = "組織シート.cmd"
_NEEDS = "Requires-Dist: flask>=3 ; extra == 'web'\nRequires-Dist: colorama ; os_name == 'nt'\n"
_WATCH = """
import json, runpy, sys
seen = open(sys.argv[1], "a", encoding="utf-8")
def watch(event, given):
    if event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen"):
        shown = given[-1] if event == "socket.connect" else given[:2]
        print(json.dumps([event, shown], default=str), file=seen, flush=True)
sys.addaudithook(watch)
sys.argv = sys.argv[2:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
"""Runs a script and writes down whom it speaks to and what it starts."""


def _zip(path: Path, **files: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/").replace("_exe", ".exe"), text)
    return path


def _wheel(folder: Path, name: str, version: str, needs: str = "") -> None:
    about = f"{name}-{version}.dist-info"
    said = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}"
    files = {
        f"{name}/__init__.py": "",
        f"{about}/METADATA": said,
        f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{one},,\n" for one in [*files, f"{about}/RECORD"])
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        for one, text in (files | {f"{about}/RECORD": record}).items():
            archive.writestr(one, text)


@pytest.fixture
def pieces(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Return small pieces in the shape of the real ones: Python, git, wheels."""
    python = tmp_path / "python.zip"
    with zipfile.ZipFile(python, "w") as archive:
        for name in ("python.exe", "python313.zip", "python313._pth", "LICENSE.txt"):
            archive.writestr(name, name)
    git = _zip(tmp_path / "git.zip", cmd__git_exe="git", LICENSE="GPL")
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    _wheel(wheels, "orgsheet", "1.2.3", _NEEDS)
    _wheel(wheels, "flask", "3.1.0")
    _wheel(wheels, "colorama", "0.4.6")
    return python, git, wheels


@pytest.mark.slow
def test_the_folder_is_whole_lists_itself_and_is_the_same_every_time(
    pieces: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    """Python looks into the folder alone; the list names every file with its hash."""
    folder = make(*pieces, tmp_path / "出力 先")
    first = pack(folder).read_bytes()
    listed = (folder / "program" / "内訳.txt").read_bytes()
    assert listed.startswith(b"\xef\xbb\xbf")
    lines = listed.decode("utf-8-sig").split("\r\n")
    assert lines.pop() == ""
    for line in lines:
        told, name = line.split("  ", maxsplit=1)
        assert told == hashlib.sha256((folder / name).read_bytes()).hexdigest(), name
    files = {one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()}
    assert files == {line.split("  ", maxsplit=1)[1] for line in lines} | {"program/内訳.txt"}
    assert files >= {
        COMMAND,
        "はじめにお読みください.txt",
        "program/start.py",
        "program/python/python.exe",
        "program/git/cmd/git.exe",
        "program/packages/orgsheet/__init__.py",
        "program/packages/flask/__init__.py",
    }
    paths = (folder / "program/python/python313._pth").read_bytes()
    assert paths == b"python313.zip\r\n.\r\n..\\packages\r\n"
    again = pack(make(*pieces, tmp_path / "出力 先"))
    assert again.name == "組織シート-1.2.3.zip"
    assert again.read_bytes() == first
    with zipfile.ZipFile(again) as archive:
        assert archive.namelist() == sorted(f"組織シート/{name}" for name in files)


@pytest.mark.slow
def test_a_piece_that_is_missing_or_does_not_fit_is_told(
    pieces: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    """No folder is made that would fail on her computer."""
    python, git, wheels = pieces
    output = tmp_path / "output"
    with pytest.raises(MakingError, match=r"holds no cmd/git\.exe"):
        make(python, python, wheels, output)
    with pytest.raises(MakingError, match="no embeddable Python"):
        make(git, git, wheels, output)
    (wheels / "colorama-0.4.6-py3-none-any.whl").unlink()
    with pytest.raises(MakingError, match=r"needs colorama.*missing"):
        make(python, git, wheels, output)
    _wheel(wheels, "colorama", "0.4.6")
    (wheels / "flask-3.1.0-py3-none-any.whl").unlink()
    _wheel(wheels, "flask", "2.9")
    with pytest.raises(MakingError, match=r"needs flask>=3.*but 2\.9 is there"):
        make(python, git, wheels, output)
    (wheels / "orgsheet-1.2.3-py3-none-any.whl").unlink()
    with pytest.raises(MakingError, match="wheel of orgsheet is missing"):
        make(python, git, wheels, output)


def test_what_is_fetched_is_known_by_its_hash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each piece has an address over https and a hash; anything else that comes is refused."""
    named = json.loads((PORTABLE / "pieces.json").read_text(encoding="utf-8"))
    assert set(named) == {"python", "git"}
    for piece in named.values():
        assert piece["version"] in piece["address"]
        assert re.fullmatch(r"[0-9a-f]{64}", piece["sha256"])
        monkeypatch.setattr("urllib.request.urlopen", lambda _: io.BytesIO(b"another"))
        with pytest.raises(MakingError, match=r"not what pieces\.json names"):
            make_folder._fetched(piece, tmp_path / "piece")
        right = piece | {"sha256": hashlib.sha256(b"another").hexdigest()}
        assert make_folder._fetched(right, tmp_path / "piece").read_bytes() == b"another"
    lock = (PORTABLE / "requirements.txt").read_text(encoding="utf-8")
    (made,) = re.findall(r"(?m)^#\s+(uv pip compile .*)$", lock)
    given = (PORTABLE / "requirements.in").read_text(encoding="utf-8")
    assert made in " ".join(given.replace("\\\n#", " ").split())
    names = re.findall(r"(?m)^[a-z0-9-]+==\S+ \\$", lock)
    assert len(names) > 20
    assert len(re.findall(r"(?m)^[a-z]\S*==", lock)) == len(names)
    assert "://" not in lock


def test_the_start_file_has_the_bytes_that_a_japanese_windows_reads(
    pieces: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    """CRLF, code page 932 without a mark, and no half of a letter that cmd takes for its own."""
    data = (make(*pieces, tmp_path / "output") / COMMAND).read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n") == len(data.splitlines())
    text = data.decode("cp932")
    assert text.splitlines()[0] == "@echo off"
    assert any("「すべて展開」" in line for line in text.splitlines())
    for letter in set(text) - set(map(chr, range(128))):
        assert letter.encode("cp932")[-1:] not in b'&|<>^%"()\\', letter
    read_first = (tmp_path / "output/組織シート/はじめにお読みください.txt").read_bytes()
    assert read_first.startswith(b"\xef\xbb\xbf")
    assert read_first.count(b"\n") == read_first.count(b"\r\n")


def test_the_start_file_quotes_every_path_and_takes_no_words() -> None:
    """Japanese, spaces, `&` and `!` in the folder's own path are only letters of it."""
    lines = (PORTABLE / COMMAND).read_text(encoding="utf-8").splitlines()
    assert "DisableDelayedExpansion" in lines[1]
    used = [line for line in lines if "%~dp0" in line]
    assert len(used) == 3
    for line in used:
        outside = "".join(line.split('"')[::2])
        assert "%" not in outside, line
    text = "\n".join(lines)
    # Explorer quotes what is dropped on a file only where it has a space.
    assert not re.search(r"%\*|%~?[1-9]", text)
    assert not re.search(r"(?i)curl|powershell|certutil|bitsadmin|pip|fetch|clone|https?:", text)
    named = set(re.findall(r"%~dp0([^\"]+)\"", text))
    assert named == {r"program\python\python.exe", r"program\git\cmd\git.exe", r"program\start.py"}


NAMES = [("山田 花子", True), ("", False), ("-x", False), ("a<b>", False), ("山\n田", False)]


@each_row("name, good", NAMES)
def test_a_name_that_git_cannot_keep_is_asked_again(name: str, *, good: bool) -> None:
    """Until it can stand in a commit."""
    typed = iter([name, "鈴木"])
    kept = start.answers(start.Kept(str(ROOT), ""), None, lambda _: next(typed))
    assert kept.name == (name if good else "鈴木")


def test_what_was_answered_is_kept_outside_and_read_again(tmp_path: Path) -> None:
    """A file that is no such thing is as none; a folder that is gone is asked for again."""
    file = tmp_path / "ない" / "答え.json"
    assert start.read_kept(file) == start.Kept("", "")
    kept = start.Kept(str(ROOT), "山田 花子")
    start.write_kept(file, kept)
    assert start.read_kept(file) == kept
    assert [one.name for one in file.parent.iterdir()] == [file.name]
    for text in ("", "[]", '{"folder": "", "name": "<"}', "{"):
        file.write_text(text, encoding="utf-8")
        assert start.read_kept(file) == start.Kept("", "")
    gone = kept._replace(folder=str(tmp_path / "消えた"))
    assert start.answers(gone, "山田 花子", lambda _: f'"{ROOT}"').folder == str(ROOT)


def test_a_second_window_takes_another_port(capsys: pytest.CaptureFixture[str]) -> None:
    """And says so."""
    import socket

    with socket.socket() as first:
        first.bind(("127.0.0.1", 0))
        first.listen()
        usual, start.PORT = start.PORT, first.getsockname()[1]
        try:
            assert start.free_port() == 0
        finally:
            start.PORT = usual
    assert "前に開いた黒い窓" in capsys.readouterr().out


@pytest.mark.slow
def test_a_start_asks_once_opens_saves_and_speaks_to_nobody_else(
    pieces: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    """From a folder with Japanese and a space; no program is started but the folder's git."""
    folder = make(*pieces, tmp_path / "共有 フォルダ")
    real = shutil.which("git")
    assert real is not None
    git = folder / "program/git/cmd/git"
    git.symlink_to(real)
    git.with_suffix(".exe").unlink()
    git.with_suffix(".exe").symlink_to(real)
    watched = tmp_path / "見たこと.txt"
    (tmp_path / "watch.py").write_text(_WATCH, encoding="utf-8")
    words = [sys.executable, str(tmp_path / "watch.py"), str(watched)]
    (tmp_path / "市").mkdir()
    shown = try_folder([*words, str(folder / "program/start.py")], [real], tmp_path / "市")
    assert f"名前: {PERSON}" in shown
    seen = [json.loads(line) for line in watched.read_text(encoding="utf-8").splitlines()]
    connected = {str(given[0]) for event, given in seen if event == "socket.connect"}
    assert connected <= {"127.0.0.1"}
    # waitress looks at its own default, a number, which it does not use.
    looked_up = {str(given[0]) for event, given in seen if event == "socket.getaddrinfo"}
    assert looked_up <= {"127.0.0.1", "0.0.0.0"}  # noqa: S104
    started = [given for event, given in seen if event == "subprocess.Popen"]
    browsers = {"xdg-open", "true"}
    assert {Path(one[0]).name for one in started} <= {"git", "git.exe", *browsers}
    asked = {str(word) for _, words in started for word in words}
    assert "config" in asked
    assert not asked & {"clone", "fetch", "pull", "push", "ls-remote", "submodule"}


@pytest.mark.slow
def test_the_wheels_that_are_named_make_a_whole_folder(
    pieces: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    """The real ones, for Windows: all there, none for another system, no path too long."""
    python, git, _ = pieces
    built, wheels = tmp_path / "dist", tmp_path / "real"
    pip = [sys.executable, "-m", "pip"]
    words = [*pip, "wheel", "-q", "--no-deps", "-w", str(built), str(ROOT)]
    subprocess.run(words, check=True, capture_output=True)
    (wheel,) = built.glob("*.whl")
    only = make_folder._for_windows("3.13")
    lock = ["--require-hashes", "-r", str(PORTABLE / "requirements.txt")]
    done = subprocess.run(
        [*pip, "download", "-q", "--no-deps", "--dest", str(wheels), *only, *lock],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode and "No matching distribution" not in done.stderr:
        pytest.skip(f"the index cannot be reached: {done.stderr[-200:]}")
    assert done.returncode == 0, done.stderr
    shutil.copy(wheel, wheels)
    folder = make(python, git, wheels, tmp_path / "output")
    packages = folder / "program" / "packages"
    names = {one.name for one in distributions(path=[str(packages)])}
    assert {"orgsheet", "Flask", "waitress", "python-docx", "openpyxl"} <= names
    assert not (packages / "bin").exists()
    assert list(packages.rglob("*.so")) == []
    compiled = [one.name for one in packages.rglob("*.pyd")]
    assert compiled
    assert all("cp313-win_amd64" in name or name.count(".") == 1 for name in compiled)
    longest = max(len(one.relative_to(folder).as_posix()) for one in folder.rglob("*"))
    assert longest <= LONGEST
