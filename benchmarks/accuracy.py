"""Measure how exactly the rules find injected defects and leave clean sheets alone.

    python benchmarks/accuracy.py                        # print the page
    python benchmarks/accuracy.py --write docs/accuracy.md

Exit code 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import accuracy_by_kind
import accuracy_kinds_criteria
import accuracy_kinds_dates
import accuracy_kinds_file
import accuracy_kinds_form
import accuracy_kinds_names
import accuracy_kinds_plans
import accuracy_kinds_rows
import accuracy_kinds_waivers
import accuracy_kinds_words
import accuracy_kinds_yaml
from accuracy_corpus import ROOT, City, corpus_hash, invented, real, repaired
from accuracy_defects import KINDS
from accuracy_measure import Bench, Outcome, active_rules, clean_findings
from accuracy_page import Measured, goals, page

from orgsheet.lint.finding import Finding
from orgsheet.lint.rulebook import load_rules
from orgsheet.workspace.workspace import packaged_workspace

PROFILES = ("標準", "公開前")
KIND_MODULES = (
    accuracy_kinds_criteria,
    accuracy_kinds_dates,
    accuracy_kinds_file,
    accuracy_kinds_form,
    accuracy_kinds_names,
    accuracy_kinds_plans,
    accuracy_kinds_rows,
    accuracy_kinds_waivers,
    accuracy_kinds_words,
    accuracy_kinds_yaml,
)
"""Importing them registers the kinds of defect."""


_benches: list[Bench] = []
_choice: list[int] = []


def _prepare(seed: int, per_half: int) -> None:
    """Make a worker process ready: rules and clean sheets are read once each."""
    rules = load_rules(packaged_workspace())
    city = invented()
    _benches[:] = [Bench(city, active_rules(rules, profile)) for profile in PROFILES]
    _choice[:] = seed, per_half


def _inject(name: str) -> list[Outcome]:
    """Return what became of the injected defects of one kind."""
    kind = KINDS[name]
    seed, per_half = _choice
    # The first profile in which a rule for it is on.
    bench = next((bench for bench in _benches if bench.finds(kind)), _benches[-1])
    cases = bench.cases(kind, seed, per_half)
    return [bench.judge(kind, half, injection) for half, injection in cases]


def measure(
    *,
    seed: int,
    per_half: int,
    kinds: list[str] | None = None,
    workers: int | None = None,
    scorer: Path | None = None,
) -> Measured:
    """Run the whole measurement.

    Args:
        seed: decides which places are chosen.
        per_half: how many defects of each kind are injected into each half of the clean set.
        kinds: only these kinds of defect; None = all.
        workers: processes that inject defects; None = one for each processor, 0 = this one.
        scorer: a program of another hand's cases, whose figures stand beside.
    """
    started = time.perf_counter()
    rules = load_rules(packaged_workspace())
    clean: tuple[City, ...] = (invented(), repaired())
    actual = real()
    active = {profile: active_rules(rules, profile) for profile in PROFILES}
    false: dict[str, list[tuple[City, Finding]]] = {
        profile: [
            (city, finding) for city in clean for finding in clean_findings(city, active[profile])
        ]
        for profile in PROFILES
    }
    names = sorted(KINDS if kinds is None else kinds)
    if workers == 0:
        _prepare(seed, per_half)
        outcomes = [outcome for name in names for outcome in _inject(name)]
    else:
        with ProcessPoolExecutor(
            workers, get_context("spawn"), initializer=_prepare, initargs=(seed, per_half)
        ) as pool:
            outcomes = [outcome for found in pool.map(_inject, names) for outcome in found]
    return Measured(
        seed=seed,
        rules=tuple(rules),
        active={profile: frozenset(r.id for r in active[profile]) for profile in PROFILES},
        clean=clean,
        corpus=corpus_hash((*clean, actual)),
        false=false,
        outcomes=tuple(outcomes),
        real=clean_findings(actual, active[PROFILES[0]]),
        by_kind=tuple(accuracy_by_kind.section(active)) if kinds is None else (),
        beside=_beside(scorer) if scorer else (),
        seconds=time.perf_counter() - started,
    )


def _beside(scorer: Path) -> tuple[str, ...]:
    """Return the page's part that quotes the figures of another hand's cases."""
    program = Path(sys.executable).with_name("orgsheet")
    ran = subprocess.run(
        [sys.executable, str(scorer), str(program)], capture_output=True, text=True, check=True
    )
    shown = [line for line in ran.stdout.splitlines() if line and not line.startswith(" ")]
    return (
        "## 別の人が作った例",
        "",
        "規則を作った人とは別の人が、公表された文から作ったシートと誤りを、その採点の道具で数えたものです。",
        "文の中身は、この保管場所にはありません。",
        "",
        "```text",
        *shown,
        "```",
        "",
    )


def main(arguments: list[str]) -> int:
    """Measure and print; return 0 when every goal is reached, else 1."""
    parser = argparse.ArgumentParser(description="点検の精度を測ります。")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--per-half", type=int, default=25, help="欠陥の種類ごと、半分ごとの件数")
    parser.add_argument("--kind", action="append", help="この種類の欠陥だけ")
    parser.add_argument("--write", type=Path, help="結果を書くファイル")
    parser.add_argument("--scorer", type=Path, help="別の人の例を採点する道具（score.py PROGRAM）")
    options = parser.parse_args(arguments)
    measured = measure(
        seed=options.seed,
        per_half=options.per_half,
        kinds=options.kind,
        scorer=options.scorer,
    )
    text = page(measured)
    if options.write:
        (ROOT / options.write).write_text(text, encoding="utf-8")
    else:
        print(text)
    missed = [goal for goal in goals(measured) if not goal.reached]
    for goal in missed:
        print(f"未達成: {goal.title}: {goal.found}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
