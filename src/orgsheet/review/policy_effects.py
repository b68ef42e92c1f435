"""What a change of the policy would bring: all sheets by today's policy and by the change's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from orgsheet.files.trees import WorkspaceError
from orgsheet.lint.finding import SEVERITIES, Finding, count_by_severity
from orgsheet.lint.not_yet_written import rules_of_marks
from orgsheet.lint.rulebook import Rule
from orgsheet.lint.run_rules import run
from orgsheet.lint.session import open_session
from orgsheet.workspace.book import RuleFileError
from orgsheet.workspace.settings import SettingsError
from orgsheet.workspace.workspace import Workspace


class Merged(NamedTuple):
    """The counts before and after, empty where nothing can be said, and what is new or graver then.

    The gravest are first.
    """

    counts: dict[str, int]
    effects: tuple[Finding, ...]


NOTHING = Merged({}, ())


def merged(judged: Workspace, rules: Sequence[Rule], after: Workspace) -> Merged:
    """Return what lint says of all sheets of a change by today's policy and by its own.

    Args:
        judged: the state with the change, under the base's policy.
        rules: the base's rules.
        after: the state with the change and its own policy.
    """
    try:
        own = open_session(after).rules
        now = run(after, own).findings
    except (RuleFileError, SettingsError, WorkspaceError):
        return NOTHING  # told as a problem of the policy itself
    was = run(judged, rules).findings
    known = {finding.fingerprint: SEVERITIES.index(finding.severity) for finding in was}
    # What is still to be written is no mistake of a sheet, whatever the policy.
    before = count_by_severity(_written(was, rules))
    later = count_by_severity(_written(now, own))
    return Merged(
        {
            "errors_before": before["error"],
            "errors_after": later["error"],
            "warnings_before": before["warning"],
            "warnings_after": later["warning"],
        },
        tuple(
            sorted(
                (one for one in now if _weight(one) < known.get(one.fingerprint, len(SEVERITIES))),
                key=_weight,
            )
        ),
    )


def _weight(finding: Finding) -> int:
    return SEVERITIES.index(finding.severity)


def _written(findings: Sequence[Finding], rules: Sequence[Rule]) -> list[Finding]:
    marks = rules_of_marks(rules)
    return [one for one in findings if one.rule not in marks]
