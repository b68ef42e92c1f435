"""The workflows that test and release the program: where, with which rights, by which actions."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from workflow_files import EVERY, PINNED, RELEASE, TESTS, load, step_named, steps, writes

OF_RELEASES = {
    "actions/attest-build-provenance@0f67c3f4856b2e3261c31976d6725780e5e4c373 # v4.1.1",
    "pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2",
}
"""The actions that only a release needs, at commits that many public workflows pin."""


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


def test_a_release_takes_no_other_actions_than_it_needs() -> None:
    """Every action of a release is one the shipped workflows pin, or one of the two it needs."""
    known = set().union(*map(_uses, EVERY)) | {f"uses: {one}" for one in OF_RELEASES}
    assert _uses(RELEASE) <= known


def test_only_the_last_jobs_of_a_release_may_write() -> None:
    """What is built and tried holds no right; the jobs that publish run no line of the tag.

    They begin after all was built and tried, have no password, and the first asks an environment.
    """
    flow = load(RELEASE)
    jobs = flow["jobs"]
    assert set(flow["on"]) == {"push"}
    assert set(flow["on"]["push"]) == {"tags"}
    assert flow["permissions"] == jobs["try"]["permissions"] == {}
    assert jobs["build"]["permissions"] == {"contents": "read"}
    assert writes(jobs["publish"]["permissions"]) == {"id-token", "attestations"}
    assert set(jobs["publish"]["permissions"]) == {"id-token", "attestations"}
    assert jobs["publish"]["needs"] == ["build", "try", "try-portable"]
    read = [jobs[name]["permissions"] for name in ("portable", "try-portable")]
    assert read == [{"contents": "read"}] * 2
    assert set(jobs) == {"build", "try", "portable", "try-portable", "publish", "offer"}
    assert jobs["offer"]["needs"] == "publish"
    assert writes(jobs["offer"]["permissions"]) == {"contents", "id-token", "attestations"}
    assert jobs["publish"]["environment"]["name"] == "pypi"
    assert [one for one in jobs["publish"]["steps"] if "run" in one] == []
    assert "checkout" not in str((jobs["publish"], jobs["offer"]))
    (offered,) = [one["run"] for one in jobs["offer"]["steps"] if "run" in one]
    assert re.fullmatch(r'gh release create "\$TAG" [^;&|`]* made/\*\.zip', offered)
    assert "secrets." not in RELEASE.read_text(encoding="utf-8")


def test_a_release_is_built_twice_and_tried_with_every_python() -> None:
    """The two wheels are compared byte by byte, and the tag with the version, before they go on."""
    jobs = load(RELEASE)["jobs"]
    build = step_named(RELEASE, "Build twice and compare")["run"]
    assert "SOURCE_DATE_EPOCH" in build
    assert "cmp dist/*.whl again/*.whl" in build
    assert "--require-hashes" in step_named(RELEASE, "Install what builds, by its hashes")["run"]
    names = [one["name"] for one in jobs["build"]["steps"]]
    assert names.index("Build twice and compare") < names.index("Compare tag and version")
    assert names[-1] == "Hand on the wheel"
    pythons = load(TESTS)["jobs"]["readme"]["strategy"]["matrix"]["python"]
    assert jobs["try"]["strategy"]["matrix"]["python"] == pythons


@pytest.mark.slow
@pytest.mark.parametrize("path", [TESTS, RELEASE], ids=lambda path: path.stem)
def test_a_checker_of_workflows_has_nothing_to_say(path: Path) -> None:
    """`zizmor`, offline and at its strictest, finds nothing in the workflow."""
    done = subprocess.run(
        [Path(sys.executable).with_name("zizmor"), "--offline", "--persona", "auditor", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_portable_folder_is_made_by_hash_and_started_on_windows() -> None:
    """By the scripts that the tests of the folder run, below Japanese letters and a space."""
    jobs = load(RELEASE)["jobs"]
    lines = [one["run"] for one in jobs["portable"]["steps"] if "run" in one]
    assert "--require-hashes" in lines[0]
    assert lines[1:] == ["python portable/make_folder.py --fetch dist/*.whl --output made"]
    assert jobs["portable"]["needs"] == "build"
    assert jobs["try-portable"]["runs-on"] == "windows-latest"
    assert jobs["try-portable"]["needs"] == "portable"
    (tried,) = [one["run"] for one in jobs["try-portable"]["steps"] if "run" in one]
    assert 'portable/try_folder.py "$RUNNER_TEMP/共有 フォルダ/組織シート"' in tried
