"""The drivers that `orgsheet git install` gives to git, run by git itself."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, Command
from git_repository import GitRepository

ATTRIBUTES = ".gitattributes"
FORM = "schema/forms/工程表.yaml"
ORIGINAL = (ROOT / "sheets/R5/政策推進部/秘書課.yaml").read_text(encoding="utf-8")
LATER = ORIGINAL.replace("時期: 4月\n", "時期: 5月\n")


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    """A repository with one sheet in its first commit, and both drivers set."""
    made = GitRepository(tmp_path)
    made.write(ORIGINAL)
    made.commit()
    assert Command(tmp_path)("git", "install").code == 0
    made.commit()
    return made


def test_install_twice_is_as_good_as_once(repository: GitRepository) -> None:
    """Installing again changes neither the settings nor the attributes."""
    before = [(repository.folder / name).read_bytes() for name in (ATTRIBUTES, ".git/config")]
    assert Command(repository.folder)("git", "install").code == 0
    after = [(repository.folder / name).read_bytes() for name in (ATTRIBUTES, ".git/config")]
    assert after == before


@pytest.mark.parametrize(
    "attributes",
    [None, b"", b"*.yaml text eol=lf\n", b"*.yaml text eol=lf", b"*.md text\r\n*.py text\r\n"],
)
def test_uninstall_leaves_no_trace(tmp_path: Path, attributes: bytes | None) -> None:
    """After install and uninstall every byte of the repository is as it was."""
    repository = GitRepository(tmp_path)
    repository.write(ORIGINAL)
    path = tmp_path / ATTRIBUTES
    if attributes is not None:
        path.write_bytes(attributes)
    config = (tmp_path / ".git/config").read_bytes()
    orgsheet = Command(tmp_path)
    for _ in range(2):
        assert orgsheet("git", "install").code == 0
        assert (tmp_path / ".git/config").read_bytes() != config
        assert orgsheet("git", "uninstall").code == 0
        assert (path.read_bytes() if path.exists() else None) == attributes
        assert (tmp_path / ".git/config").read_bytes() == config
    assert "何も変えていません" in orgsheet("git", "uninstall").out


def test_uninstall_keeps_what_a_person_wrote(repository: GitRepository) -> None:
    """Lines that others put into the attributes stay, before and behind ours."""
    path = repository.folder / ATTRIBUTES
    path.write_bytes(b"*.png binary\n" + path.read_bytes() + b"*.txt text\n")
    assert Command(repository.folder)("git", "uninstall").code == 0
    assert path.read_bytes() == b"*.png binary\n*.txt text\n"


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""])
def test_the_line_of_an_earlier_version_becomes_todays(tmp_path: Path, end: bytes) -> None:
    """Where sheets of sections with several are left out, install brings them in, once."""
    repository = GitRepository(tmp_path)
    repository.write(ORIGINAL)
    path = tmp_path / ATTRIBUTES
    old = b"*.png binary\r\nsheets/*/*/*.yaml diff=orgsheet merge=orgsheet"
    path.write_bytes(old + end)
    orgsheet = Command(tmp_path)
    assert "orgsheet git install" in orgsheet("git", "doctor").out
    assert orgsheet("git", "install").code == 0
    assert path.read_bytes() == old.replace(b"/*/*/", b"/*/**/") + end
    assert orgsheet("git", "doctor").code == 0


def test_doctor_tells_what_is_set(tmp_path: Path) -> None:
    """The doctor finds what is missing, what another line undoes, and when all is well."""
    repository = GitRepository(tmp_path)
    repository.write(ORIGINAL)
    orgsheet = Command(tmp_path)
    missing = orgsheet("git", "doctor")
    assert missing.code == 1
    assert missing.out.count("設定なし") == 2
    assert "YAML の読み取り" in missing.out
    orgsheet("git", "install")
    well = orgsheet("git", "doctor")
    assert (well.code, "注意" in well.out) == (0, False)
    with (tmp_path / ATTRIBUTES).open("a", encoding="utf-8") as file:
        file.write("*.yaml merge=union\n")
    undone = orgsheet("git", "doctor")
    assert undone.code == 1
    assert "merge=union" in undone.out


@pytest.mark.parametrize("inner", ["", "市/シート"])
def test_doctor_says_the_same_in_every_folder(tmp_path: Path, inner: str) -> None:
    """After install all is well, in each folder of a workspace at or below the top."""
    repository = GitRepository(tmp_path)
    root = tmp_path / inner
    repository.write(ORIGINAL, (Path(inner) / repository.sheet).as_posix())
    assert Command(root)("git", "install").code == 0
    for folder in (root, root / "sheets", root / "sheets/R5/政策 推進部"):
        result = Command(folder)("git", "doctor")
        assert (result.code, "注意" in result.out) == (0, False), result.out
    assert Command(tmp_path)("-C", str(root), "git", "doctor").code == 0


@pytest.mark.parametrize("words", [["merge", "--check"], ["review", "--base", "main"]])
def test_outside_git_only_advice_that_fits_is_given(orgsheet: Command, words: list[str]) -> None:
    """A command that needs Git names the folder and does not advise another command."""
    result = orgsheet(*words)
    assert result.code == 2
    assert f"「{orgsheet.folder.resolve()}」は Git で管理されていません" in result.err
    assert "orgsheet diff" not in result.err


def test_git_is_given_no_program_of_the_repository(repository: GitRepository) -> None:
    """A module of the repository that is called like one of ours is never run."""
    trap = "import pathlib; pathlib.Path('trapped').write_text('x')\n"
    for name in ("orgsheet.py", "click.py", "git.py"):
        repository.write(trap, name)
    repository.write(LATER)
    assert "5月" in repository.git("diff").stdout
    assert not (repository.folder / "trapped").exists()


@pytest.mark.slow
def test_changed_sheet_is_told_by_meaning(repository: GitRepository) -> None:
    """`git diff` and `git log -p --ext-diff` tell a changed deadline in a sentence."""
    repository.write(LATER)
    shown = repository.git("diff")
    assert shown.returncode == 0
    assert f"orgsheet diff {repository.sheet}" in shown.stdout
    assert "@@" not in shown.stdout
    repository.commit()
    logged = repository.git("log", "-p", "--ext-diff")
    heads = [line for line in logged.stdout.splitlines() if line.startswith("orgsheet diff ")]
    assert len(heads) == 2, "the root commit is shown, too"
    assert "orgsheet diff HEAD --all" in shown.stdout, "git itself knows no --all"


def test_the_advice_at_the_end_can_be_typed(repository: GitRepository) -> None:
    """What `git diff` names for more is a command as it stands, before and after the commit."""
    repository.write(LATER)
    orgsheet = Command(repository.folder)
    told = repository.git("diff").stdout
    assert "一つずつ見るには: orgsheet diff HEAD --all（記録した後なら HEAD~1 HEAD --all）" in told
    before = orgsheet("diff", "HEAD", "--all")
    repository.commit()
    after = orgsheet("diff", "HEAD~1", "HEAD", "--all")
    assert (before.code, after.code) == (0, 0)
    assert "重要 1件" in before.out or "注意 1件" in before.out or "参考 1件" in before.out
    assert before.out.splitlines()[1:] == after.out.splitlines()[1:]


def test_added_and_deleted_sheets_are_told(repository: GitRepository) -> None:
    """A new sheet and one that is gone are told as such."""
    other = "sheets/R5/政策 推進部/総務課.yaml"
    repository.write(ORIGINAL.replace("秘書課", "総務課"), other)
    repository.git("add", "-A")
    assert "新しいシートです" in repository.git("diff", "--cached").stdout
    repository.commit()
    repository.git("rm", "-q", repository.sheet)
    assert "シートがなくなりました" in repository.git("diff", "--cached").stdout


def test_renamed_sheet_is_told_with_both_names(repository: GitRepository) -> None:
    """A moved and edited sheet is shown under its old and its new path."""
    repository.git("mv", repository.sheet, "sheets/R5/政策 推進部/秘書広報課.yaml")
    repository.write(LATER, "sheets/R5/政策 推進部/秘書広報課.yaml")
    repository.git("add", "-A")
    shown = repository.git("diff", "--cached", "-M").stdout
    assert "秘書課.yaml → " in shown
    assert "5月" in shown


def test_change_of_mode_alone_is_told(repository: GitRepository) -> None:
    """A changed mode with the same content is told as that."""
    (repository.folder / repository.sheet).chmod(0o755)
    shown = repository.git("-c", "core.fileMode=true", "diff").stdout
    assert "100644 → 100755" in shown
    assert "中身は同じ" in shown


@pytest.mark.parametrize("broken", ["年度: [R5\n課名: 秘書課\n", "", "\x00\x01"])
def test_unreadable_sheet_is_shown_line_by_line(repository: GitRepository, broken: str) -> None:
    """Where one version cannot be read, the lines that differ are shown, and git goes on."""
    repository.write(broken)
    repository.write("別のファイル\n", "zzz.txt")
    repository.git("add", "-A")
    shown = repository.git("diff", "--cached")
    assert shown.returncode == 0
    assert "-部名: 政策推進部" in shown.stdout
    assert "別のファイル" in shown.stdout, "the listing goes on behind the sheet"


def test_change_of_a_comment_alone_is_shown(repository: GitRepository) -> None:
    """A change that no field has is shown by its lines."""
    repository.write(ORIGINAL.replace("年度: R5\n", "# 確認済み\n年度: R5\n"))
    assert "+# 確認済み" in repository.git("diff").stdout


def test_path_that_looks_like_an_option_is_a_path(repository: GitRepository) -> None:
    """A sheet whose path begins with a dash is shown like any other."""
    line = (repository.folder / ATTRIBUTES).read_text(encoding="utf-8")
    repository.write(f"{line}-x.yaml diff=orgsheet\n", ATTRIBUTES)
    repository.write(ORIGINAL, "-x.yaml")
    repository.git("add", "-A")
    shown = repository.git("diff", "--cached")
    assert (shown.returncode, "orgsheet diff -x.yaml" in shown.stdout) == (0, True)


def test_git_shows_the_lines_where_the_program_is_gone(repository: GitRepository) -> None:
    """With the program uninstalled from under the settings, git's own diff is shown."""
    for key in ("diff.orgsheet.command", "merge.orgsheet.driver"):
        value = repository.git("config", key).stdout.rstrip("\n")
        start = value.index(" -P -m orgsheet")
        lead = value[:start].rpartition(" ")[0] if "{" in value[:start] else ""
        repository.git("config", key, f"{lead} /nowhere/python{value[start:]}".strip())
    repository.write(LATER)
    shown = repository.git("diff")
    assert (shown.returncode, "+      - 時期: 5月" in shown.stdout) == (0, True)
    _branches(repository, LATER, ORIGINAL.replace("担当: [全員]", "担当: [職員]"))
    assert repository.git("merge", "-q", "other", check=False).returncode == 0
    assert "5月" in repository.read()
    assert "担当: [職員]" in repository.read()


