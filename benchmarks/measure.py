"""What the benchmark scripts share: the machine, runs of whole processes, and their medians."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import resource
import statistics
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Timing:
    """Runs of one command: wall seconds of each, the peak memory of the largest in MiB."""

    seconds: tuple[float, ...]
    peak: float

    @property
    def median(self) -> float:
        """The median of the wall seconds."""
        return statistics.median(self.seconds)

    def __str__(self) -> str:
        low, high = min(self.seconds), max(self.seconds)
        return f"{self.median:.3f} s ({low:.3f}–{high:.3f})"


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


def peak_memory(command: Sequence[str], folder: Path) -> float:
    """Return the peak resident memory of a command, in MiB."""
    pid = os.posix_spawnp(
        "sh",
        ["sh", "-c", 'cd "$0" && exec "$@" >/dev/null 2>&1', str(folder), *command],
        os.environ,
    )
    _, _, usage = os.wait4(pid, 0)
    return usage.ru_maxrss / 1024


def timed(commands: dict[str, Sequence[str]], folder: Path, runs: int = 5) -> dict[str, Timing]:
    """Run the commands in turn, A B C A B C …, after one round that does not count."""
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(runs + 1):
        for name, command in commands.items():
            took = run(command, folder)
            if number:
                seconds[name].append(took)
    return {
        name: Timing(tuple(seconds[name]), peak_memory(command, folder))
        for name, command in commands.items()
    }


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
