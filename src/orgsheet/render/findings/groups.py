"""What is shown of many findings alike: the first three of a rule in a file, marks as one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from orgsheet.lint.finding import Finding

SHOWN = 3
"""So many findings of one rule in one file are shown whole; the others by their lines."""

_MOST_LINES = 12


class Group(NamedTuple):
    """Findings shown at one place: the first whole, where `others` are named by their lines.

    `is_mark`: the first stands for all; else it is the last one shown, and `others` follow it.
    """

    first: Finding
    others: tuple[Finding, ...] = ()
    is_mark: bool = False

    @property
    def others_count(self) -> int:
        """How many findings the others stand for."""
        return sum(one.total for one in self.others)

    def lines(self) -> str:
        """Return where the others are: `29、34 行目`, the first twelve of them."""
        numbers = [*dict.fromkeys(one.place.line for one in self.others)]
        shown = "、".join(str(number) for number in numbers[:_MOST_LINES])
        return f"{shown}{'…' if len(numbers) > _MOST_LINES else ''} 行目"


def grouped(findings: Sequence[Finding], marks: Collection[str]) -> Iterator[Group]:
    """Yield what is shown, in the order of the findings.

    Args:
        findings: in their total order.
        marks: the rules that find places not yet written, of which one is enough.
    """
    alike: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for one in findings:
        alike[one.rule, one.place.path].append(one)
    met: dict[tuple[str, str], int] = defaultdict(int)
    for one in findings:
        key = one.rule, one.place.path
        all_alike = alike[key]
        met[key] += 1
        if one.rule in marks and len(all_alike) > 1:
            if met[key] == 1:
                yield Group(one, tuple(all_alike[1:]), is_mark=True)
        elif len(all_alike) <= SHOWN + 1 or met[key] < SHOWN:
            yield Group(one)
        elif met[key] == SHOWN:
            yield Group(one, tuple(all_alike[SHOWN:]))