def _branches(repository: GitRepository, ours: str, theirs: str) -> None:
    """Leave the repository on `main` with our version, theirs on `other`."""
    repository.git("checkout", "-q", "-f", "-b", "other")
    repository.write(theirs)
    repository.commit()
    repository.git("checkout", "-q", "main")
    repository.write(ours)
    repository.commit()


def test_git_merge_joins_edits_of_different_fields(repository: GitRepository) -> None:
    """Two branches that change neighbouring fields merge, where git's own merge conflicts."""
    theirs = ORIGINAL.replace("日程の確定及び関係部署への周知", "日程の決定")
    _branches(repository, LATER, theirs)
    plain = repository.git(
        "-c", "merge.orgsheet.driver=git merge-file %A %O %B", "merge", "other", check=False
    )
    assert plain.returncode == 1, "the case is one that git alone cannot merge"
    repository.git("merge", "--abort")
    merged = repository.git("merge", "other", check=False)
    assert merged.returncode == 0, merged.stdout + merged.stderr
    assert repository.read() == LATER.replace("日程の確定及び関係部署への周知", "日程の決定")


def test_sheets_of_a_section_with_several_are_told_and_merged(tmp_path: Path) -> None:
    """A sheet in a section's folder is compared and merged by the fields of its form."""
    shutil.copytree(ROOT / "tests/cases/form/prefecture/sheets/R6", tmp_path / "sheets/R6")
    repository = GitRepository(tmp_path)
    repository.write((ROOT / "tests/cases/form/prefecture/工程表.yaml").read_text(), FORM)
    assert Command(tmp_path)("git", "install").code == 0
    repository.commit()
    sheet = "sheets/R6/生活環境部/水源課/森の手入れ.yaml"
    text = repository.read(sheet)
    repository.git("checkout", "-q", "-b", "other")
    repository.write(text.replace("予算額: 15000", "予算額: 12000"), sheet)
    shown = repository.git("diff").stdout
    assert f"orgsheet diff {sheet}" in shown
    assert "参考 1件" in shown
    repository.commit()
    repository.git("checkout", "-q", "main")
    repository.write(text.replace("時期: 令和7年2月", "時期: 令和7年3月"), sheet)
    repository.commit()
    assert repository.git("merge", "other", check=False).returncode == 0
    assert "予算額: 12000" in repository.read(sheet)
    assert "令和7年3月" in repository.read(sheet)


