"""Fuzz every command with damaged files and print, part by part, what went wrong how often.

`python benchmarks/fuzz.py --cases 50000 --seed 1` is the long run; `.ci/run` makes a short one.
A case is one call of one command on files made from the seed and the case's number alone, so that
`--only PART:NUMBER` repeats one. Exit code 1 where anything was found.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from fuzz_case import Case, Faults
from fuzz_parts import PARTS
from fuzz_town import Town, files, rule_book

FAULTS = (
    *("exit 3", "write outside", "lost byte", "hang", "place outside", "invalid output", "leak"),
)
_MOST_SHOWN = 40


def main() -> int:
    """Run the cases, print the counts and return the exit code."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=400, help="how many in all")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--part", choices=PARTS, help="this part only")
    options.add_argument("--only", help="one case again: PART:NUMBER")
    options.add_argument("--seconds", type=float, help="stop after so many seconds")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="orgsheet-fuzz-") as place:
        found = _run(chosen, Path(place))
    return 1 if found else 0


def _run(chosen: argparse.Namespace, place: Path) -> bool:
    own = Town(place / "own", {**files(), **rule_book()})
    town = Town(place / "town", files())
    counts: Counter[tuple[str, str]] = Counter()
    shown: dict[str, tuple[str, int]] = {}
    wall, cpu = time.monotonic(), time.process_time()
    for part, number in _cases(chosen):
        if chosen.seconds and time.monotonic() - wall > chosen.seconds:
            break
        random = Random(f"{chosen.seed}/{part}/{number}")  # noqa: S311 - to be repeated
        faults: Faults = []
        PARTS[part].run(Case(own if PARTS[part].own_rules else town, random, faults))
        counts[part, "cases"] += 1
        for kind, words in faults:
            counts[part, kind] += 1
            if f"{kind}: {words}" not in shown:
                print(f"{kind}: {words} (--only {part}:{number})", file=sys.stderr, flush=True)
            first, times = shown.get(f"{kind}: {words}", (f"{part}:{number}", 0))
            shown[f"{kind}: {words}"] = (first, times + 1)
    print(f"{'part':10}{'cases':>8}" + "".join(f"{kind:>16}" for kind in FAULTS))
    for part in [*PARTS, "all"]:
        row = [
            sum(n for (p, k), n in counts.items() if part in {p, "all"} and k == kind)
            for kind in ("cases", *FAULTS)
        ]
        print(f"{part:10}{row[0]:>8}" + "".join(f"{n:>16}" for n in row[1:]))
    print(f"seed {chosen.seed}, {time.process_time() - cpu:.0f} s of processor time (git beside)")
    for words, (first, times) in list(shown.items())[:_MOST_SHOWN]:
        print(f"{times:>6} x {words} (first: --only {first})")
    return bool(shown)


def _cases(chosen: argparse.Namespace) -> list[tuple[str, int]]:
    """Return which cases to run, the parts mixed in proportion to their weights."""
    if chosen.only:
        part, _, number = chosen.only.partition(":")
        return [(part, int(number))]
    parts = [chosen.part] if chosen.part else list(PARTS)
    whole = sum(PARTS[part].weight for part in parts)
    found = [
        (number / count, part, number)
        for part in parts
        for count in [max(1, round(chosen.cases * PARTS[part].weight / whole))]
        for number in range(count)
    ]
    return [(part, number) for _, part, number in sorted(found)]


if __name__ == "__main__":
    sys.exit(main())
