"""The workflow that tests the program: on which systems, with which rights, by which actions."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from workflow_files import EVERY, OWN, PINNED, load, steps

TESTS = OWN / "tests.yml"


def _uses(path: Path) -> set[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return {line.strip().removeprefix("- ") for line in lines if "uses: " in line}


def test_only_actions_that_other_workflows_pin_are_used() -> None:
    """Every action stands at a commit that the shipped workflows use, too."""
    assert _uses(TESTS)
    assert all(PINNED.match(one) for one in _uses(TESTS))
    assert _uses(TESTS) <= set().union(*map(_uses, EVERY))


def test_tests_may_read_and_nothing_else() -> None:
    """No job can write anything or sees a secret; what it checked out holds no token."""
    flow = load(TESTS)
    assert flow["permissions"] == {}
    assert all(job["permissions"] == {"contents": "read"} for job in flow["jobs"].values())
    assert "secrets." not in TESTS.read_text(encoding="utf-8")
    outs = [one for one in steps(TESTS) if "checkout" in one.get("uses", "")]
    assert all(one["with"]["persist-credentials"] is False for one in outs)
    assert set(flow["on"]) == {"push", "pull_request"}


def test_all_systems_and_versions_run_what_the_readme_says() -> None:
    """Linux runs all of CI, each system with each Python the README's test command."""
    jobs = load(TESTS)["jobs"]
    assert [one["run"] for one in jobs["everything"]["steps"] if "run" in one] == [".ci/run"]
    assert jobs["readme"]["strategy"]["matrix"] == {
        "system": ["ubuntu-latest", "windows-latest", "macos-latest"],
        "python": ["3.11", "3.12", "3.13", "3.14"],
    }
    assert jobs["readme"]["steps"][-1]["run"] == 'eval "$(python tests/readme_commands.py test)"'


@pytest.mark.slow
def test_a_checker_of_workflows_has_nothing_to_say() -> None:
    """`zizmor`, offline and at its strictest, finds nothing in the workflow."""
    done = subprocess.run(
        [Path(sys.executable).with_name("zizmor"), "--offline", "--persona", "auditor", str(TESTS)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
