"""Revisions read from real repositories: exact, from anywhere, never more than asked."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
from git_repository import GitRepository
from hypothesis import given, settings
from hypothesis import strategies as st
from random_runs import runs

from orgsheet.files import UnreadableFileError
from orgsheet.files.git import Entry, GitError, GitFiles, merge_lines, open_repository
from orgsheet.files.git.call_git import execute, git_in
from orgsheet.files.git.line_merge import merged_text
from orgsheet.files.git.tree_listing import MOST_NAMES
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
        assert opened.merge_bases(one, other) == (first,)
        with pytest.raises(GitError, match="共通の元がない"):
            opened.merge_bases(one, opened.resolve("別"))


def test_every_place_where_two_branches_parted_is_known(repository: GitRepository) -> None:
    """Where each branch had merged the other, no one of the common ancestors stands for both."""
    repository.git("branch", "枝")
    repository.write("年度: R6\n")
    first = repository.commit()
    repository.git("switch", "-q", "枝")
    repository.write("枝の\n", "ほか.txt")
    second = repository.commit()
    repository.git("merge", "-q", "-m", "合わせる", "main")
    repository.git("switch", "-q", "main")
    repository.git("merge", "-q", "-m", "合わせる", second)
    with open_repository(repository.folder) as opened:
        found = opened.merge_bases(opened.resolve("main"), opened.resolve("枝"))
    assert sorted(found) == sorted([first, second])


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("origin/main", "refs/tags/origin/main"),
        ("origin/main", "refs/heads/origin/main"),
        ("main", "refs/tags/main"),
        ("main", "refs/remotes/main/HEAD"),
        ("heads/main", "refs/tags/heads/main"),
        ("配布", "refs/heads/配布"),
    ],
)
@pytest.mark.parametrize("rest", ["", "~0", "^{commit}", "@{0}"])
def test_a_name_with_two_meanings_is_refused(
    repository: GitRepository, name: str, other: str, rest: str
) -> None:
    """A tag or branch called like another is not silently taken; each full name goes on to work."""
    head = repository.git("rev-parse", "HEAD").stdout.strip()
    repository.git("update-ref", "refs/remotes/origin/main", head)
    repository.git("update-ref", other, f"{head}~1")
    with open_repository(repository.folder) as opened:
        with pytest.raises(GitError, match="二つ以上") as raised:
            opened.resolve(name + rest)
        names = [line.strip() for line in str(raised.value).splitlines()[1:]]
        assert f"{other}{rest}" in names
        assert len(names) == 2
        if rest != "@{0}":  # of these refs git keeps no earlier states
            assert all(map(opened.resolve, names))
            assert opened.resolve(f"{other}{rest}") == opened.resolve(f"{head}~1")


def test_an_id_and_a_full_name_are_never_another_name(repository: GitRepository) -> None:
    """Tags called like an id, a full name or HEAD stand for nothing else than themselves."""
    head, old = (repository.git("rev-parse", name).stdout.strip() for name in ("HEAD", "HEAD~1"))
    for name in (head, head[:12], "HEAD", "@", "refs/heads/main", "refs/heads/nope"):
        repository.git("update-ref", f"refs/tags/{name}", old)
    with open_repository(repository.folder) as opened:
        for name in (head, "HEAD", "@", "refs/heads/main"):
            assert opened.resolve(name) == head
        assert opened.find("refs/heads/nope") is None
        with pytest.raises(GitError, match="二つ以上") as raised:
            opened.resolve(head[:12])
        names = [line.strip() for line in str(raised.value).splitlines()[1:]]
        assert [opened.resolve(one) for one in names] == [old, head]


KINDS = ["100644", "100755", "120000", "160000", "040000"]


@pytest.mark.parametrize("one", KINDS)
@pytest.mark.parametrize("other", KINDS)
def test_the_kind_of_a_file_is_part_of_what_it_is(one: str, other: str) -> None:
    """Two kinds of the same id are two versions; only the right to execute is none."""
    versions = {Entry("x", mode, "0" * 40).version for mode in (one, other)}
    both_files = {one, other} <= {"100644", "100755"}
    assert len(versions) == (1 if one == other or both_files else 2)


def make_tree(repository: GitRepository, *entries: tuple[str, str, str]) -> str:
    """Write a tree of (mode, name, id) as they are and return its id."""
    data = b"".join(
        f"{mode.lstrip('0')} {name}\0".encode() + bytes.fromhex(entry)
        for mode, name, entry in entries
    )
    file = repository.folder.parent / "tree"
    file.write_bytes(data)
    made = repository.git("hash-object", "-t", "tree", "-w", "--literally", str(file))
    return made.stdout.strip()


def commit_tree(repository: GitRepository, tree: str) -> str:
    """Return a commit of a tree."""
    return repository.git("commit-tree", tree, "-m", "x").stdout.strip()


def test_a_name_twice_in_a_tree_is_refused(repository: GitRepository) -> None:
    """What would be another file once it is checked out is not read, whatever kinds share it."""
    good, bad = (
        repository.git("rev-parse", f"{name}:{SHEET}").stdout.strip() for name in ("HEAD", "HEAD~1")
    )
    inner = make_tree(repository, ("100644", "x", good))
    other = make_tree(repository, ("100644", "y", bad))
    for entries in (
        [("100644", "a", good), ("100644", "a", bad)],
        [("100644", "a", good), ("100644", "a.b", good), ("040000", "a", inner)],
        [("040000", "a", inner), ("040000", "a", inner)],
        [("040000", "a", inner), ("040000", "a", other)],
        [("100644", "a", good), ("160000", "a", "1" * 40)],
        [("100644", "a", good), ("100644", "b", good), ("100644", "a", bad)],
        # Git itself looks names up in their order, and finds others than those that it lists.
        [("100644", "b", good), ("100644", "a", bad)],
        [("040000", "a", inner), ("100644", "a.b", good)],
    ):
        commit = commit_tree(repository, make_tree(repository, *entries))
        with (
            open_repository(repository.folder) as opened,
            pytest.raises(GitError, match="同じ名前が二つ"),
        ):
            GitFiles(opened, commit, "a")


@pytest.mark.slow
@pytest.mark.parametrize("is_empty", [False, True])
def test_a_bomb_of_trees_is_refused_early(repository: GitRepository, *, is_empty: bool) -> None:
    """A few kilobytes that name 10^12 files, or folders alone, do not fill the memory."""
    blob = repository.git("rev-parse", f"HEAD:{SHEET}").stdout.strip()
    tree = make_tree(repository, *([] if is_empty else [("100644", "x", blob)]))
    for _ in range(12):
        tree = make_tree(repository, *(("040000", str(number), tree) for number in range(10)))
    commit = commit_tree(repository, tree)
    with (
        open_repository(repository.folder) as opened,
        pytest.raises(GitError, match=f"多すぎます（上限 {MOST_NAMES:,} 件）"),
    ):
        GitFiles(opened, commit, "sheets")


@pytest.mark.parametrize(("folders", "fits"), [(440, True), (450, False)])
def test_names_beyond_the_limit_are_counted_however_short(
    repository: GitRepository, *, folders: int, fits: bool
) -> None:
    """As many as a city may have are listed; more are refused though git's answer is not long."""
    blob = repository.git("rev-parse", f"HEAD:{SHEET}").stdout.strip()
    inner = make_tree(repository, *(("100644", f"{number:03}", blob) for number in range(folders)))
    outer = make_tree(repository, *(("040000", f"{number:03}", inner) for number in range(folders)))
    commit = commit_tree(repository, outer)
    with open_repository(repository.folder) as opened:
        if fits:
            assert len(opened.entries(commit)) == folders**2
        else:
            with pytest.raises(GitError, match="上限 200,000 件"):
                opened.entries(commit)


