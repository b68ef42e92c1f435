"""Make small mistakes in the program on purpose and print which of them no test notices.

`python benchmarks/mutants.py --count 300 --write` renews `benchmarks/mutants.tsv`, the list of all
mutants with what became of each. `--area deadlines --count 20` is a short run of one area.

A mutant is one mistake in the body of one function: a comparison turned, a number or text changed,
`and` for `or`, nothing returned, a statement left out. They are drawn by seed, each area's share
alike. The tests of an area are collected once, and what they have found before is forgotten before
each; each mutant then lives in a fork of that process, its function's code exchanged, and meets the
tests that call the function until one fails: first those that are quick and reach far into the
files. Of a test with a table each row counts alone. No file is changed, nothing is imported twice.
Limits: mistakes outside functions are not made, and what runs in another process does not count.
None for False is not made, because whoever asks takes both for no (True for False is), and nothing
in an `assert` or a `strict=` of `zip`, which only say what holds anyway.
`--patience 8` lets a mutant meet eight seconds of tests at most: who would be noticed only later
counts as surviving. Needs a system with `fork`.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from mutants_made import Mutant, made
from mutants_met import Meeting

ROOT = Path(__file__).parent.parent
LIST = Path(__file__).with_suffix(".tsv")
AREAS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "checks": (
        ("lint/checks/*.py",),
        (
            *("tests/lint/test_rules.py", "tests/lint/test_checks_*.py"),
            "tests/lint/test_marked.py",
            *("tests/lint/test_sums.py", "tests/lint/test_units_in_text.py"),
            *("tests/lint/test_faulty_scales.py", "tests/lint/test_department_ratings.py"),
            *("tests/lint/test_joined_names.py", "tests/lint/test_rows_of_any_table.py"),
            *("tests/lint/test_one_hint.py", "tests/lint/test_mistakes.py"),
            *("tests/lint/test_waivers.py", "tests/lint/test_sentences.py"),
        ),
    ),
    "matching": (
        ("match/*.py",),
        ("tests/match", "tests/diff", "tests/merge"),
    ),
    "deadlines": (("fiscal/**/*.py",), ("tests/fiscal", "tests/lint/test_checks_deadlines.py")),
    "writers": (
        (
            *("source/edit.py", "source/emit.py", "source/format.py", "source/*_edits.py"),
            *("source/comment*.py", "source/rewrite/*.py", "source/value_spans.py"),
            *("source/entry_lines.py", "merge/text_merge.py", "merge/line_blocks.py"),
        ),
        ("tests/source", "tests/merge", "tests/lint/test_fixes*.py"),
    ),
}
"""Of each area: the modules that mistakes are made in, and the tests that should notice."""
_WITH_SLOW = {"checks"}
"""Where the slow tests count as well: the examples of the rules are most of what checks promise."""


_LEFT_OUT = ("tests/lint/test_rules.py::test_a_bad_example_gives_exactly_the_stated_findings",)
"""Tests that say under all rules what another says of one rule at a time (`test_marked.py`)."""


def main() -> int:
    """Run the mutants, print what became of them and return the exit code."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=40, help="how many in all")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--area", choices=AREAS, action="append", help="this area only")
    options.add_argument("--seconds", type=int, default=60, help="CPU beside that of its tests")
    options.add_argument("--patience", type=int, default=0, help="CPU of tests till it survives")
    options.add_argument("--write", action="store_true", help=f"renew these areas of {LIST.name}")
    chosen = options.parse_args()
    areas = chosen.area or list(AREAS)
    os.chdir(ROOT)
    rows = [
        row
        for number, area in enumerate(areas)
        for row in _run(
            area,
            chosen,
            chosen.count * (number + 1) // len(areas) - chosen.count * number // len(areas),
        )
    ]
    counts = Counter(outcome for _, _, outcome in rows)
    caught = counts["killed"] + counts["too slow"]
    print(f"{caught} of {len(rows)} noticed ({caught / max(1, len(rows)):.1%}): {dict(counts)}")
    if chosen.write:
        _write(areas, [f"{area}\t{outcome}\t{mutant.row()}" for area, mutant, outcome in rows])
    return 0


def _write(areas: list[str], rows: list[str]) -> None:
    """Put the rows of these areas in the place of those that the list has of them."""
    before = LIST.read_text(encoding="utf-8").splitlines()[1:] if LIST.exists() else []
    kept = [row for row in before if row.partition("\t")[0] not in areas]
    lines = ["area\toutcome\tplace\tfunction\tmistake", *sorted([*kept, *rows])]
    LIST.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _run(area: str, chosen: argparse.Namespace, count: int) -> list[tuple[str, Mutant, str]]:
    """Return what became of an area's mutants, in a process of its own."""
    modules, tests = AREAS[area]
    paths = sorted({path for one in modules for path in (ROOT / "src/orgsheet").glob(one)})
    mutants = [mutant for path in paths for mutant in made(path)]
    drawn = Random(f"{chosen.seed}/{area}").sample(mutants, min(count, len(mutants)))  # noqa: S311
    print(f"{area}: {len(drawn)} of {len(mutants)} mutants in {len(paths)} modules", flush=True)
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        meeting = Meeting(
            drawn, {str(path) for path in paths}, chosen.seconds, chosen.patience, writer
        )
        given = [str(path) for one in tests for path in sorted(ROOT.glob(one))]
        arguments = ["-o", "addopts=", "--hypothesis-profile=mutants", "-s"]
        arguments += [] if area in _WITH_SLOW else ["-m", "not slow"]
        arguments += [f"--deselect={one}" for one in _LEFT_OUT]
        arguments += ["-pno:cacheprovider", "-pno:xdist", "-pno:terminal"]
        code = pytest.main([*arguments, *given], plugins=[meeting])
        os._exit(0 if meeting.is_done else int(code) or 1)
    os.close(writer)
    outcomes = []
    with os.fdopen(reader, encoding="utf-8") as told:
        for mutant, line in zip(drawn, told, strict=False):
            outcome, _, test = line.rstrip("\n").partition("\t")
            outcomes.append((area, mutant, outcome))
            print(f"  {outcome}: {mutant.row(': ')}{test and f' ({test})'}", flush=True)
    _, status = os.waitpid(child, 0)
    if status:
        sys.exit(f"{area}: the tests do not pass without a mutant, either")
    return outcomes


if __name__ == "__main__":
    sys.exit(main())
