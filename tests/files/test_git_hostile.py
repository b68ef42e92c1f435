"""Git as a stranger made it: histories, names and folders that would choose what is compared."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from conftest import Command
from end_to_end import BROKEN, HISHO, Town
from end_to_end_watch import call

EDIT = ("新春賀詞交歓会を開催し", "新春賀詞交歓会を市民会館で開催し")
OPENING = [
    ("git", "doctor"),
    ("git", "install"),
    ("git", "uninstall"),
    ("diff", "main...HEAD"),
    ("diff", "HEAD~0"),
    ("merge", "--check", "--base", "main"),
    ("review", "--base", "main"),
]
"""The commands that open a repository."""


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """A clone of a remote with the published sheets of R5, on a branch of its own."""
    return Town(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("words", OPENING, ids=" ".join)
def test_no_command_opens_a_repository_faked_inside_the_tree(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    """Files that a proposal brings are no repository: none of their settings is used or changed."""
    town = Town(tmp_path, "city")
    mark = tmp_path / "動いた"
    config = f'[core]\n\tbare = false\n\tworktree = .\n\tfsmonitor = "touch {mark}; false"\n'
    for path, text in (
        ("HEAD", "ref: refs/heads/main\n"),
        ("objects/x", "x"),
        ("refs/x", "x"),
        ("config", config),
    ):
        town.write(text, path)
    (town.workspace / "index").write_bytes((town.folder / ".git/index").read_bytes())
    for folder in (town.workspace, town.workspace / "sheets"):
        done = Command(folder)(*words)
        assert (done.code, done.out) == (2, "")
        assert f"「{town.workspace}」に、Git の記録に似たファイル（HEAD）" in done.err
    assert town.read("config") == config
    assert not mark.exists()
    (town.workspace / "HEAD").unlink()
    assert Command(town.workspace)(*words).code in (0, 1)


@pytest.mark.slow
@pytest.mark.parametrize("how", ["one", "all"])
def test_another_repository_named_by_a_sheets_id_fails(town: Town, how: str) -> None:
    """A sheet replaced by a submodule with the sheet's own id is changed, not the same."""
    listed = town.git("ls-files", "-z", "sheets/R5").stdout.split("\0")[:-1]
    for path in listed if how == "all" else [HISHO]:
        blob = town.git("rev-parse", f"HEAD:{path}").stdout.strip()
        town.git("update-index", "--cacheinfo", f"160000,{blob},{path}")
    town.git("commit", "-q", "-m", "副モジュール")
    assert "ほかのリポジトリ" in town.review(code=1)
    done = Command(town.workspace)("diff", "main", "HEAD")
    assert done.code == 2
    assert "違いはありません" not in done.out


def criss_cross(town: Town) -> None:
    """Make main and 提案 merge each other; 提案 keeps the broken deadline that main has mended.

    The latest of the two commits at which they parted has the broken deadline, too.
    """
    town.git("switch", "-q", "main")
    town.edit(BROKEN)
    town.commit("誤り")
    town.git("switch", "-q", "-C", "提案")
    town.write("x", "ほか.txt")
    commit = town.git("cat-file", "commit", town.commit("後から")).stdout
    later = re.sub(r"(?m)^(committer .*> )\d+", r"\g<1>4000000000", commit)
    (town.place / "commit").write_bytes(later.encode())
    first = town.git("hash-object", "-t", "commit", "-w", str(town.place / "commit")).stdout.strip()
    town.git("reset", "-q", "--hard", first)
    town.git("switch", "-q", "main")
    town.edit(BROKEN[::-1])
    mended = town.commit("直した")
    town.git("merge", "-q", "--no-ff", "-m", "取り込み", first)
    town.git("push", "-q", "origin", "main")
    town.git("switch", "-q", "提案")
    town.git("merge", "-q", "-s", "ours", "-m", "取り込み", mended)
    assert town.git("merge-base", "main", "HEAD").stdout.strip() == first
    assert town.git("rev-parse", f"{first}:{HISHO}").stdout == (
        town.git("rev-parse", f"HEAD:{HISHO}").stdout
    )


@pytest.mark.slow
def test_an_error_comes_in_by_no_choice_of_where_the_branches_parted(town: Town) -> None:
    """Where each branch had merged the other, what a merge could bring is looked at and told."""
    criss_cross(town)
    told = town.review(code=1)
    assert "「13月」" in told
    assert "互いに取り込み合って" in told
    diff = Command(town.workspace)("diff", "main...HEAD")
    assert "13月" in diff.out
    assert "互いに取り込み合って" in diff.out
    forecast = Command(town.workspace)("merge", "--check", "--base", "main")
    assert forecast.code == 1
    assert HISHO in forecast.out
    town.git("merge", "-q", "-s", "ours", "-m", "もう一度", "main")
    told = town.review(code=1)  # the advice was followed: what the change brings is exact again
    assert "互いに取り込み合って" not in told
    assert "「13月」" in told


@pytest.mark.slow
def test_a_base_that_holds_the_change_is_told(town: Town) -> None:
    """Nothing to compare is no clean result: it is said, with what to write."""
    town.edit(EDIT)
    town.push()
    for words in (("--base", "HEAD"), ("--base", "HEAD", "--head", "main")):
        head = () if "--head" in words else ("--head", "HEAD")
        done = call(town.workspace, "review", *words, *head, here=town.here)
        assert (done.code, done.out) == (2, "")
        assert "比べるものがありません" in done.err
    for revisions in (("HEAD", "HEAD"), ("HEAD...main",)):
        assert "比べるものがありません" in Command(town.workspace)("diff", *revisions).out
    forecast = Command(town.workspace)("merge", "--check", "--base", "main").out
    assert "main の変更は、いまの版 にすべて入っています" in forecast


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["tags", "heads"])
def test_a_tag_called_like_the_base_does_not_take_its_place(town: Town, kind: str) -> None:
    """A name that means two things is refused by every command; the full name works."""
    town.edit(BROKEN)
    town.push()
    town.git("update-ref", f"refs/{kind}/origin/main", "HEAD")
    for words in (
        ("review", "--base", "origin/main", "--head", "HEAD"),
        ("diff", "origin/main...HEAD"),
        ("diff", "origin/main"),
        ("merge", "--check", "--base", "origin/main"),
        ("merge", "--check"),
    ):
        done = call(town.workspace, *words, here=town.here)
        assert (done.code, done.out) == (2, "")
        assert f"refs/{kind}/origin/main" in done.err
        assert "refs/remotes/origin/main" in done.err
    words = ("review", "--base", "refs/remotes/origin/main", "--head", "HEAD")
    done = call(town.workspace, *words, here=town.here)
    assert done.code == 1
    assert "「13月」" in done.out


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_folder_made_a_link_by_the_change_is_not_followed(tmp_path: Path) -> None:
    """Where `-C` names a folder that the change replaced by a link, no other is reviewed."""
    town = Town(tmp_path, "city")
    other = town.folder / "other"
    shutil.copytree(town.workspace, other)
    shutil.rmtree(town.workspace)
    town.workspace.symlink_to("other", target_is_directory=True)
    town.push()
    for words in OPENING:
        done = call(town.workspace, *words, here=town.here)
        assert (done.code, done.out) == (2, "")
        assert "リンク" in done.err
    assert not (other / ".gitattributes").exists()
