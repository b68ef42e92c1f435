"""A city's year: set up, commit through the hook, propose, review, start the next year."""

from __future__ import annotations

import json
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from end_to_end import BROKEN, HISHO, Town
from end_to_end_watch import tool

BASELINE = "sheets/既知の指摘.json"
SETTINGS = f"profile: 標準\nbaseline: {BASELINE}\nrules: {{text-unfilled: {{severity: warning}}}}\n"


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    """A city set up with `orgsheet init`, its old findings recorded and both hooks installed."""
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "pre-commit"))
    made = Town(tmp_path, files={"orgsheet.yaml": SETTINGS})
    for words in (
        ("orgsheet", "init", ".", "--host", "github"),
        ("orgsheet", "lint", "--baseline", BASELINE, "--update-baseline"),
        ("orgsheet", "git", "install"),
    ):
        done = tool(made.folder, *words)
        assert done.returncode == 0, done.stderr
    assert made.read("orgsheet.yaml") == SETTINGS
    made.commit("置き場")
    made.git("push", "-q", "origin", "HEAD:main")
    assert tool(made.folder, "pre-commit", "install").returncode == 0
    return made


def commit(town: Town, message: str) -> CompletedProcess[str]:
    """Commit everything as a person does: through the hook."""
    town.git("add", "-A")
    author = ("-c", "user.name=試験", "-c", "user.email=test@example.invalid")
    return tool(town.folder, "git", *author, "commit", "-m", message)


@pytest.mark.slow
def test_the_installed_hook_guards_what_is_recorded(town: Town) -> None:
    """A broken or badly formed sheet is not recorded and the reason is shown; a mended one is."""
    before = town.git("rev-parse", "HEAD").stdout
    town.edit(BROKEN)
    refused = commit(town, "期限の変更")
    assert refused.returncode == 1
    assert "「13月」という月はありません" in refused.stdout + refused.stderr
    town.edit(("時期: 13月\n", "時期:   5月\n"))
    refused = commit(town, "期限の変更")
    assert refused.returncode == 1
    assert HISHO in refused.stdout + refused.stderr
    assert town.git("rev-parse", "HEAD").stdout == before
    town.edit(("時期:   5月\n", "時期: 5月\n"))
    done = commit(town, "期限の変更")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (done.stdout + done.stderr).count("Passed") == 2
    town.git("push", "-q", "origin", "HEAD:refs/heads/proposal")
    told = town.review(code=0)
    assert "4月から5月へ1か月後ろになった" in told
    assert "### 規則・台帳・設定の変更" not in told


@pytest.mark.slow
def test_a_new_year_is_started_proposed_and_reviewed(town: Town) -> None:
    """`new` writes next year's sheets, the hook lets them in, and the review shows what is left."""
    done = tool(town.folder, "orgsheet", "new", "R6", "--from", "R5", "--section", "秘書課")
    assert done.returncode == 0, done.stderr
    assert [file.name for file in town.folder.glob("sheets/R6/*/*.yaml")] == ["秘書課.yaml"]
    recorded = commit(town, "令和6年度の始め")
    assert recorded.returncode == 0, recorded.stdout + recorded.stderr
    status = json.loads(tool(town.folder, "orgsheet", "status", "R6", "--format", "json").stdout)
    town.git("push", "-q", "origin", "HEAD:refs/heads/proposal")
    told = town.review(code=0)
    assert "R6/政策推進部/秘書課" in told
    assert "❌ エラー 0" in told
    assert "記入" in told
    assert "秘書課" in json.dumps(status, ensure_ascii=False)
