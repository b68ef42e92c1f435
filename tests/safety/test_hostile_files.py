"""Hostile folders: nothing outside is read or written, nothing is run, nothing waits for ever."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from conftest import ROOT, Command
from each_row import each_row
from hostile_inputs import clean_files, lint, no_hang

from orgsheet.cli import run as run_command
from orgsheet.files import trees as workspace_files
from orgsheet.files.trees import FolderFiles, WorkspaceError

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links and pipes need rights there")

SECRET = "内緒の言葉"  # noqa: S105 - words to look for, no password


@pytest.fixture
def call(workspace: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """The command line inside this process: (exit code, all it printed)."""

    def called(*arguments: str) -> tuple[int, str]:
        with no_hang():
            code = run_command(["-C", str(workspace), *arguments])
        captured = capfd.readouterr()
        return code, captured.out + captured.err

    return called


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder beside the workspace, with something to be found in it."""
    folder = tmp_path / "外"
    (folder / "R5" / "部").mkdir(parents=True)
    for name in ("x.yaml", "R5/部/課.yaml", "plan-item-near.yaml", "sheet.schema.json"):
        (folder / name).write_text(f"{SECRET}: [{SECRET}\n", encoding="utf-8")
    return folder


def _refuse(*_: object, **__: object) -> NoReturn:
    raise AssertionError("this must not be called")


@pytest.mark.parametrize(
    "place",
    ["sheets", "sheets/R5", "sheets/R5/政策推進部", "lint", "changes", "schema", "schema/forms"],
)
def test_a_linked_folder_is_refused(
    call: Callable[..., tuple[int, str]], workspace: Path, outside: Path, place: str
) -> None:
    """A link in the place of a folder ends with 2, so that what it hides is not taken for clean."""
    folder = workspace / place
    folder.parent.mkdir(exist_ok=True)
    if folder.exists():
        folder.rename(workspace / "別の名前")
    folder.symlink_to(outside)
    code, printed = call("lint", "--no-cache")
    assert code == 2
    assert "リンク" in printed
    assert place in printed
    assert SECRET not in printed


@pytest.mark.parametrize("name", ["orgsheet.yaml", "lint/plan-item-near.yaml"])
def test_linked_settings_and_rules_are_refused(
    call: Callable[..., tuple[int, str]], workspace: Path, outside: Path, name: str
) -> None:
    """Settings and rules that are links are neither followed nor silently left out."""
    (workspace / name).parent.mkdir(exist_ok=True)
    (workspace / name).symlink_to(outside / "x.yaml")
    code, printed = call("lint")
    assert code == 2
    assert "リンク" in printed
    assert SECRET not in printed


@pytest.mark.parametrize("target", ["無い.yaml", "輪.yaml", "/dev/zero", "/etc/passwd", "."])
def test_a_linked_sheet_is_a_finding(
    call: Callable[..., tuple[int, str]], workspace: Path, target: str
) -> None:
    """A sheet that is a link, broken, to itself or to a device, is one finding or a refusal."""
    (workspace / "sheets/R5/政策推進部/輪.yaml").symlink_to(target)
    code, printed = call("lint", "--format", "concise")
    assert code == (2 if target == "." else 1)
    assert "輪.yaml" in printed
    assert "root:" not in printed


def test_a_pipe_and_a_folder_in_a_sheets_place_do_not_stop_the_run(
    call: Callable[..., tuple[int, str]], workspace: Path
) -> None:
    """A named pipe is a finding, a folder named like a sheet is gone through; nothing waits."""
    os.mkfifo(workspace / "sheets/R5/政策推進部/管.yaml")
    (workspace / "sheets/R5/政策推進部/箱.yaml").mkdir()
    (workspace / "sheets/R5/政策推進部/箱.yaml/中.yaml").write_text("a: b\n", encoding="utf-8")
    code, printed = call("lint", "--format", "concise")
    assert code == 1
    assert "管.yaml:1:1: エラー[file-unreadable]" in printed
    assert "箱.yaml/中.yaml" in printed
    assert "政策推進課.yaml" in printed


