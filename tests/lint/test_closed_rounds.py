"""When a round of the evaluation is over, no row may lack its results: tags say when that is."""

from __future__ import annotations

import json
from pathlib import Path

from conftest import Command
from git_repository import GitRepository

ROUNDS = "rounds:\n  中間: {opens: 9月20日, due: 10月13日}\n  年度末: {opens: 3月15日}\n"


def _missing(orgsheet: Command, *more: str) -> list[str]:
    """Return what lint says of rows without results, by the round."""
    out = orgsheet("lint", "--format", "json", *more).out
    found = json.loads(out)["findings"]
    return [one["message"] for one in found if one["rule"] == "result-missing"]


def test_a_closed_round_asks_every_row_for_its_results(
    repository: GitRepository, workspace: Path
) -> None:
    """While it is open, who has not begun is told nothing; once it is closed, every row is."""
    orgsheet = Command(workspace)
    settings = workspace / "orgsheet.yaml"
    before = settings.read_text("utf-8") if settings.exists() else ""
    settings.write_text(f"{before}{ROUNDS}", "utf-8")
    repository.commit()
    assert orgsheet("round", "open", "R5", "中間").code == 0
    assert _missing(orgsheet) == []
    assert orgsheet("round", "close", "R5", "中間").code == 0
    told = _missing(orgsheet)
    assert len(told) > 5
    assert all("中間" in one for one in told)
    assert _missing(orgsheet, "--no-cache") == told
    settings.write_text(before, "utf-8")
    assert _missing(orgsheet) == []


def test_a_folder_without_a_repository_has_closed_nothing(
    workspace: Path, orgsheet: Command
) -> None:
    """Settings that name rounds need no repository for lint."""
    (workspace / "orgsheet.yaml").write_text(ROUNDS, "utf-8")
    assert _missing(orgsheet) == []
