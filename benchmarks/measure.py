"""What the benchmark scripts share: the machine, runs of whole processes, and their medians."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Timing:
    """Runs of one command: wall and processor seconds of each, the largest peak memory in MiB."""

    seconds: tuple[float, ...]
    cpu: tuple[float, ...]
    peak: float

    @property
    def wall(self) -> float:
        """The median of the wall seconds."""
        return statistics.median(self.seconds)

    @property
    def median(self) -> float:
        """The median of the processor seconds."""
        return statistics.median(self.cpu)

    def __add__(self, other: Timing) -> Timing:
        """Return the times of both, one after the other."""
        return Timing(
            tuple(map(sum, zip(self.seconds, other.seconds, strict=False))),
            tuple(map(sum, zip(self.cpu, other.cpu, strict=False))),
            max(self.peak, other.peak),
        )

    def __str__(self) -> str:
        low, high = min(self.cpu), max(self.cpu)
        return f"{self.median:.3f} s ({low:.3f}–{high:.3f})"


class Spent(NamedTuple):
    """What one run of a command took: wall seconds, processor seconds, peak memory in MiB."""

    wall: float
    cpu: float
    peak: float


@contextmanager
def as_installed() -> Iterator[None]:
    """Let the processes started inside keep byte code and caches, as installed programs do.

    Both go to a folder of their own, which is empty at first and gone afterwards.
    """
    before = dict(os.environ)
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = f"{folder}/pyc"
        os.environ["XDG_CACHE_HOME"] = os.environ["LOCALAPPDATA"] = folder
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)


def run(command: Sequence[str], folder: Path, allowed: Sequence[int] = (0, 1)) -> float:
    """Run a command to its end with its output thrown away; return its wall seconds.

    Raises:
        RuntimeError: it ended with a code that means it did not do its work.
    """
    started = time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    seconds = time.perf_counter() - started
    if done.returncode not in allowed:
        raise RuntimeError(f"{command[0]} ended with {done.returncode}: {done.stderr[-500:]!r}")
    return seconds


def spent(command: Sequence[str], folder: Path, allowed: Sequence[int] = (0, 1)) -> Spent:
    """Run a command to its end with its output thrown away; return what it took.

    Raises:
        RuntimeError: it ended with a code that means it did not do its work.
    """
    started = time.perf_counter()
    pid = os.posix_spawnp(
        "sh",
        ["sh", "-c", 'cd "$0" && exec "$@" >/dev/null 2>&1', str(folder), *command],
        os.environ,
    )
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - started
    code = os.waitstatus_to_exitcode(status)
    if code not in allowed:
        raise RuntimeError(f"{' '.join(command[:4])} ended with {code}")
    return Spent(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def peak_memory(command: Sequence[str], folder: Path) -> float:
    """Return the peak resident memory of a command, in MiB."""
    return spent(command, folder).peak


def timing(found: Sequence[Spent]) -> Timing:
    """Return runs of one command as one."""
    walls, cpus, peaks = zip(*found, strict=True)
    return Timing(walls, cpus, max(peaks))


def timed(
    commands: dict[str, Sequence[str]], folder: Path, runs: int = 5, *, warm: bool = True
) -> dict[str, Timing]:
    """Run the commands in turn, A B C A B C …; with `warm` after one round that does not count."""
    found: dict[str, list[Spent]] = {name: [] for name in commands}
    for number in range(runs + warm):
        for name, command in commands.items():
            took = spent(command, folder)
            if number >= warm:
                found[name].append(took)
    return {name: timing(runs_of) for name, runs_of in found.items()}


def machine(*packages: str) -> str:
    """Return the machine, Python and the versions of the packages, a line each."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    size = f"{os.cpu_count()} processors, {memory:.0f} GiB"
    lines = [
        f"machine: {platform.machine()}, {size}, {platform.system()} {platform.release()}",
        f"Python {platform.python_version()}",
        ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages),
    ]
    return "\n".join(lines)


def corpus_hash(folder: Path) -> str:
    """Return 16 hexadecimal digits over names and bytes of all files below a folder."""
    digest = sha256()
    for path in sorted(folder.rglob("*.yaml")):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def own_peak() -> float:
    """Return the peak resident memory of this process, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
