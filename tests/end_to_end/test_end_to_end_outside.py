"""A proposal that points outside or brings programs and settings: nothing is followed or run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Command
from end_to_end import BROKEN, HISHO, Town, check_output, clone
from end_to_end_watch import call, snapshot, tool

SECRET = "内緒の言葉"  # noqa: S105 - words to look for, no password

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links and such names need rights there")


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """A clone of a remote with the published sheets of R5, on a branch of its own."""
    return Town(tmp_path)


LINKED = ["sheets", "sheets/R5", "sheets/R5/政策推進部", "lint", "schema"]


@pytest.mark.slow
@pytest.mark.parametrize("place", LINKED)
def test_links_to_folders_outside_are_not_followed(town: Town, place: str) -> None:
    """A folder replaced by a link fails in the revision and on disk, and shows nothing of it."""
    outside = town.place / "外" / "R5" / "部"
    outside.mkdir(parents=True)
    (outside / "課.yaml").write_text(f"{SECRET}: [{SECRET}\n", encoding="utf-8")
    folder = town.workspace / place
    if folder.exists():
        shutil.rmtree(folder)
    folder.symlink_to(town.place / "外")
    town.push()
    is_policy = place in {"lint", "schema"}
    for head, code in (("HEAD", 1), (None, 1 if is_policy else 2)):
        told = town.review(code=code, head=head)
        assert "リンク" in told
        assert SECRET not in told


@pytest.mark.slow
@pytest.mark.parametrize("target", ["/etc/passwd", "../../../../外.yaml", "無い.yaml", "課.yaml"])
def test_linked_files_are_findings(town: Town, target: str) -> None:
    """A sheet, a register, rules or settings that are links are told and never read through."""
    (town.place / "外.yaml").write_text(f"{SECRET}: x\n", encoding="utf-8")
    (town.workspace / HISHO).unlink()
    for path in (HISHO, "sheets/R5/政策推進部/課.yaml", "sheets/免除.yaml", "orgsheet.yaml"):
        (town.workspace / path).symlink_to(target)
    town.push()
    for head in ("HEAD", None):
        comment = town.review(code=1, head=head)
        assert SECRET not in comment
        assert "root:" not in comment
        assert comment.count("別の場所を指すリンク") >= 2


@pytest.mark.slow
@pytest.mark.parametrize("place", [HISHO, "sheets/R5/政策推進部", "sheets"])
def test_another_repository_in_a_sheets_place_fails(town: Town, place: str) -> None:
    """A sheet or folder replaced by a submodule is not taken for one that is fine or gone."""
    commit = town.git("rev-parse", "HEAD").stdout.strip()
    town.git("rm", "-rq", "--cached", place)
    town.git("update-index", "--add", "--cacheinfo", f"160000,{commit},{place}")
    town.git("commit", "-q", "-m", "別のリポジトリ")
    town.git("push", "-q", "-f", "origin", "HEAD:refs/heads/proposal")
    assert "ほかのリポジトリ" in town.review(code=1)


@pytest.mark.slow
def test_a_committed_cache_says_nothing(town: Town) -> None:
    """Kept results of an earlier run that come with the proposal hide nothing and are refused."""
    town.edit(BROKEN)
    town.write("rules: {deadline-unreadable: {severity: 'off'}}\n", "orgsheet.yaml")
    assert "「13月」" not in Command(town.workspace)("lint").out
    assert list(town.workspace.glob(".orgsheet-cache/*"))
    (town.workspace / "orgsheet.yaml").unlink()
    for file in town.workspace.glob(".orgsheet-cache/.gitignore"):
        file.unlink()
    town.push()
    assert town.git("ls-files", ".orgsheet-cache").stdout.strip()
    for head in ("HEAD", None):
        told = town.review(code=1, head=head)
        assert "「13月」" in told
        assert "前の点検の記録" in told


TRAP = "import pathlib\npathlib.Path({!r}).write_text('x')\n"
CONFIG = """\
[core]
\tfsmonitor = {trap}
\thooksPath = {hooks}
\tpager = {trap}
\teditor = {trap}
\tsshCommand = {trap}
\talternateRefsCommand = {trap}
[diff]
\texternal = {trap}
[diff "evil"]
\ttextconv = {trap}
\tcommand = {trap}
[merge "evil"]
\tdriver = {trap}
[filter "evil"]
\tclean = {trap}
\tsmudge = {trap}
\tprocess = {trap}
\trequired = true
[credential]
\thelper = !{trap}
[uploadpack]
\tpackObjectsHook = {trap}
[alias]
\trev-parse = !{trap}
\tcat-file = !{trap}
"""


@pytest.mark.slow
def test_no_program_of_the_tree_or_of_its_settings_runs(town: Town) -> None:
    """Attributes, hooks, Git settings and Python files that a proposal brings start nothing."""
    mark = town.place / "動いた"
    trap = town.place / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch '{mark}'\n", encoding="utf-8")
    trap.chmod(0o755)
    names = ("orgsheet", "git", "click", "yaml", "jsonschema", "sitecustomize", "usercustomize")
    for name in names:
        town.write(TRAP.format(str(mark)), f"{name}.py")
        town.write(TRAP.format(str(mark)), f"sheets/{name}.py")
    for path in ("hooks/post-index-change", ".githooks/pre-commit", ".husky/pre-commit"):
        town.write(f"#!/bin/sh\ntouch '{mark}'\n", path)
        (town.workspace / path).chmod(0o755)
    town.write("* diff=evil merge=evil filter=evil\n", ".gitattributes")
    town.write("* filter=evil diff=evil\n", "sheets/.gitattributes")
    town.write(
        f'[submodule "x"]\n\tpath = x\n\turl = ext::{trap}\n\tupdate = !{trap}\n', ".gitmodules"
    )
    town.write(f"[lfs]\n\turl = ext::{trap}\n", ".lfsconfig")
    town.write("ref: refs/heads/main\n", "HEAD")
    town.write(CONFIG.format(trap=trap, hooks=town.workspace / "hooks"), "config")
    town.write("x", "objects/x")
    town.write("x", "refs/x")
    town.edit(BROKEN)
    town.push()
    assert not mark.exists()
    # The same as settings of the clone itself: even where a person has them, nothing of them runs.
    with (town.folder / ".git/config").open("a", encoding="utf-8") as file:
        file.write(CONFIG.format(trap=trap, hooks=town.workspace / "hooks"))
    for words in (("--head", "HEAD"), ()):
        done = tool(town.workspace, "orgsheet", "review", "--base", "origin/main", *words)
        assert done.returncode == 1, done.stderr
        assert "「13月」" in done.stdout
    town.review(code=1)
    assert not mark.exists()


@pytest.mark.slow
def test_a_repository_faked_inside_the_tree_is_not_asked(tmp_path: Path) -> None:
    """Files of a proposal that look like a Git repository do not take the real one's place."""
    town = Town(tmp_path, "city")
    town.edit(BROKEN)
    town.write("ref: refs/heads/main\n", "HEAD")
    town.write("[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ..\n", "config")
    town.write("../../.git/objects\n", "objects/info/alternates")
    commit = town.git("rev-parse", "HEAD").stdout.strip()
    town.write(f"{commit}\n", "refs/heads/main")
    town.push()
    own = town.git("rev-parse", "HEAD").stdout.strip()
    # The forged base already has the broken deadline, so that it would not be new.
    town.write(f"{own}\n", "refs/remotes/origin/main")
    (town.workspace / "HEAD").write_text(f"{own}\n", encoding="utf-8")
    words = ("review", "--base", "origin/main", "--head", own)
    for folder in (town.workspace, town.workspace / "sheets"):
        done = call(folder, *words, here=town.here)
        check_output(done)
        assert (done.code, done.out) == (2, "")
        assert "HEAD" in done.err
    (town.workspace / "HEAD").unlink()
    assert "「13月」" in call(town.workspace, *words, here=town.here).out


