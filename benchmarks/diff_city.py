"""Two years of a large city: time and memory of `orgsheet diff R4 R5` as a whole process.

    python benchmarks/diff_city.py           # 5,000 sheets, half of them of each year
    python benchmarks/diff_city.py 1000

Exit code 1 when the goal is missed.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from corpus import city_name
from measure import ROOT, peak_memory

GOAL = 400
"""The most memory, in MiB, that comparing 5,000 sheets may take."""
_SHEETS = 5_000
_YEARS = ("R4", "R5")


def build(folder: Path, sheets: int) -> None:
    """Write a workspace of `sheets` sheets (a multiple of ten), half of them of each year."""
    random.seed(7)
    real = {year: sorted((ROOT / "sheets" / year / "政策推進部").glob("*.yaml")) for year in _YEARS}
    for number in range(sheets // sum(map(len, real.values()))):
        city = city_name()
        department = f"{city}部{number:04d}"
        for year, paths in real.items():
            target = folder / "sheets" / year / department
            target.mkdir(parents=True)
            for path in paths:
                text = path.read_text("utf-8").replace("政策推進部", department)
                (target / path.name).write_text(text.replace("取手", city), "utf-8")
    for register in ("計画台帳.yaml", "組織台帳.yaml"):
        shutil.copy(ROOT / "sheets" / register, folder / "sheets" / register)


def main() -> int:
    """Measure and print."""
    sheets = int(sys.argv[1]) if len(sys.argv) > 1 else _SHEETS
    with tempfile.TemporaryDirectory() as name:
        build(Path(name), sheets)
        command = [sys.executable, "-m", "orgsheet", "diff", *_YEARS]
        started = time.perf_counter()
        peak = peak_memory(command, Path(name))
        took = time.perf_counter() - started
    print(f"diff R4 R5, {sheets:,} sheets: {peak:.0f} MiB (goal: {GOAL}), {took:.0f} s")
    return int(sheets >= _SHEETS and peak >= GOAL)


if __name__ == "__main__":
    sys.exit(main())
