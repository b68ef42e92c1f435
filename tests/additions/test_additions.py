"""The five kinds of addition, made as CONTRIBUTING says: few files, and none of them forgotten.

A patch beside this file is one addition. It is applied in a copy of the repository, pages are
printed, and the part of the suite that CONTRIBUTING names for its kind runs there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

HERE = Path(__file__).parent
MOST_FILES = 4
PARTS: dict[str, tuple[str, str, str]] = {
    "rule": ("tests/lint/test_rules.py", "example or used_by_a_rule", "rules"),
    "deadline_form": (
        "tests/fiscal/test_fiscal.py",
        "valid_phrase or document or every_kind_and",
        "",
    ),
    "change_kind": ("tests/diff/test_change_book.py", "example or mirror", "changes"),
    "output_format": (
        "tests/render/test_formats_hostile.py tests/render/test_formats_command.py",
        "checkstyle or has_a_reader or names_every_format_and",
        "",
    ),
    "import_format": ("tests/importers/test_import.py", "sample", ""),
}
"""Of each addition: the tests that run, those of them that it concerns, the pages to print."""


def _files(name: str) -> list[str]:
    patch = (HERE / f"{name}.patch").read_text(encoding="utf-8")
    return re.findall(r"^diff --git a/(.+) b/\1$", patch, re.MULTILINE)


def _run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        env={**env, "PYTHONPATH": str(folder / "src")},
    )


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what is tracked in the repository, as it stands in the work tree."""
    folder = tmp_path_factory.mktemp("additions") / "orgsheet"
    listed = _run(ROOT, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


def _apply(folder: Path, name: str, *options: str) -> None:
    applied = _run(folder, "git", "apply", *options, str(HERE / f"{name}.patch"))
    assert applied.returncode == 0, f"{name}.patch no longer fits:\n{applied.stderr}"


def _passes(folder: Path, name: str) -> tuple[bool, str]:
    """Tell whether the part of the suite passes with what is there, and what it printed."""
    tests, words, _ = PARTS[name]
    done = _run(folder, sys.executable, "-m", "pytest", "-q", "-x", *tests.split(), "-k", words)
    assert done.returncode in {0, 1, 2}, f"no test was chosen:\n{done.stdout}{done.stderr}"
    return done.returncode == 0, done.stdout + done.stderr


def test_every_patch_is_one_addition_of_few_files() -> None:
    """Each patch has its part of the suite, and touches four files at most."""
    assert {one.stem for one in HERE.glob("*.patch")} == set(PARTS)
    for name in PARTS:
        assert 1 <= len(_files(name)) <= MOST_FILES, name


@pytest.mark.slow
@pytest.mark.parametrize("name", PARTS)
def test_an_addition_is_whole(name: str, original: Path, tmp_path: Path) -> None:
    """With all of its files the part passes; with any one of them left out it fails."""
    folder = tmp_path / "orgsheet"
    shutil.copytree(original, folder)
    _apply(folder, name)
    for file in _files(name):
        _apply(folder, name, "--reverse", f"--include={file}")
        passes, _ = _passes(folder, name)
        assert not passes, f"nothing misses {file}"
        _apply(folder, name, f"--include={file}")
    pages = PARTS[name][2]
    if pages:
        printed = _run(folder, sys.executable, "docs/print_pages.py", pages)
        assert printed.returncode == 0, printed.stderr
    passes, said = _passes(folder, name)
    assert passes, said
