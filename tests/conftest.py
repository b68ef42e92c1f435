"""Fixtures shared by all tests."""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest
from forked_command import LIMIT, ForkServer
from git_repository import GitRepository
from hypothesis import HealthCheck, Phase, settings
from random_runs import WHOLE, runs

# How long one example takes depends on what else the machine does.
settings.register_profile("untimed", deadline=None, max_examples=runs(100), derandomize=not WHOLE)
settings.register_profile(
    "mutants",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=40,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("untimed")

if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
    # Nothing is written beside the code; what is compiled once need not be for every command.
    os.environ["PYTHONPYCACHEPREFIX"] = tempfile.mkdtemp(prefix="orgsheet-__pycache__-")
    atexit.register(shutil.rmtree, os.environ["PYTHONPYCACHEPREFIX"], ignore_errors=True)

ROOT = Path(__file__).parent.parent

# Commands that tests start leave nothing among what the person who runs the tests keeps.
os.environ["XDG_CACHE_HOME"] = os.environ["LOCALAPPDATA"] = str(ROOT / ".pytest_cache")


_MANY, _EVERY = 9, 3


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of a slow test with many rows try each third; in the long run (ORGSHEET_WHOLE=1) all.

    Where each row is a promise of its own (`every_row`), none is left out.
    """
    rows: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        is_many = item.get_closest_marker("slow") and not item.get_closest_marker("every_row")
        if not WHOLE and is_many:
            rows[item.nodeid.partition("[")[0]].append(item)
    many = [listed for listed in rows.values() if len(listed) >= _MANY]
    left = [item for listed in many for number, item in enumerate(listed) if number % _EVERY]
    if left:
        config.hook.pytest_deselected(items=left)
        names = {item.nodeid for item in left}
        items[:] = [item for item in items if item.nodeid not in names]


@dataclass(frozen=True)
class Result:
    """What a command did: exit code, standard output and standard error."""

    code: int
    out: str
    err: str


SERVER = ForkServer()


class Command:
    """Runs the installed command line in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *arguments: str, env: dict[str, str] | None = None) -> Result:
        """Run `orgsheet` with these arguments, in a copy of a process that has imported it."""
        environment = _environment(env)
        if not SERVER.takes(environment):
            return self.fresh(*arguments, env=env)
        code, out, err = SERVER.run(self.folder, arguments, environment)
        return Result(code, out.decode(), err.decode())

    def fresh(self, *arguments: str, env: dict[str, str] | None = None) -> Result:
        """Run `orgsheet` from its start, for what only a start can show."""
        done = subprocess.run(
            [sys.executable, "-m", "orgsheet", *arguments],
            cwd=self.folder,
            capture_output=True,
            env=_environment(env),
            timeout=LIMIT,
            check=False,
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def _environment(env: dict[str, str] | None) -> dict[str, str]:
    return {**os.environ, "COLUMNS": "80", **(env or {})}


def pytest_sessionfinish() -> None:
    """End the process that commands are copied from."""
    SERVER.close()


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A folder with the published sheets of R5, the two registers and nothing else."""
    folder = tmp_path / "取手市 シート"
    shutil.copytree(ROOT / "sheets" / "R5", folder / "sheets" / "R5")
    for register in (ROOT / "sheets").glob("*.yaml"):
        shutil.copy(register, folder / "sheets")
    return folder


@pytest.fixture
def repository(workspace: Path) -> GitRepository:
    """A repository whose main branch has the published sheets of R5; HEAD is another branch."""
    made = GitRepository(workspace)
    made.commit("元")
    made.git("switch", "-q", "-c", "提案")
    return made


@pytest.fixture
def orgsheet(workspace: Path) -> Command:
    """The command line, run in a workspace that holds the published sheets of R5."""
    return Command(workspace)
