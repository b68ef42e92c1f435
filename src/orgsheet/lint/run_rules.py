"""Run the rules over a workspace: every check where it applies, every spot as a finding.

Long because each scope of rules (file, sheet, department, all sheets, what other sheets tell) is
run by a short function, and all of them make findings in one way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import NamedTuple

from orgsheet.files.trees import WorkspaceError
from orgsheet.form.sheet import Sheet, SheetId
from orgsheet.lint.cache import LintCache
from orgsheet.lint.check_registry import (
    DEPARTMENT,
    DOCUMENT,
    OVER_ALL,
    OVER_SHEETS,
    SHEET,
    WAIVERS,
    WORKSPACE,
    OverSheets,
    Spot,
)
from orgsheet.lint.finding import Finding, fingerprint
from orgsheet.lint.hits import finding_of
from orgsheet.lint.many_processes import checked
from orgsheet.lint.recorded_file import Entry
from orgsheet.lint.rule_reads import RuleReads
from orgsheet.lint.rulebook import Rule
from orgsheet.lint.still_valid import History, Known
from orgsheet.lint.waivers import WaiverReview, read_entries
from orgsheet.source import Document, Plain
from orgsheet.workspace.book import RuleFileError
from orgsheet.workspace.layout import REGISTERS, WAIVERS_PATH, sheet_id_of
from orgsheet.workspace.workspace import Workspace

MAX_ALIKE = 200
"""Findings of one rule in one file that are told one by one; more would drown all others."""


class CheckCrashError(Exception):
    """A check failed inside; the message names the rule and the file, never the sheet's text."""

    def __init__(self, rule: str, path: str) -> None:
        super().__init__(f"規則「{rule}」が {path} を調べる途中で止まりました。")


class LintResult(NamedTuple):
    """All findings in their total order, and how many files were looked at.

    `rechecked` names the files that some rule really looked at: with a cache, those that changed
    or that depend on what changed.
    """

    findings: tuple[Finding, ...]
    sheets: int
    registers: int
    rechecked: tuple[str, ...]


NOTHING = LintResult((), 0, 0, ())
"""What is said where no file is looked at."""


def run(
    workspace: Workspace,
    rules: Sequence[Rule],
    paths: Sequence[str] | None = None,
    cache: LintCache | None = None,
    progress: Callable[[int, int], None] | None = None,
    jobs: int | None = 1,
) -> LintResult:
    """Check the workspace, or only the files of `paths` (relative to it).

    Every file is looked at even where another one cannot be read. With a cache, files that did
    not change keep the findings of the rules that looked at nothing else that changed. `progress`
    is told how many files of how many are done. See `checked` for `jobs`.

    Raises:
        CheckCrashError: a check failed inside; nothing is reported as clean then.
        RuleFileError: a file cannot be read, and no rule says so.
    """
    with workspace.lock, workspace.letting_go() as let_go:
        chosen = workspace.yaml_paths if paths is None else paths
        wanted = set(chosen)
        history = History(workspace, cache or LintCache())
        history.keep_others(wanted)
        workspace.extracts = extracts_of(rules)
        findings: list[Finding] = []

        def check(path: str) -> Entry:
            entry = fresh_entry(workspace, rules, path, known[path])
            let_go()
            return entry

        known = {path: history.known(path) for path in chosen}
        rechecked = [path for path in chosen if not (one := known[path]) or one.again]
        fresh = checked(rechecked, check, rules, jobs)
        for number, path in enumerate(chosen, 1):
            one = known[path]
            entry = next(fresh) if one is None or one.again else one.entry
            history.keep(path, entry)
            findings += entry.findings
            if progress is not None:
                progress(number, len(chosen))
        for department in _departments_of(wanted):
            found = history.department(
                department, partial(check_department, workspace, rules, department)
            )
            findings += _only(wanted, found)
        found = history.whole(lambda: _check_whole(workspace, rules))
        # Where all is checked, also what is said of files that are none to check: those misnamed.
        everything = wanted.issuperset(workspace.yaml_paths)
        findings += found if everything else _only(wanted, found)
        if WAIVERS_PATH in wanted:
            # Never from the cache: what they say depends on every finding.
            findings += check_waivers(workspace, rules, findings, chosen)
        return LintResult(
            findings=tuple(in_order(workspace, findings)),
            sheets=sum(sheet_id_of(path) is not None for path in chosen),
            registers=sum(path in REGISTERS for path in chosen),
            rechecked=tuple(rechecked),
        )