def test_git_merge_stops_at_one_field_changed_twice(repository: GitRepository) -> None:
    """One field with two new values stops the merge with both values between git's markers."""
    _branches(repository, LATER, ORIGINAL.replace("時期: 4月\n", "時期: 6月\n"))
    merged = repository.git("merge", "other", check=False)
    assert merged.returncode == 1
    text = repository.read()
    assert text == ORIGINAL.replace(
        "      - 時期: 4月\n",
        "<<<<<<< 合わせる先\n      - 時期: 5月\n=======\n      - 時期: 6月\n>>>>>>> 加える変更\n",
    )
    assert "時期を両方が変えています" in merged.stdout + merged.stderr
    assert repository.git("status", "--porcelain").stdout.startswith("UU ")


def test_git_merge_of_an_unreadable_sheet_loses_nothing(repository: GitRepository) -> None:
    """A version that cannot be read is merged by lines and left to a person."""
    broken = ORIGINAL.replace("担当: [全員]", "担当: [全員")
    _branches(repository, LATER, broken)
    merged = repository.git("merge", "other", check=False)
    assert merged.returncode == 1
    assert "5月" in repository.read()
    assert "担当: [全員\n" in repository.read()
    assert "読めない行" in merged.stdout + merged.stderr


def test_git_merge_of_a_huge_sheet_cuts_nothing(repository: GitRepository) -> None:
    """A file beyond the size of any sheet is left to git, which merges the whole of it."""
    lines = [f"# {number:06} 長い注記\n" for number in range(60_000)]
    repository.write("".join(lines))
    repository.commit()
    _branches(repository, "".join(["# 先頭\n", *lines]), "".join([*lines, "# 末尾\n"]))
    assert repository.git("merge", "-q", "other", check=False).returncode == 0
    assert repository.read() == "".join(["# 先頭\n", *lines, "# 末尾\n"])


