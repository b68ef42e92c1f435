"""A commit is made beside the work tree: nothing else of the repository changes, nobody is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from each_row import each_row
from git_repository import GitRepository

from orgsheet.files.git.write_commit import (
    Author,
    BranchMovedError,
    Onto,
    branch_part,
    commit_files,
    drop_branch,
    move_branch,
)

AUTHOR = Author("山田 花子", "hanako@example.invalid")


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    """Return a repository with a sheet, a changed file and a staged one."""
    made = GitRepository(tmp_path / "市 役所")
    made.write("年度: R5\n")
    made.write("ほか\n", "sheets/計画台帳.yaml")
    made.commit()
    made.write("書きかけ\n", "メモ.txt")
    made.write("年度: R5\n# 手もと\n")
    made.git("add", "メモ.txt")
    return made


def _state(repository: GitRepository) -> tuple[str, bytes, bytes, str]:
    return (
        repository.git("status", "--porcelain").stdout,
        (repository.folder / ".git" / "index").read_bytes(),
        (repository.folder / ".git" / "HEAD").read_bytes(),
        repository.read(),
    )


def test_only_the_branch_changes(repository: GitRepository) -> None:
    """Work tree, index and HEAD stay; the commit holds the change, its author and the message."""
    before, main = _state(repository), repository.git("rev-parse", "main").stdout.strip()
    files = {GitRepository.sheet: "年度: R6\n".encode(), "sheets/計画台帳.yaml": None}
    commit = commit_files(
        repository.folder, Onto("提案/山田/R5", main, None), files, "直す\n\n理由", AUTHOR
    )

    assert _state(repository) == before
    shown = repository.git("show", "-s", "--format=%an %ae%n%cn%n%B", "提案/山田/R5").stdout
    assert shown.startswith("山田 花子 hanako@example.invalid\norgsheet\n直す\n\n理由")
    listed = repository.git("ls-tree", "-rz", "--name-only", commit).stdout.split("\0")
    assert listed == [GitRepository.sheet, ""]
    assert repository.git("show", f"{commit}:{GitRepository.sheet}").stdout == "年度: R6\n"


def test_of_many_who_write_at_once_one_succeeds_and_the_others_are_told(
    repository: GitRepository,
) -> None:
    """Nobody's commit is overwritten."""
    main = repository.git("rev-parse", "main").stdout.strip()

    def save(number: int) -> str:
        files = {GitRepository.sheet: f"年度: R{number}\n".encode()}
        try:
            return commit_files(repository.folder, Onto("提案", main, None), files, "直す", AUTHOR)
        except BranchMovedError as error:
            return str(error)

    with ThreadPoolExecutor(4) as threads:
        said = list(threads.map(save, range(4)))
    now = repository.git("rev-parse", "提案").stdout.strip()
    assert sorted(said).count("ほかの人が先に保存しました。") == 3
    assert now in said


def test_a_branch_that_went_meanwhile_is_not_made_again(repository: GitRepository) -> None:
    """What was seen must still be there."""
    main = repository.git("rev-parse", "main").stdout.strip()
    with pytest.raises(BranchMovedError):
        move_branch(repository.folder, "なくなった", main, main)


def test_a_branch_that_moved_meanwhile_is_not_taken_away(repository: GitRepository) -> None:
    """What somebody saved while another approved stays on its branch."""
    main = repository.git("rev-parse", "main").stdout.strip()
    first = commit_files(repository.folder, Onto("提案", main, None), {}, "一", AUTHOR)
    later = commit_files(repository.folder, Onto("提案", first, first), {}, "二", AUTHOR)
    with pytest.raises(BranchMovedError):
        drop_branch(repository.folder, "提案", first)
    assert repository.git("rev-parse", "提案").stdout.strip() == later
    drop_branch(repository.folder, "提案", later)
    assert repository.git("branch", "--list", "提案").stdout == ""


@each_row("name", ["", "<evil>\n", "a\0b", "\u202e名前", "x\nGIT-Author: y"])
def test_any_name_makes_a_commit_of_one_author(name: str, tmp_path: Path) -> None:
    """Whatever a proxy says somebody is called."""
    folder = tmp_path / str(abs(hash(name)))
    repository = GitRepository(folder)
    repository.write("年度: R5\n")
    main = repository.commit()
    commit = commit_files(folder, Onto("提案", main, None), {}, "直す", Author(name, name))
    raw = repository.git("cat-file", "commit", commit).stdout
    assert raw.count("\nauthor ") == 1
    assert "\u202e" not in raw.split("\n\n")[0]


@each_row(
    "text",
    [
        "山田 花子",
        "..",
        ".git",
        "a/../b",
        "x.lock",
        "-x",
        "@{-1}",
        "a:b",
        "",
        "名" * 300,
        "\\",
        "a%2Fb",
    ],
)
def test_any_text_is_a_part_of_a_branch_name(text: str, tmp_path: Path) -> None:
    """Git takes it, it is one part, and no other text gets the same."""
    part = branch_part(text)
    repository = GitRepository(tmp_path / "r")
    checked = repository.git("check-ref-format", f"refs/heads/提案/{part}/R5", check=False)

    assert checked.returncode == 0
    assert "/" not in part
    assert part != branch_part(f"{text}x") or len(text) > 60