def in_order(workspace: Workspace, findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in the order to read: sheet by sheet as every list has them, by place."""
    known: dict[str, tuple[object, ...]] = {}

    def place(finding: Finding) -> tuple[object, ...]:
        path = finding.place.path
        return known.setdefault(path, workspace.place_of(path))

    return sorted(findings, key=lambda finding: (place(finding), finding.order))


def extracts_of(rules: Iterable[Rule]) -> tuple[Callable[[Sheet], Plain], ...]:
    """Return what the rules ask to be taken out of every sheet, each once."""
    return tuple(dict.fromkeys(extract for rule in rules for extract in rule.check.extracts))


def _check_whole(workspace: Workspace, rules: Sequence[Rule]) -> list[Finding]:
    """Return the findings of the checks over all sheets, with memory kept low on the way."""
    over_all = [rule for rule in rules if rule.check.scope in OVER_ALL]
    workspace.summarize_all({extract for rule in over_all for extract in rule.check.extracts})
    return check_workspace(workspace, over_all)


def _only(paths: Container[str], findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.place.path in paths]


def fresh_entry(
    workspace: Workspace, rules: Sequence[Rule], path: str, known: Known | None = None
) -> Entry:
    """Check one file and note rule by rule what its findings depend on.

    Of a file that is `known` only those rules look at it that must look again.
    """
    with workspace.recording() as seen:
        reads = RuleReads(path, seen)
        if known is None:
            found = check_file(workspace, rules, path, reads=reads)
            taken = _taken_out(workspace, path)
        else:
            again = [rule for rule in rules if rule.id in known.again]
            found = _found_in(workspace, again, path, MAX_ALIKE, reads)
            kept = [one for one in known.entry.findings if one.rule not in known.again]
            found = kept + found
            reads.keep(known.entry.reads, known.again)
        noted = reads.noted(workspace.digest)
    if known is not None:
        return known.entry.with_findings(found, noted)
    return Entry(workspace.digest(path) or "", found, noted, taken)


def _taken_out(workspace: Workspace, path: str) -> dict[str, Plain]:
    """Return what the checks over all sheets ask of a sheet, by the functions' names."""
    identity = sheet_id_of(path)
    sheet = None if identity is None else workspace.sheet(identity)
    if sheet is None or sheet.root is None:
        return {}
    return {
        extract.__name__: workspace.summarize(sheet.id, (extract,))[extract.__name__]
        for extract in workspace.extracts
    }


def check_file(
    workspace: Workspace,
    rules: Sequence[Rule],
    path: str,
    most: int | None = MAX_ALIKE,
    reads: RuleReads | None = None,
) -> list[Finding]:
    """Return the findings about one file; those of checks over all sheets are not among them.

    Of more than `most` findings of one rule the last one says how many more there are; None
    gives every single one. `reads` notes what each rule looks at.
    """
    found = _found_in(workspace, rules, path, most, reads)
    document = workspace.document(path)
    if document is not None and document.root is None and not found:
        line = document.locate(document.problems[0].start)[0] if document.problems else 1
        raise RuleFileError(
            path,
            line,
            "この行は読めませんが、それを指摘する規則が lint フォルダにありません。"
            "付属の file- で始まる規則を戻してください。",
        )
    return found


def _found_in(
    workspace: Workspace,
    rules: Sequence[Rule],
    path: str,
    most: int | None,
    reads: RuleReads | None,
) -> list[Finding]:
    """Return what rules find in one file, which may be nothing although it cannot be read."""
    document = workspace.document(path)
    if document is None:
        return []
    offered: dict[str, object] = {DOCUMENT: document, WORKSPACE: workspace}
    found = _of_scope(rules, DOCUMENT, document, most, offered, reads)
    identity = sheet_id_of(path)
    sheet = None if identity is None else workspace.sheet(identity)
    if sheet is not None and sheet.root is not None:
        offered = {SHEET: sheet, WORKSPACE: workspace}
        found += _of_scope(rules, SHEET, document, most, offered, reads)
    return found


def _of_scope(
    rules: Sequence[Rule],
    scope: str,
    document: Document,
    most: int | None,
    offered: Mapping[str, object],
    reads: RuleReads | None,
) -> list[Finding]:
    """Return what the rules of one scope find in a document; most rules find nothing."""
    found: list[Finding] = []
    seen = reads.seen if reads else ()
    for rule in rules:
        check = rule.check
        if check.scope == scope:
            spots = _guarded(rule, document, check.spots, (offered, rule.with_))
            if spots:
                found += _told_at(rule, document, most, spots)
            if reads and seen:
                reads.done(rule.id)
    return found


def _departments_of(paths: Iterable[str]) -> dict[tuple[str, str], None]:
    """Return year and department of the sheets among some files, each once."""
    identities = filter(None, map(sheet_id_of, paths))
    return dict.fromkeys((one.year, one.department) for one in identities)


def check_department(
    workspace: Workspace, rules: Sequence[Rule], department: tuple[str, str]
) -> list[Finding]:
    """Return the findings of the rules that look at one year's department."""
    offered = {DEPARTMENT: department, WORKSPACE: workspace}
    return [
        finding
        for rule in rules
        if rule.check.scope == DEPARTMENT
        for finding in _findings(rule, None, MAX_ALIKE, offered)
    ]


def check_workspace(workspace: Workspace, rules: Sequence[Rule]) -> list[Finding]:
    """Return the findings of the rules that look at all sheets together."""
    found: list[Finding] = []
    for rule in rules:
        if rule.check.scope == WORKSPACE:
            found += _findings(rule, None, MAX_ALIKE, {WORKSPACE: workspace})
        elif rule.check.scope == OVER_SHEETS:
            told = rule.check.over_sheets(rule.with_)
            for identity, what in find_told(rule, told, workspace).items():
                found += check_told(workspace, rule, told, identity, what)
    return found


def find_told(
    rule: Rule,
    told: OverSheets,
    workspace: Workspace,
    changed: Iterable[SheetId] | None = None,
) -> Mapping[SheetId, Hashable]:
    """Tell a check over all sheets of every sheet, or of those that changed since it was told.

    Returns what it reports, by sheet.
    """
    extract = rule.check.extracts[0]
    try:
        if changed is None:
            for identity, summary in workspace.summaries(extract):
                told.put(identity, summary)
        for identity in changed or ():
            known = workspace.summarize(identity, (extract, *workspace.extracts))
            told.put(identity, known.get(extract.__name__))
        return told.found()
    except Exception as error:
        raise CheckCrashError(rule.id, "sheets") from error


def check_told(
    workspace: Workspace, rule: Rule, told: OverSheets, identity: SheetId, what: Hashable
) -> list[Finding]:
    """Return as findings what a rule that was told of all sheets found in one of them."""
    sheet = workspace.sheet(identity)
    assert sheet is not None, "its extract was taken from the sheet"
    return list(_findings_at(rule, sheet.document, MAX_ALIKE, told.spots, sheet, what, workspace))


def check_waivers(
    workspace: Workspace,
    rules: Sequence[Rule],
    findings: Sequence[Finding],
    paths: Iterable[str],
    most: int | None = MAX_ALIKE,
) -> list[Finding]:
    """Return the findings about the waivers' use, given all others about the files of `paths`."""
    document = workspace.document(WAIVERS_PATH)
    entries = read_entries(workspace)
    if document is None or not entries:
        return []
    unread = {rule.id for rule in rules if rule.is_always_on}
    review = WaiverReview(
        workspace=workspace,
        document=document,
        entries=entries,
        findings=findings,
        sheets={sheet_name(path): path for path in workspace.yaml_paths if path != WAIVERS_PATH},
        rules={rule.id for rule in rules},
        checked=set(paths) - {f.place.path for f in findings if f.rule in unread},
    )
    return [
        finding
        for rule in rules
        if rule.check.scope == WAIVERS
        for finding in _findings(rule, document, most, {WAIVERS: review})
    ]


def _findings(
    rule: Rule, document: Document | None, most: int | None, offered: Mapping[str, object]
) -> Iterable[Finding]:
    """Return what a rule finds in a document, or (None) in those that its spots name."""
    return _findings_at(rule, document, most, rule.check.spots, offered, rule.with_)


def _findings_at(
    rule: Rule,
    document: Document | None,
    most: int | None,
    find: Callable[..., Iterator[Spot]],
    *given: object,
) -> Iterable[Finding]:
    """Return the spots that `find` gives for what it is given as findings."""
    spots = _guarded(rule, document, find, given)
    return _told_at(rule, document, most, spots) if spots else ()


def _told_at(
    rule: Rule, document: Document | None, most: int | None, spots: Iterable[Spot]
) -> Iterable[Finding]:
    """Return spots as findings; of more than `most` in one file the last says how many more."""
    kept: dict[str, list[Finding]] = {}
    more: Counter[str] = Counter()
    for spot in spots:
        where = spot.document or document
        assert where is not None, "a workspace check names the document"
        alike = kept.setdefault(where.path, [])
        if most is None or len(alike) < most:
            alike.append(finding_of(rule, spot, where, sheet_name(where.path)))
        else:
            more[where.path] += 1
    for path, count in more.items():
        kept[path][-1] = _with_more(kept[path][-1], count)
    return chain.from_iterable(kept.values())


def _with_more(finding: Finding, more: int) -> Finding:
    """Return a finding that also stands for `more` others, and is another one if they change."""
    return finding._replace(
        message=f"{finding.message}（この指摘がこのファイルにほか {more:,} 件）",
        fingerprint=fingerprint(finding.rule, finding.sheet, finding.fingerprint, str(more)),
        total=1 + more,
    )


def _guarded(
    rule: Rule,
    document: Document | None,
    find: Callable[..., Iterator[Spot]],
    given: tuple[object, ...],
) -> list[Spot]:
    try:
        return list(find(*given))
    except WorkspaceError:
        raise  # such as a schema of the city's own that cannot be read: no fault of the rule
    except Exception as error:
        raise CheckCrashError(rule.id, document.path if document else "sheets") from error


def sheet_name(path: str) -> str:
    """Return what the reports call a file: `R5/総務部/総務課`, or the register's name."""
    return path.removeprefix("sheets/").removesuffix(".yaml")
