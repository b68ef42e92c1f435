"""Revisions read from real repositories: exact, from anywhere, never more than asked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from git_repository import GitRepository

from orgsheet.files import UnreadableFileError
from orgsheet.git import GitError, GitFiles, merge_lines, open_repository
from orgsheet.source import MAX_BYTES

SHEET = "sheets/R5/政策 推進部/秘書課.yaml"


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    """A repository with two commits of one sheet."""
    made = GitRepository(tmp_path / "市 シート")
    made.write("年度: R4\n")
    made.commit()
    made.git("tag", "-a", "配布", "-m", "配布した版")
    made.write("年度: R5\n")
    made.write("外\n", "ほか.txt")
    made.commit()
    return made


@pytest.fixture(autouse=True)
def no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the machine's owner set for git must not decide a test."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")


def test_files_of_a_revision_are_read_exactly(repository: GitRepository) -> None:
    """Every byte of a file of an older commit, last line end included, without the work tree."""
    repository.write("いまは違う\n")
    with open_repository(repository.folder) as opened:
        files = GitFiles(opened, opened.resolve("HEAD~1"))
        assert files.paths("sheets") == [SHEET]
        assert files.read(SHEET) == "年度: R4\n".encode()
        assert files.read("sheets/ない.yaml") is None
    assert repository.read() == "いまは違う\n"


def test_reading_goes_on_from_a_folder_inside(repository: GitRepository) -> None:
    """A workspace below the repository's top has its own paths."""
    repository.write("年度: R5\n", f"市/{SHEET}")
    repository.commit()
    with open_repository(repository.folder / "市") as opened:
        assert opened.top.samefile(repository.folder)
        files = GitFiles(opened, opened.resolve("HEAD"), "市")
        assert files.paths("sheets") == [SHEET]
        assert files.read(SHEET) == "年度: R5\n".encode()


@pytest.mark.parametrize("revision", ["main", "HEAD", "HEAD~0", "@", "main@{0}", "refs/heads/main"])
def test_names_of_revisions_are_resolved(repository: GitRepository, revision: str) -> None:
    """Branches, tags and relative names give the commit's full id, an annotated tag's as well."""
    with open_repository(repository.folder) as opened:
        assert opened.resolve(revision) == repository.git("rev-parse", "HEAD").stdout.strip()
        assert opened.resolve("配布") == repository.git("rev-parse", "HEAD~1").stdout.strip()


@pytest.mark.parametrize(
    "revision",
    [
        "",
        "nope",
        "--output=stolen",
        "-h",
        "HEAD\n",
        "a\0b",
        "HEAD:ほか.txt",
        "x" * 1000,
        "HEAD HEAD",
    ],
)
def test_what_is_no_revision_is_refused(repository: GitRepository, revision: str) -> None:
    """Unknown names, options, control characters and files are no revisions, and do nothing."""
    before = sorted(repository.folder.rglob("*"))
    with open_repository(repository.folder) as opened, pytest.raises(GitError, match="ありません"):
        opened.resolve(revision)
    assert sorted(repository.folder.rglob("*")) == before


def test_links_and_huge_files_are_told_apart(repository: GitRepository) -> None:
    """A link is refused, a huge file is cut one byte behind the limit, and reading goes on."""
    (repository.folder / "sheets/link.yaml").symlink_to("/etc/passwd")
    (repository.folder / "sheets/big.yaml").write_bytes(b"a" * (MAX_BYTES + 1_000_000))
    repository.commit()
    with open_repository(repository.folder) as opened:
        files = GitFiles(opened, opened.resolve("HEAD"))
        with pytest.raises(UnreadableFileError, match="リンク"):
            files.read("sheets/link.yaml")
        big = files.read("sheets/big.yaml")
        assert big is not None
        assert len(big) == MAX_BYTES + 1
        assert files.read(SHEET) == "年度: R5\n".encode()


def test_reading_ahead_gives_what_reading_gives(repository: GitRepository) -> None:
    """Files asked for together, in any order and also twice, are those asked for one by one."""
    texts = {f"sheets/R5/部/{number}.yaml": f"年度: R{number}\n" * number for number in range(300)}
    for path, text in texts.items():
        repository.write(text, path)
    (repository.folder / "sheets/link.yaml").symlink_to("/etc/passwd")
    (repository.folder / "sheets/big.yaml").write_bytes(b"a" * (MAX_BYTES + 1_000_000))
    (repository.folder / "sheets/limit.yaml").write_bytes(b"a" * (MAX_BYTES + 1))
    repository.commit()
    with open_repository(repository.folder) as opened:
        files = GitFiles(opened, opened.resolve("HEAD"))
        paths = ["ほか.txt", *reversed(files.paths("sheets")), "sheets/ない.yaml"]
        told = dict(zip(paths, files.read_ahead(paths), strict=True))
        assert told.pop("sheets/link.yaml") is None
        assert told == {path: files.read(path) for path in told}
        assert {path: (told[path] or b"").decode() for path in texts} == texts
        begun = files.read_ahead(paths)  # and left when the first is there
        assert next(begun) == "外\n".encode()


