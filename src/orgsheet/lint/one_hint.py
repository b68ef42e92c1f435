"""One hint a row: what else could be said better about its criteria is told beside the first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from orgsheet.lint.finding import Finding, Related
from orgsheet.lint.rulebook import Rule

_SUBJECT, _HINT = "criteria", "info"
_ROW = 3
"""A pointer's parts up to the row: "", the heading, the row's number."""

_Row = tuple[str, ...]


def one_hint_a_row(findings: Iterable[Finding], rules: Iterable[Rule]) -> list[Finding]:
    """Return findings, in their order, with the hints about the criteria of one row told as one.

    An official who reads four hints about a row reads none. The first stands in the place of all
    and names the others. To be asked for what is shown and after waivers, records and choices:
    these name each hint by itself. What the program can mend stays, since it mends each by itself.
    """
    about = {rule.id for rule in rules if rule.subject == _SUBJECT}
    given = list(findings)
    hints: dict[_Row, list[Finding]] = defaultdict(list)
    for finding in given:
        hints[_row_of(finding, about)].append(finding)
    alone = hints.pop((), [])
    shown = {id(finding): finding for finding in alone}
    for alike in hints.values():
        first, *others = sorted(alike, key=_order)
        shown[id(first)] = _with_others(first, others)
    return [shown[id(finding)] for finding in given if id(finding) in shown]


def _row_of(finding: Finding, about: set[str]) -> _Row:
    """Return the row a hint is about, nothing for what is no hint about a row's criteria."""
    if finding.severity != _HINT or finding.rule not in about or finding.mend is not None:
        return ()
    parts = finding.pointer.split("/")[:_ROW]
    return (finding.place.path, *parts) if len(parts) == _ROW else ()


def _order(finding: Finding) -> tuple[int, tuple[str, int, int, str, str]]:
    # What is said of a sentence says more than what is said of the row.
    return -finding.pointer.count("/"), finding.order


def _with_others(first: Finding, others: list[Finding]) -> Finding:
    told = (Related(other.place, f"同じ行では、ほかに: {other.message}") for other in others)
    return first._replace(related=(*first.related, *told))
