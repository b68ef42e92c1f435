"""Findings of what is still to be written: the marks that the beginning of a year puts in.

A mark says itself that its place is not finished, so it is a state and no mistake. A text that
kept what the mark asked for, and lost the mark, is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from orgsheet.form.blanks import MARK, is_blank
from orgsheet.lint.finding import Finding
from orgsheet.lint.rulebook import Rule
from orgsheet.source import Document

_CHECK = "unfilled"


def rules_of_marks(rules: Iterable[Rule]) -> frozenset[str]:
    """Return the ids of the rules that find places not yet written."""
    return frozenset(rule.id for rule in rules if rule.check.name == _CHECK)


def without_weight(
    findings: Iterable[Finding],
    rules: Iterable[Rule],
    document_of: Callable[[str], Document | None],
    ready: Callable[[str], bool] = lambda _: False,
) -> tuple[Finding, ...]:
    """Return the findings, those of marks as a hint that never fails.

    Args:
        findings: what was found.
        rules: the rules that were run.
        document_of: the files they were found in, by path.
        ready: whether a sheet was written to the end before, so that a mark in it is a step back.
    """
    names = rules_of_marks(rules)
    return tuple(
        one._replace(severity="info")
        if one.rule in names and not ready(one.place.path) and _is_marked(one, document_of)
        else one
        for one in findings
    )


def is_ready(document: Document | None) -> bool:
    """Tell whether a file is there and holds no mark."""
    return document is not None and document.root is not None and not is_blank(document.text)


def _is_marked(finding: Finding, document_of: Callable[[str], Document | None]) -> bool:
    document = document_of(finding.place.path)
    if document is None:
        return False
    lines = document.text.splitlines()
    number = finding.place.line - 1
    return number < len(lines) and MARK in lines[number]
