"""The page about the diff's measurements: parts, each with its goals and tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Goal(NamedTuple):
    """One goal: what it asks, what was found, and whether that is enough (None: not measured)."""

    title: str
    found: str
    reached: bool | None


class Part(NamedTuple):
    """One part of the page: its heading, its goals, and further lines of Markdown."""

    title: str
    goals: tuple[Goal, ...]
    lines: tuple[str, ...]


_MARKS = {True: "達成", False: "**未達**", None: "測っていない"}


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """Return a Markdown table."""
    listed = [list(head), *(list(row) for row in rows)]
    lines = ["| " + " | ".join(cells) + " |" for cells in listed]
    return [lines[0], "| " + " | ".join("---" for _ in listed[0]) + " |", *lines[1:], ""]


def page(parts: Iterable[Part], command: str, machine: str) -> str:
    """Return the whole page."""
    out = [
        "# 年度の比較の正しさと速さ",
        "",
        "この表は次の命令が書いたもので、手では直しません。",
        "",
        "```sh",
        command,
        "```",
        "",
        "```text",
        machine,
        "```",
        "",
    ]
    for part in parts:
        out += [f"## {part.title}", ""]
        out += table(
            ("目標", "結果", ""),
            ((goal.title, goal.found, _MARKS[goal.reached]) for goal in part.goals),
        )
        out += part.lines
    return "\n".join(out).rstrip("\n") + "\n"
