"""Findings of a living workspace: after a file is replaced, only what depends on it is checked.

Long because what is kept of each scope of rules, and what ends it, stands side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from orgsheet.lint.cache import LintCache
from orgsheet.lint.check_registry import OVER_ALL, OVER_SHEETS, OverSheets
from orgsheet.lint.finding import Finding
from orgsheet.lint.recorded_file import Entry
from orgsheet.lint.rule_reads import rules_reading
from orgsheet.lint.rulebook import Rule
from orgsheet.lint.run_rules import (
    check_department,
    check_told,
    check_waivers,
    check_workspace,
    extracts_of,
    find_told,
    fresh_entry,
    in_order,
)
from orgsheet.lint.session import open_session
from orgsheet.lint.still_valid import History, Known
from orgsheet.workspace.layout import (
    RULES,
    SETTINGS_PATH,
    SHEETS,
    WAIVERS_PATH,
    sheet_id_of,
)
from orgsheet.workspace.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orgsheet.form.sheet import SheetId
    from orgsheet.source import Plain


_Key = TypeVar("_Key", bound=Hashable)


class _Kept(NamedTuple):
    """Findings, what they were reported for, and the files that the check looked at."""

    findings: list[Finding]
    what: Hashable
    reads: set[str]


def _rules_in_force(workspace: Workspace) -> Sequence[Rule]:
    return open_session(workspace).rules


class Live:
    """What lint says of a workspace while its files are replaced, always as a whole run would.

    A surface that checks while someone types asks `own` at once and `over_all` when the typing
    rests. Every method may be called from any thread; one is served at a time.
    """

    def __init__(
        self,
        workspace: Workspace,
        load: Callable[[Workspace], Sequence[Rule]] = _rules_in_force,
    ) -> None:
        """Take a workspace, and what gives its rules, asked again when they may have changed."""
        self._workspace = workspace
        self._load = load
        self._rules: Sequence[Rule] | None = None
        self._forget_all()

    def _forget_all(self) -> None:
        self._rules = None
        self._entries: dict[str, Entry] = {}
        # The rules that must look at a file again, and which files looked at another one.
        self._again: dict[str, frozenset[str]] = {}
        self._readers: dict[str, set[str]] = {}
        self._must_compare = False
        # Whether all sheets have been asked: from then on those replaced are, one by one.
        self._knows_all = False
        self._departments: dict[tuple[str, str], _Kept] = {}
        self._whole: dict[str, _Kept] = {}
        self._told: dict[str, OverSheets] = {}
        self._told_found: dict[tuple[str, SheetId], _Kept] = {}
        # The sheets replaced since a rule was told, and what was taken out of each before.
        self._untold: dict[str, dict[str, dict[str, Plain]]] = {}

    def replace(self, path: str, data: bytes | None) -> None:
        """Let a file have these bytes, or be absent (None), until it is restored.

        Raises:
            ValueError: the path does not lead to a place below the workspace.
        """
        with self._changing(path):
            self._workspace.replace(path, data)

    def restore(self, path: str) -> None:
        """Let a file be what it is on disk, also where another program changed it there."""
        with self._changing(path):
            self._workspace.restore(path)

    def own(self, path: str) -> list[Finding]:
        """Return the findings about a file by the rules on files, sheets and departments, in order.

        Raises:
            CheckCrashError, RuleFileError, SettingsError, WorkspaceError: as `run`, and as where
                the rules come from.
        """
        with self._workspace.lock:
            self._prepare()
            return in_order(self._workspace, self._own(path))

    def over_all(self) -> list[Finding]:
        """Return the findings of the rules over all sheets, in order.

        The first time all sheets are read.

        Raises:
            CheckCrashError, RuleFileError, SettingsError, WorkspaceError: as `own`.
        """
        with self._workspace.lock:
            return in_order(self._workspace, self._over_all(self._prepare()))

    def about(self, path: str) -> list[Finding]:
        """Return all findings about a file, in order: those of `own` and of `over_all`.

        Raises:
            CheckCrashError, RuleFileError, SettingsError, WorkspaceError: as `own`.
        """
        with self._workspace.lock:
            rules = self._prepare()
            own = self._own(path)  # first: what is taken out of it for the others is known then
            found = self._over_all(rules)
            own += (one for one in found if one.place.path == path)
            return in_order(self._workspace, own)

    def read_ahead(self, count: int) -> bool:
        """Read some more sheets for the rules over all of them; return whether any are left.

        So the first `over_all` need not read them all while somebody waits.

        Raises:
            RuleFileError, SettingsError, WorkspaceError: as `own`.
        """
        with self._workspace.lock:
            rules = self._prepare()
            extracts = extracts_of([rule for rule in rules if rule.check.scope in OVER_ALL])
            names = {extract.__name__ for extract in extracts}
            known = self._workspace.known_summaries
            unread = {
                identity: path
                for identity, path in self._workspace.sheet_ids.items()
                if path not in known or (known[path] and not names <= known[path].keys())
            }
            now = dict(islice(unread.items(), count))
            self._workspace.summarize_all(extracts, now)
            for identity in now:  # those that are in memory anyway
                self._workspace.summarize(identity, extracts)
            return len(unread) > len(now)

    def findings(self) -> list[Finding]:
        """Return all findings in order, those of `run` over the whole workspace.

        Raises:
            CheckCrashError, RuleFileError, SettingsError, WorkspaceError: as `own`.
        """
        with self._workspace.lock:
            rules = self._prepare()
            paths = self._workspace.yaml_paths
            checked = set(paths)
            found = [finding for path in paths for finding in self._entry(path).findings]
            identities = filter(None, map(sheet_id_of, paths))
            for department in dict.fromkeys((one.year, one.department) for one in identities):
                kept = self._department(department)
                found += (one for one in kept if one.place.path in checked)
            found += self._over_all(rules)
            if WAIVERS_PATH in paths:
                found += check_waivers(self._workspace, rules, found, paths)
            return in_order(self._workspace, found)

    @contextmanager
    def _changing(self, path: str) -> Iterator[None]:
        with self._workspace.lock:
            known = path in self._workspace.paths
            extracts = self._workspace.known_summaries.get(path, {})
            yield
            listed = not path.startswith(f"{SHEETS}/") or known != (path in self._workspace.paths)
            self._changed(path, extracts, listed=listed)

    def _changed(self, path: str, extracts: dict[str, Plain], *, listed: bool) -> None:
        """Let go of what may depend on a file, and with `listed` on which files there are."""
        if path == SETTINGS_PATH or path.startswith((f"{RULES}/", "schema/")):
            self._forget_all()
            return
        self._entries.pop(path, None)
        for reader in self._readers.pop(path, ()):
            if reader in self._entries:
                again = rules_reading(self._entries[reader].reads, path)
                self._again[reader] = self._again.get(reader, frozenset()) | again
        self._must_compare |= listed
        if listed:
            self._knows_all = False
            self._whole.clear()
        identity = sheet_id_of(path)
        if identity is not None:
            self._departments.pop((identity.year, identity.department), None)
            for untold in self._untold.values():
                untold.setdefault(path, extracts)
        self._departments = _unread(self._departments, path)
        self._whole = _unread(self._whole, path)
        self._told_found = _unread(self._told_found, path)

    def _prepare(self) -> Sequence[Rule]:
        """Return the rules, with nothing kept that no longer holds."""
        if self._rules is None:
            self._rules = self._load(self._workspace)
            self._workspace.extracts = extracts_of(self._rules)
        if self._must_compare or not self._entries:
            cache = LintCache()
            cache.old = self._entries
            history = History(self._workspace, cache)
            known = {path: history.known(path) for path in self._entries}
            self._entries = {path: one.entry for path, one in known.items() if one}
            self._again = {path: one.again for path, one in known.items() if one and one.again}
            self._must_compare = False
        return self._rules

    def _entry(self, path: str) -> Entry:
        entry = self._entries.get(path)
        again = self._again.get(path)
        if entry is None or again:
            known = Known(entry, again) if entry and again else None
            entry = fresh_entry(self._workspace, self._rules or (), path, known)
            self._entries[path] = entry
            self._again.pop(path, None)
            for read in entry.reads:
                self._readers.setdefault(read.path, set()).add(path)
            if entry.summaries:
                self._workspace.known_summaries[path] = entry.summaries
        return entry

    def _own(self, path: str) -> list[Finding]:
        found = list(self._entry(path).findings)
        identity = sheet_id_of(path)
        if identity is not None:
            department = self._department((identity.year, identity.department))
            found += (finding for finding in department if finding.place.path == path)
        return found

    def _department(self, department: tuple[str, str]) -> list[Finding]:
        kept = self._departments.get(department)
        if kept is None:
            with self._workspace.recording() as reads:
                found = check_department(self._workspace, self._rules or (), department)
            kept = self._departments[department] = _Kept(found, None, reads)
        return kept.findings

    def _over_all(self, rules: Sequence[Rule]) -> list[Finding]:
        over_all = [rule for rule in rules if rule.check.scope in OVER_ALL]
        if not self._knows_all:
            self._workspace.summarize_all(extracts_of(over_all))
            self._knows_all = True
        found: list[Finding] = []
        for rule in over_all:
            found += self._told_of(rule) if rule.check.scope == OVER_SHEETS else self._seen_by(rule)
        return found

    def _seen_by(self, rule: Rule) -> list[Finding]:
        kept = self._whole.pop(rule.id, None)
        untold = self._untold.setdefault(rule.id, {})
        if kept is None or self._differ(rule, untold):
            with self._workspace.recording() as reads:
                found = check_workspace(self._workspace, [rule])
            kept = _Kept(found, None, reads)
        untold.clear()
        self._whole[rule.id] = kept
        return kept.findings

    def _differ(self, rule: Rule, untold: dict[str, dict[str, Plain]]) -> bool:
        """Tell whether what a rule takes out of some sheets is not what was taken before."""
        for path, before in untold.items() if rule.check.extracts else ():
            identity = sheet_id_of(path)
            assert identity is not None, "only sheets are noted as replaced"
            after = self._workspace.summarize(identity, self._workspace.extracts)
            for extract in rule.check.extracts:
                name = extract.__name__
                if name not in before or before[name] != after.get(name):
                    return True
        return False

    def _told_of(self, rule: Rule) -> list[Finding]:
        told = self._told.pop(rule.id, None)
        untold = self._untold.setdefault(rule.id, {})
        changed = None if told is None else filter(None, map(sheet_id_of, untold))
        told = told or rule.check.over_sheets(rule.with_)
        found: list[Finding] = []
        for identity, what in find_told(rule, told, self._workspace, changed).items():
            kept = self._told_found.get((rule.id, identity))
            if kept is None or kept.what != what:
                with self._workspace.recording() as reads:
                    spots = check_told(self._workspace, rule, told, identity, what)
                kept = self._told_found[rule.id, identity] = _Kept(spots, what, reads)
            found += kept.findings
        untold.clear()
        self._told[rule.id] = told
        return found


def _unread(kept: dict[_Key, _Kept], path: str) -> dict[_Key, _Kept]:
    """Return what was found without looking at a file."""
    return {key: one for key, one in kept.items() if path not in one.reads}
