"""`lint --jobs`: what several processes find together is what one finds alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from conftest import Command
from packaged_rules import PACKAGED_RULES

from orgsheet.lint import many_processes
from orgsheet.lint.finding import Finding
from orgsheet.lint.rulebook import apply_settings
from orgsheet.lint.run_rules import CheckCrashError, run
from orgsheet.workspace.settings import Settings
from orgsheet.workspace.workspace import Workspace

RULES = apply_settings(PACKAGED_RULES, Settings())
RECORD = Path(".orgsheet-cache/lint.json")

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="one process does all the work")


def _spoil(folder: Path) -> None:
    """Let a sheet have findings of its own, and another be no text at all."""
    sheets = sorted(folder.glob("sheets/R5/*/*.yaml"))
    text = sheets[0].read_text(encoding="utf-8")
    sheets[0].write_text(text.replace("裁量有無: ○", "裁量有無: 〇"), encoding="utf-8")
    sheets[1].write_bytes(b"\xff\x00")


def _found(folder: Path, jobs: int | None) -> tuple[Finding, ...]:
    """Return the findings without their mends, which no process sends to another."""
    found = run(Workspace.open(folder), RULES, jobs=jobs).findings
    return tuple(finding._replace(mend=None) for finding in found)


@pytest.mark.parametrize(
    "format_", ["json", *(pytest.param(name, marks=pytest.mark.slow) for name in ("text", "sarif"))]
)
def test_the_bytes_are_those_of_one_process(orgsheet: Command, format_: str) -> None:
    """Output, exit code and the record left behind are the same, however many share the work."""
    _spoil(orgsheet.folder)
    told, records = [], []
    for jobs in ("1", "3", "64"):
        told.append(orgsheet("lint", "--format", format_, "--jobs", jobs))
        file = orgsheet.folder / RECORD
        records.append(file.read_bytes() if file.exists() else b"")
        file.unlink(missing_ok=True)
    assert told[0].code == 1
    assert told[0] == told[1] == told[2]
    assert records[0] == records[1] == records[2]


def test_only_changed_files_are_shared_out(orgsheet: Command) -> None:
    """With a record, several processes check what changed, and keep what did not."""
    assert orgsheet("lint", "--jobs", "2").code in {0, 1}
    _spoil(orgsheet.folder)
    again = orgsheet("lint", "--jobs", "2", "--format", "json")
    assert again == orgsheet("lint", "--no-cache", "--jobs", "1", "--format", "json")


def test_a_fault_of_a_check_is_told_as_by_one_process(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a check fails inside, its rule and file are named, whichever process met it."""
    told = []

    def faulty(*_: object) -> object:
        raise ZeroDivisionError

    rule = next(rule for rule in RULES if rule.id == "priority-missing")
    monkeypatch.setattr(type(rule.check), "spots", faulty, raising=True)
    for jobs in (1, 2):
        with pytest.raises(CheckCrashError) as caught:
            run(Workspace.open(workspace), RULES, jobs=jobs)
        told.append(str(caught.value))
    assert told[0] == told[1]


@pytest.mark.parametrize("fault", ["killed", "refused", "no locks"])
def test_nothing_is_missing_where_a_process_cannot_do_its_share(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    """A process that is ended, or cannot be made at all, costs time and no finding."""
    _spoil(workspace)
    alone = _found(workspace, 1)
    here = os.getpid()

    def killed(_: Finding, _rules: object) -> None:
        assert os.getpid() != here
        os._exit(9)

    def refused() -> int:
        raise BlockingIOError

    def without(*_: object) -> None:
        raise NotImplementedError

    if fault == "killed":
        monkeypatch.setattr(many_processes, "pack", killed)
    elif fault == "refused":
        monkeypatch.setattr(os, "fork", refused)
    else:
        monkeypatch.setattr("concurrent.futures.process._check_system_limits", without)
    assert _found(workspace, 2) == alone
    assert alone


def test_processes_are_made_unasked_where_they_pay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Below 200 files one process works alone; from there one a processor that may be used."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: range(4), raising=False)
    assert many_processes._processes(None, 199) == 1
    assert many_processes._processes(None, 200) == 4
    assert many_processes._processes(2, 200) == 2
    assert many_processes._processes(5, 3) == 3
    assert many_processes._processes(5, 0) == 1
    monkeypatch.delattr(os, "fork")
    assert many_processes._processes(5, 1000) == 1
