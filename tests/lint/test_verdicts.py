"""Every finding on the published sheets has been judged, and none is wrong."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from orgsheet.files.memory import MemoryFiles
from orgsheet.lint.rulebook import PROFILES, load_rules
from orgsheet.lint.run_rules import run
from orgsheet.lint.session import open_session
from orgsheet.source import parse
from orgsheet.workspace.workspace import Workspace

PATH = ROOT / "tests" / "cases" / "lint" / "verdicts.yaml"


def _verdicts() -> list[dict[str, Any]]:
    root = parse(PATH.read_bytes(), PATH.name).root
    assert root is not None
    listed: list[dict[str, Any]] = root.data()["verdicts"]
    return listed


def _found(profile: str | None) -> Counter[tuple[str, str, str]]:
    """Return the findings on the published sheets, by rule, sheet and message."""
    files = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for path in (ROOT / "sheets").rglob("*.yaml")
    }
    if profile is not None:
        files["orgsheet.yaml"] = f"profile: {profile}\n".encode()
    workspace = Workspace(MemoryFiles(files), Path())
    rules = load_rules(workspace) if profile is None else open_session(workspace).rules
    found = run(workspace, rules).findings
    return Counter((one.rule, one.sheet, one.message) for one in found if "R5/" in one.sheet)


def test_every_finding_has_a_verdict_and_every_verdict_its_finding() -> None:
    """With every rule in force, what is found is exactly what was judged."""
    judged = Counter((one["rule"], one["sheet"], one["message"]) for one in _verdicts())
    assert set(_found(None)) == set(judged)


@pytest.mark.parametrize("profile", PROFILES)
def test_no_profile_finds_more_than_was_judged(profile: str) -> None:
    """At each stage of use the findings are among those judged; there are some at each."""
    found = set(_found(profile))
    assert found
    assert found <= {(one["rule"], one["sheet"], one["message"]) for one in _verdicts()}


def test_no_finding_is_wrong() -> None:
    """Each verdict is right or arguable, and gives its reason."""
    assert {one["verdict"] for one in _verdicts()} <= {"right", "arguable"}
    assert all(one["why"] for one in _verdicts())