def test_no_list_of_parents_beside_the_commits_is_believed(repository: GitRepository) -> None:
    """A commit-graph that says that the latest commit has no parent changes nothing."""
    first, head = (repository.git("rev-parse", name).stdout.strip() for name in ("HEAD~1", "HEAD"))
    repository.git("commit-graph", "write", "--reachable")
    graph = repository.folder / ".git" / "objects" / "info" / "commit-graph"
    data = bytearray(graph.read_bytes())
    tree = bytes.fromhex(repository.git("rev-parse", "HEAD^{tree}").stdout.strip())
    parent = data.index(tree) + len(tree)
    data[parent : parent + 4] = (0x70000000).to_bytes(4, "big")  # none
    data[-20:] = hashlib.sha1(data[:-20], usedforsecurity=False).digest()
    graph.chmod(0o644)
    graph.write_bytes(data)
    asked = ("rev-list", "--count", "HEAD")
    assert repository.git("-c", "core.commitGraph=true", *asked).stdout == "1\n"
    with open_repository(repository.folder) as opened:
        assert opened.merge_bases(first, head) == (first,)
        assert [one.id for one in opened.between(first, head)] == [head]
        assert next(iter(opened.steps(head, 9))).commit == head
        assert len(list(opened.steps(head, 9))) > 1


