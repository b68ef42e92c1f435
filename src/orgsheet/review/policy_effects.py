"""What a change of the policy would bring: all sheets by today's policy and by the change's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from orgsheet.files.trees import WorkspaceError
from orgsheet.lint.finding import Finding, count_by_severity
from orgsheet.lint.rulebook import Rule
from orgsheet.lint.run_rules import run
from orgsheet.lint.session import open_session
from orgsheet.workspace.book import RuleFileError
from orgsheet.workspace.settings import SettingsError
from orgsheet.workspace.workspace import Workspace


class Merged(NamedTuple):
    """The counts before and after, empty where nothing can be said, and what is new after."""

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
        now = run(after, open_session(after).rules).findings
    except (RuleFileError, SettingsError, WorkspaceError):
        return NOTHING  # told as a problem of the policy itself
    was = run(judged, rules).findings
    known = {finding.fingerprint for finding in was}
    before, later = count_by_severity(was), count_by_severity(now)
    return Merged(
        {
            "errors_before": before["error"],
            "errors_after": later["error"],
            "warnings_before": before["warning"],
            "warnings_after": later["warning"],
        },
        tuple(finding for finding in now if finding.fingerprint not in known),
    )
