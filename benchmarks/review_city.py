"""A pull request that brings a whole city's sheets: time and memory of `orgsheet review`.

    python benchmarks/review_city.py           # 2,000 and 10,000 new sheets
    python benchmarks/review_city.py 1000 5000

Exit code 1 when the goals are missed: a sheet of the larger one may not take longer than one of the
smaller one (by half), and not more memory than a diff of a city.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from corpus import build
from measure import ROOT, as_installed, spent

SLOWER = 1.5
"""How much longer a sheet may take among many than among few."""
GOAL = 130
"""The most KiB of memory that a new sheet may take."""
_SHEETS = (2_000, 10_000)
_GIT = ["git", "-c", "user.name=bench", "-c", "user.email=bench@example.invalid"]


def main() -> int:
    """Measure and print."""
    sizes = [int(word) for word in sys.argv[1:]] or list(_SHEETS)
    costs, peaks = [], []
    with as_installed():
        for sheets in sizes:
            cpu, peak = _review(sheets)
            costs.append(cpu / sheets)
            peaks.append(peak)
            print(f"review of {sheets:,} new sheets: {cpu:.1f} s CPU, {peak:.0f} MiB", flush=True)
    more = (peaks[-1] - peaks[0]) * 1024 / max(1, sizes[-1] - sizes[0])
    print(f"a sheet: {costs[-1] / costs[0]:.2f} times as long, {more:.0f} KiB (goal: {GOAL})")
    return int(costs[-1] > SLOWER * costs[0] or more > GOAL)


def _review(sheets: int) -> tuple[float, float]:
    """Return the processor seconds and the peak memory of a review of so many new sheets."""
    with tempfile.TemporaryDirectory(prefix="bench") as name:
        folder = Path(name)
        shutil.copytree(ROOT / "sheets", folder / "sheets")
        for command in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "1"]):
            spent([*_GIT, *command], folder)
        build(folder / "new", sheets)
        for path in sorted((folder / "new" / "sheets" / "R5").iterdir()):
            path.rename(folder / "sheets" / "R5" / path.name)
        shutil.rmtree(folder / "new")
        for command in (["switch", "-qc", "pr"], ["add", "."], ["commit", "-qm", "2"]):
            spent([*_GIT, *command], folder)
        command = [sys.executable, "-m", "orgsheet", "review", "--base", "main", "--head", "pr"]
        took = spent(command, folder)
    return took.cpu, took.peak


if __name__ == "__main__":
    sys.exit(main())
