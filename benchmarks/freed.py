"""What each unification freed: the lines that stood several times and stand nowhere any more.

    python benchmarks/freed.py

A unification is a change of the history after `SINCE` that let one piece of code serve where
several did. Counted are the lines of code below `src/` that it took away, without blank lines and
without those that stand as they were in another place; beside them, what was written in their
stead, which often does more than they did. The sum of the first column is what the repetitions
took up, that of the last what the program is shorter (or, below zero, longer) for it.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
SINCE = "43d917e"
UNIFICATIONS = {
    "one reader and one writer of files": "files: one reader that cuts nothing, one writer that "
    "knows what it replaces",
    "one judge of names": "files, lint: one judge of names for import, init, new and the checks",
    "one name of a sheet, one reading of a year": "form, fiscal, japanese: one name of a sheet, "
    "one year that may be none, one cut of a text",
    "one loader of rules": "changes: one rule a file at the top level, read by the loader of "
    "lint's rules",
    "checks receive what they name": "lint: give a check what its parameters name, and derive its "
    "scope from them",
    "one session of lint": "lint: one session from the settings to the report",
    "one gate for results, one module of options": "cli: one gate for results, and the shared "
    "options in one module",
    "one choice of sheets": "cli: a section's, a department's name and a year choose sheets alike "
    "in every command",
    "one registry of reporters": "render: one registry of the formats of every kind of report",
    "links, mends and values below their users": "house: links, mends and values of changes stand "
    "below those who use them",
    "one reading of amounts": "diff, lint: read amounts in one place, with 万 and 千 mixed, "
    "shares, signs, ranks and bases",
    "import by the form's definition": "importers: read a text by its form's definition and the "
    "year's plans; tell every fault",
    "one table of kinds of deadlines": "deadline: one table of kinds and of what is true of each",
    "one reading of what names single out": "merge: read what names single out as the diff does",
    "one explanation of rules": "render: the rule book in the registry of reports",
}
"""Each unification with the subject of the commit that made it."""


def freed(diff: str) -> tuple[int, int]:
    """Return how many lines a diff takes away, and how many it writes, for good.

    Args:
        diff: as git writes it, without context; lines that only move count on neither side.
    """
    gone: Counter[str] = Counter()
    come: Counter[str] = Counter()
    for line in diff.splitlines():
        if line.startswith(("---", "+++")) or not line[1:].strip():
            continue
        if line[0] in "-+":
            (gone if line[0] == "-" else come)[line[1:].strip()] += 1
    return (gone - come).total(), (come - gone).total()


def _git(*words: str) -> str:
    return subprocess.run(
        ["git", *words], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    ).stdout


def _main() -> int:
    log = _git("log", "--format=%H %s", f"{SINCE}..HEAD")
    commits = {
        subject: commit for commit, _, subject in (x.partition(" ") for x in log.split("\n"))
    }
    print("| unification | lines freed | written instead | shorter by |")
    print("| --- | --: | --: | --: |")
    sums = [0, 0]
    for name, subject in UNIFICATIONS.items():
        if subject not in commits:
            print(f"no commit since {SINCE}: {subject}", file=sys.stderr)
            return 1
        diff = _git("show", "--format=", "-M", "-U0", commits[subject], "--", "src/*.py")
        gone, come = freed(diff)
        sums = [sums[0] + gone, sums[1] + come]
        print(f"| {name} | {gone:,} | {come:,} | {gone - come:,} |")
    print(f"| all | {sums[0]:,} | {sums[1]:,} | {sums[0] - sums[1]:,} |")
    return 0


if __name__ == "__main__":
    sys.exit(_main())