@pytest.mark.slow
def test_a_partial_clone_fetches_nothing(town: Town) -> None:
    """Where contents were left out of the clone, they are told as missing, not fetched."""
    town.edit(BROKEN)
    town.push()
    town.git("config", "uploadpack.allowFilter", "true")
    bare = clone(town, "中身のない写し", "--filter=blob:none", "--no-checkout", "-b", "proposal")
    before = snapshot(town.place)
    words = ("review", "--base", "origin/main", "--head", "HEAD")
    done = call(bare.folder, *words, here=town.here)
    check_output(done)
    assert snapshot(town.place) == before
    assert done.code in {1, 2}


@pytest.mark.slow
def test_a_review_needs_no_network(town: Town) -> None:
    """In a network namespace that has no interface the review says what it says elsewhere."""
    alone = ["unshare", "--user", "--map-root-user", "--net"]
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], check=False).returncode:
        pytest.skip("a network namespace of one's own is not allowed here")
    town.edit(BROKEN)
    town.write("# yaml-language-server: $schema=http://127.0.0.1:1/x.json\n" + town.read())
    town.push()
    words = ("review", "--base", "origin/main", "--head", "HEAD")
    done = tool(town.workspace, *alone, "--", sys.executable, "-P", "-m", "orgsheet", *words)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == town.review(code=1)
