"""Why the outputs of an older version and of this one differ: each changed line with its cause.

    python benchmarks/changed_outputs.py                # against commit 43d917e
    python benchmarks/changed_outputs.py --base REVISION

Both versions read the sheets as they were at the older one: the repository's and those of the
clean city. Lines that only stand elsewhere are the order's; other causes are worked out (a rule
that was not there, a count) or named in `changed_outputs.yaml`. Exit code 1 when a line has none.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml
from measure import ROOT

_BASE = "43d917e"
_CITIES = ("sheets", "benchmarks/clean/架空市/sheets")
_FINDINGS = "lint --no-cache"
_COMMANDS = (
    "lint --no-cache --format concise",
    "diff R4 R5 --format markdown",
    "link R4 R5",
    "status R5",
    "explain",
    "deadline 9月後半",
    "deadline 9月後半 --year R5",
    "diff R4 R5 --all",
    "lint --no-cache",
    "fmt --check",
)
_SHOWN = 40
_RULE = re.compile(r"(?:\[|orgsheet explain |^\s+\S+\s+)([a-z]+-[a-z0-9-]+)(?![a-z0-9-])")
_PLACE = re.compile(r"--> ([^ :]+:[0-9]+:[0-9]+)")
_MARK = re.compile(r"<!-- [0-9a-f]+ -->")
_NUMBER = re.compile(r"[0-9]+")
_QUOTED = re.compile("「([^「」]+)」")
_ASKED = re.compile("「([^「」]+)」がなくなり「([^「」]+)」が加わった")


class _Cause(NamedTuple):
    """A cause by name: in which commands it counts, and how a line shows it."""

    name: str
    command: str
    pattern: re.Pattern[str]


class _Output(NamedTuple):
    """What a command said in both versions, as the lines that are not in the other one."""

    gone: Counter[str]
    come: Counter[str]
    moved: int
    rows: frozenset[str]


def main() -> int:
    """Compare, and print the causes with their counts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", default=_BASE)
    base = parser.parse_args().base
    text = Path(__file__).with_suffix(".yaml").read_text("utf-8")
    causes = [
        _Cause(one["cause"], one.get("commands", ""), re.compile(one["pattern"]))
        for one in yaml.safe_load(text)
    ]
    found: Counter[str] = Counter()
    left: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        older = Path(name) / "older"
        _git("worktree", "add", "--detach", str(older), base)
        try:
            rules = frozenset(path.stem for path in (older / "lint").glob("*.yaml"))
            for number, sheets in enumerate(_CITIES):
                city = Path(name) / str(number)
                city.mkdir()
                (older / sheets).rename(city / "sheets")
                for command in _COMMANDS:
                    output = _compared(older, city, command)
                    found["the order of lists"] += output.moved
                    for sign, lines, others in (
                        ("-", output.gone, output.come),
                        ("+", output.come, output.gone),
                    ):
                        for line in lines.elements():
                            cause = _worked_out(line, others, rules, output.rows)
                            cause = cause or _named(line, command, causes)
                            found[cause] += bool(cause)
                            left += [] if cause else [f"{sheets}: {command}: {sign} {line}"]
        finally:
            _git("worktree", "remove", "--force", str(older))
    for cause, count in found.most_common():
        if count:
            print(f"{count:6,}  {cause}")
    print(f"{len(left):6,}  without a cause")
    print("\n".join(left[:_SHOWN]))
    return int(bool(left))


def _compared(older: Path, city: Path, command: str) -> _Output:
    before, after = _said(older, city, command), _said(ROOT, city, command)
    gone = Counter(before) - Counter(after)
    come = Counter(after) - Counter(before)
    stay_before = _without(before, gone)
    stay_after = _without(after, come)
    moved = sum(a != b for a, b in zip(stay_before, stay_after, strict=True))
    return _Output(gone, come, moved, frozenset(_asked_anew(before, after)))


def _said(version: Path, city: Path, command: str) -> list[str]:
    environment = {**os.environ, "PYTHONPATH": str(version / "src"), "COLUMNS": "400"}
    done = subprocess.run(
        [sys.executable, "-m", "orgsheet", "-C", str(city), *command.split()],
        env=environment,
        capture_output=True,
        check=False,
    )
    said = (done.stdout + done.stderr).decode()
    if command == _FINDINGS:
        # A finding is several lines, broken where the screen ends.
        return ["".join(map(str.strip, one.split("\n"))) for one in said.split("\n\n")]
    return list(_with_items(said.splitlines()))


def _with_items(lines: list[str]) -> Iterator[str]:
    """Yield the lines, those within an item of Markdown behind the line that begins it."""
    item = ""
    for line in lines:
        if line.startswith("  - ") and item:
            yield f"{item} ⏎ {line}"
        else:
            item = line if line.startswith("- ") else ""
            yield line


def _without(lines: list[str], taken: Counter[str]) -> list[str]:
    left = Counter(taken)
    kept = []
    for line in lines:
        if left[line]:
            left[line] -= 1
        else:
            kept.append(line)
    return kept


def _asked_anew(before: list[str], after: list[str]) -> Iterator[str]:
    """Yield the names of rows of which one version asks whether they are one, the other not."""
    pairs = [
        {match.groups() for line in lines for match in _ASKED.finditer(line)}
        for lines in (before, after)
    ]
    for pair in pairs[0] ^ pairs[1]:
        yield from pair


def _worked_out(
    line: str, others: Counter[str], rules: frozenset[str], rows: frozenset[str]
) -> str:
    """Return the cause of a line that follows from what is known; "" for none."""
    rule = _RULE.search(line)
    if rule and rule[1] not in rules:
        return "a rule that was not there"
    if _spot(line) in set(filter(None, map(_spot, others))):
        return "a finding of the same rule at the same place has other words"
    plain = _MARK.sub("", line)
    alike = {_MARK.sub("", other) for other in others}
    if plain in alike:
        return "the mark of a change is made from other words"
    if _NUMBER.sub("0", plain) in {_NUMBER.sub("0", other) for other in alike}:
        return "a count or a likeness that follows"
    if rows & set(_QUOTED.findall(line)):
        return "rows are one or two: the likeness of rows is judged anew"
    return ""


def _spot(line: str) -> tuple[str, str] | None:
    """Return rule and place of a finding, None of another line."""
    rule, place = _RULE.search(line), _PLACE.search(line)
    return (rule[1], place[1]) if rule and place else None


def _named(line: str, command: str, causes: list[_Cause]) -> str:
    for one in causes:
        if one.command in command and one.pattern.search(line):
            return one.name
    return ""


def _git(*arguments: str) -> None:
    subprocess.run(["git", "-C", str(ROOT), *arguments], check=True, capture_output=True)


if __name__ == "__main__":
    sys.exit(main())
