"""Promises of the workflows' shell commands, run as the runner would run them."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from subprocess import CompletedProcess

import pytest
import yaml
from workflow_files import COMMENTS, EVERY, GITLAB, MARKER, REVIEWS, SITE, step_named, steps

from orgsheet.fiscal import FiscalYear
from orgsheet.scaffold import City, planned_files


def test_every_shell_command_is_bash() -> None:
    """Bash reads every `run:` of the workflows and every line of GitLab's scripts."""
    scripts = [step["run"] for path in EVERY for step in steps(path) if "run" in step]
    for job in yaml.safe_load(GITLAB.read_text(encoding="utf-8")).values():
        scripts += job.get("script", [])
    for script in scripts:
        done = subprocess.run(
            ["bash", "-n"], input=script, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


def _git(folder: Path, *arguments: str) -> str:
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    identity = ("-c", "user.name=試験", "-c", "user.email=test@example.invalid")
    return subprocess.run(
        ["git", *identity, *arguments],
        cwd=folder, capture_output=True, text=True, check=True, env=env,
    ).stdout.strip()  # fmt: skip


class Runner:
    """Runs the shell steps of a workflow as GitHub's runner would, with a stand-in for pip."""

    def __init__(self, folder: Path) -> None:
        self.workspace = folder / "提案 の版"
        self.temp = folder / "temp"
        self.temp.mkdir()
        self.summary = folder / "summary"
        self.output = folder / "output"
        programs = folder / "programs"
        programs.mkdir()
        self._program(programs / "orgsheet", f'exec "{sys.executable}" -I -m orgsheet "$@"')
        self._program(programs / "python", 'echo "python $*"')
        self._path = f"{programs}{os.pathsep}{os.environ['PATH']}"

    @staticmethod
    def _program(path: Path, command: str) -> None:
        path.write_text(f"#!/bin/sh\n{command}\n", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def __call__(self, path: Path, step: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run a step by its name; its folder is the checkout, as on the runner."""
        return self.run(step_named(path, step)["run"], **env)

    def run(self, script: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run a script in the checkout."""
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.workspace if self.workspace.is_dir() else self.temp,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            env={
                **inherited,
                "PATH": self._path,
                "RUNNER_TEMP": str(self.temp),
                "GITHUB_WORKSPACE": str(self.workspace),
                "GITHUB_STEP_SUMMARY": str(self.summary),
                "GITHUB_OUTPUT": str(self.output),
                "GITHUB_SERVER_URL": "https://github.example",
                "GITHUB_REPOSITORY": "city/sheets",
                **env,
            },
        )


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """A runner with a city's repository whose pull request breaks one sheet."""
    runner = Runner(tmp_path)
    runner.workspace.mkdir()
    for name, data in planned_files(City(FiscalYear(2025), (), "github")).items():
        target = runner.workspace / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    _git(runner.workspace, "init", "-q", "-b", "main")
    _git(runner.workspace, "add", "-A")
    _git(runner.workspace, "commit", "-q", "-m", "初めの版")
    return runner


def _propose(runner: Runner, path: str, old: str, new: str) -> dict[str, str]:
    """Commit a change on a branch; return the two commits as the workflow gives them."""
    base = _git(runner.workspace, "rev-parse", "HEAD")
    _git(runner.workspace, "checkout", "-q", "-b", "提案")
    file = runner.workspace / path
    file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    _git(runner.workspace, "commit", "-q", "-a", "-m", "提案")
    return {"BASE": base, "HEAD": _git(runner.workspace, "rev-parse", "HEAD")}


SHEET = "sheets/R7/見本部/見本課.yaml"
REVIEW_STEP, RENDER_STEP = "元の版と比べて点検する", "結果を確かめて文章にする"


@pytest.mark.slow
def test_the_shipped_commands_turn_a_broken_sheet_into_one_comment(runner: Runner) -> None:
    """The two jobs' own commands: findings in the log and summary, exit 1, one comment."""
    commits = _propose(runner, SHEET, "裁量有無: ○", "裁量有無: 有")
    done = runner(REVIEWS[1], REVIEW_STEP, **commits)
    assert done.returncode == 0, done.stdout + done.stderr
    assert runner.output.read_text() == "code=1\n"
    assert "::error " in done.stdout
    summary = runner.summary.read_text(encoding="utf-8")
    assert summary.startswith(MARKER + "\n")
    ended = runner(REVIEWS[1], "合否を示す", CODE="1")
    assert ended.returncode == 1
    rendered = runner(COMMENTS[1], RENDER_STEP, HEAD=commits["HEAD"])
    assert rendered.returncode == 0, rendered.stdout + rendered.stderr
    assert (runner.temp / "orgsheet-comment/comment.md").read_text(encoding="utf-8") == summary


@pytest.mark.slow
def test_a_good_change_passes(runner: Runner) -> None:
    """A change without a finding gives the exit code 0 to the job's last step."""
    commits = _propose(runner, SHEET, "受講率100％", "受講率95％以上")
    done = runner(REVIEWS[1], REVIEW_STEP, **commits)
    assert done.returncode == 0, done.stdout + done.stderr
    assert runner.output.read_text() == "code=0\n"
    assert runner(REVIEWS[1], "合否を示す", CODE="0").returncode == 0


@pytest.mark.slow
def test_a_review_that_cannot_be_made_stops_the_job(runner: Runner) -> None:
    """An unknown base ends the step with 2 and leaves no result to hand over."""
    commits = _propose(runner, SHEET, "受講率100％", "受講率95％以上")
    done = runner(REVIEWS[1], REVIEW_STEP, BASE="0" * 40, HEAD=commits["HEAD"])
    assert done.returncode == 2
    assert not (runner.temp / "orgsheet-review/review.json").exists()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["other-version", "no-json", "other-form", "link", "too-large"])
def test_a_result_that_is_not_what_it_claims_is_refused(runner: Runner, kind: str) -> None:
    """A result of another version, of no or another form, a link or a giant gives no comment."""
    commits = _propose(runner, SHEET, "裁量有無: ○", "裁量有無: 有")
    assert runner(REVIEWS[1], REVIEW_STEP, **commits).returncode == 0
    head, file = commits["HEAD"], runner.temp / "orgsheet-review/review.json"
    if kind == "other-version":
        head = commits["BASE"]
    elif kind == "link":
        file.rename(runner.temp / "elsewhere.json")
        file.symlink_to(runner.temp / "elsewhere.json")
    else:
        data = {"no-json": b"<html>", "other-form": b'{"version": 1}', "too-large": b" " * 9000000}
        file.write_bytes(data[kind])
    assert runner(COMMENTS[1], RENDER_STEP, HEAD=head).returncode != 0


def test_the_list_to_install_is_the_base_s(runner: Runner) -> None:
    """A pull request that changes the list, or brings a `pip` of its own, changes nothing."""
    (runner.workspace / "pip.py").write_text("raise SystemExit('ran')\n", encoding="utf-8")
    pinned = f"orgsheet==0.1.0 --hash=sha256:{'1' * 64}\n"
    file = runner.workspace / "orgsheet-requirements.txt"
    file.write_text(pinned, encoding="utf-8")
    _git(runner.workspace, "commit", "-q", "-a", "-m", "版を決める")
    commits = _propose(runner, file.name, "orgsheet==", "evil==")
    done = runner(REVIEWS[1], "点検の道具を入れる", **commits)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("python -I -m pip install ")
    assert (runner.temp / "requirements.txt").read_text(encoding="utf-8") == pinned


def test_a_list_still_to_be_written_is_told(runner: Runner) -> None:
    """The scaffolded list, or none at all, stops the job with a sentence that says what to do."""
    commits = _propose(runner, SHEET, "受講率100％", "受講率95％以上")
    done = runner(REVIEWS[1], "点検の道具を入れる", **commits)
    assert done.returncode == 1
    assert "見本のまま" in done.stdout
    _git(runner.workspace, "rm", "-q", "orgsheet-requirements.txt")
    _git(runner.workspace, "commit", "-q", "-m", "消す")
    bare = _git(runner.workspace, "rev-parse", "HEAD")
    done = runner(REVIEWS[1], "点検の道具を入れる", BASE=bare, HEAD=bare)
    assert done.returncode == 1
    assert "orgsheet init" in done.stdout


def _gitlab(runner: Runner, commits: dict[str, str], **env: str) -> CompletedProcess[str]:
    """Run the GitLab job's own script in a clone whose origin has the target branch."""
    script = "\n".join(
        yaml.safe_load(GITLAB.read_text(encoding="utf-8"))["orgsheet-review"]["script"]
    )
    origin = runner.temp / "origin.git"
    if not origin.exists():
        _git(runner.workspace, "clone", "-q", "--bare", ".", str(origin))
        _git(runner.workspace, "remote", "add", "origin", str(origin))
    given = {
        "CI_PROJECT_DIR": str(runner.workspace),
        "CI_PROJECT_ID": "1",
        "CI_MERGE_REQUEST_PROJECT_ID": "1",
        "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        "CI_COMMIT_SHA": commits["HEAD"],
        "CI_PROJECT_URL": "https://gitlab.example/city/sheets",
    }
    return runner.run(script, **{**given, **env})


def _pin(path: Path) -> None:
    """Commit a list of what to install that is no sample any more."""
    path.write_text(f"orgsheet==0.1.0 --hash=sha256:{'1' * 64}\n", encoding="utf-8")
    _git(path.parent, "add", "-A")
    _git(path.parent, "commit", "-q", "-m", "版を決める")


@pytest.mark.slow
def test_gitlab_judges_by_the_target_branch_as_it_is_now(runner: Runner) -> None:
    """What came to main after the request was made counts: its list and its settings."""
    commits = _propose(runner, SHEET, "裁量有無: ○", "裁量有無: 有")
    assert "見本のまま" in _gitlab(runner, commits).stdout
    later = runner.temp / "later"
    _git(runner.temp, "clone", "-q", "-b", "main", str(runner.temp / "origin.git"), str(later))
    settings = later / "orgsheet.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f"{text}  flag-value:\n    severity: off\n", encoding="utf-8")
    _pin(later / "orgsheet-requirements.txt")
    _git(later, "push", "-q", "origin", "main")
    done = _gitlab(runner, commits)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_a_fork_s_request_is_judged_by_the_project_it_goes_to(runner: Runner) -> None:
    """In a fork's pipeline the target branch is fetched from the request's own project."""
    _pin(runner.workspace / "orgsheet-requirements.txt")
    commits = _propose(runner, SHEET, "裁量有無: ○", "裁量有無: 有")
    env = {"CI_MERGE_REQUEST_PROJECT_ID": "2"}
    here = f"file://{runner.temp}/origin"
    done = _gitlab(runner, commits, **env, CI_MERGE_REQUEST_PROJECT_URL=here)
    assert done.returncode == 1, done.stdout + done.stderr
    assert (runner.workspace / "orgsheet-review/comment.md").exists()
    done = _gitlab(runner, commits, **env, CI_MERGE_REQUEST_PROJECT_URL=f"{here}-gone")
    assert done.returncode == 1
    assert "今の版を取り寄せられません" in done.stdout
    assert not (runner.workspace / "orgsheet-review").exists(), "no old result stays"


@pytest.mark.slow
def test_broken_settings_in_a_request_do_not_stop_gitlabs_review(runner: Runner) -> None:
    """A request whose orgsheet.yaml cannot be read still gets its report and comment."""
    _pin(runner.workspace / "orgsheet-requirements.txt")
    commits = _propose(runner, "orgsheet.yaml", "profile: 導入期", "profile: [")
    done = _gitlab(runner, commits)
    assert done.returncode == 1, done.stdout + done.stderr
    out = runner.workspace / "orgsheet-review"
    report = json.loads((out / "gl-code-quality-report.json").read_text(encoding="utf-8"))
    assert isinstance(report, list)
    assert (out / "comment.md").read_text(encoding="utf-8").startswith(MARKER + "\n")


@pytest.mark.slow
@pytest.mark.parametrize(("flag", "code"), [("有", 1), ("×", 0)], ids=["broken", "good"])
def test_gitlabs_commands_give_report_and_comment(runner: Runner, flag: str, code: int) -> None:
    """The GitLab job's own commands leave a Code Quality list, a comment and the verdict."""
    _pin(runner.workspace / "orgsheet-requirements.txt")
    commits = _propose(runner, SHEET, "裁量有無: ○", f"裁量有無: {flag}")
    done = _gitlab(runner, commits)
    assert done.returncode == code, done.stdout + done.stderr
    out = runner.workspace / "orgsheet-review"
    report = json.loads((out / "gl-code-quality-report.json").read_text(encoding="utf-8"))
    assert any(one["location"]["path"] == SHEET for one in report) == bool(code)
    assert (out / "comment.md").read_text(encoding="utf-8").startswith(MARKER + "\n")


_DECIDES = ("orgsheet.yaml", "lint/市.yaml", "changes/市.yaml", "schema/forms/市.yaml")


def _tamper(runner: Runner) -> dict[str, str]:
    """Propose another sheet, and files of its own in all places that decide what is published."""
    commits = _propose(runner, SHEET, "裁量有無: ○", "裁量有無: ×")
    for name in _DECIDES:
        target = runner.workspace / name
        target.parent.mkdir(exist_ok=True)
        target.write_text("提案のもの\n", encoding="utf-8")
    _git(runner.workspace, "add", "-A")
    _git(runner.workspace, "commit", "-q", "-m", "決まりも変える")
    return {"BASE": commits["BASE"], "HEAD": _git(runner.workspace, "rev-parse", "HEAD")}


def _is_decided_by(runner: Runner, base: str) -> bool:
    """Tell whether all that decides is the base's, and the sheets are the proposal's."""
    _git(runner.workspace, "add", "-A")
    changed = _git(
        runner.workspace, "-c", "core.quotePath=no", "diff", "--cached", "--name-only", base
    )
    return SHEET in changed and not any(name in changed for name in _DECIDES)


def test_a_proposal_does_not_decide_what_is_published(runner: Runner) -> None:
    """The site of a proposal is made by the target's settings, rules, changes and forms."""
    commits = _tamper(runner)
    done = runner(SITE, "決まりを元の枝のものにする", **commits)
    assert done.returncode == 0, done.stdout + done.stderr
    assert _is_decided_by(runner, commits["BASE"])
    done = runner(SITE, "道具を入れる", **commits)
    assert "見本のまま" in done.stdout, "the target's list, as it is there"


@pytest.mark.slow
def test_no_proposal_decides_what_gitlab_publishes(runner: Runner) -> None:
    """GitLab's site of a request, too, is made by what the target branch holds now."""
    _pin(runner.workspace / "orgsheet-requirements.txt")
    commits = _tamper(runner)
    origin = runner.temp / "origin.git"
    _git(runner.workspace, "clone", "-q", "--bare", ".", str(origin))
    for job in ("pages", "orgsheet-site"):
        _git(runner.workspace, "reset", "-q", "--hard", commits["HEAD"])
        prepares, _ = yaml.safe_load(GITLAB.read_text(encoding="utf-8"))[job]["script"]
        done = runner.run(
            prepares,
            CI_COMMIT_SHA=commits["HEAD"],
            CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main",
            CI_MERGE_REQUEST_PROJECT_URL=str(origin).removesuffix(".git"),
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "pip install" in done.stdout
        assert _is_decided_by(runner, commits["BASE"])