def test_reading_ahead_goes_on_behind_missing_content(repository: GitRepository) -> None:
    """A file whose content was lost is left to `read`, which tells why; the next ones are given."""
    repository.write("年度: R6\n", "sheets/R6/部/課.yaml")
    repository.commit()
    blob = repository.git("rev-parse", f"HEAD:{SHEET}").stdout.strip()
    (repository.folder / ".git/objects" / blob[:2] / blob[2:]).unlink()
    with open_repository(repository.folder) as opened:
        files = GitFiles(opened, opened.resolve("HEAD"))
        paths = ["sheets/R6/部/課.yaml", SHEET, "sheets/R6/部/課.yaml", "ほか.txt"]
        known = "年度: R6\n".encode()
        assert list(files.read_ahead(paths)) == [known, None, known, "外\n".encode()]


def test_missing_content_is_told(repository: GitRepository) -> None:
    """A file whose content was lost is unreadable, not a crash, and is never fetched."""
    blob = repository.git("rev-parse", f"HEAD:{SHEET}").stdout.strip()
    (repository.folder / ".git/objects" / blob[:2] / blob[2:]).unlink()
    repository.git("config", "remote.origin.url", "https://example.invalid/x")
    with open_repository(repository.folder) as opened:
        files = GitFiles(opened, opened.resolve("HEAD"))
        with pytest.raises(UnreadableFileError, match="取り寄せて"):
            files.read(SHEET)


def test_merge_base_and_its_absence(repository: GitRepository) -> None:
    """The common ancestor is found; unrelated histories are told as such."""
    first = repository.git("rev-parse", "HEAD~1").stdout.strip()
    repository.git("checkout", "-q", "-b", "枝", "HEAD~1")
    repository.write("年度: R6\n")
    repository.commit()
    repository.git("checkout", "-q", "--orphan", "別")
    repository.commit()
    with open_repository(repository.folder) as opened:
        one, other = opened.resolve("main"), opened.resolve("枝")
        assert opened.merge_base(one, other) == first
        with pytest.raises(GitError, match="共通の元がない"):
            opened.merge_base(one, opened.resolve("別"))


def test_shallow_clone_says_what_to_fetch(repository: GitRepository, tmp_path: Path) -> None:
    """What lies before the cut of a shallow clone is answered with how to get it."""
    clone = tmp_path / "clone"
    repository.git("clone", "-q", "--depth", "1", f"file://{repository.folder}", str(clone))
    with open_repository(clone) as opened:
        assert opened.is_shallow()
        with pytest.raises(GitError, match="fetch-depth: 0"):
            opened.resolve("HEAD~1")


def test_folder_without_git_is_told(tmp_path: Path) -> None:
    """A folder in no repository is called by its whole path, with what to do."""
    with pytest.raises(GitError, match="git clone") as raised, open_repository(tmp_path / "."):
        pass
    assert str(tmp_path.resolve()) in str(raised.value)


def test_missing_git_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a git program there is a sentence, not a traceback."""
    code = (
        "from pathlib import Path\n"
        "from orgsheet.git import GitError, open_repository\n"
        "try:\n    open_repository(Path('.')).__enter__()\n"
        "except GitError as error:\n    print(error)\n"
    )
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert "git が見つかりません" in done.stdout.decode()


def test_git_is_imported_only_when_needed() -> None:
    """Neither the module nor the command line imports GitPython before it is used."""
    code = (
        "import sys, orgsheet.git, orgsheet.cli.diff_command, orgsheet.cli.merge_command\n"
        "import orgsheet.cli.git_command\nprint('git' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.decode().strip() == "False"


def test_lines_are_merged_as_git_does() -> None:
    """The fallback is git's own merge: clean, or with markers of the asked length."""
    base = b"1\n2\n3\n4\n5\n"
    clean = merge_lines(base, b"0\n2\n3\n4\n5\n", b"1\n2\n3\n4\n6\n", ("甲", "乙"), 7)
    assert clean == (b"0\n2\n3\n4\n6\n", True)
    text, is_clean = merge_lines(base, b"0\n", b"9\n", ("甲", "乙"), 9)
    assert not is_clean
    assert text == "<<<<<<<<< 甲\n0\n=========\n9\n>>>>>>>>> 乙\n".encode()
    with pytest.raises(GitError):
        merge_lines(base, b"\0", b"9\n", ("甲", "乙"), 7)


def test_settings_of_one_repository(repository: GitRepository) -> None:
    """Settings are written, read and removed in the repository alone."""
    with open_repository(repository.folder) as opened:
        assert opened.setting("diff.x.command") is None
        opened.set("diff.x.command", '日本語 "引用" $x')
        assert opened.setting("diff.x.command") == '日本語 "引用" $x'
        assert opened.unset_section("diff.x")
        assert not opened.unset_section("diff.x")
        assert opened.attribute("diff", SHEET) == "unspecified"


def test_attributes_are_of_a_path_from_the_top(repository: GitRepository) -> None:
    """What the attributes say of a path does not depend on the folder in which git runs."""
    repository.write("sheets/*/*/*.yaml diff=x\n", ".gitattributes")
    for folder in ("", "sheets", "sheets/R5"):
        with open_repository(repository.folder / folder) as opened:
            assert opened.attribute("diff", SHEET) == "x"
            assert opened.attribute("diff", "R5/x.yaml") == "unspecified"