def test_no_grafts_change_the_history(repository: GitRepository) -> None:
    """A file that tells other parents than the commits do is not believed."""
    first = repository.git("rev-parse", "HEAD~1").stdout.strip()
    head = repository.git("rev-parse", "HEAD").stdout.strip()
    (repository.folder / ".git/info").mkdir(exist_ok=True)
    (repository.folder / ".git/info/grafts").write_text(f"{head}\n", encoding="ascii")
    with open_repository(repository.folder) as opened:
        assert opened.resolve("HEAD~1") == first
        assert opened.merge_bases(head, first) == (first,)


def test_no_other_objects_stand_for_those_of_a_commit(repository: GitRepository) -> None:
    """What the repository says should be shown in the place of a commit or a file is not."""
    head, first = repository.git("rev-parse", "HEAD", "HEAD~1").stdout.split()
    blob = repository.git("rev-parse", "HEAD:ほか.txt").stdout.strip()
    repository.write("別の中身\n", "別")
    other = repository.git("hash-object", "-w", "別").stdout.strip()
    was = repository.git("cat-file", "blob", blob).stdout
    repository.git("replace", blob, other)
    repository.git("replace", head, first)
    assert repository.git("cat-file", "blob", blob).stdout != was, "git itself believes it"
    with open_repository(repository.folder) as opened:
        assert opened.merge_bases(head, first) == (first,)
        assert GitFiles(opened, head).read("ほか.txt") == was.encode()


def test_git_itself_takes_no_records_for_a_repository(tmp_path: Path) -> None:
    """A folder of git's records without a work tree is none, for git as it is called here."""
    GitRepository(tmp_path / "市")
    records = tmp_path / "市" / "提案"
    shutil.copytree(tmp_path / "市/.git", records)
    plain = subprocess.run(
        ["git", "rev-parse", "--git-dir"], cwd=records, capture_output=True, check=True
    )
    assert plain.stdout.strip() == b"."
    code, out, _ = execute(git_in(records), ["rev-parse", "--git-dir"])
    assert (code != 0, out) == (True, b"")


_CHOSEN = {
    "core.fsmonitor": "false",
    "core.hooksPath": "/dev/null",
    "core.alternateRefsCommand": "false",
    "uploadpack.packObjectsHook": "false",
    "core.pager": "cat",
    "core.editor": ":",
    "sequence.editor": ":",
    "diff.external": "",
    "interactive.diffFilter": "",
    "core.sshCommand": "false",
    "core.gitProxy": "",
    "core.askPass": "",
    "credential.helper": "",
    "gpg.program": "false",
    "gpg.ssh.program": "false",
    "gpg.x509.program": "false",
    "gpg.ssh.defaultKeyCommand": "",
    "log.showSignature": "false",
    "safe.bareRepository": "explicit",
    "core.commitGraph": "false",
    "advice.graftFileDeprecated": "false",
}
_AROUND = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": "/dev/null",
    "GIT_PAGER": "cat",
    "GIT_EDITOR": ":",
    "GIT_SEQUENCE_EDITOR": ":",
}


