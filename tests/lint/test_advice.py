"""Advice that works: who types what a finding says is rid of it, and of nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaged_rules import PACKAGED_RULES

from orgsheet.files.memory import MemoryFiles
from orgsheet.lint.examples import Example, examples_of, overlaid
from orgsheet.lint.finding import Finding
from orgsheet.lint.rulebook import Rule, apply_settings
from orgsheet.lint.run_rules import run
from orgsheet.lint.waivers import apply_waivers, load_waivers
from orgsheet.source import Plain, emit, parse
from orgsheet.workspace.settings import Settings
from orgsheet.workspace.workspace import Workspace

ON = apply_settings(PACKAGED_RULES, Settings())

NO_EDIT_HELPS = {
    "plan-last-year": "It is a notice for next year's sheet; this year's is right as it stands.",
}
"""Rules whose finding no edit of a sheet ends, and why."""


def in_force(rule: Rule) -> list[Rule]:
    """Return the rules that are on by default, and this one."""
    return ON if rule in ON else [*ON, rule]


def left_after(example: Example, rule: Rule) -> list[Finding]:
    """Return what is found after an official did what the findings of the example say."""
    assert example.fixed is not None
    workspace = Workspace(MemoryFiles(example.fixed), Path())
    found = run(workspace, in_force(rule)).findings
    return apply_waivers(found, load_waivers(workspace))[0]


def lost_by(example: Example, typed_over: str) -> list[str]:
    """Return what stood in other rows than those found fault with, and is gone after the advice.

    Of a file that cannot be read, that is what the example workspace says and the file has, too;
    what an official typed over knowingly is not lost.
    """
    assert example.fixed is not None
    rows = tuple(f"{_row(str(one['at']))}/" for one in example.expected if one["at"])
    data = example.files[example.path]
    document = parse(data, example.path)
    written = base = data.decode("utf-8", "replace")
    if document.problems or document.root is None:
        base = emit(overlaid(example.path, {}, ()))
        document = parse(base.encode(), example.path)
    assert document.root is not None
    before = [
        text
        for pointer, text in _values(document.root.data())
        if not f"{pointer}/".startswith(rows) and base.count(text) <= written.count(text)
    ]
    after: list[str] = []
    for path, fixed in example.fixed.items():
        root = parse(fixed, path).root
        after += [text for _, text in _values(root.data())] if root else []
    return sorted(one for one in Counter(before) - Counter(after) if one not in typed_over)


def _row(pointer: str) -> str:
    """Return the pointer of the row, or of the heading, that a value belongs to."""
    return "/".join(pointer.split("/")[:3])


def _values(data: Plain, pointer: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _values(value, f"{pointer}/{key}")
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from _values(value, f"{pointer}/{number}")
    elif data is not None:
        yield pointer, str(data).strip()


def _judged(rule: Rule) -> Iterator[tuple[str, list[str]]]:
    """Yield what is wrong after the advice of a rule's examples, by the example's place."""
    for number, (entry, example) in enumerate(
        zip(rule.examples()["bad"], examples_of(rule, "bad"), strict=True)
    ):
        if example.fixed is None:
            continue
        left = [f"{one.rule}: {one.message}" for one in left_after(example, rule)]
        typed_over = " ".join(entry["fixed"].get("replace", {}))
        yield f"{rule.id} {number}", left + lost_by(example, typed_over)


def _first_bad(rule: Rule) -> bytes:
    """Return the text of the first bad example, unread: reading them all takes a second."""
    return rule.data.partition(b"\n  bad:\n")[2].partition(b"\n    - ")[0]


def test_every_rule_says_what_an_official_types() -> None:
    """The first bad example of a rule tells what is typed by who obeys, or why nothing can be."""
    without = {rule.id for rule in PACKAGED_RULES if b"\n      fixed:" not in _first_bad(rule)}
    assert without == set(NO_EDIT_HELPS)


@pytest.mark.slow
def test_who_obeys_a_finding_is_rid_of_it_and_of_nothing_else() -> None:
    """After what the words say is done, nothing is found, and the other rows say what they did."""
    wrong = {place: why for rule in PACKAGED_RULES for place, why in _judged(rule) if why}
    assert wrong == {}
