"""Another checkout's program beside this one's: processor time of the same commands, in turn.

    git worktree add /tmp/before <commit>
    python benchmarks/against.py /tmp/before

Every command is run in pairs, first the one and then the other program, so that what else the
machine does hits both alike; the median of the pairs' ratios counts.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import diff_large
from corpus import build
from measure import ROOT, as_installed, spent

_MOST = 1.05
_MAIN = [sys.executable, "-P", "-c", "from orgsheet.cli import main; main()"]
_LINT = ["lint", "--format", "concise"]


def main() -> None:
    """Measure and print the table; the exit code is 1 where a row is slower than allowed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("other", type=Path, help="the root of the other checkout")
    parser.add_argument("--sheets", type=int, default=1_000, help="a multiple of ten")
    parser.add_argument("--rows", type=int, default=3_000, help="of the long lists")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--only", default="", help="rows whose name holds this")
    arguments = parser.parse_args()
    roots = (arguments.other.resolve(), ROOT.resolve())
    slower = False
    print("| command | other CPU s | this CPU s | ratio | MiB other | MiB this |")
    print("| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory(prefix="bench") as name, as_installed():
        folders = [Path(name) / side for side in ("other", "this")]
        first = _fill(folders[0], arguments.sheets, arguments.rows)
        shutil.copytree(folders[0], folders[1])
        for what, place, command in _commands(first):
            if arguments.only not in what:
                continue
            ratio, line = _pairs(roots, [one / place for one in folders], command, arguments.runs)
            slower |= ratio > _MOST
            mark = " **slower**" if ratio > _MOST else ""
            print(f"| {what} | {line}{mark} |", flush=True)
    sys.exit(slower)


def _fill(folder: Path, sheets: int, rows: int) -> str:
    """Make all that is measured on; return the place of one sheet in the large workspace."""
    build(folder / "many", sheets)
    for year in ("R4", "R5"):
        build(folder / "years", sheets // 2, year)
    shutil.copytree(ROOT / "sheets", folder / "real" / "sheets")
    for place, number in (("rows300", diff_large.SMALL), ("rows", rows)):
        diff_large.write_sheets(folder / place, *diff_large.rows(number)[:2])
    git = ["git", "-c", "user.name=bench", "-c", "user.email=bench@example.invalid"]
    many = folder / "many"
    for command in (["init", "-q"], ["add", "sheets"], ["commit", "-qm", "1"]):
        spent([*git, *command], many)
    sheet = max((many / "sheets" / "R5").rglob("秘書課.yaml"))
    text = sheet.read_text(encoding="utf-8")
    sheet.write_text(text.replace("時期: 4月\n", "時期: 13月\n", 1), encoding="utf-8")
    spent([*git, "commit", "-qam", "2"], many)
    return sheet.relative_to(many).as_posix()


def _commands(sheet: str) -> Sequence[tuple[str, str, list[str]]]:
    """Return name, folder and arguments of what is measured."""
    real = min((ROOT / "sheets" / "R5").rglob("*.yaml")).relative_to(ROOT).as_posix()
    return (
        ("--version", "real", ["--version"]),
        ("--help", "real", ["--help"]),
        ("explain", "real", ["explain"]),
        ("status R5", "real", ["status", "R5"]),
        ("lint 1", "real", [*_LINT, "--no-cache", real]),
        ("lint 10", "real", [*_LINT, "--no-cache"]),
        ("lint text", "real", ["lint", "--no-cache"]),
        ("fmt --check", "real", ["fmt", "--check"]),
        ("diff R4 R5", "real", ["diff", "R4", "R5"]),
        ("diff 300 rows", "rows300", ["diff", "R4", "R5", "--format", "json"]),
        ("diff long lists", "rows", ["diff", "R4", "R5", "--format", "json"]),
        ("review", "many", ["review", "--base", "HEAD~1", "--head", "HEAD"]),
        ("lint all, cold", "many", [*_LINT, "--no-cache"]),
        ("lint two years, cold", "years", [*_LINT, "--no-cache"]),
        ("lint all, recorded", "many", _LINT),
        ("lint 1 of all, recorded", "many", [*_LINT, sheet]),
    )


def _pairs(
    roots: Sequence[Path], folders: Sequence[Path], command: Sequence[str], runs: int
) -> tuple[float, str]:
    """Return the median ratio of the pairs, and the cells of the row."""
    found: list[list[float]] = [[], []]
    peaks = [0.0, 0.0]
    for number in range(runs + 1):
        for side, (root, folder) in enumerate(zip(roots, folders, strict=True)):
            os.environ["PYTHONPATH"] = str(root / "src")
            took = spent([*_MAIN, *command], folder)
            if number:
                found[side].append(took.cpu)
            peaks[side] = max(peaks[side], took.peak)
    ratio = statistics.median(ours / theirs for theirs, ours in zip(*found, strict=True))
    theirs, ours = map(statistics.median, found)
    return ratio, f"{theirs:.3f} | {ours:.3f} | {ratio:.3f} | {peaks[0]:.0f} | {peaks[1]:.0f}"


if __name__ == "__main__":
    main()
