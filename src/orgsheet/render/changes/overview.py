"""A diff of a whole city on one screen: by department, then what weighs most, then how to go on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from orgsheet.diff.changes import LEVELS, Change, Report
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.shorten import one_line, shorten
from orgsheet.render.changes.view import (
    LEVEL_WORDS,
    Names,
    department_of,
    names_of_units,
    sentence_of,
)
from orgsheet.render.display_width import Style, printable

LINES = 60
"""The most lines of an overview."""

_ITEMS = 5
_HEAVIEST = 10
_INDENT = "  "


class _Subject(NamedTuple):
    """What a reader of a year asks for first: a heading, the rules, and how it is told.

    With `counted` only how many there are in each department.
    """

    title: str
    rules: frozenset[str]
    counted: bool = False


_SUBJECTS = (
    _Subject("年度末を越えた期限", frozenset({"milestone-past-year"})),
    _Subject("前年度に終わっていないかもしれない成果", frozenset({"milestone-repeated"})),
    _Subject(
        "引き下げられた目標",
        frozenset({"target-lowered", "limit-relaxed", "target-direction"}),
    ),
    _Subject("なくなった重点事業", frozenset({"project-dropped"}), counted=True),
    _Subject("新しい重点事業", frozenset({"project-new"}), counted=True),
    _Subject(
        "同じ事業かどうかを確かめるもの",
        frozenset({"project-possible", "split-possible", "merge-possible"}),
        counted=True,
    ),
)

Lines = Callable[[str, int], list[str]]
"""From a text and an indent to the lines that it takes."""


class Part(NamedTuple):
    """What is told first of one subject: its heading, its changes, and how many of them are shown.

    `counts` are the words for each department, of a subject that is only counted.
    """

    title: str
    changes: tuple[Change, ...]
    most: int
    counts: tuple[str, ...] = ()


def parts_of(report: Report) -> Iterator[Part]:
    """Yield what a reader of a year asks for first, subject by subject; none without changes."""
    told: set[str] = set()
    for subject in _SUBJECTS:
        changes = tuple(one for one in report.changes if one.rule in subject.rules)
        if changes:
            told |= subject.rules
            counts = tuple(_counts(report, changes)) if subject.counted else ()
            yield Part(subject.title, changes, _ITEMS, counts)
    rest = tuple(one for one in report.changes if one.level == LEVELS[0] and one.rule not in told)
    if rest:
        yield Part("そのほかの重要な変更", rest, _HEAVIEST)


def overview(report: Report, style: Style, lines: Lines) -> Iterator[str]:
    """Yield what changed, as a 部長 asks for it; every count is of all changes, told or not."""
    names = names_of_units(report)
    yield from ("", "■ 部ごとの件数（重要／注意／参考）")
    yield from _indented("、".join(department_counts(report)), lines)
    for part in parts_of(report):
        yield from ("", f"■ {part.title} {len(part.changes):,}件")
        if part.counts:
            yield from _indented("、".join(part.counts), lines)
        else:
            yield from _items(part.changes, names, style, lines, part.most)


def department_counts(report: Report) -> Iterator[str]:
    """Yield each department with the counts of its changes, the grave, the marked and the light."""
    for name, changes in by_department(report).items():
        counts = Counter(change.level for change in changes)
        numbers = "／".join(f"{counts[level]:,}" for level in LEVELS[:3])
        yield f"{name or '全体'} {numbers}"


def by_department(report: Report) -> dict[str, list[Change]]:
    """Return the changes of each department that has any, in the city's order; "" for the whole."""
    found: dict[str, list[Change]] = {name: [] for name in departments(report)}
    for change in report.changes:
        found.setdefault(department_of(change), []).append(change)
    return {name: changes for name, changes in found.items() if changes}


def departments(report: Report) -> list[str]:
    """Return the departments of both sides in the order of their sheets."""
    sides = (report.after, report.before)
    return [*dict.fromkeys(one.department for side in sides for one in side.sheets)]


def _counts(report: Report, changes: Sequence[Change]) -> Iterator[str]:
    counts = Counter(map(department_of, changes))
    order = departments(report)
    for name in sorted(counts, key=lambda one: order.index(one) if one in order else len(order)):
        yield f"{name or '全体'} {counts[name]:,}"


def _items(
    changes: Sequence[Change], names: Names, style: Style, lines: Lines, most: int
) -> Iterator[str]:
    bullet = style.width("・")
    for change in changes[:most]:
        text = printable(one_line(sentence_of(change, names)))
        first, *more = lines(_fitted(text, lines, len(_INDENT) + bullet), len(_INDENT) + bullet)
        cut = "…" if more else ""
        yield f"{_INDENT}・{first[:-1] if cut else first}{cut}"
    if len(changes) > most:
        yield f"{_INDENT}  ほかに {len(changes) - most:,}件"


def _fitted(text: str, lines: Lines, indent: int) -> str:
    """Return a sentence with its longest quotations cut until it fits a line.

    What happened stands at a sentence's end, behind the names: cut there, it would tell nothing.
    """
    while len(lines(text, indent)) > 1:
        longest = max(_QUOTED.finditer(text), key=_length, default=None)
        if longest is None:
            return text
        inner = shorten(longest[1], len(longest[1]) - 1)
        text = f"{text[: longest.start(1)]}{inner}{text[longest.end(1) :]}"
    return text


def _length(match: re.Match[str]) -> int:
    return len(match[0])


_QUOTED = pattern("「([^「」]{13,})」")


def _indented(text: str, lines: Lines) -> Iterator[str]:
    yield from (f"{_INDENT}{line}" for line in lines(printable(text), len(_INDENT)))


def how_to_go_on(report: Report) -> str:
    """Return what to type to see more of a city."""
    name = next(iter(departments(report)), "")
    levels = "・".join(LEVEL_WORDS[level] for level in LEVELS[:2])
    return (
        f"続きを見るには: --department {printable(name)}（一つの部）、--section 課名（一つの課）、"
        f"--by project（事業ごと）、--by section（課ごと）、--by level（{levels}を一つずつ）、"
        "--all（すべて）。"
    )
