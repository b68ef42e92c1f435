"""Promises about what comes from elsewhere: packages by hash, images by digest, all declared."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from workflow_files import EVERY, GITLAB, OWN, PINNED, RELEASE, TEMPLATE, TESTS, load, steps

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DECLARED = [Requirement(text) for text in PROJECT["project"]["dependencies"]]
EXTRAS = PROJECT["project"]["optional-dependencies"]
LOCK = ROOT / ".github" / "requirements.txt"
SAMPLE, REAL = "python:3.12@sha256:" + "0" * 64, "python:3.12@sha256:" + "1f" * 32
TARGET = {"python_version": "3.12", "python_full_version": "3.12.0", "sys_platform": "linux"}
"""Where the workflows run."""

OPTIONAL = ("office", "pdf", "site", "web", "lsp", "parquet", "speed")
"""The extras with libraries that the program itself imports."""


def _jobs(path: Path = GITLAB) -> dict[str, dict[str, Any]]:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    # What begins with a dot is no job, but what jobs share.
    return {name: job for name, job in data.items() if "script" in job and name[0] != "."}


def _scripts() -> Iterator[tuple[str, str]]:
    """Yield every shell script of every workflow and template, with a name for it."""
    for path in EVERY:
        yield from (
            (f"{path.name}: {one['name']}", one["run"]) for one in steps(path) if "run" in one
        )
    for name, job in _jobs().items():
        yield from ((name, script) for script in job["script"])


def test_no_workflow_is_left_unchecked() -> None:
    """The tests about workflows go over every one that there is."""
    found = {*OWN.glob("*.y*ml"), *TEMPLATE.glob("*.y*ml")}
    assert found == {*EVERY, TESTS, RELEASE}
    gitlab = {*GITLAB.parent.glob("*"), *ROOT.glob(".gitlab*")} - {GITLAB}
    assert all(not _jobs(path) for path in gitlab)


def test_the_workflow_of_the_tests_can_do_nothing() -> None:
    """What it installs is not known by hash, so it may read alone, keeps nothing, has no secret."""
    text = TESTS.read_text(encoding="utf-8")
    assert "secrets" not in text
    workflow = load(TESTS)
    assert workflow["permissions"] == {}
    assert all(job["permissions"] == {"contents": "read"} for job in workflow["jobs"].values())
    used = [step for step in steps(TESTS) if "uses" in step]
    assert len(used) == len([line for line in text.splitlines() if PINNED.search(line)])
    checkouts = [step for step in used if step["uses"].startswith("actions/checkout@")]
    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_everything_installed_is_known_by_its_hash() -> None:
    """Each `pip install` takes wheels by hash alone, or a folder already there and nothing else."""
    installs = 0
    for name, script in _scripts():
        for line in script.replace("\\\n", " ").splitlines():
            words = line.split()
            if "install" not in words:
                continue
            installs += 1
            assert line.strip().startswith("python -I -m pip install "), f"{name}: {line}"
            by_hash = "--require-hashes --only-binary :all: -r " in line
            local = "--no-index --no-deps --no-build-isolation ./" in line
            assert by_hash != local, f"{name}: {line}"
            assert not re.search(
                r"--(?:extra-)?index-url|--find-links|--trusted-host|https?:", line
            )
    assert installs == 10


def _holds(condition: str, variables: dict[str, str]) -> bool:
    """Tell whether GitLab's `if:` holds; only what the template uses."""
    if " || " in condition:
        return any(_holds(part, variables) for part in condition.split(" || "))
    if " && " in condition:
        return all(_holds(part, variables) for part in condition.split(" && "))
    name, *rest = condition.split(maxsplit=2)
    value = variables.get(name.removeprefix("$"), "")
    if not rest:
        return bool(value)
    if rest[0] == "==" and rest[1].startswith("$"):
        return value == variables.get(rest[1].removeprefix("$"), "")
    if rest[0] == "==":
        return value == rest[1].strip('"')
    assert rest[0] in {"=~", "!~"}
    return bool(re.search(rest[1].strip("/"), value)) == (rest[0] == "=~")


def _running(image: str, **given: str) -> set[str]:
    """Return the jobs of a pipeline, without more that of a merge request, with this image."""
    variables = {
        "CI_PIPELINE_SOURCE": "merge_request_event",
        "CI_DEFAULT_BRANCH": "main",
        "ORGSHEET_NOTE_TOKEN": "x",
        "ORGSHEET_IMAGE": image,
        **given,
    }
    first = {
        name: next((one for one in job["rules"] if _holds(one["if"], variables)), None)
        for name, job in _jobs().items()
    }
    return {name for name, rule in first.items() if rule and rule.get("when") != "never"}


@pytest.mark.parametrize("image", [SAMPLE, "python:3.12", "", f"{REAL}0", f"{REAL[:-1]}", "latest"])
def test_an_image_that_may_change_stops_with_a_sentence(image: str) -> None:
    """Where the image is the sample or has no digest, one job alone runs; it says so and fails."""
    assert _running(image) == {"orgsheet-image"}
    job = _jobs()["orgsheet-image"]
    assert job["variables"] == {"GIT_STRATEGY": "none"}
    *sentences, end = job["script"][0].splitlines()
    assert end == "exit 1"
    assert all(line.startswith('echo "') for line in sentences)
    assert "見本のまま" in sentences[0]


_PUSHED = {"CI_PIPELINE_SOURCE": "push", "CI_COMMIT_BRANCH": "main"}


