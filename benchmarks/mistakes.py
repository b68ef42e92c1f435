"""Mistakes of officials and what they type after reading what lint says: how many vanish.

python benchmarks/mistakes.py prints `n of 200`, the kinds, and every mistake that stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from orgsheet.files.memory import MemoryFiles
from orgsheet.lint.examples import DEFAULT_PATH, examples_of, overlaid
from orgsheet.lint.rulebook import Rule, apply_settings, load_rules
from orgsheet.lint.run_rules import run
from orgsheet.source import Mapping, emit, parse
from orgsheet.workspace.settings import Settings
from orgsheet.workspace.workspace import Workspace, packaged_workspace

PATH = Path(__file__).parents[1] / "tests" / "cases" / "lint" / "mistakes.yaml"
PROFILE = "公開前"


class Mistake(NamedTuple):
    """Lines of the example sheet, what is mistyped instead, and what is typed for that."""

    kind: str
    right: str
    wrong: str
    typed: str


class Outcome(NamedTuple):
    """How many findings a mistake has, and which rules still find something afterwards."""

    mistake: Mistake
    told: int
    left: tuple[str, ...]

    @property
    def is_gone(self) -> bool:
        """Whether the mistake was told, and nothing is found after what was typed."""
        return self.told > 0 and not self.left


def mistakes() -> list[Mistake]:
    """Return the mistakes of the data file, in its order."""
    root = parse(PATH.read_bytes(), str(PATH)).root
    assert isinstance(root, Mapping), "the file is a mapping of kinds"
    return [
        Mistake(kind, *(one[key] for key in ("right", "wrong", "typed")))
        for kind, rows in root.data().items()
        for one in rows
    ]


def outcomes(rules: Sequence[Rule], seeded: Sequence[Mistake]) -> Iterator[Outcome]:
    """Yield what becomes of each mistake under the rules of the strictest profile."""
    active = apply_settings(rules, Settings(profile=PROFILE))
    files = next(examples_of(rules[0], "good")).files
    sheet = f"\n{emit(overlaid(DEFAULT_PATH, {}, ()))}"

    def found(text: str) -> list[str]:
        workspace = Workspace(MemoryFiles({**files, DEFAULT_PATH: text[1:].encode()}), Path())
        return [one.rule for one in run(workspace, active).findings]

    for one in seeded:
        right, wrong, typed = (f"\n{text}".rstrip("\n") + "\n" for text in one[1:])
        assert right in sheet, f"the sheet has no {one.right!r}"
        wrong, typed = (sheet.replace(right, text, 1) for text in (wrong, typed))
        yield Outcome(one, len(found(wrong)), tuple(found(typed)))


def main() -> None:
    """Print how many mistakes vanish, by kind, and those that stay."""
    told = list(outcomes(load_rules(packaged_workspace()), mistakes()))
    gone = Counter(one.mistake.kind for one in told if one.is_gone)
    for kind, count in Counter(one.mistake.kind for one in told).items():
        print(f"{gone[kind]:4} of {count:3}  {kind}")
    for one in told:
        if not one.is_gone:
            why = ", ".join(one.left) if one.told else "not told"
            print(f"stays: {one.mistake.wrong.strip()!r}: {why}")
    print(f"more than one finding: {sum(one.told > 1 for one in told)}")
    print(f"{gone.total()} of {len(told)}")


if __name__ == "__main__":
    main()
