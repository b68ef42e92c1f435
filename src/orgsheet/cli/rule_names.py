"""The rule that a person means by a name typed on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from orgsheet.cli.exits import CommandError
from orgsheet.japanese.mistyped_word import word_meant
from orgsheet.lint.rulebook import Rule

_NEAR = 0.5


def rule_named(rules: Sequence[Rule], name: str) -> Rule:
    """Return the rule of this id or former id.

    Raises:
        CommandError: there is none; it names the nearest.
    """
    rule = next((one for one in rules if name == one.id or name in one.aliases), None)
    if rule is None:
        near = word_meant(name, (one.id for one in rules), _NEAR)
        hint = f"「{near}」ではありませんか。" if near else ""
        raise CommandError(f"「{name}」という規則はありません。{hint}一覧: orgsheet explain")
    return rule


def rules_named(rules: Sequence[Rule], names: Iterable[str]) -> frozenset[str]:
    """Return the ids of the rules of these names; none for no name.

    Raises:
        CommandError: as `rule_named`.
    """
    return frozenset(rule_named(rules, name).id for name in names)
