"""The next year begun in the browser: on the branch of who begins it, and nowhere else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import ROOT, Command
from desk import browser_of, proposals_of
from git_repository import GitRepository

from orgsheet.serve.persons import WRITER, Person, Post

pytestmark = pytest.mark.slow

CLEAN = ROOT / "benchmarks" / "clean" / "架空市" / "sheets"


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    """A repository with the sheets of a department."""
    made = GitRepository(tmp_path / "市")
    shutil.copytree(CLEAN / "R5" / "議会事務局", made.folder / "sheets" / "R5" / "議会事務局")
    for register in CLEAN.glob("*.yaml"):
        shutil.copy(register, made.folder / "sheets")
    made.commit()
    return made


def test_the_year_begins_as_the_command_begins_it(repository: GitRepository) -> None:
    """The branch has what `orgsheet new` writes, byte for byte; the work tree stays as it is."""
    with browser_of(repository) as browser:
        assert "R6-新しい年度" in browser.get("/new").get_data(as_text=True)
        assert browser.post("/new", {}).json == {"next": "/new"}
        (branch,) = proposals_of(repository)
        assert repository.git("status", "--porcelain").stdout == ""
        again = browser.post("/new", {})
        assert again.status_code == 409
        assert branch.removeprefix("refs/heads/") in again.json["told"]
        assert "取り込む" in browser.get("/new").get_data(as_text=True)
    assert proposals_of(repository) == [branch]
    done = Command(repository.folder)("new", "R6")
    assert done.code in (0, 2), done.err
    changed = repository.git("diff", "--name-only", "main", branch).stdout
    assert changed.count(".yaml") > 3
    repository.git("add", "--all")
    assert repository.git("diff", "--cached", "--stat", branch).stdout == ""


def test_only_who_keeps_all_begins_a_year(
    repository: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody of a section sees what will be, is told who begins it, and writes nothing."""
    post = Post(WRITER, "議会事務局")
    monkeypatch.setattr("desk.on_her_own", lambda _: Person("", "佐藤", "", (post,)))
    with browser_of(repository) as browser:
        page = browser.get("/new").get_data(as_text=True)
        assert "とりまとめ" in page
        assert "data-send" not in page
        refused = browser.post("/new", {})
        assert refused.status_code == 403
        assert "とりまとめ" in refused.json["told"]
    assert proposals_of(repository) == []
