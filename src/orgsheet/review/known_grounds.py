"""What a record of known findings, or a waiver, that a change brings may name: what lint finds.

A fingerprint says nothing to a reader, and the words beside it are the author's: both may be those
of an error that is only to come. So an entry must be one that lint gives, word for word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from orgsheet.files.trees import WorkspaceError
from orgsheet.lint.baseline import Entry, compare, entry_of
from orgsheet.lint.finding import Finding
from orgsheet.lint.rulebook import Rule, apply_settings
from orgsheet.lint.run_rules import check_file, run
from orgsheet.lint.waivers import Waiver, load_waivers, matched
from orgsheet.workspace.book import RuleFileError
from orgsheet.workspace.layout import REGISTERS
from orgsheet.workspace.settings import Settings, SettingsError, load_settings
from orgsheet.workspace.workspace import Workspace


def every_rule(book: Sequence[Rule], settings: Settings, later: Workspace) -> list[Rule]:
    """Return all rules of a book, those that are off included, with the options of the settings.

    Where the settings of `later` give a rule other options, it is there with these, too: a record
    may be made together with them. What is no settings gives none.
    """
    active = {rule.id: rule for rule in apply_settings(book, settings)}
    rules = [active.get(rule.id, rule) for rule in book if rule.status != "retired"]
    try:
        then = apply_settings(book, load_settings(later))
    except (RuleFileError, SettingsError, WorkspaceError):
        return rules
    known = {rule.id: rule.with_ for rule in rules}
    return rules + [rule for rule in then if rule.with_ != known.get(rule.id)]


class Grounds:
    """The findings of both sides of a change by the base's rules, looked for when asked.

    Args:
        before: the state from which the change started, under the base's policy.
        after: the state with the change, under the base's policy.
        own: the same with the change's own registers and waivers.
        rules: all rules of the base's book (see `every_rule`).
    """

    def __init__(
        self, before: Workspace, after: Workspace, own: Workspace, rules: Sequence[Rule]
    ) -> None:
        self._before = before
        self._after = after
        self._own = own
        self._rules = rules

    def unfounded(self, recorded: Sequence[Entry], entries: Iterable[Entry]) -> list[Entry]:
        """Return the entries that a record gained or changed and that are no finding of the base.

        What lint tells of the change and the earlier record knows may stand under its new
        fingerprint. Where there were no sheets yet, the change's own findings are what there is.

        Args:
            recorded: the entries of the record before the change.
            entries: those with it.
        """
        kept = set(recorded)
        fresh = [entry for entry in entries if entry not in kept]
        if not fresh:
            return []
        found = self._found_before if self._before.sheet_ids else self._found_after
        grounds = {entry_of(finding) for finding in found}
        if any(entry not in grounds for entry in fresh) and recorded:
            grounds |= {entry_of(one) for one in compare(self._found_after, recorded).known}
        return [entry for entry in fresh if entry not in grounds]

    def pointless(self, earlier: Iterable[Workspace]) -> list[Waiver]:
        """Return the change's new waivers that let stand nothing, neither before nor with it.

        Args:
            earlier: states whose waivers are not new.
        """
        known = {(one.rule, one.place) for state in earlier for one in load_waivers(state)}
        fresh = [one for one in load_waivers(self._own) if (one.rule, one.place) not in known]
        if not fresh:
            return []
        findings = [*self._found_before, *self._found_after]
        for path in REGISTERS:
            findings += check_file(self._own, self._rules, path)
        used = {one for _, fitting in matched(findings, fresh) for one in fitting}
        return [one for one in fresh if one not in used]

    @cached_property
    def _found_before(self) -> tuple[Finding, ...]:
        return run(self._before, self._rules).findings

    @cached_property
    def _found_after(self) -> tuple[Finding, ...]:
        return run(self._after, self._rules).findings
