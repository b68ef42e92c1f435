"""Put a review together: policy of the base, findings, meaning, baseline, verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from orgsheet import __version__
from orgsheet.diff.change_book import load_change_rules
from orgsheet.files.trees import Files
from orgsheet.fiscal import FiscalYear
from orgsheet.form.blanks import MARK
from orgsheet.form.staff import guard_of
from orgsheet.lint.finding import SEVERITIES, SEVERITY_WORDS, Finding, at_least, count_by_severity
from orgsheet.lint.host_paths import from_top
from orgsheet.lint.lint_report import LintReport
from orgsheet.lint.not_yet_written import is_ready, without_weight
from orgsheet.lint.redact import without_staff
from orgsheet.lint.replacements import DocumentLines
from orgsheet.lint.rulebook import Rule
from orgsheet.lint.session import open_session
from orgsheet.lint.waivers import Waived
from orgsheet.review.compare_findings import Checked, check_change
from orgsheet.review.hidden import hidden_places
from orgsheet.review.hide_names import (
    checked_without_names,
    sentences_without_names,
    shown_staff,
    without_names,
)
from orgsheet.review.known_grounds import Grounds, every_rule
from orgsheet.review.meaning import Meaning, meaning_of
from orgsheet.review.policy import PolicyFiles, is_judging
from orgsheet.review.policy_effects import NOTHING, merged
from orgsheet.review.policy_faults import check_policy, own_notice, recorded_in
from orgsheet.review.review_data import BaselineCounts, Review, ReviewFinding, ReviewWaiver
from orgsheet.review.states import Inputs, documents_with_names, lend_summaries, parse_once
from orgsheet.review.vanished_sheets import vanished_sheets
from orgsheet.review.whole_line import WholeLines
from orgsheet.source import Document
from orgsheet.workspace.layout import sheet_id_of
from orgsheet.workspace.workspace import Workspace

_MOST = 500
"""Findings, fixed ones, waived ones and files of the policy that a review lists, of each."""

_LONGEST = 5_000
NO_BASE = "元の版にはシートも台帳もないため、付属の規則と、この変更の台帳で点検しました。"


class Outcome(NamedTuple):
    """A review, and the findings behind it for the formats that show findings only."""

    review: Review
    report: LintReport


def review_change(inputs: Inputs, *, fail_level: str | None, redact: bool | None) -> Outcome:
    """Return the review of a change.

    Args:
        inputs: the states to look at.
        fail_level: from which severity a finding fails the review; None takes the settings'.
        redact: whether names of staff and what is not published are left out; None takes what the
            base's settings publish.

    Raises:
        SettingsError, RuleFileError, BaselineError, WorkspaceError: the base's own policy cannot
            be used.
    """
    session = open_session(inputs.base)
    settings, rules = session.settings, session.rules
    change_rules = load_change_rules(inputs.base, settings)
    level = fail_level or settings.fail_level
    recorded = recorded_in(inputs.base.files, settings.baseline)
    root = inputs.after.root
    judged = _workspace(inputs.after.files, inputs.base.files, root)
    paths = dict.fromkeys((*inputs.before.yaml_paths, *judged.yaml_paths, *inputs.after.yaml_paths))
    changed = {
        path
        for path in paths
        if inputs.version(inputs.before, path) != inputs.version(inputs.after, path)
    }
    started = _workspace(inputs.before.files, inputs.base.files, root)
    # Both states are read with the base's forms: a change does not decide what is a name of staff.
    own, then = (
        _workspace(state.files, inputs.base.files, root, own_registers=True)
        for state in (inputs.after, inputs.before)
    )
    parse_once(changed, (started, then), (judged, own))
    lend_summaries(inputs, judged, changed)
    checked = check_change(started, judged, own, rules, recorded, changed)
    checked, waiting = _weighed(checked, rules, started, own)
    grounds = Grounds(started, judged, own, every_rule(session.book, settings, inputs.after))
    policy, baseline, broken = check_policy(inputs, settings, grounds)
    outcome = NOTHING
    if any(is_judging(one.path) for one in policy):
        outcome = merged(judged, rules, inputs.after)
    guard = guard_of(documents_with_names(started, judged, changed, is_policy=bool(policy)))
    staff, hides = shown_staff(settings.publication.staff, guard, redact=redact)
    effects = outcome.effects
    if hides:
        public = partial(without_names, rules=rules, documents=own.document, guard=guard)
        checked = checked_without_names(
            checked,
            public,
            lambda some: without_names(some, rules, started.document, guard),
            guard,
        )
        effects = public(effects)
    meaning = meaning_of(inputs.label, then, own, inputs.version, change_rules, guard, staff)
    failing = [finding for finding in checked.findings if at_least(finding.severity, level)]
    hidden = hidden_places(inputs)
    gone = vanished_sheets(inputs.base, inputs.before, inputs.after)
    reasons = [*_reasons(failing, checked), *hidden, *gone.reasons, *broken, *meaning.trouble]
    notices = [*inputs.notices, *gone.notices, *filter(None, [own_notice(policy, inputs.after)])]
    if waiting:
        notices.append(
            f"まだ記入していないところ（{MARK}）が {waiting:,} か所あります。"
            "書き終えるまで、合否には数えません。"
        )
    if not inputs.base.paths:
        notices.append(NO_BASE)
    lines = WholeLines()
    found = {one.place.path for one in (*checked.findings, *checked.fixed, *effects)}
    listed = {path: place for place, path in enumerate(sorted(found, key=own.place_of))}

    def told(finding: Finding, document: Document | None = None) -> ReviewFinding:
        shown = _told(finding, checked.new, changed, lines.of(finding, document))
        place = listed.get(finding.place.path, len(listed))
        return shown._replace(path=inputs.prefix + shown.path, place=place)

    review = _review(inputs, checked, meaning, changed, told, own.document)._replace(
        policy=policy[:_MOST],
        baseline=baseline,
        merged=outcome.counts,
        effects=tuple(told(one) for one in effects[:_MOST]),
        redacted=hides,
        failed=bool(reasons),
        fail_level=level,
        reasons=tuple(reasons),
        notices=(*notices, *meaning.notices),
    )
    review.left_out["effects"] = max(len(effects) - _MOST, 0)
    review = sentences_without_names(review, guard) if hides else review
    text = DocumentLines(judged.document)
    text = without_staff(text, guard) if hides else text
    return Outcome(review, from_top(_report(checked, rules, judged, changed, text), inputs.prefix))


def _weighed(
    checked: Checked, rules: Sequence[Rule], started: Workspace, own: Workspace
) -> tuple[Checked, int]:
    """Return the findings, with marks of sheets not yet written as hints, and how many these are.

    A sheet that was ready before the change and gains a mark is not one of them.
    """
    findings = without_weight(
        checked.findings, rules, own.document, lambda path: is_ready(started.document(path))
    )
    pairs = zip(findings, checked.findings, strict=True)
    waiting = sum(one.total for one, was in pairs if one.severity != was.severity)
    return checked._replace(findings=findings), waiting


def _workspace(change: Files, base: Files, root: Path, *, own_registers: bool = False) -> Workspace:
    return Workspace(PolicyFiles(change, base, own_registers=own_registers), root)


def _reasons(failing: Sequence[Finding], checked: Checked) -> Iterable[str]:
    counts = count_by_severity(failing)
    told = "、".join(
        f"{SEVERITY_WORDS[name]} {count} 件" for name, count in counts.items() if count
    )
    if told:
        fresh = sum(one.total for one in failing if one.fingerprint in checked.new)
        yield f"直すところがあります: {told}（うち、この変更で新しく出たもの {fresh} 件）。"


def _review(
    inputs: Inputs,
    checked: Checked,
    meaning: Meaning,
    changed: set[str],
    told: Callable[..., ReviewFinding],
    documents: Callable[[str], Document | None],
) -> Review:
    """Return the review without policy and verdict."""
    ordered = sorted(
        checked.findings,
        key=lambda one: (
            one.fingerprint not in checked.new,
            SEVERITIES.index(one.severity),
            one.place.path not in changed,
        ),
    )
    newest = max((identity.year for identity in inputs.after.sheet_ids), default="", key=_year)
    counts = {f"{name}s": count for name, count in count_by_severity(checked.findings).items()}
    fresh = [one for one in checked.findings if one.fingerprint in checked.new]
    counts |= {f"new_{name}s": count for name, count in count_by_severity(fresh).items()}
    counts |= {
        "fixed": len(checked.fixed),
        "waived": len(checked.waived),
        "known": len(checked.known),
    }
    return Review(
        tool=__version__,
        base_commit=inputs.base_commit,
        head_commit=inputs.head_commit,
        failed=False,
        fail_level="error",
        reasons=(),
        notices=(),
        sheets=sum(sheet_id_of(path) is not None for path in changed),
        redacted=True,
        counts=counts,
        findings=tuple(told(one, documents(one.place.path)) for one in ordered[:_MOST]),
        fixed=tuple(map(told, checked.fixed[:_MOST])),
        levels=meaning.levels,
        hidden=meaning.hidden,
        unread=meaning.unread,
        changes=meaning.changes,
        preview=meaning.preview,
        policy=(),
        merged={},
        effects=(),
        waivers=tuple(_waiver(one, newest) for one in checked.waived[:_MOST]),
        baseline=BaselineCounts(0, 0, 0, 0),
        left_out={
            "findings": max(len(ordered) - _MOST, 0),
            "fixed": max(len(checked.fixed) - _MOST, 0),
            "changes": meaning.left_out,
            "preview": meaning.blocks_left_out,
            "waivers": max(len(checked.waived) - _MOST, 0),
        },
    )


def _told(finding: Finding, new: frozenset[str], changed: set[str], line: str) -> ReviewFinding:
    return ReviewFinding(
        state="new" if finding.fingerprint in new else "old",
        changed=finding.place.path in changed,
        rule=finding.rule,
        severity=finding.severity,
        title=finding.title,
        message=finding.message[:_LONGEST],
        fix=finding.fix[:_LONGEST],
        paste=line or ("" if len(finding.paste) > _LONGEST else finding.paste),
        replaces=bool(line),
        path=finding.place.path,
        line=finding.place.line,
        column=finding.place.column,
        sheet=finding.sheet,
        item=finding.item,
        total=finding.total,
    )


def _waiver(waived: Waived, newest: str) -> ReviewWaiver:
    waiver = waived.waiver
    return ReviewWaiver(
        rule=waiver.rule,
        title=waived.finding.title,
        target=waiver.target,
        reason=waiver.reason,
        approver=waiver.approver,
        until=waiver.until,
        last=_year(waiver.until) <= _year(newest),
    )


def _year(label: str) -> int:
    year = FiscalYear.read(label)
    return 0 if year is None else year.start


def _report(
    checked: Checked,
    rules: Sequence[Rule],
    judged: Workspace,
    changed: set[str],
    lines: DocumentLines,
) -> LintReport:
    there = changed.intersection(judged.yaml_paths)
    paths = tuple(sorted(there, key=judged.place_of))
    sheets = set(judged.sheet_ids.values())
    count = sum(path in sheets for path in paths)
    return LintReport(
        findings=checked.findings,
        known=checked.known,
        waived=checked.waived,
        gone=(),
        rules=tuple(rules),
        paths=paths,
        sheets=count,
        registers=len(paths) - count,
        lines=lines,
    )
