"""Merges random three-way cases by meaning, and the same ones with git's own merge-file.

Every case is two sides' edits to a real sheet, with the right answer known beforehand. Run:

    python benchmarks/merge.py [--cases 6000] [--composites 1000] [--seed 0] [--write]

It needs git and the development extras; `--write` renews the table in docs/git.md.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from merge_cases import Case, clashing_case, disjoint_case, normalized  # noqa: E402 - see above
from merge_composites import Composite, composite_case  # noqa: E402 - see above

from orgsheet.merge.three_way import MergeRefused, merge  # noqa: E402 - behind the path
from orgsheet.source import Plain, parse  # noqa: E402 - behind the path

PAGE = ROOT / "docs/git.md"
BEGIN, END = "<!-- begin: benchmarks/merge.py -->\n", "<!-- end: benchmarks/merge.py -->"
PATH = "sheets/R5/部/課.yaml"


class Outcome(NamedTuple):
    """How one case ended, with each tool, and how long ours took (seconds)."""

    ours: str
    git: str
    is_symmetric: bool
    seconds: float


def disjoint(seed: int) -> Outcome:
    """Merge a case whose sides edited different fields."""
    case = disjoint_case(seed)
    start = time.process_time()
    ours, text = _by_meaning(case.base, case.ours, case.theirs)
    seconds = time.process_time() - start
    mirrored = _by_meaning(case.base, case.theirs, case.ours)
    if ours == "merged":
        ours = _judged(case, text)
    git, merged = _by_git(case)
    if git == "merged":
        git = _judged(case, merged)
    return Outcome(ours, git, _data(mirrored[1]) == _data(text), seconds)


def clashing(seed: int) -> Outcome:
    """Merge a case whose sides gave one field two new values; both must stand in the result."""
    case, values = clashing_case(seed)
    start = time.process_time()
    ours, text = _by_meaning(case.base, case.ours, case.theirs)
    seconds = time.process_time() - start
    if ours == "conflict" and not _holds(text, values):
        ours = "lost"
    git, merged = _by_git(case)
    if git == "conflict" and not _holds(merged, values):
        git = "lost"
    return Outcome(ours, git, is_symmetric=True, seconds=seconds)


def composite(seed: int) -> Outcome:
    """Merge a case in which one side renames, rewords and moves a row that the other side edits."""
    case = composite_case(seed)
    start = time.process_time()
    ours, text = _by_meaning(case.base, case.ours, case.theirs)
    seconds = time.process_time() - start
    mirrored = _by_meaning(case.base, case.theirs, case.ours)
    git, merged = _by_git(case)
    outcomes = []
    for found, data in ((ours, text), (git, merged)):
        if found == "merged":
            right = normalized(_data(data)) == case.expected and case.comment in data.decode()
            outcomes.append("merged" if right else "lost")
        else:
            outcomes.append("asked" if found == "conflict" and case.may_ask else found)
    is_symmetric = mirrored[0] == ours and (
        ours != "merged" or normalized(_data(mirrored[1])) == normalized(_data(text))
    )
    return Outcome(outcomes[0], outcomes[1], is_symmetric, seconds)


def _by_meaning(base: bytes, ours: bytes, theirs: bytes) -> tuple[str, bytes]:
    try:
        merged = merge(base, ours, theirs, PATH)
    except MergeRefused:
        return "refused", b""
    return "conflict" if merged.conflicts else "merged", merged.data


def _by_git(case: Case | Composite) -> tuple[str, bytes]:
    with TemporaryDirectory() as folder:
        names = []
        for name, data in (("ours", case.ours), ("base", case.base), ("theirs", case.theirs)):
            path = Path(folder) / name
            path.write_bytes(data)
            names.append(str(path))
        done = subprocess.run(["git", "merge-file", "-p", *names], capture_output=True, check=False)
    return "merged" if done.returncode == 0 else "conflict", done.stdout


def _judged(case: Case, text: bytes) -> str:
    return "merged" if normalized(_data(text)) == normalized(case.expected) else "lost"


def _data(text: bytes) -> Plain:
    root = parse(text, PATH).root
    return None if root is None else root.data()


def _holds(text: bytes, values: tuple[str, str]) -> bool:
    decoded = text.decode()
    return all(line in decoded for value in values for line in value.split("\n"))


def report(cases: int, found: dict[str, list[Outcome]]) -> Iterator[str]:
    """Yield the lines of the table."""
    version = subprocess.run(["git", "--version"], capture_output=True, check=True)
    composites = len(found["composite"])
    yield f"測ったもの: 無作為の場面 {cases:,} 件ずつ、一度に変えた行の場面 {composites:,} 件"
    yield f"（`python benchmarks/merge.py`、{version.stdout.decode().strip()}）。"
    yield "片側の変更は1～4か所。"
    yield ""
    yield "| 場面 | 結果 | orgsheet | git merge-file |"
    yield "| --- | --- | ---: | ---: |"
    for words, key, kinds in (
        ("別々の欄を変えた", "disjoint", ("merged", "conflict", "lost", "refused")),
        ("同じ欄を変えた", "clashing", ("conflict", "merged", "lost", "refused")),
        (
            "名称と文章と位置を一度に変えた行を、もう片側も変えた",
            "composite",
            ("merged", "asked", "conflict", "lost", "refused"),
        ),
    ):
        counts = [Counter(getattr(one, tool) for one in found[key]) for tool in ("ours", "git")]
        for kind in kinds:
            yield f"| {words} | {_WORDS[kind]} | {counts[0][kind]:,} | {counts[1][kind]:,} |"
    both = (*found["disjoint"], *found["composite"])
    asymmetric = sum(not one.is_symmetric for one in both)
    seconds = statistics.median(one.seconds for one in found["disjoint"])
    yield ""
    yield f"二つの側を入れ替えると意味の変わった場面: {asymmetric} 件。"
    yield f"一枚の合わせ込みにかかった CPU 時間の中央値: {seconds * 1000:.0f} ミリ秒。"


_WORDS = {
    "merged": "正しく合わさった",
    "asked": "よく似た行や、両側の並べ替えがあるので、人に渡した",
    "conflict": "ぶつかりとして人に渡した",
    "lost": "変更が失われた、または重なった",
    "refused": "合わせるのを断った",
}


def main() -> int:
    """Run the cases and print the table; 1 when a promise of the page is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=6000)
    parser.add_argument("--composites", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    seeds = range(options.seed, options.seed + options.cases)
    more = range(options.seed, options.seed + options.composites)
    with ProcessPoolExecutor() as pool:
        found = {
            "disjoint": list(pool.map(disjoint, seeds, chunksize=20)),
            "clashing": list(pool.map(clashing, seeds, chunksize=20)),
            "composite": list(pool.map(composite, more, chunksize=20)),
        }
    table = "\n".join(report(options.cases, found)) + "\n"
    print(table, end="")
    wanted = {"disjoint": {"merged"}, "clashing": {"conflict"}, "composite": {"merged", "asked"}}
    is_kept = True
    for key, right in wanted.items():
        wrong = [
            options.seed + number
            for number, one in enumerate(found[key])
            if one.ours not in right or not one.is_symmetric
        ]
        if wrong:
            is_kept = False
            print(f"{key}: seeds {wrong[:20]}", file=sys.stderr)
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        head, _, rest = page.partition(BEGIN)
        PAGE.write_text(head + BEGIN + table + END + rest.partition(END)[2], encoding="utf-8")
    return 0 if is_kept else 1


if __name__ == "__main__":
    sys.exit(main())
