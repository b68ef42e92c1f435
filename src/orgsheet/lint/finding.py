"""What lint says: one finding, its severity, its exact place and its fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from orgsheet.japanese.shorten import one_line
from orgsheet.source.mends import Mend

SEVERITIES = ("error", "warning", "info")
"""From the gravest: certainly wrong, to be asked about, a hint."""


def at_least(severity: str, level: str) -> bool:
    """Return whether a severity is as grave as `level` or graver."""
    return SEVERITIES.index(severity) <= SEVERITIES.index(level)


class Place(NamedTuple):
    """A stretch of a file: lines and columns from 1, columns in code points, the end exclusive."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


class Related(NamedTuple):
    """Another place a finding speaks of, and in Japanese what it is."""

    place: Place
    message: str


class Finding(NamedTuple):
    """One thing a rule found.

    `sheet` is like `R5/総務部/総務課`, or the register's name; `item` names the row in the
    form's words; `pointer` is a JSON pointer into the file's data. `paste` is a corrected line to
    type instead, where one could be computed. `fingerprint` depends on rule, sheet, item and
    value, never on lines. `mend` is how the program can mend it, if it can, with the caution that
    `fixable` says (`none`, `safe` or `unsafe`); a finding taken from the cache has none. `total`
    is how many it stands for: more than 1 where the rule finds so much in the file that the rest
    is only counted.
    """

    rule: str
    severity: str
    title: str
    message: str
    why: str
    fix: str
    place: Place
    sheet: str
    item: str
    pointer: str
    fingerprint: str
    related: tuple[Related, ...] = ()
    paste: str = ""
    fixable: str = "none"
    mend: Mend | None = None
    total: int = 1

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """The one total order of findings: by place, then rule, then words."""
        return (self.place.path, self.place.line, self.place.column, self.rule, self.message)


def count_by_severity(findings: Iterable[Finding]) -> dict[str, int]:
    """Return how many findings of each severity there are, those that are only counted included."""
    counts = dict.fromkeys(SEVERITIES, 0)
    for finding in findings:
        counts[finding.severity] += finding.total
    return counts


def fingerprint(rule: str, sheet: str, item: str, value: str) -> str:
    """Return 16 hexadecimal digits that name a finding by its meaning."""
    text = "\x1f".join((rule, sheet, item, one_line(value)))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


SEVERITY_WORDS = {"error": "エラー", "warning": "注意", "info": "参考"}
