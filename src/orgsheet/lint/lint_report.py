"""What one run of lint tells: findings that count, those that are known, those that are waived."""

from __future__ import annotations

from typing import NamedTuple

from orgsheet.lint.baseline import Entry
from orgsheet.lint.finding import Finding, count_by_severity
from orgsheet.lint.positions import Lines
from orgsheet.lint.rulebook import Rule
from orgsheet.lint.waivers import Waived

"""Gives the text of a line of a file: path below the workspace, number from 1."""


class LintReport(NamedTuple):
    """Everything a renderer may show; each list is in the findings' total order.

    `findings` are those that count; `known` are recorded in the baseline and `gone` are its
    entries that no longer occur; `paths` are the files that were checked (`sheets` of them sheets,
    `registers` registers); `rules` those in force.
    """

    findings: tuple[Finding, ...]
    known: tuple[Finding, ...]
    waived: tuple[Waived, ...]
    gone: tuple[Entry, ...]
    rules: tuple[Rule, ...]
    paths: tuple[str, ...]
    sheets: int
    registers: int
    lines: Lines

    @property
    def pages(self) -> dict[str, str]:
        """The addresses of the rules' pages, by id; without those that have none."""
        return {rule.id: rule.page for rule in self.rules if rule.page}

    @property
    def summary(self) -> dict[str, int]:
        """The counts as the JSON report holds them."""
        counts = count_by_severity(self.findings)
        return {
            "sheets": self.sheets,
            "registers": self.registers,
            "errors": counts["error"],
            "warnings": counts["warning"],
            "infos": counts["info"],
            "known": len(self.known),
            "waived": len(self.waived),
            "gone": len(self.gone),
        }
