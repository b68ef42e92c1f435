"""Nobody's save is lost: each command that writes leaves alone what was saved since it read."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from conftest import ROOT
from random_runs import runs

from orgsheet.cli import run
from orgsheet.cli.commands.diff_driver import run_driver
from orgsheet.files import Seen, disk, put, put_file, see, temporary_files
from orgsheet.source import format_text, parse

SECRETARY = "sheets/R5/政策推進部/秘書課.yaml"
HARBOUR = "sheets/R7/港部/港課.yaml"
PUBLISHED = ROOT / "tests/cases/import/R5-政策推進部.txt"
THEIRS = "年度: R5\n# 課長が保存した\n".encode()
posix = pytest.mark.skipif(os.name == "nt", reason="locks and pipes are others on Windows")


@dataclass(frozen=True)
class Case:
    """A command, the file that it writes, and what makes it write (None: nothing is there yet)."""

    arguments: tuple[str, ...]
    file: str
    prepare: Callable[[Path], None]


def _slip(root: Path) -> None:
    file = root / SECRETARY
    text = file.read_text(encoding="utf-8")
    assert "裁量有無: ○" in text
    file.write_text(text.replace("裁量有無: ○", "裁量有無: 〇", 1), encoding="utf-8")


def _indented(root: Path) -> None:
    file = root / SECRETARY
    file.write_bytes(file.read_bytes().replace(b"\n    - ", b"\n      - ", 1))


def _renamed(root: Path) -> None:
    """Make a next year whose sheet has a row under a similar name."""
    old = (root / SECRETARY).read_text(encoding="utf-8").replace("年度: R5", "年度: R6")
    new = root / SECRETARY.replace("R5", "R6")
    new.parent.mkdir(parents=True)
    new.write_text(old.replace("事務事業名称: ", "事務事業名称: 新しい", 1), encoding="utf-8")


def _recorded(root: Path) -> None:
    run(["-C", str(root), "lint", "--baseline", str(root / "記録.json"), "--update-baseline"])
    _slip(root)


def _versions(root: Path) -> None:
    for name in ("元", "こちら", "相手"):
        shutil.copy(root / SECRETARY, root / f"{name}.yaml")
    (root / "合わせた.yaml").write_bytes(b"old\n")


def _changed_version(root: Path) -> None:
    _versions(root)
    file = root / "相手.yaml"
    file.write_bytes(file.read_bytes().replace("裁量有無: ○".encode(), "裁量有無: ×".encode(), 1))


def _of_older_form(root: Path) -> None:
    """Make a sheet of a city's own form, and the form of the next years with another heading."""
    forms = root / "schema" / "forms"
    forms.mkdir(parents=True)
    old = "様式: 港市R5\n初年度: R5\n最終年度: R6\n欄:\n  姿勢: {種類: 文章}\n"
    new = "様式: 港市R7\nもと: 港市R5\n初年度: R7\n欄:\n  方針: {種類: 文章, 旧名: 姿勢}\n"
    (forms / "港市R5.yaml").write_text(old, encoding="utf-8")
    (forms / "港市R7.yaml").write_text(new, encoding="utf-8")
    (root / HARBOUR).parent.mkdir(parents=True)
    sheet = "様式: 港市R5\n年度: R7\n部名: 港部\n課名: 港課\n姿勢: よくする。\n"
    (root / HARBOUR).write_text(sheet, encoding="utf-8")


def _of_older_version(root: Path) -> None:
    made = json.loads((ROOT / "tests/cases/upgrade/city-of-43d917e.json").read_text("utf-8"))
    (root / ".gitignore").write_text(made[".gitignore"], encoding="utf-8")


