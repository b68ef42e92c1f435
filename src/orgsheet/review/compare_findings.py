"""Lint both sides of a change with the base's policy, and tell new findings from old ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from orgsheet.fiscal import FiscalYear
from orgsheet.form.sheet import SheetId
from orgsheet.lint.baseline import Entry, compare, entry_of, unlike
from orgsheet.lint.cache import LintCache
from orgsheet.lint.finding import Finding
from orgsheet.lint.one_hint import one_hint_a_row
from orgsheet.lint.rulebook import Rule
from orgsheet.lint.run_rules import check_file, check_waivers, in_order, run
from orgsheet.lint.waivers import WAIVERS_PATH, Waived, apply_waivers, load_waivers
from orgsheet.registers.organization import Section
from orgsheet.workspace.layout import REGISTERS, sheet_id_of
from orgsheet.workspace.workspace import Workspace


class Checked(NamedTuple):
    """The findings of a change.

    `findings` count: those of the changed files, and new ones elsewhere; `new` are the
    fingerprints of those that were not there before. `fixed` no longer occur in files that are
    still there and can be read. `known` are recorded in the base's baseline, `waived` let stand by
    the base's waivers.
    """

    findings: tuple[Finding, ...]
    new: frozenset[str]
    fixed: tuple[Finding, ...]
    known: tuple[Finding, ...]
    waived: tuple[Waived, ...]


def check_change(
    before: Workspace,
    after: Workspace,
    own: Workspace,
    rules: Sequence[Rule],
    recorded: Iterable[Entry],
    changed: set[str],
) -> Checked:
    """Return what lint says of a change.

    Args:
        before: the state from which the change started, under the base's policy.
        after: the state with the change, under the base's policy.
        own: the same with the change's own registers, which are checked as data.
        rules: the base's rules.
        recorded: the entries of the base's baseline.
        changed: the paths that differ between the two states.
    """
    now, everywhere = _found(after, rules, changed)
    before.learn(after, lambda path: path not in changed)
    was, was_everywhere = _found(before, rules, changed)
    for path in sorted(changed & REGISTERS.keys()):
        now = [finding for finding in now if finding.place.path != path]
        now += check_file(own, rules, path)
    if WAIVERS_PATH in changed:
        now += check_waivers(own, rules, now, [*_with_neighbours(own, changed), WAIVERS_PATH])
    old = {finding.fingerprint for finding in (*was, *was_everywhere)}
    elsewhere = [finding for finding in everywhere if finding.fingerprint not in old]
    current = _once(own, (*now, *elsewhere))
    left, waived = apply_waivers(current, load_waivers(after))
    compared = compare(left, recorded)
    there = {finding.fingerprint for finding in (*current, *everywhere)}
    gone = [one for one in _once(before, was) if one.fingerprint not in there]
    fresh = [one for one in current if one.fingerprint not in old]
    mended, added = unlike([*map(entry_of, gone)], [*map(entry_of, fresh)])
    old |= _without(fresh, added)
    lasting = _without(gone, mended)
    moved = {_sense(one) for one in was if one.place.path not in after.yaml_paths}
    old |= {
        one.fingerprint
        for one in current
        if one.place.path not in before.yaml_paths and _sense(one) in moved
    }
    unsure = _unsure(after, changed)
    counting = [f for f in compared.new if _counts(f, changed, old)]
    # What was there before does not stand in the place of what the change brings.
    told = [
        one
        for is_new in (True, False)
        for one in one_hint_a_row(
            (f for f in counting if (f.fingerprint not in old) == is_new), rules
        )
    ]
    return Checked(
        findings=tuple(in_order(own, told)),
        new=frozenset(f.fingerprint for f in current if f.fingerprint not in old),
        fixed=tuple(f for f in gone if f.fingerprint not in lasting and f.place.path not in unsure),
        known=tuple(f for f in compared.known if _counts(f, changed, old)),
        waived=tuple(w for w in waived if _counts(w.finding, changed, old)),
    )


def _without(findings: Iterable[Finding], entries: Iterable[Entry]) -> set[str]:
    """Return the fingerprints of findings of which some, or all, are not among the entries."""
    left = Counter(one.fingerprint for one in findings)
    left.subtract(entry.fingerprint for entry in entries)
    return {name for name, count in left.items() if count > 0}


def _sense(finding: Finding) -> tuple[str, str, str]:
    """Return what a finding says, wherever its sheet stands: a renamed sheet keeps it."""
    return finding.rule, finding.item, finding.message


def _unsure(after: Workspace, changed: set[str]) -> set[str]:
    """Return the files about which silence does not mean that something was mended.

    They are gone or cannot be read, or they are the department's sheet of such a one.
    """
    lost = {
        path
        for path in changed
        if (document := after.document(path)) is None or document.root is None or document.problems
    }
    identities = (sheet_id_of(path) for path in lost)
    return lost | {one.department_id.path for one in identities if one is not None}


def _counts(finding: Finding, changed: set[str], old: set[str]) -> bool:
    return finding.place.path in changed or finding.fingerprint not in old


def _once(workspace: Workspace, findings: Iterable[Finding]) -> list[Finding]:
    unique = {(finding.fingerprint, finding.place): finding for finding in findings}
    return in_order(workspace, unique.values())


def _found(
    workspace: Workspace, rules: Sequence[Rule], changed: set[str]
) -> tuple[list[Finding], list[Finding]]:
    """Return the findings of the changed files and their neighbours, and those over all sheets."""
    wanted = _with_neighbours(workspace, changed)
    cache = LintCache()
    result = run(workspace, rules, wanted, cache)
    return list(result.findings), cache.new_whole[1]


def _with_neighbours(workspace: Workspace, changed: set[str]) -> list[str]:
    """Return the changed files and those whose checks read them.

    A department and its sections are compared, and every sheet with that of the year before.
    """
    near = set[tuple[str, str]]()
    for path in changed:
        identity = sheet_id_of(path)
        if identity is not None:
            near.add((identity.year, identity.department))
            near.update(_later_departments(workspace, identity))
    return [
        path
        for path in workspace.yaml_paths
        if path in changed or ((one := sheet_id_of(path)) is not None and one[:2] in near)
    ]


def _later_departments(workspace: Workspace, identity: SheetId) -> set[tuple[str, str]]:
    """Return year and department of the sheets that may continue a sheet the year after."""
    try:
        year = FiscalYear.parse(identity.year)
        later = year.next
    except ValueError:
        return set()
    register = workspace.organization
    unit = register.unit_of(year, identity)
    units = () if unit is None else register.successors(unit.id, later, year)
    names = {one.department if isinstance(one, Section) else one.name for one in units}
    return {(later.label, name) for name in {identity.department, *names}}
