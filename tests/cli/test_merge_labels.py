"""Conflict markers say which side is which in every operation of git that merges."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import ROOT, Command
from git_repository import GitRepository

from orgsheet.merge.three_way import LABELS

ORIGINAL = (ROOT / "sheets/R5/政策推進部/秘書課.yaml").read_text(encoding="utf-8")
MINE, OTHERS = (ORIGINAL.replace("時期: 4月\n", f"時期: {month}月\n") for month in (5, 6))
SIDE_WORDS = ("今の枝", "取り込む枝")
"""Words that are wrong in a rebase, where the sides are exchanged."""


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    """A branch `私` and `main`, each with another value for one field; `私` is checked out."""
    repository = GitRepository(tmp_path / "repo")
    repository.write(ORIGINAL)
    assert Command(repository.folder)("git", "install").code == 0
    repository.commit("初め")
    repository.git("switch", "-qc", "私")
    repository.write(MINE)
    repository.commit("私の直し")
    repository.git("switch", "-q", "main")
    repository.write(OTHERS)
    repository.commit("ほかの直し")
    repository.git("switch", "-q", "私")
    return repository


def _sides(text: str) -> tuple[str, str, str, str]:
    """Return the labels and what stands beside each."""
    first, _, rest = text.partition("<<<<<<< ")[2].partition("\n")
    ours, _, rest = rest.partition("=======\n")
    theirs, _, last = rest.partition(">>>>>>> ")
    return first, ours, last.partition("\n")[0], theirs


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "ours"),
    [
        (["rebase", "main"], "6月"),
        (["cherry-pick", "main"], "5月"),
        (["merge", "main"], "5月"),
        (["revert", "--no-edit", "HEAD~1"], ""),
        (["am", "-3", "patch"], "5月"),
        (["stash", "pop"], "5月"),
    ],
    ids=lambda words: words[0] if isinstance(words, list) else "",
)
def test_labels_fit_the_operation(repository: GitRepository, words: list[str], ours: str) -> None:
    """The first side is what is built on, the second what comes: never called the other's name."""
    if words[0] == "stash":
        repository.write(ORIGINAL.replace("時期: 4月\n", "時期: 6月\n"))
        repository.git("checkout", "-q", "main~1", "--", repository.sheet)
        repository.git("reset", "-q")
        repository.write(OTHERS)
        repository.git("stash", "push", "-q")
        repository.write(ORIGINAL.replace("時期: 4月\n", "時期: 8月\n"))
        repository.commit("もう一つ")
        ours = "8月"
    if words[0] == "revert":
        repository.write(ORIGINAL.replace("時期: 4月\n", "時期: 7月\n"))
        repository.commit("さらに")
        ours = "7月"
    if words[0] == "am":
        (repository.folder / "patch").write_bytes(
            repository.git("format-patch", "--stdout", "main~1..main").stdout.encode()
        )
    stopped = repository.git(*words, check=False)
    assert stopped.returncode != 0, stopped.stdout + stopped.stderr
    text = repository.read()
    first, mine, second, yours = _sides(text)
    assert f"時期: {ours}" in mine
    assert "時期: " in yours
    assert not {first, second} & set(SIDE_WORDS)
    version = tuple(map(int, repository.git("version").stdout.split()[2].split(".")[:2]))
    if version < (2, 44):
        assert (first, second) == LABELS
    else:
        assert first
        assert second
        assert "%" not in first + second


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("HEAD", "HEAD"),
        ("0a1b2c3 (予算の直し)", "0a1b2c3 (予算の直し)"),
        ("--driver", "--driver"),
        ("a\nb\x1b[31m", "a b"),
        ("%X", LABELS[0]),
        ("", LABELS[0]),
        ("長" * 300, "長" * 80),
    ],
)
def test_names_that_git_gives_are_used(tmp_path: Path, given: str, shown: str) -> None:
    """A git that names the sides is heard, on one line; what is no name is a neutral word."""
    for name, text in (("base", ORIGINAL), ("ours", MINE), ("theirs", OTHERS)):
        (tmp_path / name).write_bytes(text.encode())
    files = ("--", "base", "ours", "theirs", "sheets/R5/部/課.yaml")
    run = Command(tmp_path)(
        "merge", "--driver", f"--ours-label={given}", "--theirs-label=%Y", *files
    )
    assert run.code == 1
    first, _, second, _ = _sides((tmp_path / "ours").read_bytes().decode())
    assert first.startswith(shown)
    assert "\x1b" not in first
    assert second == LABELS[1]


def test_doctor_notices_an_old_driver_and_install_renews_it(repository: GitRepository) -> None:
    """A clone set up by an earlier version is told so, and `git install` brings the new line."""
    command = Command(repository.folder)
    new = repository.git("config", "merge.orgsheet.driver").stdout
    old = new.replace(" --ours-label=%X --theirs-label=%Y", "")
    assert old != new
    repository.git("config", "merge.orgsheet.driver", old.rstrip("\n"))
    told = command("git", "doctor")
    assert told.code == 1
    assert "別の版が設定されています" in told.out
    assert "orgsheet git install" in told.out
    assert command("git", "install").code == 0
    assert repository.git("config", "merge.orgsheet.driver").stdout == new
    assert "別の版" not in command("git", "doctor").out
