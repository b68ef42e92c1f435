"""One check of a workspace from its settings to its report: rules, waivers, baseline in between."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from orgsheet.files import UnreadableFileError
from orgsheet.lint.baseline import Entry, compare, read_baseline
from orgsheet.lint.cache import LintCache, cache_key
from orgsheet.lint.closed_rounds import closed_rounds
from orgsheet.lint.finding import Finding, at_least
from orgsheet.lint.lint_report import LintReport
from orgsheet.lint.replacements import DocumentLines
from orgsheet.lint.rulebook import Rule, apply_settings, load_rules
from orgsheet.lint.run_rules import NOTHING, run, sheet_name
from orgsheet.lint.waivers import Waived, apply_waivers, load_waivers
from orgsheet.source import Document
from orgsheet.source.decode import decode
from orgsheet.workspace.settings import Settings, load_settings
from orgsheet.workspace.workspace import Workspace

if TYPE_CHECKING:
    from orgsheet.lint.fixes import Fixer

_KEPT = 64


@dataclass(frozen=True, slots=True)
class LintSession:
    """A workspace with its settings, its whole rule book, and the rules that are in force."""

    workspace: Workspace
    settings: Settings
    book: tuple[Rule, ...]
    rules: tuple[Rule, ...]

    @property
    def record(self) -> Path | None:
        """The baseline that the settings name, None where they name none."""
        name = self.settings.baseline
        return self.workspace.root / name if name else None

    def reopened(self) -> LintSession:
        """Return the session with the same rules and nothing of what was read of the files."""
        fresh = Workspace(self.workspace.files, self.workspace.root)
        fresh.closed_rounds = self.workspace.closed_rounds
        return LintSession(fresh, self.settings, self.book, self.rules)

    def judged(
        self,
        paths: Sequence[str] | None = None,
        *,
        cached: bool = False,
        progress: Callable[[int, int], None] | None = None,
        jobs: int | None = 1,
    ) -> LintReport:
        """Return what lint says where no baseline is held against it: every finding counts.

        Args:
            paths: the files to check, relative to the workspace; None checks everything.
            cached: whether what an earlier run wrote down of unchanged files serves, and is kept
                up to date. Findings then have no mends.
            progress: is told how many files of how many are done.
            jobs: how many processes share the files, None for as many as pay. Findings of
                several have no mends.

        Raises:
            CheckCrashError, RuleFileError: as `run`.
        """
        workspace = self.workspace
        cache = self._cache() if cached else None
        is_nothing = paths is not None and not paths
        result = NOTHING
        if not is_nothing:
            result = run(workspace, self.rules, paths, cache, progress, jobs)
        if cache is not None:
            cache.save()
        counting, waived = self.waive(result.findings)
        return LintReport(
            findings=tuple(counting),
            known=(),
            waived=tuple(waived),
            gone=(),
            rules=self.rules,
            paths=tuple(
                sorted(workspace.yaml_paths if paths is None else paths, key=workspace.place_of)
            ),
            sheets=result.sheets,
            registers=result.registers,
            lines=lines_of(workspace),
        )

    def waive(self, findings: Sequence[Finding]) -> tuple[list[Finding], list[Waived]]:
        """Return the findings that count, and those that the workspace's waivers let stand."""
        return apply_waivers(findings, load_waivers(self.workspace))

    def fails(self, findings: Iterable[Finding], level: str | None = None) -> bool:
        """Tell whether one is as grave as `level`, or as the settings' level where that is None."""
        least = level or self.settings.fail_level
        return any(at_least(finding.severity, least) for finding in findings)

    def fixer(self) -> Fixer:
        """Return what mends files by these rules, and never what the waivers let stand."""
        from orgsheet.lint.fixes import Fixer

        return Fixer(self.workspace, self.rules)

    def _cache(self) -> LintCache:
        names = self.workspace.schemas.own_names
        schemas = [repr(self.workspace.schema(name)).encode() for name in names]
        own = self.workspace.schemas.own_form_names
        schemas += [self.workspace.forms.data(name) or b"" for name in own]
        closed = self.workspace.closed_rounds
        schemas += [repr((year, sorted(closed[year]))).encode() for year in sorted(closed)]
        return LintCache.load(self.workspace.root, cache_key(self.rules, schemas), self.rules)


def open_session(workspace: Workspace) -> LintSession:
    """Return what lint needs to know of a workspace before it looks at a sheet.

    Raises:
        SettingsError, RuleFileError, WorkspaceError: its settings, rules or form cannot be used.
    """
    settings = load_settings(workspace)
    book = tuple(load_rules(workspace))
    workspace.closed_rounds = closed_rounds(workspace, settings)
    return LintSession(workspace, settings, book, tuple(apply_settings(book, settings)))


def against(report: LintReport, entries: Sequence[Entry], *, is_whole: bool) -> LintReport:
    """Return a report with what a baseline knows set aside.

    Where not everything was checked (`is_whole`), entries of other files say nothing: those were
    not looked at.
    """
    if not is_whole:
        names = {sheet_name(path) for path in report.paths}
        entries = [entry for entry in entries if entry.sheet in names]
    compared = compare(report.findings, entries)
    return report._replace(findings=compared.new, known=compared.known, gone=compared.gone)


def entries_of(record: Path | None, *, below: Path | None = None) -> list[Entry]:
    """Return the entries of a baseline, none where there is none to read.

    Raises:
        BaselineError: as `read_baseline`.
    """
    return [] if record is None else read_baseline(record, below=below)


def lines_of(workspace: Workspace) -> DocumentLines:
    """Return the lines of the workspace's files, read without building their trees again."""

    @lru_cache(maxsize=_KEPT)
    def document(path: str) -> Document | None:
        try:
            data = workspace.files.read(path)
        except UnreadableFileError:
            return None
        return None if data is None else decode(data, path)

    return DocumentLines(document)
