"""What one run of lint tells: findings that count, those that are known, those that are waived."""

from __future__ import annotations

from typing import NamedTuple

from orgsheet.lint.baseline import Entry
from orgsheet.lint.finding import Finding, at_least, count_by_severity
from orgsheet.lint.not_yet_written import rules_of_marks
from orgsheet.lint.one_hint import one_hint_a_row
from orgsheet.lint.positions import Lines
from orgsheet.lint.rulebook import Rule
from orgsheet.lint.waivers import Waived


class LintReport(NamedTuple):
    """Everything a renderer may show; each list is in the findings' total order.

    `findings` are those that count; `known` are recorded in the baseline and `gone` are its
    entries that no longer occur; `paths` are the files that were checked (`sheets` of them sheets,
    `registers` registers); `rules` those in force, and `asked` those that
    alone were asked for, none where all were.
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
    asked: frozenset[str] = frozenset()

    @property
    def pages(self) -> dict[str, str]:
        """The addresses of the rules' pages, by id; without those that have none."""
        return {rule.id: rule.page for rule in self.rules if rule.page}

    @property
    def marks(self) -> frozenset[str]:
        """The ids of the rules that find what is not yet written."""
        return rules_of_marks(self.rules)

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

    def narrowed(self, rules: frozenset[str], severity: str | None) -> LintReport:
        """Return the report with findings of these rules alone, of this severity or graver.

        Without rules all of them are kept, without a severity every one.
        """
        return self._replace(
            findings=tuple(
                one
                for one in self.findings
                if (not rules or one.rule in rules)
                and (severity is None or at_least(one.severity, severity))
            ),
            gone=tuple(one for one in self.gone if not rules or one.rule in rules),
            asked=rules,
        )

    def as_told(self) -> LintReport:
        """Return the report as it is shown: with one hint a row about its criteria."""
        return self._replace(findings=tuple(one_hint_a_row(self.findings, self.rules)))
