"""A proposal from the clone to the merge, on real Git, in the repositories that people have."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from conftest import Command
from end_to_end import BROKEN, HISHO, Town, check_output, clone
from end_to_end_watch import call, snapshot

LINKS = "https://host.example/city/blob/abc"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """A clone of a remote with the published sheets of R5, on a branch of its own."""
    return Town(tmp_path)


@pytest.mark.slow
def test_from_a_branch_to_the_merge(town: Town) -> None:
    """A broken proposal is reviewed, mended with the line it was given, passes and is merged."""
    town.edit(BROKEN, ("裁量有無: ○", "裁量有無: 〇"))
    town.push()
    first = town.review(code=1)
    assert "裁量有無: ○\n```\n" in first
    town.edit(("裁量有無: 〇", "裁量有無: ○"), ("時期: 13月\n", "時期: 5月\n"))
    town.push()
    assert "4月から5月へ1か月後ろになった" in town.review(code=0)
    town.git("switch", "-q", "main")
    town.git("merge", "-q", "--no-ff", "-m", "取り込み", "提案")
    town.git("push", "-q", "origin", "main")
    assert "比べるものがありません" in town.review(code=2)


@pytest.mark.slow
def test_the_work_tree_is_reviewed_before_it_is_recorded(town: Town) -> None:
    """Without --head the files as they are now are reviewed, and say the same of the same."""
    town.edit(BROKEN)
    now = town.review(code=1, head=None)
    assert "まだ記録していないファイル" in now
    commit = town.push()
    assert now.replace("まだ記録していないファイル", commit[:12]) == town.review(code=1)


def test_what_came_to_main_meanwhile_is_not_the_proposals(town: Town) -> None:
    """Commits that main got after the branch started are no changes of the proposal."""
    town.edit(("新春賀詞交歓会を開催し", "新春賀詞交歓会を市民会館で開催し"))
    town.push()
    other = clone(town, "ほかの人")
    text = other.read(HISHO).replace("担当: [全員]", "担当: [職員]", 1)
    other.write(text, HISHO)
    other.commit()
    other.git("push", "-q", "origin", "main")
    town.git("fetch", "-q")
    told = town.review(code=0)
    assert "（シート 1 枚）" in told
    assert "origin/main との分かれ目" not in told
    assert "職員" not in told
    assert "市民会館" in told


@pytest.mark.slow
def test_two_proposals_are_merged_by_the_installed_driver(town: Town) -> None:
    """With `orgsheet git install`, neighbouring edits of two clones merge and pass the review."""
    other = clone(town, "ほかの人 の写し")
    other.git("switch", "-q", "-c", "別案")
    other.write(other.read(HISHO).replace("日程の確定及び関係部署への周知", "日程の決定"), HISHO)
    other.commit()
    other.git("push", "-q", "origin", "別案")
    town.edit(("時期: 4月\n", "時期: 5月\n"))
    town.commit()
    town.git("fetch", "-q")
    assert town.git("merge", "origin/別案", check=False).returncode == 1
    town.git("merge", "--abort")
    assert Command(town.workspace)("git", "install").code == 0
    merged = town.git("merge", "-m", "合わせる", "origin/別案", check=False)
    assert merged.returncode == 0, merged.stdout + merged.stderr
    assert "日程の決定" in town.read()
    assert "5月" in town.read()
    town.push()
    assert "（シート 1 枚）" in town.review(code=0)


@pytest.mark.slow
def test_names_with_spaces_and_dakuten_in_two_characters(town: Town) -> None:
    """A path with a space is reviewed; one whose dakuten is a character apart is a finding."""
    text = town.read().replace("政策推進部", "政策 ガイド部").replace("秘書課", "窓口 ガイド課")
    town.write(text, "sheets/R5/政策 ガイド部/窓口 ガイド課.yaml")
    town.push()
    assert "R5/政策 ガイド部/窓口 ガイド課" in town.review("--links", LINKS, code=0)
    town.git("rm", "-rq", "sheets/R5/政策 ガイド部")
    name = unicodedata.normalize("NFD", "政策 ガイド部/窓口 ガイド課")
    town.write(text, f"sheets/R5/{name}.yaml")
    town.push()
    for head in ("HEAD", None):
        assert "file-name-decomposed" in town.review(code=0, head=head)


@pytest.mark.slow
def test_line_ends_of_a_browser_hide_no_change(town: Town) -> None:
    """A sheet committed with CRLF shows its one change, its finding, and nothing of every line."""
    text = town.read().replace("時期: 4月\n", "時期: 13月\n", 1)
    town.write(text.replace("\n", "\r\n"))
    town.push()
    for head in ("HEAD", None):
        told = town.review(code=1, head=head)
        assert "「13月」" in told
        assert "（シート 1 枚）" in told
        assert told.count("| 重要 |") + told.count("| 注意 |") <= 1


@pytest.mark.slow
def test_line_ends_alone_are_no_change_of_content(town: Town) -> None:
    """A sheet whose line ends alone changed passes, and no content is said to have changed."""
    town.write(town.read().replace("\n", "\r\n"))
    town.push()
    assert "内容の変更はありません" in town.review(code=0)


def test_a_shallow_clone_is_told_what_to_set(town: Town) -> None:
    """Where the history was cut off before the base, the message names fetch-depth."""
    town.edit(("時期: 4月\n", "時期: 5月\n"))
    town.push()
    short = clone(town, "浅い写し", "--depth", "1", "--branch", "proposal")
    told = town.review(code=2, folder=short.folder)
    assert "fetch-depth: 0" in told
    short.git("fetch", "-q", "--depth", "1", "origin", "main:refs/remotes/origin/main")
    assert "fetch-depth: 0" in town.review(code=2, folder=short.folder)


@pytest.mark.slow
def test_a_detached_head_is_reviewed(town: Town) -> None:
    """A CI checkout without a branch gives the comment that the branch gives."""
    town.edit(BROKEN)
    commit = town.push()
    told = town.review(code=1)
    town.git("checkout", "-q", "--detach", commit)
    assert town.review(code=1) == told


def test_a_linked_worktree_is_reviewed(town: Town) -> None:
    """A branch in a second work tree of the same repository is reviewed there."""
    second = town.place / "二つ目 の作業場所"
    town.git("worktree", "add", "-q", "-b", "別案", str(second))
    text = (second / HISHO).read_text(encoding="utf-8").replace(*BROKEN)
    (second / HISHO).write_text(text, encoding="utf-8")
    assert "「13月」" in town.review(code=1, folder=second, head=None)
    assert "比べるものがありません" in town.review(code=2, folder=second)
    assert "内容の変更はありません" in town.review(code=0, head=None)


def test_a_submodule_is_reviewed_as_the_repository_it_is(town: Town) -> None:
    """Inside a submodule its own history counts, not that of the repository around it."""
    parent = clone(town, "親")
    parent.git(
        "-c", "protocol.file.allow=always", "submodule", "add", "-q", town.remote.as_uri(), "市"
    )
    parent.commit()
    inner = parent.folder / "市"
    text = (inner / HISHO).read_text(encoding="utf-8").replace(*BROKEN)
    (inner / HISHO).write_text(text, encoding="utf-8")
    assert "「13月」" in town.review(code=1, folder=inner, head=None)
    assert "内容の変更はありません" in town.review(code=0, folder=parent.folder)


@pytest.mark.slow
@pytest.mark.parametrize("start", ["", "市 の シート", "市 の シート/sheets/R5"])
def test_a_workspace_in_a_subfolder_is_reviewed(tmp_path: Path, start: str) -> None:
    """Sheets in a folder of the repository are reviewed; places count from the top for the host."""
    town = Town(tmp_path, "市 の シート")
    town.edit(BROKEN)
    town.push()
    folder = town.folder / start
    if not start:
        assert "「sheets」フォルダがありません" in town.review(code=2, folder=folder)
        return
    assert "「13月」" in town.review(code=1, folder=folder)
    noted = town.review("--format", "github", code=1, folder=folder)
    assert noted.startswith(f"::error file=市 の シート/{HISHO},line=")


@pytest.mark.slow
def test_links_count_from_the_top_of_the_repository(tmp_path: Path) -> None:
    """The link of a place leads to the file in the repository, also from the recorded result."""
    town = Town(tmp_path, "city")
    town.edit(BROKEN)
    town.push()
    record = town.place / "review.json"
    record.write_text(town.review("--format", "json", code=1), encoding="utf-8")
    shown = call(town.workspace, "review", "--render", str(record), "--links", LINKS, here=tmp_path)
    check_output(shown)
    assert f"]({LINKS}/city/sheets/R5/%E6%94%BF" in shown.out


def test_a_repository_without_any_sheet_is_told(town: Town) -> None:
    """Where neither side has sheets the review ends with 2 and says how to begin."""
    town.git("switch", "-q", "main")
    town.git("rm", "-rq", "sheets")
    town.commit()
    town.git("push", "-q", "origin", "main")
    town.git("switch", "-q", "-C", "提案")
    town.folder.joinpath("読んでください.txt").write_text("空", encoding="utf-8")
    town.commit()
    for head in ("HEAD", None):
        assert "orgsheet init" in town.review(code=2, head=head)


def test_the_first_sheets_of_a_repository_are_reviewed(town: Town) -> None:
    """A proposal that brings the very first sheets is checked, and says with which rules."""
    town.git("checkout", "-q", "--orphan", "空")
    town.git("rm", "-rqf", ".")
    town.commit("空の始まり")
    town.git("push", "-q", "-f", "origin", "HEAD:main")
    town.git("switch", "-q", "-C", "提案")
    town.git("checkout", "-q", "main", "--", "sheets/R5")
    town.edit(BROKEN)
    town.push()
    told = town.review(code=1)
    assert "付属の規則" in told
    assert "「13月」" in told


def test_histories_that_never_met_are_told(town: Town) -> None:
    """A branch that shares no commit with the base ends with 2 and a sentence on what to do."""
    town.git("checkout", "-q", "--orphan", "別の始まり")
    town.commit("別の始まり")
    told = town.review(code=2)
    assert "共通の元がありません" in told
    assert "orgsheet diff" not in told


def test_a_review_leaves_no_file_behind_in_the_folders_of_the_user(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the home folder nor the folder for temporary files gets anything."""
    for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME"):
        (town.place / name).mkdir()
        monkeypatch.setenv(name, str(town.place / name))
    town.edit(BROKEN)
    town.push()
    before = snapshot(town.place)
    town.review(code=1)
    assert snapshot(town.place) == before
