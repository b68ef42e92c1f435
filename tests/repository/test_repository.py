"""The repository as a newcomer and as another repository meet it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT
from readme_commands import commands

ENGLISH, JAPANESE = "README.md", "README.ja.md"


def _run(*command: str, folder: Path, allowed: tuple[int, ...] = (0,)) -> str:
    """Run a command; fail with its output when it ends with another code."""
    # Git's own variables would point the inner Git at the repository that runs the tests.
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env=env, timeout=600
    )
    assert done.returncode in allowed, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_both_readmes_give_the_same_commands() -> None:
    """The English and the Japanese README hold the same shell commands in the same order."""
    assert commands(ENGLISH) == commands(JAPANESE)
    assert len(commands(ENGLISH)) >= 2


def test_both_readmes_name_the_same_options_and_files() -> None:
    """What stands in code marks in one README stands in the other, words in Japanese aside."""
    marks = [
        {
            mark
            for mark in re.findall(r"`([^`\n]+)`", (ROOT / name).read_text(encoding="utf-8"))
            if mark.isascii() and not re.search(r"FILE|RULE|<", mark)
        }
        for name in (ENGLISH, JAPANESE)
    ]
    assert marks[0] == marks[1]


def test_every_link_in_the_readmes_leads_somewhere() -> None:
    """Relative links in the documents point at files that exist."""
    for document in [ROOT / ENGLISH, ROOT / JAPANESE, *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(
        sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", ".", str(ROOT), folder=folder
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.mark.slow
def test_the_wheel_carries_schemas_and_rules(wheel: Path) -> None:
    """Every schema, form and rule of the repository is in the wheel, byte for byte."""
    with zipfile.ZipFile(wheel) as archive:
        for folder in ("schema", "lint", "changes"):
            for file in sorted((ROOT / folder).rglob("*.*")):
                name = file.relative_to(ROOT).as_posix()
                packed = archive.read(f"orgsheet/data/{name}")
                assert packed == file.read_bytes(), name


@pytest.mark.slow
def test_a_wheel_is_the_same_byte_for_byte_wherever_it_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two clones in other folders, with other times and rights of files, give the same wheel."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    built = []
    for number, name in enumerate(("一", "another folder")):
        clone = _clone(tmp_path / name)
        for file in (clone / "src").rglob("*.py"):
            os.utime(file, (1_500_000_000 + number,) * 2)
            file.chmod(0o600 if number else 0o644)
        _run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", "..", ".", folder=clone)
        (wheel,) = tmp_path.glob("*.whl")
        built.append((wheel.name, wheel.read_bytes()))
        wheel.unlink()
    assert built[0][0] == built[1][0]
    assert built[0][1] == built[1][1]


@pytest.mark.slow
def test_an_installed_wheel_lints_a_folder_that_has_only_sheets(
    wheel: Path, workspace: Path, tmp_path: Path
) -> None:
    """A fresh virtual environment with the wheel checks sheets without schema/ and lint/."""
    _run(sys.executable, "-m", "venv", "env", folder=tmp_path)
    program = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin")
    _run(str(program / "pip"), "install", "-q", str(wheel), folder=tmp_path)
    out = _run(
        str(program / "orgsheet"), "lint", "--format", "concise", folder=workspace, allowed=(1,)
    )
    assert "plan-item-near" in out
    page = _run(str(program / "orgsheet"), "explain", "plan-item-near", folder=tmp_path)
    assert "【直し方】" in page


def _clone(target: Path) -> Path:
    """Put what is tracked here, as it is in the work tree, into a new repository."""
    _run("git", "init", "-q", "-b", "main", str(target), folder=target.parent)
    listed = _run(
        "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", folder=ROOT
    )
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)
    return _commit(target)


def _commit(folder: Path) -> Path:
    identity = ("-c", "user.name=試験", "-c", "user.email=test@example.invalid")
    _run("git", "add", "-A", folder=folder)
    _run("git", *identity, "commit", "-q", "--no-verify", "-m", "初めの版", folder=folder)
    return folder


@pytest.mark.slow
def test_other_repositories_can_use_the_hooks(workspace: Path, tmp_path: Path) -> None:
    """`pre-commit try-repo` on a clone runs both hooks against another repository."""
    clone = _clone(tmp_path / "orgsheet clone")
    _run("git", "init", "-q", "-b", "main", folder=workspace)
    _commit(workspace)
    out = _run(
        sys.executable, "-m", "pre_commit", "try-repo", str(clone), "--all-files",
        folder=workspace, allowed=(1,),
    )  # fmt: skip
    assert re.search(r"orgsheet fmt.*Passed", out), out
    assert re.search(r"orgsheet lint.*Failed", out), out
    assert "plan-item-near" in out


@pytest.mark.slow
def test_this_repository_passes_its_own_hooks(tmp_path: Path) -> None:
    """The repository's own hooks pass: its sheets are in form and have no new finding."""
    clone = _clone(tmp_path / "clone")
    env = os.environ["PATH"]
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env}"
    try:
        out = _run(sys.executable, "-m", "pre_commit", "run", "--all-files", folder=clone)
    finally:
        os.environ["PATH"] = env
    assert out.count("Passed") == 2
