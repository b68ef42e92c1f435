"""What the shipped CI jobs may consist of: all that is not known is told.

The hosts run whatever a file says, in more ways than anybody could forbid one by one, so each part
of a job is looked up in a table here, and the commands in `cases/scaffold/commands.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
from conftest import ROOT
from shell_commands import UnclearScriptError, shell_commands

_LISTED = (ROOT / "tests/cases/scaffold/commands.txt").read_text(encoding="utf-8").splitlines()
COMMANDS = frozenset(line for line in _LISTED if not line.startswith("#"))
SAID = re.compile(r"echo (?:[^$<>]|\$CI_MERGE_REQUEST_TARGET_BRANCH_NAME\b)+")
"""A sentence; the one name in it is that of the branch that the request goes into."""

_TRIGGERS: dict[str, Any] = {
    "orgsheet-review": {
        "pull_request": {
            "branches": ["main"],
            "types": ["opened", "synchronize", "reopened", "edited"],
        }
    },
    "orgsheet-comment": {"workflow_run": {"workflows": ["点検"], "types": ["completed"]}},
    "orgsheet-site": {"push": {"branches": ["main"]}, "pull_request": {"branches": ["main"]}},
}
_RIGHTS: dict[str, dict[str, dict[str, str]]] = {
    "orgsheet-review": {"review": {"contents": "read"}},
    "orgsheet-comment": {
        "render": {"actions": "read", "contents": "read"},
        "comment": {"pull-requests": "write"},
    },
    "orgsheet-site": {
        "build": {"contents": "read"},
        "deploy": {"pages": "write", "id-token": "write"},
    },
}
_REVIEWED = (
    "github.event.workflow_run.event == 'pull_request' && contains(fromJSON("
    """'["success", "failure", "timed_out", "startup_failure"]'"""
    "), github.event.workflow_run.conclusion)"
)
_READY = "needs.render.result == 'success' && needs.render.outputs.ready == 'true'"
_PUBLISHED = "github.event_name == 'push' && vars.ORGSHEET_SITE == 'pages'"
_CONDITIONS: dict[str, set[str]] = {
    "orgsheet-review": set(),
    "orgsheet-comment": {
        _REVIEWED,
        "steps.artifact.outputs.id != ''",
        "${{ !cancelled() && needs.render.result != 'skipped' }}",
        _READY,
    },
    "orgsheet-site": {"vars.ORGSHEET_SITE != ''", _PUBLISHED},
}
_VALUES: dict[str, set[tuple[str, str]]] = {
    "orgsheet-review": {
        ("BASE", "${{ github.event.pull_request.base.sha }}"),
        ("HEAD", "${{ github.event.pull_request.head.sha }}"),
        ("CODE", "${{ steps.review.outputs.code }}"),
    },
    "orgsheet-comment": {
        ("GH_TOKEN", "${{ github.token }}"),
        ("HEAD", "${{ github.event.workflow_run.head_sha }}"),
        ("READY", "${{ " + _READY + " }}"),
    },
    "orgsheet-site": {("BASE", "${{ github.event.pull_request.base.sha || github.sha }}")},
}
_FLOW = {"name", "on", "permissions", "concurrency", "defaults", "jobs"}
_JOB = {
    *("name", "needs", "if", "runs-on", "timeout-minutes", "permissions"),
    *("outputs", "env", "environment", "steps"),
}
_STEP = {"name", "id", "if", "uses", "with", "env", "run"}
_TEMP = "${{ runner.temp }}/"
_GIVEN: dict[str, dict[str, set[object] | str]] = {
    "actions/checkout": {
        "ref": {
            "${{ github.event.pull_request.head.sha }}",
            "${{ github.event.pull_request.head.sha || github.sha }}",
        },
        "fetch-depth": {0},
        "persist-credentials": {False},
    },
    "actions/setup-python": {"python-version": {"3.12"}},
    "actions/upload-artifact": {
        "name": {"orgsheet-review", "orgsheet-comment", "orgsheet-site", "github-pages"},
        "path": _TEMP,
        "if-no-files-found": {"error"},
        "overwrite": {True},
        "retention-days": {1, 7},
    },
    "actions/download-artifact": {
        "name": {"orgsheet-comment"},
        "artifact-ids": {"${{ steps.artifact.outputs.id }}"},
        "path": _TEMP,
        "merge-multiple": {True},
        "github-token": {"${{ github.token }}"},
        "repository": {"${{ github.repository }}"},
        "run-id": {"${{ github.event.workflow_run.id }}"},
    },
    "actions/github-script": {"script": ""},
    "actions/deploy-pages": {},
}
"""What each action may be given: one of these, or what begins so."""

_CALLED = {
    *("require", "catch", "for", "if", "paginate", "filter", "some", "find", "split", "startsWith"),
    *("String", "notice", "setFailed", "setOutput", "statSync", "readFileSync", "get"),
    *("firstLine", "isMachinery", "createComment", "updateComment"),
}
_GITHUB = {
    *("paginate", "rest.actions.listWorkflowRunArtifacts", "rest.pulls.list", "rest.pulls.get"),
    *("rest.pulls.listFiles", "rest.issues.listComments", "rest.issues.createComment"),
    "rest.issues.updateComment",
}
_PROCESS = {".env.READY", ".env.RUNNER_TEMP"}


class TwiceError(Exception):
    """A mapping has a key twice, or a text refers to another place of itself."""


class StrictLoader(yaml.SafeLoader):
    """Reads a text in the one way in which any host can read it."""

    may_refer = False

    def compose_node(self, parent: Any, index: Any) -> Any:  # noqa: ANN401 - PyYAML's own
        """Compose a node; refuse one that stands elsewhere."""
        if self.check_event(yaml.events.AliasEvent) and not self.may_refer:
            raise TwiceError(str(self.peek_event().start_mark))  # type: ignore[no-untyped-call]
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:  # noqa: ANN401, FBT001, FBT002
        """Construct a mapping; refuse one with a key twice, or with those of another."""
        keys = [key.value for key, _ in node.value]
        if len({*keys}) < len(keys) or ("<<" in keys and not self.may_refer):
            raise TwiceError(str(node.start_mark))
        return super().construct_mapping(node, deep)


def read_flow(text: str) -> dict[str, Any]:
    """Return a workflow of GitHub; YAML 1.1 reads its key `on` as true.

    Raises:
        TwiceError: hosts may read it in more than one way.
    """
    data: dict[Any, Any] = yaml.load(text, StrictLoader)  # noqa: S506 - a safe loader
    return {("on" if key is True else key): value for key, value in data.items()}


def unknown_keys(flow: dict[str, Any], more: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the parts of a workflow, its jobs and steps that are none of the known ones."""
    yield from flow.keys() - _FLOW
    if flow.get("defaults") != {"run": {"shell": "bash"}}:
        yield "defaults"
    for job in flow["jobs"].values():
        yield from job.keys() - _JOB - more
        for step in job.get("steps", []):
            yield from step.keys() - _STEP - more


