"""The shipped workflows: this repository's own and what `orgsheet init` gives a city."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from conftest import ROOT
from workflow_parts import read_flow

OWN = ROOT / ".github/workflows"
TEMPLATE = ROOT / "src/orgsheet/scaffold/templates/github"
REVIEWS = [OWN / "orgsheet-review.yml", TEMPLATE / "orgsheet-review.yml"]
COMMENTS = [OWN / "orgsheet-comment.yml", TEMPLATE / "orgsheet-comment.yml"]
SITE = TEMPLATE / "orgsheet-site.yml"
"""Makes the pages of a city's repository; this repository makes its own in `.ci/run`."""
EVERY = [*REVIEWS, *COMMENTS, SITE]
TESTS = OWN / "tests.yml"
"""Tests the program itself, installed as the README says; it has no rights and no secrets."""
RELEASE = OWN / "release.yml"
"""Builds and publishes the program; a test of its own says what it may use."""
GITLAB = ROOT / "src/orgsheet/scaffold/templates/gitlab/orgsheet.yml"
MARKER = "<!-- orgsheet-review -->"
PINNED = re.compile(r"uses: (actions/[a-z-]+)@([0-9a-f]{40}) # (v[0-9]+\.[0-9]+\.[0-9]+)$")


def workflow_name(path: Path) -> str:
    """Return a workflow's name in a test's id."""
    return f"{'own' if path.is_relative_to(OWN) else 'template'}-{path.stem}"


def load(path: Path) -> dict[str, Any]:
    """Return a workflow as its host reads it."""
    return read_flow(path.read_text(encoding="utf-8"))


def steps(path: Path) -> Iterator[dict[str, Any]]:
    """Yield every step of every job."""
    for job in load(path)["jobs"].values():
        yield from job["steps"]


def step_named(path: Path, name: str) -> dict[str, Any]:
    """Return the one step of this name."""
    (found,) = [step for step in steps(path) if step["name"] == name]
    return found


def writes(permissions: dict[str, str]) -> set[str]:
    """Return what these permissions let a job write."""
    return {name for name, level in permissions.items() if level == "write"}