@pytest.mark.parametrize(
    ("given", "jobs"),
    [
        ({}, {"orgsheet-review", "orgsheet-note"}),
        ({"ORGSHEET_NOTE_TOKEN": ""}, {"orgsheet-review"}),
        ({"ORGSHEET_SITE": "pages"}, {"orgsheet-review", "orgsheet-note", "orgsheet-site"}),
        (_PUSHED, set()),
        ({**_PUSHED, "ORGSHEET_SITE": "pages"}, {"pages"}),
        ({**_PUSHED, "ORGSHEET_SITE": "files"}, {"orgsheet-site"}),
        ({**_PUSHED, "ORGSHEET_SITE": "pages", "CI_COMMIT_BRANCH": "提案"}, set()),
        *(
            (
                {
                    "CI_PIPELINE_SOURCE": source,
                    "CI_COMMIT_BRANCH": "main",
                    "ORGSHEET_SITE": "pages",
                },
                set(),
            )
            for source in ("web", "schedule", "api", "trigger", "pipeline", "parent_pipeline")
        ),
    ],
)
def test_each_pipeline_runs_the_jobs_meant_for_it(given: dict[str, str], jobs: set[str]) -> None:
    """What is published comes from main alone, and never in an image without a digest."""
    assert _running(REAL, **given) == jobs
    assert _running(SAMPLE, **given) <= {"orgsheet-image"}


def test_every_image_is_known_by_its_digest() -> None:
    """Each job that does anything runs in the one image, which has a digest or does not run."""
    assert _running(REAL) == {"orgsheet-review", "orgsheet-note"}
    data = yaml.safe_load(GITLAB.read_text(encoding="utf-8"))
    assert data["variables"] == {"ORGSHEET_IMAGE": SAMPLE}
    assert not {"image", "default", "services"} & data.keys()
    for name, job in _jobs().items():
        assert "services" not in job
        assert job.get("image") == (None if name == "orgsheet-image" else "$ORGSHEET_IMAGE")


def _locked() -> dict[str, tuple[str, list[str]]]:
    """Return version and hashes by package of the list that this repository's jobs install."""
    found: dict[str, tuple[str, list[str]]] = {}
    text = re.sub(r"(?m)^\s*#.*\n", "", LOCK.read_text(encoding="utf-8")).replace("\\\n", " ")
    for line in text.splitlines():
        pinned, *hashes = line.split()
        name, equals, version = pinned.partition("==")
        assert equals, line
        assert hashes, line
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", one) for one in hashes), line
        found[canonicalize_name(name)] = (version, hashes)
    return found


def test_the_list_of_this_repository_is_whole() -> None:
    """Dependencies, the build backend and what these need are in it, in a version that fits."""
    locked = _locked()
    waiting = [*DECLARED, *map(Requirement, PROJECT["build-system"]["requires"])]
    seen = set()
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        assert name in locked, name
        assert wanted.specifier.contains(locked[name][0], prereleases=True), wanted
        if name in seen:
            continue
        seen.add(name)
        try:
            needed = map(Requirement, requires(name) or ())
        except PackageNotFoundError:
            continue
        waiting += [one for one in needed if not one.marker or one.marker.evaluate(TARGET)]
    assert len(seen) > len(DECLARED)


def test_the_list_names_no_host_and_how_it_was_made() -> None:
    """It holds no address, and its first lines are the command that requirements.in documents."""
    text = LOCK.read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index-url" not in text.replace("--no-emit-index-url", "")
    (made,) = re.findall(r"(?m)^#\s+(uv pip compile .*)$", text)
    given = (ROOT / ".github" / "requirements.in").read_text(encoding="utf-8")
    assert made in " ".join(given.replace("\\\n#", " ").split())
    asked = [line for line in given.splitlines() if line and not line.startswith("#")]
    assert asked == PROJECT["build-system"]["requires"]


def test_how_a_city_makes_its_list_names_no_host_either() -> None:
    """The command in the guide and in the sample keeps a computer's own settings out of it."""
    sample = ROOT / "src/orgsheet/scaffold/templates/common/requirements.txt"
    for path in (ROOT / "docs" / "adopt.md", sample):
        (command,) = re.findall(r"pip-compile .*", path.read_text(encoding="utf-8"))
        assert {"--generate-hashes", "--no-emit-index-url", "--no-emit-find-links"} < {
            *command.split()
        }


def _imported(path: Path) -> Iterator[str]:
    """Yield the top-level names of all modules that a file imports, by name or by a string."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield str(node.module).partition(".")[0]
        elif isinstance(node, ast.Call) and node.args:
            called = ast.unparse(node.func).rpartition(".")[2]
            first = node.args[0]
            by_string = called in {"import_module", "office_module", "find_spec"}
            if by_string and isinstance(first, ast.Constant):
                yield str(first.value).partition(".")[0]


@pytest.mark.slow
def test_every_library_in_use_is_declared() -> None:
    """What the program imports stands in its dependencies or in an extra, not only behind one."""
    extras = [Requirement(one) for name in OPTIONAL for one in EXTRAS[name]]
    declared = {canonicalize_name(one.name) for one in (*DECLARED, *extras)}
    brought = packages_distributions()
    used = {name for path in (ROOT / "src").rglob("*.py") for name in _imported(path)}
    used -= {"orgsheet", *sys.stdlib_module_names}
    assert {"click", "git", "docx", "xlsxwriter"} <= used
    for name in sorted(used):
        assert {canonicalize_name(one) for one in brought[name]} & declared, name
