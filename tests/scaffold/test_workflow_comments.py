"""Promises of the scripts that write the comment, run against stand-ins for the hosts."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
import yaml
from workflow_files import COMMENTS, GITLAB, MARKER, step_named

HARNESS = """
const fs = require('fs');
const state = JSON.parse(fs.readFileSync(0, 'utf8'));
const did = { said: [] };
const rest = {
  pulls: {
    list: 'pulls',
    listFiles: 'files',
    get: async () => ({
      data: {
        changed_files: state.count ?? state.files.length,
        head: { sha: state.now ?? state.run.head_sha },
        base: { ref: state.into ?? 'main' },
      },
    }),
  },
  actions: { listWorkflowRunArtifacts: 'artifacts' },
  issues: {
    listComments: 'comments',
    createComment: async (one) => { did.created = one; },
    updateComment: async (one) => { did.updated = one; },
  },
};
const github = {
  rest,
  paginate: async (what, asked) => { (did.asked ??= {})[what] = asked; return state[what]; },
};
const core = {
  notice: (text) => did.said.push(text),
  setFailed: (text) => { did.failed = text; },
  setOutput: (name, value) => { did[name] = value; },
};
const payload = { workflow_run: state.run, repository: { default_branch: 'main' } };
const context = { repo: { owner: 'city', repo: 'sheets' }, payload };
const AsyncFunction = (async () => {}).constructor;
const script = new AsyncFunction('github', 'context', 'core', 'require', state.script);
script(github, context, core, require).then(() => console.log(JSON.stringify(did)));
"""
HEAD = "a" * 40
RUN = {
    "id": 7,
    "head_sha": HEAD,
    "head_branch": "main",
    "head_repository": {"id": 5, "owner": {"login": "someone"}},
}
PULL = {"number": 3, "head": {"sha": HEAD, "repo": {"id": 5}}, "base": {"ref": "main"}}
BOT = {"login": "github-actions[bot]", "type": "Bot"}
NOT_RUN = "この版は点検できませんでした。点検の記録を見てください。"
node = pytest.mark.skipif(not shutil.which("node"), reason="needs Node.js")


def _script(folder: Path, step: str, ready: str = "true", **state: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Run a script of the comment workflow against a stand-in for GitHub; return what it did."""
    asked = {"run": RUN, "pulls": [PULL], "files": [], "comments": [], "artifacts": [], **state}
    asked["script"] = step_named(COMMENTS[1], step)["with"]["script"]
    done = subprocess.run(
        ["node", "-e", HARNESS],
        input=json.dumps(asked),
        env={**os.environ, "RUNNER_TEMP": str(folder), "READY": ready},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _comment(folder: Path, body: str = f"{MARKER}\n結果\n", **state: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    target = folder / "orgsheet-comment"
    target.mkdir(exist_ok=True)
    (target / "comment.md").write_text(body, encoding="utf-8")
    return _script(folder, "コメントを付けるか、書き換える", **state)


@pytest.mark.slow
@node
def test_the_first_comment_is_made_and_later_ones_replace_it(tmp_path: Path) -> None:
    """Without a comment of its own the bot writes one; with one it changes that; same, nothing."""
    did = _comment(tmp_path)
    assert did["created"]["issue_number"] == 3
    assert did["created"]["body"] == f"{MARKER}\n結果\n"
    old = {"id": 11, "user": BOT, "body": f"{MARKER}\r\n前の結果"}
    did = _comment(tmp_path, comments=[old])
    assert did["updated"]["comment_id"] == 11
    assert "created" not in did
    did = _comment(tmp_path, comments=[{**old, "body": f"{MARKER}\n結果\n"}])
    assert "created" not in did
    assert "updated" not in did


@node
@pytest.mark.parametrize(
    "comment",
    [
        {"user": {"login": "someone", "type": "User"}, "body": f"{MARKER}\n偽"},
        {"user": {"login": "other[bot]", "type": "Bot"}, "body": f"{MARKER}\n別"},
        {"user": {"login": "github-actions[bot]", "type": "User"}, "body": f"{MARKER}\n偽"},
        {"user": None, "body": f"{MARKER}\n消えた人"},
        {"user": BOT, "body": f"引用\n{MARKER}"},
        {"user": BOT, "body": None},
    ],
    ids=["person", "other-bot", "named-alike", "ghost", "not-first-line", "empty"],
)
def test_a_comment_of_another_is_never_changed(tmp_path: Path, comment: dict[str, Any]) -> None:
    """Only the marker on the first line and the own bot as author together make a comment ours."""
    did = _comment(tmp_path, comments=[{"id": 11, **comment}])
    assert "updated" not in did
    assert "created" in did


@node
@pytest.mark.parametrize(
    "pulls",
    [
        [],
        [{**PULL, "head": {"sha": "b" * 40, "repo": {"id": 5}}}],
        [{**PULL, "head": {"sha": HEAD, "repo": {"id": 6}}}],
        [{**PULL, "head": {"sha": HEAD, "repo": None}}],
        [PULL, {**PULL, "number": 4}],
        [{**PULL, "base": {"ref": "release"}}],
    ],
    ids=["closed", "newer-version", "other-repository", "deleted-fork", "two", "other-base"],
)
def test_no_comment_where_the_pull_request_is_not_certain(
    tmp_path: Path, pulls: list[dict[str, Any]]
) -> None:
    """Closed, moved on, of another repository, into another branch or not the only one: nothing."""
    did = _comment(tmp_path, pulls=pulls)
    assert "created" not in did
    assert did["said"]


@node
def test_the_pull_request_is_asked_of_github(tmp_path: Path) -> None:
    """The pull request is looked up by the run's own repository and branch, open ones only."""
    asked = _comment(tmp_path)["asked"]["pulls"]
    assert (asked["head"], asked["state"], asked["owner"]) == ("someone:main", "open", "city")


@node
@pytest.mark.parametrize("body", ["結果\n", "", f" {MARKER}\n", f"{MARKER}{'あ' * 65536}"])
def test_a_text_without_the_marker_or_too_long_is_refused(tmp_path: Path, body: str) -> None:
    """What does not begin with the marker line, or is over GitHub's limit, is not written."""
    did = _comment(tmp_path, body=body)
    assert did["failed"]
    assert "created" not in did


@pytest.mark.slow
@node
@pytest.mark.parametrize(
    "file",
    [
        {"filename": ".github/workflows/orgsheet-review.yml"},
        {"filename": "docs/x.yml", "previous_filename": ".github/workflows/orgsheet-review.yml"},
    ],
    ids=["changed", "moved-away"],
)
def test_a_change_of_the_machinery_is_always_said(tmp_path: Path, file: dict[str, str]) -> None:
    """A pull request that touches `.github/` may forge the result, and the comment says so."""
    assert "当てにせず" in _comment(tmp_path, files=[file])["created"]["body"]
    sheet = {"filename": "sheets/R7/見本部/部.yaml"}
    assert "当てにせず" not in _comment(tmp_path, files=[sheet])["created"]["body"]


@node
@pytest.mark.parametrize("change", [{"now": "b" * 40}, {"into": "release"}], ids=["head", "base"])
def test_files_of_another_version_say_nothing_of_this_one(
    tmp_path: Path, change: dict[str, str]
) -> None:
    """A push, or another target, while the files were listed ends the job without a comment."""
    old = {"id": 11, "user": BOT, "body": f"{MARKER}\n前の結果"}
    did = _comment(tmp_path, comments=[old], **change)
    assert not {"created", "updated", "failed"} & did.keys()
    assert "変わった" in did["said"][0]


@pytest.mark.slow
@node
@pytest.mark.parametrize(("listed", "count"), [(1, 2), (2, 1), (3000, 3000), (3000, 3001)])
def test_files_that_github_does_not_list_are_said(tmp_path: Path, listed: int, count: int) -> None:
    """Where the list of changed files is, or may be, cut short, the comment warns all the same."""
    files = [{"filename": f"sheets/R7/見本部/{number}.yaml"} for number in range(listed)]
    body = _comment(tmp_path, files=files, count=count)["created"]["body"]
    assert "すべては調べられませんでした" in body
    assert "当てにせず" in body
    assert "当てにせず" not in _comment(tmp_path, files=files[:2999])["created"]["body"]


@pytest.mark.slow
@node
@pytest.mark.parametrize("ready", ["false", ""])
def test_a_review_that_could_not_run_leaves_no_old_verdict(tmp_path: Path, ready: str) -> None:
    """Without a result one fixed sentence replaces the old comment, whatever a file there says."""
    old = {"id": 11, "user": BOT, "body": f"{MARKER}\n✅ 前の結果"}
    did = _comment(tmp_path, f"{MARKER}\n✅ 偽\n", ready=ready, comments=[old])
    assert did["updated"]["comment_id"] == 11
    assert did["updated"]["body"] == f"{MARKER}\n{NOT_RUN}\n"
    assert "created" not in did
    shutil.rmtree(tmp_path / "orgsheet-comment")
    step = "コメントを付けるか、書き換える"
    assert _script(tmp_path, step, ready)["created"]["body"] == f"{MARKER}\n{NOT_RUN}\n"


@pytest.mark.slow
@node
def test_the_artifact_is_taken_only_when_it_is_one_and_small(tmp_path: Path) -> None:
    """No, two, an expired or an over-large artifact gives no number to download."""
    one = {"id": 9, "name": "orgsheet-review", "size_in_bytes": 1000, "expired": False}
    step = "結果のファイルを探す"
    assert _script(tmp_path, step, artifacts=[one, {**one, "name": "ほか"}])["id"] == "9"
    large = _script(tmp_path, step, artifacts=[{**one, "size_in_bytes": 1024 * 1024 + 1}])
    assert large["failed"]
    assert "id" not in large
    for artifacts in ([], [one, one], [{**one, "expired": True}]):
        assert "id" not in _script(tmp_path, step, artifacts=artifacts)


class GitLab(BaseHTTPRequestHandler):
    """A stand-in for GitLab's notes: two pages of old notes, and what was written."""

    notes: ClassVar[list[dict[str, Any]]] = []
    written: ClassVar[list[tuple[str, str, Any]]] = []

    def do_GET(self) -> None:
        """Answer who asks, and one page of notes."""
        assert self.headers["PRIVATE-TOKEN"] == "合言葉".encode().hex()
        page = int(self.path.rpartition("page=")[2] or 1) if "notes" in self.path else 0
        self._answer({"id": 42} if page == 0 else self.notes[(page - 1) * 2 : page * 2])

    def do_POST(self) -> None:
        """Note what is written."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.written.append((self.command, self.path, body["body"]))
        self._answer({})

    do_PUT = do_POST  # noqa: N815 - the base's way of naming

    def _answer(self, data: object) -> None:
        payload = json.dumps(data).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing on the test's output."""


@pytest.fixture
def gitlab() -> Iterator[str]:
    """The address of a stand-in for GitLab on this machine."""
    GitLab.notes, GitLab.written = [], []
    server = HTTPServer(("127.0.0.1", 0), GitLab)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _note(folder: Path, address: str, body: str | None) -> subprocess.CompletedProcess[str]:
    if body is not None:
        (folder / "orgsheet-review").mkdir(exist_ok=True)
        (folder / "orgsheet-review/comment.md").write_text(body, encoding="utf-8")
    (script,) = yaml.safe_load(GITLAB.read_text(encoding="utf-8"))["orgsheet-note"]["script"]
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env={
            **os.environ,
            "CI_API_V4_URL": address,
            "CI_PROJECT_ID": "1",
            "CI_MERGE_REQUEST_IID": "2",
            "ORGSHEET_NOTE_TOKEN": "合言葉".encode().hex(),
        },
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


@pytest.mark.slow
def test_gitlabs_note_is_made_once_and_then_replaced(tmp_path: Path, gitlab: str) -> None:
    """The note is written, later its own is changed, another's with the marker never."""
    body = f"{MARKER}\n結果\n/close\n"
    assert _note(tmp_path, gitlab, body).returncode == 0
    ((method, path, written),) = GitLab.written
    assert (method, path) == ("POST", "/projects/1/merge_requests/2/notes")
    assert written == f"{MARKER}\n結果\n /close\n", "a line that GitLab would obey is broken"
    GitLab.written.clear()
    GitLab.notes = [
        {"id": 1, "author": {"id": 7}, "body": f"{MARKER}\n他人"},
        {"id": 2, "author": {"id": 42}, "body": "別の話"},
        {"id": 3, "author": {"id": 42}, "body": f"{MARKER}\n前の結果"},
    ]
    assert _note(tmp_path, gitlab, body).returncode == 0
    assert [one[:2] for one in GitLab.written] == [("PUT", "/projects/1/merge_requests/2/notes/3")]
    GitLab.written.clear()
    GitLab.notes = [{"id": 3, "author": {"id": 42}, "body": written}]
    assert _note(tmp_path, gitlab, body).returncode == 0
    assert not GitLab.written


def test_gitlabs_note_keeps_no_old_verdict(tmp_path: Path, gitlab: str) -> None:
    """Where the review left no text, one fixed sentence replaces the note of an older version."""
    GitLab.notes = [{"id": 3, "author": {"id": 42}, "body": f"{MARKER}\n✅ 前の結果"}]
    assert _note(tmp_path, gitlab, None).returncode == 0
    ((method, path, written),) = GitLab.written
    assert (method, path) == ("PUT", "/projects/1/merge_requests/2/notes/3")
    assert written == f"{MARKER}\n{NOT_RUN}\n"


def test_gitlabs_note_without_the_marker_is_refused(tmp_path: Path, gitlab: str) -> None:
    """A text of another form is not written as a note."""
    assert _note(tmp_path, gitlab, "結果\n").returncode != 0
    assert not GitLab.written


@pytest.mark.parametrize("length", [256 * 1024 - len(MARKER) - 1, 256 * 1024 - len(MARKER)])
def test_gitlabs_note_of_more_than_it_may_be_is_refused(
    tmp_path: Path, gitlab: str, length: int
) -> None:
    """The review's text comes from a stranger's job: beyond 256 KiB it is not even read."""
    fits = length + len(MARKER) + 1 <= 256 * 1024
    assert (_note(tmp_path, gitlab, f"{MARKER}\n{'a' * length}").returncode == 0) == fits
    assert bool(GitLab.written) == fits


def test_gitlabs_note_is_read_through_no_link(tmp_path: Path, gitlab: str) -> None:
    """A link in the result's place leads nowhere: the note says that there was no review."""
    (tmp_path / "secret").write_text(f"{MARKER}\nほかのファイル\n", encoding="utf-8")
    (tmp_path / "orgsheet-review").mkdir()
    (tmp_path / "orgsheet-review/comment.md").symlink_to(tmp_path / "secret")
    assert _note(tmp_path, gitlab, None).returncode == 0
    ((_, _, written),) = GitLab.written
    assert written == f"{MARKER}\n{NOT_RUN}\n"


def test_gitlabs_job_keeps_the_same_rules() -> None:
    """GitLab's template reports Code Quality, installs the base's list by hash, pushes nothing."""
    jobs = yaml.safe_load(GITLAB.read_text(encoding="utf-8"))
    review, note = jobs["orgsheet-review"], jobs["orgsheet-note"]
    assert review["artifacts"]["reports"]["codequality"].startswith("orgsheet-review/")
    script = "\n".join(review["script"])
    assert 'git show "$base:orgsheet-requirements.txt"' in script
    assert "python -I -m pip install" in script
    assert "--require-hashes --only-binary :all:" in script
    assert "TOKEN" not in script
    assert note["variables"] == {"GIT_STRATEGY": "none"}
    assert "ORGSHEET_NOTE_TOKEN" in note["rules"][1]["if"]
    assert "git push" not in GITLAB.read_text(encoding="utf-8")
