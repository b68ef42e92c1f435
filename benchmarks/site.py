"""The site of a city: time, memory and weight of `orgsheet site` as a whole process.

    python benchmarks/site.py                # 60 and 1,000 sheets
    python benchmarks/site.py 60 1000 5000

Each size is made three times: anew with its check, with nothing changed, and with one sheet
changed. Exit code 1
when a goal is missed, or when two makings of the same sheets differ.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from corpus import build
from measure import as_installed, spent

_SIZES = (60, 1_000)
GOALS = {60: (5.0, 5.0), 1_000: (60.0, 10.0)}
"""Processor seconds that a site may take: made anew, and with one sheet changed."""

HEAVIEST = 150 * 1024
"""Bytes that the page of a sheet may have."""

SLOWER = 1.1
"""How much longer a sheet may take among many than among few (from 1,000 on)."""

_PROGRAM = [sys.executable, "-m", "orgsheet"]
_RECORD = [*_PROGRAM, "lint", "--baseline", "known.json", "--update-baseline", "--no-cache"]
_COMMAND = [*_PROGRAM, "site", "--baseline", "known.json", "--as-of", "2023-10-01"]


def main() -> int:
    """Measure and print."""
    sizes = [int(word) for word in sys.argv[1:]] or list(_SIZES)
    missed = False
    each: dict[int, float] = {}
    with as_installed():
        for sheets in sizes:
            missed |= _measure(sheets, each)
    large = [each[size] for size in sizes if size >= min(1_000, max(sizes))]
    if len(large) > 1:
        growth = max(large) / large[0]
        print(f"a sheet among more: {growth:.2f} times as long (goal: {SLOWER})")
        missed |= growth > SLOWER
    return int(missed)


def _measure(sheets: int, each: dict[int, float]) -> bool:
    """Measure one size; tell whether a goal is missed."""
    with tempfile.TemporaryDirectory(prefix="bench") as name:
        folder = Path(name)
        build(folder, sheets)
        # The real sheets that the corpus is made of have errors; only known ones are published.
        spent(_RECORD, folder)
        first = spent([*_COMMAND, "--output", "a"], folder)
        same = spent([*_COMMAND, "--output", "a"], folder)
        other = spent([*_COMMAND, "--output", "b"], folder)
        differs = _files(folder / "a") != _files(folder / "b")
        changed = next((folder / "sheets").rglob("文化芸術課.yaml"))
        text = changed.read_text("utf-8")
        changed.write_text(text.replace("時期: 5月", "時期: 6月", 1), "utf-8")
        one = spent([*_COMMAND, "--output", "a"], folder)
        files = _files(folder / "a")
        pages = [len(data) for path, data in files.items() if _is_sheet(path)]
        each[sheets] = first.cpu / sheets
        print(
            f"{sheets:,} sheets: anew {first.cpu:.1f} s, again {same.cpu:.1f} s, "
            f"one sheet changed {one.cpu:.1f} s CPU; {max(first.peak, other.peak):.0f} MiB; "
            f"{len(files):,} files, {sum(map(len, files.values())) / 2**20:.1f} MiB, "
            f"the heaviest page of a sheet {max(pages) / 1024:.0f} KiB"
            f"{'; TWO MAKINGS DIFFER' if differs else ''}",
            flush=True,
        )
        shutil.rmtree(folder / "b")
        anew, changed_one = GOALS.get(sheets, (float("inf"), float("inf")))
        slow = first.cpu > anew or one.cpu > changed_one
        return slow or differs or max(pages) > HEAVIEST


def _files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def _is_sheet(path: str) -> bool:
    parts = path.split("/")
    return len(parts) == 4 and parts[0] == "R5" and parts[2] not in {"calendar", "changes"}  # noqa: PLR2004


if __name__ == "__main__":
    sys.exit(main())