def unknown_rights(stem: str, flow: dict[str, Any]) -> Iterator[str]:
    """Yield what starts a workflow, where a job runs, and which rights it has, if not as told."""
    if flow["on"] != _TRIGGERS[stem]:
        yield f"on: {flow['on']}"
    if flow.get("permissions") != {}:
        yield f"permissions: {flow.get('permissions')}"
    rights = {name: job.get("permissions") for name, job in flow["jobs"].items()}
    if rights != _RIGHTS[stem]:
        yield f"jobs: {rights}"
    for job in flow["jobs"].values():
        if job.get("runs-on") != "ubuntu-latest":
            yield f"runs-on: {job.get('runs-on')}"


def unknown_conditions(stem: str, flow: dict[str, Any]) -> Iterator[str]:
    """Yield the conditions of jobs and steps that are none of the known ones."""
    for job in flow["jobs"].values():
        for part in (job, *job.get("steps", [])):
            if "if" in part and part["if"] not in _CONDITIONS[stem]:
                yield f"if: {part['if']}"


def unknown_values(stem: str, flow: dict[str, Any]) -> Iterator[str]:
    """Yield the values given to commands and actions that are none of the known ones."""
    for job in flow["jobs"].values():
        for part in (job, *job.get("steps", [])):
            for pair in part.get("env", {}).items():
                if pair not in _VALUES[stem] or (pair[0] == "GH_TOKEN" and part is job):
                    yield f"env: {pair}"
        for step in job.get("steps", []):
            known = _GIVEN.get(str(step.get("uses", "")).partition("@")[0], {})
            for name, value in step.get("with", {}).items():
                allowed = known.get(name, set())
                if isinstance(allowed, str):
                    if not str(value).startswith(allowed) or ".." in str(value).split("/"):
                        yield f"with: {name}: {value}"
                elif value not in allowed:
                    yield f"with: {name}: {value}"


def unknown_actions(flow: dict[str, Any], known: frozenset[str]) -> Iterator[str]:
    """Yield the actions, as the host reads them, that are none of the known ones with a commit."""
    for job in flow["jobs"].values():
        yield from (f"uses: {job['uses']}" for _ in [0] if "uses" in job)
        for step in job.get("steps", []):
            if ("uses" in step) == ("run" in step):
                yield f"uses or run: {step}"
            name, _, commit = str(step.get("uses", "")).partition("@")
            if name and (name not in known or not re.fullmatch("[0-9a-f]{40}", commit)):
                yield f"uses: {step['uses']}"


def unknown_commands(script: str) -> Iterator[str]:
    """Yield the commands of a script that are none of the known ones."""
    try:
        found = list(shell_commands(script))
    except (UnclearScriptError, ValueError) as error:
        yield f"unclear: {error}"
        return
    for command in found:
        if command not in COMMANDS and not SAID.fullmatch(command):
            yield command


def started_in_the_checkout(scripts: list[str]) -> Iterator[str]:
    """Yield what scripts, one after the other, start where the proposal's files could take part."""
    here = ""
    for command in (one for script in scripts for one in shell_commands(script)):
        if command.startswith("cd "):
            here = command.removeprefix("cd ")
        elif command.startswith(("python", "orgsheet")) and here not in {"$RUNNER_TEMP", "$work"}:
            yield command


def unknown_calls(script: str) -> Iterator[str]:
    """Yield what a script of `github-script` calls, or asks of GitHub, that is not known."""
    yield from re.findall(r"\\[ux]", script)
    yield from set(re.findall(r"([A-Za-z_$][\w$]*)\s*(?:\?\.\s*)?\(", script)) - _CALLED
    # What is called without a name: `a['b']()`, `f()()`, a tagged template.
    yield from re.findall(r"[\])]\s*(?:\?\.)?\s*\(", script)
    yield from re.findall(r"[\w\])]\s*``", re.sub(r"`[^`]*`", "``", script))
    plain = script.replace("'github-actions[bot]'", "").replace(".github/", "")
    asked = set(re.findall(r"\bgithub\b((?:\.\w+)*)", plain))
    yield from asked - {f".{one}" for one in _GITHUB}
    yield from set(re.findall(r"\brequire\b(.{,6})", script)) - {"('fs')"}
    yield from set(re.findall(r"\bprocess\b((?:\.\w+)*)", script)) - _PROCESS