def test_each_setting_is_stronger_than_that_of_the_repository_and_of_the_person(
    repository: GitRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git itself is asked what holds, while every place that a person has says something else."""
    own = tmp_path / "config"
    for name in _CHOSEN:
        repository.git("config", name, "evil")
        repository.git("config", "--file", str(own), name, "evil")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(own))
    monkeypatch.setenv("GIT_CONFIG_COUNT", str(len(_CHOSEN)))
    for number, name in enumerate(_CHOSEN):
        monkeypatch.setenv(f"GIT_CONFIG_KEY_{number}", name)
        monkeypatch.setenv(f"GIT_CONFIG_VALUE_{number}", "evil")
    git = git_in(repository.folder)
    told = {name: execute(git, ["config", "--get", name])[1].decode() for name in _CHOSEN}
    assert told == {name: f"{value}\n" for name, value in _CHOSEN.items()}


@pytest.mark.skipif(os.name == "nt", reason="asked with env")
def test_each_variable_around_git_is_stronger_than_that_of_the_person(
    repository: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What git starts sees the values chosen here, whatever the person has in her environment."""
    for name in _AROUND:
        monkeypatch.setenv(name, "evil")
    _, out, _ = execute(git_in(repository.folder), ["-c", "alias.around=!env", "around"])
    lines = out.decode("utf-8", "replace").splitlines()
    assert {name: [one for one in lines if one.startswith(f"{name}=")] for name in _AROUND} == {
        name: [f"{name}={value}"] for name, value in _AROUND.items()
    }


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize("way", ["市", "上/市", "上/市/sheets"])
def test_no_link_of_a_work_tree_chooses_the_folder(repository: GitRepository, way: str) -> None:
    """A link that a change can have put on the way is refused; one outside of it is a person's."""
    repository.write("年度: R5\n", "ほか/市/sheets/R5/部/課.yaml")
    link = repository.folder / way.removesuffix("/sheets")
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(repository.folder / "ほか/市", target_is_directory=True)
    with pytest.raises(GitError, match="リンク"), open_repository(repository.folder / way):
        pass
    outside = repository.folder.parent / "近道"
    outside.symlink_to(repository.folder / "ほか", target_is_directory=True)
    with open_repository(outside / "市") as opened:
        assert opened.top.samefile(repository.folder)
    (repository.folder.parent / "遠回り").symlink_to(repository.folder / way)
    with (
        pytest.raises(GitError, match="リンク"),
        open_repository(repository.folder.parent / "遠回り"),
    ):
        pass


def test_a_folder_that_is_not_there_is_not_another(
    repository: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistyped folder does not open the repository in which the command was started."""
    monkeypatch.chdir(repository.folder)
    with pytest.raises(GitError, match="開けません"), open_repository(Path("無い")):
        pass


def test_a_folder_of_records_is_no_work_tree(repository: GitRepository, tmp_path: Path) -> None:
    """Neither the records of git nor a bare repository are opened, and neither is to be deleted."""
    repository.git("init", "-q", "--bare", str(tmp_path / "置き場"))
    for folder in (repository.folder / ".git", tmp_path / "置き場"):
        with pytest.raises(GitError, match="実行してください") as raised, open_repository(folder):
            pass
        assert "消す" not in str(raised.value)


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


def test_a_git_that_takes_no_settings_is_refused(tmp_path: Path) -> None:
    """A git older than the settings by environment is named with the version to install."""
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from unittest import mock\n"
        "from git import Git\n"
        "from orgsheet.files.git import GitError, open_repository\n"
        "with mock.patch.object(Git, 'version_info', (2, 30, 9)):\n"
        "    try:\n        open_repository(Path(sys.argv[1])).__enter__()\n"
        "    except GitError as error:\n        print(error)\n"
    )
    made = GitRepository(tmp_path)
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code, str(made.folder)],
        capture_output=True,
        check=True,
    )
    assert "git 2.30.9 は古すぎて" in done.stdout.decode()
    assert "2.31 以降" in done.stdout.decode()


def test_missing_git_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a git program there is a sentence, not a traceback."""
    code = (
        "from pathlib import Path\n"
        "from orgsheet.files.git import GitError, open_repository\n"
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
        "import sys, orgsheet.files.git, orgsheet.cli.commands.diff, orgsheet.cli.commands.merge\n"
        "import orgsheet.cli.commands.git\nprint('git' in sys.modules)\n"
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


_LINE = st.sampled_from([b"a\n", b"b\n", b"c\n", b"d\n", "あ\n".encode()])
_TEXT = st.lists(_LINE, max_size=12).map(b"".join)


@given(base=_TEXT, ours=_TEXT, theirs=_TEXT)
@settings(max_examples=runs(60))
def test_a_merge_in_memory_knows_no_sides(base: bytes, ours: bytes, theirs: bytes) -> None:
    """Exchanged sides give the same text; where one side changed nothing it is the other's."""
    merged = merged_text(base, ours, theirs)
    assert merged_text(base, base, theirs) == theirs
    assert merged_text(base, ours, base) == ours
    assert merged_text(base, ours, ours) == ours
    assert merged == merged_text(base, theirs, ours)


_SAME = [b"  - x: a\n", b"    y: b\n", b"    z: c\n", *(b"%d\n" % number for number in range(6))]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_a_merge_in_memory_is_the_one_that_git_makes(seed: int) -> None:
    """However often a line comes, nothing else is reviewed than what a host takes in."""
    chosen = random.Random(seed)  # noqa: S311 - no secret

    def edited(lines: list[bytes]) -> list[bytes]:
        made = list(lines)
        for _ in range(chosen.randint(1, 3)):
            place, taken = chosen.randint(0, len(made)), chosen.randint(0, 2)
            made[place : place + taken] = chosen.choices(_SAME, k=chosen.randint(0, 2))
        return made

    merged = 0
    for _ in range(60):
        base = chosen.choices(_SAME, k=chosen.randint(6, 20))
        before, ours, theirs = (b"".join(one) for one in (base, edited(base), edited(base)))
        found = merged_text(before, ours, theirs)
        made, is_clean = merge_lines(before, ours, theirs, ("甲", "乙"), 7)
        if found is not None and is_clean:
            assert found == made
            merged += 1
    assert merged > 5


def test_a_merge_that_could_be_made_in_two_ways_is_left_to_a_person() -> None:
    """Where git puts lines elsewhere than another program would, neither is taken for the merge."""
    y, d, z = b"    y: b\n", b"    d: 1\n", b"    z: c\n"
    base = y + d + y + d + y + z + z + y
    ours = y + d + y + d + y + base[len(y + d) :]
    theirs = y + d + y + d + z + y + z + z + y
    assert merged_text(base, ours, theirs) is None
    assert merged_text(base, theirs, ours) is None


def test_lines_that_both_changed_are_not_merged_in_memory() -> None:
    """Changes of one line, or of two lines with none between them, are left to a person."""
    base = b"1\n2\n3\n4\n5\n"
    for ours, theirs in (
        (b"1\nx\n3\n4\n5\n", b"1\ny\n3\n4\n5\n"),
        (b"1\nx\n3\n4\n5\n", b"1\n2\ny\n4\n5\n"),
        (base + b"6\n", base + b"7\n"),
        (b"", b"1\n2\n3\n4\n6\n"),
    ):
        assert merged_text(base, ours, theirs) is None
        assert not merge_lines(base, ours, theirs, ("甲", "乙"), 7)[1]
    ours, theirs = b"0\n2\n3\n4\n5\n", b"1\n2\n3\n4\n6\n"
    assert merged_text(base, ours, theirs) == b"0\n2\n3\n4\n6\n"
    assert merge_lines(base, ours, theirs, ("甲", "乙"), 7) == (b"0\n2\n3\n4\n6\n", True)


def test_an_answer_of_any_size_takes_no_memory(repository: GitRepository) -> None:
    """A setting or an attribute of many megabytes is refused, and git is not waited for."""
    settings = repository.folder / ".git" / "config"
    settings.write_text(f"{settings.read_text()}[a]\n\tb = {'x' * 5_000_000}\n")
    with open_repository(repository.folder) as opened:
        tracemalloc.start()
        try:
            with pytest.raises(GitError, match="長すぎて読めません（上限 1,048,576 バイト）"):
                opened.setting("a.b")
            assert tracemalloc.get_traced_memory()[1] < 4_000_000
        finally:
            tracemalloc.stop()
        assert opened.setting("a.c") is None


def test_complaints_of_any_length_do_not_stop_git(repository: GitRepository) -> None:
    """Thousands of broken branches are complained about while the answer is read."""
    folder = repository.folder / ".git" / "refs" / "heads"
    for number in range(3_000):
        (folder / f"こわれた枝{number}").write_text("x")
    with open_repository(repository.folder) as opened:
        assert opened.find("ない枝") is None
        assert opened.find("HEAD") is not None


def test_no_question_waits_for_a_git_that_complains(repository: GitRepository) -> None:
    """A clone that names thousands of stores that are not there is listed and read all the same."""
    repository.write("一\n")
    commit = repository.commit()
    stores = repository.folder / ".git" / "objects" / "info" / "alternates"
    stores.write_text("".join(f"/ない置き場/{'x' * 150}/{number}\n" for number in range(2_000)))
    with open_repository(repository.folder) as opened:
        (entry,) = [one for one in opened.entries(commit) if one.path == repository.sheet]
        assert opened.blob_at(commit, repository.sheet) == entry.blob
        assert opened.read(entry) == "一\n".encode()
        assert [*opened.read_ahead([entry.blob] * 3)] == ["一\n".encode()] * 3
        assert opened.branch_commit("main") == commit


def test_a_branch_is_seen_as_it_is_now_also_after_git_was_ended(
    repository: GitRepository,
) -> None:
    """Whoever moved it; what is no branch's name is none, and nothing mixes up the answers."""
    repository.write("一\n")
    first = repository.commit()
    with open_repository(repository.folder) as opened:
        assert opened.branch_commit("main") == first
        repository.write("二\n")
        second = repository.commit()
        repository.git("gc", "-q")
        assert opened.branch_commit("main") == second
        for odd in ("main~1", "main^", f"main\n{first}", "main commit 1", "main@{1}", "x commit"):
            assert opened.branch_commit(odd) is None, odd
        blob = opened.blob_at(second, repository.sheet)
        assert blob is not None
        assert opened.content(blob) == "二\n".encode()
        assert opened.blob_at(second, "sheets") is None
        assert opened.blob_at(second, f"{repository.sheet}\n{first}") is None
        running = opened._standing._names._running
        assert running is not None
        running.process.kill()
        assert opened.branch_commit("main") == second


def test_the_files_of_many_commits_are_listed_one_at_a_time(repository: GitRepository) -> None:
    """A server that runs for years keeps the lists of a few of them."""
    commits = []
    for number in range(20):
        repository.write(f"{number}\n")
        commits.append(repository.commit())
    with open_repository(repository.folder) as opened:
        read = [GitFiles(opened, commit).read(repository.sheet) for commit in commits]
        assert read == [f"{number}\n".encode() for number in range(20)]
        assert len(opened._trees) < len(commits)


def test_many_branches_are_read_as_each_alone_is(repository: GitRepository) -> None:
    """In the same order, with the same words; where branches were merged, not at all."""
    repository.write("零\n")
    base = repository.commit()
    tips = {}
    for number in range(4):
        repository.git("switch", "-q", "-c", f"提案/{number}", "main")
        for step in range(number + 1):
            repository.write(f"{number} {step}\n", f"{number}.txt")
            tips[number] = repository.commit(f"題 {step}\n\n一行目\n\n\nOrgsheet-State: x\n")
    repository.git("switch", "-q", "-c", "提案/横", "提案/2")
    repository.git("merge", "-q", "--no-edit", "提案/3")
    merged = repository.git("rev-parse", "HEAD").stdout.strip()
    repository.git("switch", "-q", "main")
    repository.write("一\n")
    moved = repository.commit()
    repository.git("merge", "-q", "--no-edit", "提案/0")
    taken = repository.git("rev-parse", "HEAD").stdout.strip()
    with open_repository(repository.folder) as opened:
        for start in (base, moved, taken):
            found = opened.beside(start, [*tips.values(), merged])
            assert found.keys() == {*tips.values()}
            for tip in tips.values():
                assert found[tip] == opened.between(start, tip)
        assert found[tips[0]] == []
        assert opened.beside(base, []) == {}
        names = {f"提案/{one}" for one in (1, 2, 3, "横")}
        assert opened.branches("提案", taken).keys() == names
        assert opened.branches("提案").keys() == {*names, "提案/0"}
