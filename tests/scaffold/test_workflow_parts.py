"""Promises kept by tables of what is allowed: nothing else stands in a shipped job."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT
from each_row import each_row
from gitlab_parts import read_gitlab, unknown_in_gitlab
from shell_commands import shell_commands
from workflow_files import EVERY, GITLAB, OWN, RELEASE, TEMPLATE, TESTS, load, steps, workflow_name
from workflow_parts import (
    COMMANDS,
    TwiceError,
    read_flow,
    started_in_the_checkout,
    unknown_actions,
    unknown_calls,
    unknown_commands,
    unknown_conditions,
    unknown_keys,
    unknown_rights,
    unknown_values,
)

SMUGGLED = yaml.safe_load((ROOT / "tests/cases/scaffold/smuggled.yaml").read_text(encoding="utf-8"))
ACTIONS = frozenset(
    f"actions/{name}"
    for name in (
        *("checkout", "setup-python", "upload-artifact", "download-artifact"),
        *("github-script", "deploy-pages"),
    )
)
OF_RELEASES = ACTIONS | {"actions/attest-build-provenance", "pypa/gh-action-pypi-publish"}
_FILES = {
    "review": TEMPLATE / "orgsheet-review.yml",
    "comment": TEMPLATE / "orgsheet-comment.yml",
    "site": TEMPLATE / "orgsheet-site.yml",
}


@pytest.mark.parametrize("path", [*EVERY, TESTS, RELEASE], ids=workflow_name)
def test_a_workflow_holds_known_parts_alone(path: Path) -> None:
    """No key stands twice or refers elsewhere; no container, no other shell, no step let fail."""
    more = {TESTS: {"strategy"}, RELEASE: {"strategy", "working-directory"}}.get(path, set())
    assert not [*unknown_keys(load(path), frozenset(more))]


@pytest.mark.parametrize("path", EVERY, ids=workflow_name)
def test_triggers_and_rights_are_those_of_the_table(path: Path) -> None:
    """What starts a workflow, its jobs, where they run and what they may do: these and no more."""
    assert not [*unknown_rights(path.stem, load(path))]


@pytest.mark.parametrize("path", [*EVERY, TESTS, RELEASE], ids=workflow_name)
def test_actions_are_known_as_the_host_reads_them(path: Path) -> None:
    """However `uses` is written, it names one of the known actions by a commit; no job is one."""
    assert not [*unknown_actions(load(path), OF_RELEASES if path == RELEASE else ACTIONS)]


@pytest.mark.parametrize("path", EVERY, ids=workflow_name)
def test_commands_and_actions_are_given_known_values_alone(path: Path) -> None:
    """No variable steers a program, base and head stay what they are, files stay in one folder."""
    assert not [*unknown_values(path.stem, load(path))]


@pytest.mark.parametrize("path", EVERY, ids=workflow_name)
def test_nothing_skips_what_decides(path: Path) -> None:
    """No job or step has a condition but the known ones; the review has none at all."""
    assert not [*unknown_conditions(path.stem, load(path))]


@pytest.mark.parametrize("path", EVERY, ids=workflow_name)
def test_every_command_is_on_the_list(path: Path) -> None:
    """Each command of each step, also within quotes, stands in the list of what jobs may start.

    Python and orgsheet start outside the checkout.
    """
    for step in steps(path):
        assert not [*unknown_commands(step.get("run", ""))], step["name"]
        assert not [*started_in_the_checkout([step.get("run", "")])], step["name"]


@pytest.mark.parametrize("path", EVERY, ids=workflow_name)
def test_scripts_call_what_they_need_alone(path: Path) -> None:
    """The scripts in the workflows list, read and comment; they call nothing else."""
    for step in steps(path):
        assert not [*unknown_calls(step.get("with", {}).get("script", ""))], step["name"]


def test_gitlab_s_jobs_hold_known_parts_alone() -> None:
    """Jobs, their parts, commands and what writes the note are the known ones; nothing is fetched.

    The file that a city's project begins with includes that one and nothing else.
    """
    assert not [*unknown_in_gitlab(read_gitlab(GITLAB.read_text(encoding="utf-8")))]
    first = read_gitlab((GITLAB.parent / "gitlab-ci.yml").read_text(encoding="utf-8"))
    assert first == {"include": [{"local": ".gitlab/orgsheet.yml"}]}


def test_no_file_beside_the_workflows_is_run() -> None:
    """The folders that hosts look into hold the known files, and no action is defined here."""
    assert {*TEMPLATE.rglob("*")} == {path for path in EVERY if path.parent == TEMPLATE}
    assert {*OWN.rglob("*")} == {*(path for path in EVERY if path.parent == OWN), TESTS, RELEASE}
    assert {one.name for one in GITLAB.parent.rglob("*")} == {"gitlab-ci.yml", GITLAB.name}
    beside = {one.name for one in OWN.parent.iterdir()} - {"requirements.in", "requirements.txt"}
    assert beside == {"ISSUE_TEMPLATE", "pull_request_template.md", "workflows"}
    assert not [*ROOT.glob(".gitlab*")]
    for folder in ("src", "tests", "editors", "portable", ".github", ".ci"):
        assert not [*(ROOT / folder).rglob("action.y*ml")], folder


def test_the_list_of_commands_holds_no_more_than_is_used() -> None:
    """A command that no job starts any more leaves the list."""
    used = {one for path in EVERY for step in steps(path) for one in _read(step.get("run", ""))}
    for job in read_gitlab(GITLAB.read_text(encoding="utf-8")).values():
        used |= {one for script in job.get("script", []) for one in _read(script)}
    assert used >= COMMANDS


def _read(script: str) -> Iterator[str]:
    return shell_commands(script.partition("<<'PY'")[0])


@each_row("command", SMUGGLED["commands"])
def test_no_way_of_writing_hides_a_command(command: str) -> None:
    """Whatever fetches, pushes, runs the proposal or reads a title is no known command."""
    assert [*unknown_commands(f"code=0\n{command}\nexit 1\n")]


@each_row("call", SMUGGLED["calls"])
def test_no_way_of_writing_hides_a_call(call: str) -> None:
    """Whatever evaluates, fetches, writes or merges is no known call of a script."""
    assert [*unknown_calls(f"const number = meant[0].number;\n{call};\n")]


@each_row(("file", "old", "new"), SMUGGLED["flows"])
def test_what_is_smuggled_into_a_workflow_is_told(file: str, old: str, new: str) -> None:
    """One line more or less in a workflow that gives rights, programs or values is unknown."""
    path = _FILES[file]
    text = path.read_text(encoding="utf-8")
    assert old in text
    assert _told(path.stem, text.replace(old, new, 1))


def _told(stem: str, text: str) -> list[Any]:
    try:
        flow = read_flow(text)
    except TwiceError as error:
        return [error]
    return [
        *unknown_keys(flow),
        *unknown_rights(stem, flow),
        *unknown_actions(flow, ACTIONS),
        *unknown_values(stem, flow),
        *unknown_conditions(stem, flow),
    ]


@each_row(("old", "new"), SMUGGLED["gitlab"])
def test_what_is_smuggled_into_gitlab_s_jobs_is_told(old: str, new: str) -> None:
    """One line more or less that gives GitLab's jobs programs, images or values is unknown."""
    text = GITLAB.read_text(encoding="utf-8")
    assert old in text
    try:
        assert [*unknown_in_gitlab(read_gitlab(text.replace(old, new, 1)))]
    except TwiceError:
        return
