"""Many findings at a glance: how many by department, and which rules find the most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from orgsheet.lint.finding import SEVERITIES, SEVERITY_WORDS
from orgsheet.lint.lint_report import LintReport
from orgsheet.render.display_width import width, wrap

_FROM = 10
"""Fewer findings than this are seen without a table."""

_MOST_RULES = 10
_COLUMNS = 80
_NUMBER = 8
_OTHER_FILES = "台帳と設定"


def overview_lines(report: LintReport) -> list[str]:
    """Return the table by department and the one by rule; none where one look is enough.

    The sentences hold names of folders as they are: who prints them makes it safe.
    """
    files = {one.place.path for one in report.findings}
    if len(report.findings) < _FROM or len(files) == 1:
        return []
    return ["", *_by_department(report), "", *_by_rule(report), ""]


def _by_department(report: LintReport) -> Iterator[str]:
    counts = Counter((_department(one.place.path), one.severity) for one in report.findings)
    names = [*dict.fromkeys(_department(path) for path in (*report.paths, *_places(report)))]
    names = [name for name in names if any(counts[name, one] for one in SEVERITIES)]
    room = max(width(name) for name in ("部", *names)) + 2
    yield _row("部", room, (SEVERITY_WORDS[one] for one in SEVERITIES))
    for name in names:
        yield _row(name, room, (str(counts[name, one]) for one in SEVERITIES))


def _by_rule(report: LintReport) -> Iterator[str]:
    counts = Counter(one.rule for one in report.findings)
    titles = {rule.id: rule.title for rule in report.rules}
    most = counts.most_common(_MOST_RULES)
    room = 2 + max(width(rule) for rule in ("多い規則", *counts))
    yield _row("多い規則", room, ("件数",))
    for rule, count in most:
        lead = f"{_row(rule, room, (str(count),))}  "
        yield lead + wrap(titles.get(rule, ""), max(_COLUMNS - width(lead), _NUMBER))[0]
    if len(counts) > len(most):
        rest = sum(counts.values()) - sum(count for _, count in most)
        yield f"ほかの規則 {len(counts) - len(most)} 種類: {rest} 件"


def _row(name: str, room: int, values: Iterator[str] | tuple[str, ...]) -> str:
    cells = (" " * (_NUMBER - width(value)) + value for value in values)
    return name + " " * (room - width(name)) + "".join(cells)


def _places(report: LintReport) -> Iterator[str]:
    return (one.place.path for one in report.findings)


def _department(path: str) -> str:
    """Return the folder of a sheet's department, `R5 政策部`; else a word for other files."""
    parts = path.split("/")
    return f"{parts[1]} {parts[2]}" if parts[0] == "sheets" and len(parts) > 3 else _OTHER_FILES  # noqa: PLR2004 - sheets/year/department/…