def _returned(root: Path) -> None:
    """Print a sheet and edit the file, as a person does who got it."""
    run(["-C", str(root), "export", "--section", "秘書課", "--output", "秘書課.docx"])
    with zipfile.ZipFile(root / "秘書課.docx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    old, new = "新春賀詞交歓会事業".encode(), "新春の集い".encode()
    assert old in parts["word/document.xml"]
    parts["word/document.xml"] = parts["word/document.xml"].replace(old, new)
    with zipfile.ZipFile(root / "秘書課.docx", "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def _text(root: Path) -> None:
    shutil.copy(PUBLISHED, root / "R5.txt")


def _text_beside_a_slip(root: Path) -> None:
    _text(root)
    _slip(root)


def _text_anew(root: Path) -> None:
    _text(root)
    (root / SECRETARY).unlink()


def _repository(root: Path) -> None:
    subprocess.run(["git", "init", "-q", "-b", "main", str(root)], check=True, timeout=60)


def _attributed(root: Path) -> None:
    _repository(root)
    (root / ".gitattributes").write_bytes(b"*.png binary\n")


def _installed(root: Path) -> None:
    _attributed(root)
    run(["-C", str(root), "git", "install"])


def _report(root: Path) -> None:
    (root / "結果.html").write_bytes(b"old\n")


def _nothing(_: Path) -> None:
    return


CASES = {
    "fmt": Case(("fmt", SECRETARY), SECRETARY, _indented),
    "fix": Case(("lint", "--fix", SECRETARY), SECRETARY, _slip),
    "link": Case(
        ("link", "R5", "R6", "--accept", "--write"), SECRETARY.replace("R5", "R6"), _renamed
    ),
    "new": Case(("new", "R6"), SECRETARY.replace("R5", "R6"), _nothing),
    "import": Case(("import", "R5.txt"), SECRETARY, _text_anew),
    "import over": Case(("import", "R5.txt", "--force"), SECRETARY, _text_beside_a_slip),
    "update": Case(
        ("lint", "--baseline", "{}/記録.json", "--update-baseline"), "記録.json", _recorded
    ),
    "first record": Case(
        ("lint", "--baseline", "{}/記録.json", "--update-baseline"), "記録.json", _nothing
    ),
    "merge": Case(
        ("merge", "元.yaml", "こちら.yaml", "相手.yaml", "--output", "合わせた.yaml"),
        "合わせた.yaml",
        _versions,
    ),
    "new merge": Case(
        ("merge", "元.yaml", "こちら.yaml", "相手.yaml", "--output", "新しく.yaml"),
        "新しく.yaml",
        _versions,
    ),
    "driver": Case(
        ("merge", "--driver", "--", "元.yaml", "こちら.yaml", "相手.yaml", SECRETARY),
        "こちら.yaml",
        _changed_version,
    ),
    "migrate": Case(("form", "migrate", "港市R5", "港市R7", HARBOUR), HARBOUR, _of_older_form),
    "upgrade": Case(("upgrade",), ".gitignore", _of_older_version),
    "returned": Case(("import", "秘書課.docx"), SECRETARY, _returned),
    "confirm": Case(("new", "R6"), "sheets/組織台帳.yaml", _nothing),
    "install": Case(("git", "install"), ".gitattributes", _repository),
    "install beside": Case(("git", "install"), ".gitattributes", _attributed),
    "uninstall": Case(("git", "uninstall"), ".gitattributes", _installed),
    "report": Case(("lint", SECRETARY, "--output", "html=結果.html"), "結果.html", _report),
    "new report": Case(("lint", SECRETARY, "--output", "html=結果.html"), "結果.html", _nothing),
    "diff": Case(("diff", SECRETARY, SECRETARY, "--output", "結果.html"), "結果.html", _report),
}


def _run(root: Path, case: Case, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.chdir(root)
    return run(["-C", str(root), *(word.format(root) for word in case.arguments)])


def _save(file: Path) -> None:
    beside = file.with_name("保存中")
    beside.write_bytes(THEIRS)
    beside.replace(file)


@pytest.mark.every_row
@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_a_save_during_the_writing_stays(
    workspace: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    """What another program saves while a command brings its own to the disk is not overwritten.

    The person is told, with exit 2, and nothing is left beside.
    """
    case = CASES[name]
    case.prepare(workspace)
    file = workspace / case.file
    really = temporary_files.TemporaryFile.write
    saved: list[Path] = []

    def write(temporary: temporary_files.TemporaryFile, data: bytes) -> None:
        really(temporary, data)
        if temporary.target.name == file.name and not saved:
            saved.append(temporary.target)
            _save(file)

    monkeypatch.setattr(temporary_files.TemporaryFile, "write", write)
    code = _run(workspace, case, monkeypatch)
    said = capsys.readouterr().err
    assert saved, said
    assert file.read_bytes() == THEIRS
    assert code == 2, said
    assert "もう一度" in said or "もうあります" in said, said
    assert not list(workspace.rglob(".orgsheet-*.tmp"))


def test_a_save_during_init_stays(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that comes into being while init works counts as being there."""
    file = workspace / "orgsheet.yaml"
    really = temporary_files.TemporaryFile.write

    def write(temporary: temporary_files.TemporaryFile, data: bytes) -> None:
        really(temporary, data)
        if temporary.target.name == file.name:
            _save(file)

    monkeypatch.setattr(temporary_files.TemporaryFile, "write", write)
    code = run(["-C", str(workspace), "init", "--host", "none"])
    assert (code, file.read_bytes()) == (0, THEIRS)
    assert "そのまま: orgsheet.yaml" in capsys.readouterr().out


def _save_at_reading(
    monkeypatch: pytest.MonkeyPatch, file: Path, is_read: Callable[[Path], bool]
) -> list[Path]:
    """Let another program save a file right after a path was read; return where that was."""
    really = disk.read_beginning
    saved: list[Path] = []

    def read(path: Path, **named: object) -> bytes:
        data: bytes = really(path, **named)  # type: ignore[arg-type]
        if is_read(path) and not saved:
            saved.append(path)
            _save(file)
        return data

    monkeypatch.setattr(disk, "read_beginning", read)
    monkeypatch.setattr("orgsheet.files.trees.read_beginning", read)
    return saved


@pytest.mark.every_row
@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        *("fmt", "fix", "link", "import over", "update", "uninstall"),
        *("driver", "migrate", "upgrade", "returned", "confirm", "install beside"),
    ],
)
def test_a_save_after_the_reading_stays(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """What another program saves right after a command has read the file is not overwritten."""
    case = CASES[name]
    case.prepare(workspace)
    file = workspace / case.file

    def is_file(path: Path) -> bool:
        return path.name == file.name and path.parent.resolve() == file.parent.resolve()

    saved = _save_at_reading(monkeypatch, file, is_file)
    _run(workspace, case, monkeypatch)
    assert saved
    assert file.read_bytes() == THEIRS


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "looking"),
    [
        ("report", "orgsheet.cli.typed_paths.see"),
        ("diff", "orgsheet.cli.typed_paths.see"),
        ("merge", "orgsheet.cli.commands.merge.see"),
        ("new merge", "orgsheet.cli.commands.merge.see"),
    ],
)
def test_a_result_that_was_saved_during_the_check_stays(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, name: str, looking: str
) -> None:
    """What stands in a result's place since the command was typed is not overwritten."""
    case = CASES[name]
    case.prepare(workspace)
    file = workspace / case.file
    saved: list[Path] = []

    def look(path: Path) -> Seen:
        seen = see(path)
        if not saved:
            saved.append(path)
            _save(file)
        return seen

    monkeypatch.setattr(looking, look)
    assert _run(workspace, case, monkeypatch) == 2
    assert saved
    assert file.read_bytes() == THEIRS


@pytest.mark.slow
@pytest.mark.parametrize("name", ["merge", "new merge"])
@pytest.mark.parametrize("version", ["元.yaml", "こちら.yaml", "相手.yaml"])
def test_a_merge_that_was_saved_while_its_versions_were_read_stays(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, name: str, version: str
) -> None:
    """Where the result goes is looked at before any version is read, and compared at the end."""
    case = CASES[name]
    case.prepare(workspace)
    file = workspace / case.file
    saved = _save_at_reading(monkeypatch, file, lambda path: path.name == version)
    assert _run(workspace, case, monkeypatch) == 2
    assert saved
    assert file.read_bytes() == THEIRS


@pytest.mark.slow
@posix
@pytest.mark.parametrize("place", ["sheets", "sheets/R5", "sheets/R5/政策推進部"])
def test_import_writes_through_no_link(workspace: Path, tmp_path: Path, place: str) -> None:
    """A link in the place of a folder leads import nowhere; it says so and writes nothing."""
    outside = tmp_path / "外"
    (workspace / place).rename(outside)
    for file in outside.rglob("秘書課.yaml"):
        file.unlink()
    before = sorted(outside.rglob("*"))
    (workspace / place).symlink_to(outside)
    _text(workspace)
    done = _orgsheet(workspace, "import", "R5.txt")
    assert done.returncode == 2
    assert "リンク" in done.stderr.decode()
    assert sorted(outside.rglob("*")) == before


@pytest.mark.slow
@posix
@pytest.mark.parametrize("kind", ["pipe", "zero"])
def test_import_waits_for_nothing(workspace: Path, kind: str) -> None:
    """A pipe or a device in a sheet's place is told at once, also with --force."""
    (workspace / SECRETARY).unlink()
    if kind == "pipe":
        os.mkfifo(workspace / SECRETARY)
    else:
        (workspace / SECRETARY).symlink_to("/dev/zero")
    _text(workspace)
    for words in ((), ("--force",)):
        done = _orgsheet(workspace, "import", "R5.txt", *words)
        assert done.returncode == 2, done.stderr.decode()


@pytest.mark.slow
@posix
def test_attributes_beyond_the_limit_are_not_cut(workspace: Path) -> None:
    """Git's attributes of more than 1 MiB are left as they are, by install and by uninstall."""
    _repository(workspace)
    data = b"# x\n" * 262_144 + b"*.png binary\n"
    (workspace / ".gitattributes").write_bytes(data)
    for action in ("install", "uninstall"):
        done = _orgsheet(workspace, "git", action)
        assert done.returncode == 2
        assert "大きすぎる" in done.stderr.decode()
        assert (workspace / ".gitattributes").read_bytes() == data


def test_two_files_beyond_the_limit_are_not_called_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Git's comparison of files that differ only behind the first 1 MiB never says 同じ."""
    for name in ("old", "new"):
        (tmp_path / name).write_bytes(b"# x\n" * 300_000 + name.encode())
    old, new = str(tmp_path / "old"), str(tmp_path / "new")
    words = (SECRETARY, old, "0" * 40, "100644", new, "1" * 40, "100644")
    assert run_driver(words) == 0
    said = capsys.readouterr().out
    assert "大きすぎる" in said
    assert "同じ" not in said


@pytest.mark.slow
@pytest.mark.parametrize("words", [("fmt",), ("lint", "--fix", "--no-cache"), ("new", "R6")])
def test_what_a_killed_run_left_among_the_sheets_is_cleared_away(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """The next command that may write clears it away, also where it has nothing to write."""
    left = workspace / "sheets/R5/政策推進部/.orgsheet-0123456789abcdef.tmp"
    left.write_bytes(b"")
    monkeypatch.chdir(workspace)
    assert run(["status", "R5"]) in {0, 1}
    assert left.exists()
    run(list(words))
    assert not left.exists()


def test_git_ignores_what_a_killed_run_leaves() -> None:
    """Neither this repository nor a city's own commits a temporary file by accident."""
    template = ROOT / "src/orgsheet/scaffold/templates/common/gitignore"
    for file in (ROOT / ".gitignore", template):
        assert ".orgsheet-*.tmp" in file.read_text(encoding="utf-8").splitlines()


@pytest.mark.slow
@posix
def test_results_and_records_go_through_no_link(workspace: Path, tmp_path: Path) -> None:
    """A link to a folder inside the workspace leads neither a report nor a record outside."""
    outside = tmp_path / "外"
    outside.mkdir()
    (workspace / "結果").symlink_to(outside)
    (workspace / "orgsheet.yaml").write_text("baseline: 結果/記録.json\n", encoding="utf-8")
    assert _orgsheet(workspace, "lint", "--update-baseline").returncode == 2
    assert _orgsheet(workspace, "lint", "--output", "html=結果/x.html").returncode == 2
    assert _orgsheet(workspace, "diff", "R5", "R5", "--output", "結果/x.md").returncode == 2
    assert list(outside.iterdir()) == []


def _orgsheet(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "orgsheet", *arguments],
        cwd=root,
        capture_output=True,
        timeout=60,
        check=False,
    )


@posix
def test_the_window_for_another_program_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From the last look at a file to the call that exchanges it, less than 1 ms (median of 50)."""
    looked, spans, exchanges = [0.0], [], []
    really_look, really_exchange = put._stamp, Path.replace

    def look(status: os.stat_result) -> tuple[int, ...]:
        looked[0] = time.perf_counter()
        return really_look(status)

    def exchange(path: Path, target: Path) -> Path:
        start = time.perf_counter()
        spans.append(start - looked[0])
        done = really_exchange(path, target)
        exchanges.append(time.perf_counter() - start)
        return done

    monkeypatch.setattr(put, "_stamp", look)
    monkeypatch.setattr(Path, "replace", exchange)
    path = tmp_path / "x.yaml"
    contents = [f"{number}\n".encode() * 10_000 for number in range(51)]
    path.write_bytes(contents[0])
    for before, after in pairwise(contents):
        put_file(path, after, before)
    spans.sort()
    exchanges.sort()
    with capsys.disabled():
        print(  # noqa: T201 - the number is told, not promised as none
            f"\nwindow: median {spans[25] * 1e6:.0f} µs, longest {spans[-1] * 1e6:.0f} µs; "
            f"the exchange itself: median {exchanges[25] * 1e6:.0f} µs"
        )
    assert spans[25] < 0.001


RACING = """
import random, sys, time
from pathlib import Path
from orgsheet.files import UnwritableFileError, put_file, read_file
path, name, seed = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
rng = random.Random(seed)
for number in range(int(sys.argv[4])):
    while True:
        before = read_file(path)
        time.sleep(rng.random() * 0.003)
        try:
            put_file(path, before + f"{name}{number}\\n".encode(), before)
            break
        except UnwritableFileError:
            continue
"""


@posix
@pytest.mark.parametrize(
    "each", [pytest.param(10, id="short"), pytest.param(67, id="200", marks=pytest.mark.slow)]
)
def test_runs_of_this_program_lose_nothing_of_each_other(tmp_path: Path, each: int) -> None:
    """Three processes save one file 200 times at random moments, and every save is there."""
    path = tmp_path / "x.yaml"
    path.write_bytes(b"")
    runs = [
        subprocess.Popen([sys.executable, "-c", RACING, str(path), name, str(seed), str(each)])
        for seed, name in enumerate("abc")
    ]
    assert [one.wait(200) for one in runs] == [0, 0, 0]
    lines = path.read_text().split()
    assert sorted(lines) == sorted(f"{name}{number}" for name in "abc" for number in range(each))
    assert [one.name for one in tmp_path.iterdir()] == ["x.yaml"]


NEXT = SECRETARY.replace("R5", "R6")
RACERS = {
    "fmt": ("fmt", SECRETARY, NEXT),
    "fix": ("lint", "--fix", "--no-cache", SECRETARY, NEXT),
    "link": ("link", "R5", "R6", "--accept", "--write"),
    "new": ("new", "R7", "--section", "秘書課"),
    "init": ("init", "--year", "R7", "--host", "none", "--department", "政策推進部"),
    "import": ("import", "R5.txt"),
}


def _race(root: Path, words: tuple[str, ...], wait: float, said: Path) -> None:
    """Run a command in a process of its own, with what it says in a file."""
    descriptor = os.open(said, os.O_WRONLY | os.O_CREAT, 0o600)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
    os.chdir(root)
    time.sleep(wait)
    code = run(["-C", str(root), *words])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


@posix
@pytest.mark.parametrize(
    "races",
    [pytest.param(3, id="short"), pytest.param(runs(200), id="many", marks=pytest.mark.slow)],
)
def test_commands_at_once_lose_no_save(workspace: Path, races: int) -> None:
    """Two commands at random moments: whatever each says it wrote is there when both are done."""
    start = multiprocessing.get_context("fork").Process
    rng = random.Random(races)  # noqa: S311 - the same races every time
    _slip(workspace)
    _indented(workspace)
    _text(workspace)
    for file in workspace.glob("sheets/R5/*/*.yaml"):
        if file != workspace / SECRETARY:
            file.unlink()
    _renamed(workspace)
    for number in range(races):
        root = workspace.with_name(f"競走 {number}")
        shutil.copytree(workspace, root)
        names = rng.sample(list(RACERS), 2)
        said = [root.with_name(f"{number}-{name}.txt") for name in names]
        runs = [
            start(target=_race, args=(root, RACERS[name], rng.random() * 0.3, file))
            for name, file in zip(names, said, strict=True)
        ]
        for one in runs:
            one.start()
        for one in runs:
            one.join(120)
        told = {name: file.read_text("utf-8") for name, file in zip(names, said, strict=True)}
        assert all(one.exitcode in {0, 1, 2} for one in runs), told
        _assert_all_saved(root, told)
        assert not list(root.rglob(".orgsheet-*.tmp"))
        shutil.rmtree(root)


def _assert_all_saved(root: Path, told: dict[str, str]) -> None:
    """Fail where a file lacks what a command says it did to it."""
    for path in (SECRETARY, NEXT):
        data = (root / path).read_text("utf-8")
        if f"直しました: {path}" in told.get("fix", ""):
            assert "裁量有無: 〇" not in data, told
        if f"そろえました: {path}" in told.get("fmt", ""):
            assert format_text(parse(data.encode(), path)) == data, told
        if f"書きました: {path}" in told.get("link", ""):
            assert "前年度の項目" in data, told
        assert data.endswith("\n"), told
    for name, word in (("new", "作りました"), ("init", "作成"), ("import", "書き込みました")):
        for line in told.get(name, "").splitlines():
            begin, _, path = line.partition(": ")
            if begin == word:
                written = root / path.partition("（")[0]
                assert written.stat().st_size > 0, told
