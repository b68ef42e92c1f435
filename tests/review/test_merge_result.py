"""What a review judges: the files as merging the change will make them, not the change alone."""

from __future__ import annotations

import pytest
from conftest import Command, Result
from git_repository import GitRepository

SHEET = "sheets/R5/政策推進部/秘書課.yaml"


def on(repository: GitRepository, branch: str, *pairs: tuple[str, str], path: str = SHEET) -> None:
    """Replace texts of a file on a branch, each once, and commit."""
    repository.git("switch", "-q", branch)
    text = repository.read(path)
    for old, new in pairs:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    repository.write(text, path)
    repository.commit()


def review(repository: GitRepository) -> Result:
    """Review the branch against main."""
    return Command(repository.folder)("review", "--base", "main", "--head", "提案")


def rows(repository: GitRepository) -> list[str]:
    """Return the lines with which the roles of the sheet begin."""
    lines = repository.read(SHEET).splitlines()
    return [line for line in lines if line.startswith("  - 事務事業名称: ")]


def with_id(line: str) -> tuple[str, str]:
    """Return a role's first line and the same role with an id."""
    return line, f"{line}\n    id: onaji"


@pytest.mark.slow
def test_an_error_that_only_the_merge_makes_fails(repository: GitRepository) -> None:
    """Both sides give another row the same id: each is right alone, merged they are not."""
    first, *_, last = rows(repository)
    on(repository, "提案", with_id(first))
    assert review(repository).code == 0
    on(repository, "main", with_id(last))
    done = review(repository)
    assert done.code == 1, done.out
    assert "onaji" in done.out


@pytest.mark.slow
def test_what_the_target_changed_meanwhile_is_no_part_of_the_change(
    repository: GitRepository,
) -> None:
    """A change of main alone is neither told as undone nor counted, in the same file or another."""
    first, *_, last = rows(repository)
    on(repository, "提案", (first, f"{first}の見直し"))
    on(repository, "main", (last, f"{last}の整理"))
    on(
        repository,
        "main",
        ("組織使命: |", "組織使命: |"),
        path="sheets/R5/政策推進部/文化芸術課.yaml",
    )
    repository.write("控え\n", "控え.txt")
    repository.commit()
    done = review(repository)
    assert "の見直し" in done.out
    assert "の整理" not in done.out


@pytest.mark.slow
def test_a_place_that_both_changed_is_told(repository: GitRepository) -> None:
    """What cannot be merged is judged as in the change, and the comment says what to do."""
    first, *_ = rows(repository)
    on(repository, "提案", (first, f"{first}の見直し"))
    on(repository, "main", (first, f"{first}の整理"))
    done = review(repository)
    assert "秘書課.yaml」は、「main」でも同じところが変わっていて" in done.out.replace(
        "&#8203;", ""
    )
    repository.git("switch", "-q", "提案")
    repository.git("merge", "-q", "-X", "ours", "-m", "合わせた", "main")
    assert "同じところが変わっていて" not in review(repository).out


@pytest.mark.slow
def test_a_sheet_that_main_removed_meanwhile_is_not_there(repository: GitRepository) -> None:
    """A file that only main took away is not judged; one that the change edited is a conflict."""
    repository.git("switch", "-q", "main")
    repository.git("rm", "-q", "sheets/R5/政策推進部/文化芸術課.yaml")
    repository.commit()
    first, *_ = rows(repository)
    on(repository, "提案", (first, f"{first}の見直し"))
    assert "文化芸術課" not in review(repository).out
    on(
        repository,
        "提案",
        ("組織目標: |", "組織目標: |\n  追記する。"),
        path="sheets/R5/政策推進部/文化芸術課.yaml",
    )
    assert "同じところが変わっていて" in review(repository).out
