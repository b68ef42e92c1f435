"""What the rules say about one invented sheet: the example workspace with some of it replaced."""

from __future__ import annotations

from typing import Any

from packaged_rules import PACKAGED_RULES

from orgsheet.lint.examples import _example, findings_of
from orgsheet.lint.finding import Finding
from orgsheet.lint.rulebook import Rule

RULES = PACKAGED_RULES


def findings(subject: str, **entry: object) -> list[Finding]:
    """Return what the rules of a subject, opt-in ones too, find in an example (see lint/)."""
    rules: list[Rule] = [rule for rule in RULES if rule.subject == subject]
    return findings_of(_example(rules[0], entry), rules)


def row(**values: object) -> dict[str, Any]:
    """Return a sheet part with one 重点事業 that has these values beside its name."""
    action = "市民の意見を聞き、見本となる計画案をまとめる。"
    return {"今年度の重点事業": [{"項目": "見本事業", "行動アクション": action, **values}]}