def test_git_merge_of_a_sheet_that_both_added(repository: GitRepository) -> None:
    """Where both branches added the same sheet, equal fields are one and others clash."""
    path = "sheets/R6/政策 推進部/秘書課.yaml"
    repository.git("checkout", "-q", "-b", "other")
    repository.write(ORIGINAL.replace("R5", "R6", 1).replace("時期: 4月\n", "時期: 6月\n"), path)
    repository.commit()
    repository.git("checkout", "-q", "main")
    repository.write(ORIGINAL, path)
    repository.commit()
    assert repository.git("merge", "other", check=False).returncode == 1
    text = repository.read(path)
    assert text.count("<<<<<<<") == text.count(">>>>>>>") == 2
    assert "年度: R6" in text


def test_rebase_and_cherry_pick_use_the_driver(repository: GitRepository) -> None:
    """The same merge serves cherry-pick."""
    _branches(repository, LATER, ORIGINAL.replace("日程の確定及び関係部署への周知", "日程の決定"))
    assert repository.git("cherry-pick", "other", check=False).returncode == 0
    assert "日程の決定" in repository.read()


def test_check_foresees_the_merge(repository: GitRepository) -> None:
    """`merge --check` tells conflicts, and fields that only a merge by lines would make clash."""
    _branches(repository, LATER, ORIGINAL.replace("日程の確定及び関係部署への周知", "日程の決定"))
    orgsheet = Command(repository.folder)
    disjoint = orgsheet("merge", "--check", "--base", "other")
    assert (disjoint.code, "行ごとの合わせ込みではぶつかります" in disjoint.out) == (0, True)
    repository.write(LATER.replace("日程の確定及び関係部署への周知", "日程の変更"))
    repository.commit()
    clashing = orgsheet("merge", "--check", "--base", "other")
    assert clashing.code == 1
    assert "「5月」の内容" in clashing.out
    assert repository.git("status", "--porcelain").stdout == "", "nothing was touched"
    repository.git("rm", "-q", repository.sheet)
    repository.commit()
    assert "片方が消し" in orgsheet("merge", "--check", "--base", "other").out


def test_check_without_a_base_says_what_to_type(repository: GitRepository) -> None:
    """`merge --check` takes the main branch by itself, and asks where there is none."""
    orgsheet = Command(repository.folder)
    assert orgsheet("merge", "--check").code == 0
    repository.git("branch", "-m", "work")
    missing = orgsheet("merge", "--check")
    assert (missing.code, "--base" in missing.err) == (2, True)
    repository.git("branch", "main")
    assert orgsheet("merge", "--check", "--base", "").code == 2


def test_unknown_action_is_corrected(tmp_path: Path) -> None:
    """A mistyped action is answered with the nearest one."""
    result = Command(tmp_path)("git", "instal")
    assert (result.code, "install" in result.err) == (2, True)


def test_driver_never_fails(tmp_path: Path) -> None:
    """Whatever git hands over, the diff driver ends with 0 and says something."""
    orgsheet = Command(tmp_path)
    for words in (
        ["x.yaml"],
        ["x.yaml", "/nowhere", "a", "100644", "/nowhere", "b", "100644"],
        ["x.yaml", str(tmp_path), "a", "100644", os.devnull, ".", "."],
        [],
    ):
        result = orgsheet("diff", "--driver", "--", *words)
        assert (result.code, result.err) == (0, "")
        assert result.out