def test_a_sheet_without_the_right_to_read_hides_no_other(
    call: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sheet that may not be read is one finding; the others are checked."""
    really = os.open

    def open_(path: str | Path, flags: int, mode: int = 0o777) -> int:
        if str(path).endswith("秘書課.yaml"):
            raise PermissionError(13, "Permission denied")
        return really(path, flags, mode)

    monkeypatch.setattr(os, "open", open_)
    code, printed = call("lint", "--format", "concise", "--no-cache")
    assert code == 1
    assert "秘書課.yaml:1:1: エラー[file-unreadable]" in printed
    assert "文化芸術課.yaml" in printed
    assert "Permission" not in printed


@pytest.mark.slow
def test_a_folder_without_the_right_to_read_is_no_silent_zero(
    call: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that may not be opened ends with 2."""
    really = os.scandir

    def scandir(path: str | Path) -> object:
        if str(path).endswith("政策推進部"):
            raise PermissionError(13, "Permission denied")
        return really(path)

    monkeypatch.setattr(os, "scandir", scandir)
    code, printed = call("lint")
    assert code == 2
    assert "権限" in printed


def test_more_files_than_a_city_has_are_refused_early(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counting stops at the limit, empty folders included, and nothing is half checked."""
    monkeypatch.setattr(workspace_files, "MAX_FILES", 20)
    for number in range(21):
        (tmp_path / "sheets" / f"{number}").mkdir(parents=True)
    with pytest.raises(WorkspaceError, match="上限 20 件"):
        FolderFiles(tmp_path).paths("sheets")


@pytest.mark.slow
def test_names_in_a_register_lead_nowhere_else(
    call: Callable[..., tuple[int, str]],
    workspace: Path,
    outside: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A register whose names are paths makes nothing outside the workspace be opened."""
    register = workspace / "sheets/組織台帳.yaml"
    text = register.read_text(encoding="utf-8")
    for name in ("秘書課", "文化芸術課", "政策推進部"):
        text = text.replace(f"名称: {name}", f"名称: ../../../{outside.name}/R5/部/課")
    register.write_text(text, encoding="utf-8")
    opened: list[str] = []
    really = os.open

    def open_(path: str | Path, flags: int, mode: int = 0o777) -> int:
        opened.append(os.path.realpath(path))
        return really(path, flags, mode)

    monkeypatch.setattr(os, "open", open_)
    code, printed = call("lint")
    assert code in {0, 1}
    assert SECRET not in printed
    assert opened
    assert all(path.startswith(f"{workspace}/") for path in opened if ".yaml" in path)


@pytest.mark.parametrize(
    "path", ["../外/x.yaml", "sheets/../../外/x.yaml", "/etc/passwd", "あ" * 3000, ""]
)
def test_paths_that_lead_elsewhere_are_refused(
    call: Callable[..., tuple[int, str]], outside: Path, path: str
) -> None:
    """A path out of the workspace, an empty one, or one no file can have, is told in Japanese."""
    assert outside.exists()
    code, printed = call("lint", path)
    assert code == 2
    assert "root:" not in printed
    assert SECRET not in printed


@pytest.mark.parametrize("folder", ["/dev/null", "あ" * 3000, "a\udcffb", "/proc/self/mem", "\n"])
def test_odd_folders_are_told_in_japanese(folder: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Whatever stands behind -C, the answer is a sentence and 2."""
    assert run_command(["-C", folder, "lint"]) == 2
    assert "。" in capfd.readouterr().err


@pytest.mark.parametrize("value", ["../既知.json", "/etc/passwd", "sheets/../../x", "外へ/x.json"])
def test_settings_name_no_baseline_elsewhere(
    call: Callable[..., tuple[int, str]], workspace: Path, outside: Path, value: str
) -> None:
    """A checked repository cannot make lint read or write a baseline outside of itself."""
    (workspace / "外へ").symlink_to(outside)
    (workspace / "orgsheet.yaml").write_text(f"baseline: {value}\n", encoding="utf-8")
    for arguments in (["lint"], ["lint", "--update-baseline"]):
        code, printed = call(*arguments)
        assert code == 2
        assert "orgsheet.yaml:1" in printed
    assert not (outside / "x.json").exists()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["link", "file", "pipe", "linked file", "linked ignore"])
def test_a_strange_cache_folder_only_costs_time(
    call: Callable[..., tuple[int, str]], workspace: Path, outside: Path, kind: str
) -> None:
    """Whatever stands in the cache's place, findings are right and nothing is written elsewhere."""
    before = sorted(outside.rglob("*"))
    expected = call("lint", "--format", "json", "--no-cache")
    folder = workspace / ".orgsheet-cache"
    if kind == "link":
        folder.symlink_to(outside)
    elif kind == "file":
        folder.write_text("x", encoding="utf-8")
    else:
        folder.mkdir()
    if kind == "pipe":
        os.mkfifo(folder / "lint.json")
    elif kind == "linked file":
        (folder / "lint.json").symlink_to(outside / "new")
    elif kind == "linked ignore":
        (folder / ".gitignore").symlink_to(outside / "new")
    for _ in range(2):
        assert call("lint", "--format", "json") == expected
    assert sorted(outside.rglob("*")) == before


@pytest.mark.slow
def test_lint_uses_no_network_and_starts_no_program(
    call: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lint, its fixes and the rule book work where no socket and no process can be made."""
    monkeypatch.setattr(socket.socket, "__init__", _refuse)
    monkeypatch.setattr(socket, "create_connection", _refuse)
    monkeypatch.setattr(socket, "getaddrinfo", _refuse)
    monkeypatch.setattr(subprocess.Popen, "__init__", _refuse)
    monkeypatch.setattr(os, "system", _refuse)
    for arguments in (
        ["lint"],
        ["lint", "--format", "json"],
        ["lint", "--fix", "--unsafe", "--diff"],
        ["explain", "plan-item-near"],
    ):
        code, printed = call(*arguments)
        assert code in {0, 1}, printed


@pytest.mark.slow
def test_no_code_of_the_checked_folder_runs(workspace: Path) -> None:
    """Python files in the checked folder, tags and schema modelines run or fetch nothing."""
    mark = workspace / "実行された"
    code = f"open({str(mark)!r}, 'w').close()\n"
    for name in ("orgsheet_plugin.py", "conftest.py", "sitecustomize.py", "click.py", "ruamel.py"):
        (workspace / name).write_text(code, encoding="utf-8")
    (workspace / "sheets/R5/政策推進部/罠.yaml").write_text(
        "# yaml-language-server: $schema=http://127.0.0.1:1/x.json\n"
        f"年度: !!python/object/apply:os.system ['touch {mark}']\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "orgsheet", "lint", "--format", "concise"],
        cwd=workspace,
        capture_output=True,
        env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
        timeout=120,
        check=False,
    )
    assert done.returncode == 1, done.stderr.decode()
    assert "罠.yaml:2" in done.stdout.decode()
    assert not mark.exists()


@each_row(
    ("names", "rule"),
    [
        (["見本部/\u304b\u3099課"], "file-name-decomposed"),
        (["見本部/課A", "見本部/課a"], "file-name-collision"),
        (["見本部/\u304c課", "見本部/\u304b\u3099課"], "file-name-collision"),
        (["見本部/CON"], "file-name-windows"),
        (["見本部/aux.txt"], "file-name-windows"),
        (["見本部./課"], "file-name-windows"),
        (["見本部/課 "], "file-name-space"),
        (["見本部/a:b"], "file-name-windows"),
    ],
)
def test_names_that_other_computers_cannot_have_are_findings(names: list[str], rule: str) -> None:
    """Decomposed, colliding and reserved names are told before a colleague's computer trips."""
    clean = clean_files()
    data = next(data for path, data in clean.items() if "/R5/" in path)
    contents = {**clean, **{f"sheets/R5/{name}.yaml": data for name in names}}
    assert rule in {finding.rule for finding in lint(contents).findings}


@pytest.mark.slow
def test_a_full_disk_behind_the_output_is_told(workspace: Path) -> None:
    """A report that cannot be written ends with 2 and a sentence, not with half a report."""
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("there is no such device here")
    for arguments in (["lint", "--format", "json"], ["explain"], ["--version"]):
        with full.open("w") as out:
            done = subprocess.run(
                [sys.executable, "-m", "orgsheet", *arguments],
                cwd=workspace,
                stdout=out,
                stderr=subprocess.PIPE,
                timeout=120,
                check=False,
            )
        assert done.returncode == 2
        assert done.stderr.decode().strip().endswith("確かめてください。")


@pytest.mark.slow
def test_the_real_workspace_is_not_refused() -> None:
    """The repository itself, and a folder inside of it as start, pass all these checks."""
    assert Command(ROOT / "sheets" / "R5")("lint", "--no-cache", "--format", "json").code in {0, 1}
