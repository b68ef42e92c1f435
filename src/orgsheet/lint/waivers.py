"""Waivers: findings that a person lets stand for a time, by rule, sheet and item."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from orgsheet.fiscal import FiscalYear
from orgsheet.fiscal.fiscal_year import LATEST
from orgsheet.japanese.likeness import normalize
from orgsheet.lint.finding import Finding
from orgsheet.lint.rulebook import Rule, rules_named
from orgsheet.registers.tolerant import mappings_of, text_of
from orgsheet.source import Comment, Document, Mapping, Node, Scalar, find_comments
from orgsheet.source.pointers import steps_of
from orgsheet.workspace.layout import WAIVERS_PATH as WAIVERS_PATH  # noqa: PLC0414 - offered here, too
from orgsheet.workspace.workspace import Workspace

LEAST_REASON = 10
"""Characters, spaces aside, that a reason has at least."""
MOST_YEARS = 2
"""Fiscal years after that of the sheet up to which a waiver may hold."""

WAIVERS_KEY = "免除"
_MOST_ENTRIES = 1000  # as in the schema
_LEAST_DIFFERENT = 5  # 同上同上同上同上同上 has two
_CLOSED_SUBJECT = "waivers"


class Waiver(NamedTuple):
    """One entry of `sheets/免除.yaml`.

    `target` is a sheet as `Finding.sheet` names it (`R5/総務部/総務課`), alone or with `#` and
    the item as `Finding.item` names it, or a heading of the form; width and spaces do not matter.
    `until` is the fiscal year label (`R6`) up to which it holds; `line` is where
    the entry starts, from 1.
    """

    rule: str
    target: str
    reason: str
    approver: str
    until: str
    line: int

    @property
    def place(self) -> tuple[str, str | None]:
        """The comparison keys of sheet and item; the item is None for a whole sheet."""
        sheet, mark, item = normalize(self.target).partition("#")
        return sheet, item if mark else None


class Waived(NamedTuple):
    """A finding and the waiver that lets it stand."""

    finding: Finding
    waiver: Waiver


class Entry(NamedTuple):
    """One entry as it stands in the file, and why it waives nothing, if it does not.

    `rule` is the one it names, `until` and `latest` are the fiscal years up to which it holds and
    may hold, None where there is none. `flaws` are of `form` (its schema objects or something is
    blank), `reason`, `rule` (there is none), `closed` (nobody may waive it), `comment` (the item
    became a comment), `long` and `expired`. `comment` is that comment.
    """

    node: Mapping
    waiver: Waiver
    rule: Rule | None
    until: FiscalYear | None
    latest: FiscalYear | None
    flaws: frozenset[str]
    comment: Comment | None = None

    def value(self, key: str) -> Scalar | None:
        """Return the value under a key when it is no collection."""
        value = self.node.get(key)
        return value if isinstance(value, Scalar) else None


class WaiverReview(NamedTuple):
    """What the checks of waivers look at: the entries, and what a run found.

    `sheets` are the files below `sheets/` by the name that findings give them, `rules` the ids of
    those in force, `checked` the paths that were looked at and could be read.
    """

    workspace: Workspace
    document: Document
    entries: Sequence[Entry]
    findings: Sequence[Finding]
    sheets: dict[str, str]
    rules: Collection[str]
    checked: Collection[str]


def load_waivers(workspace: Workspace) -> tuple[Waiver, ...]:
    """Return the waivers that hold, in the order of the file; none where there is no file.

    What is wrong in the file never stops: such an entry is no waiver, and a finding tells it.

    Raises:
        RuleFileError: a rule that is named cannot be used.
        WorkspaceError: the folder of sheets cannot be listed.
    """
    return tuple(entry.waiver for entry in read_entries(workspace) if not entry.flaws)


def apply_waivers(
    findings: Sequence[Finding], waivers: Sequence[Waiver]
) -> tuple[list[Finding], list[Waived]]:
    """Part findings into those that count and those that are waived; both keep their order.

    Of several waivers the first counts. Findings about the waivers themselves always count.
    """
    counting: list[Finding] = []
    waived: list[Waived] = []
    for finding, fitting in matched(findings, waivers):
        if fitting:
            waived.append(Waived(finding, fitting[0]))
        else:
            counting.append(finding)
    return counting, waived


def matched(
    findings: Iterable[Finding], waivers: Iterable[Waiver]
) -> Iterator[tuple[Finding, list[Waiver]]]:
    """Yield every finding with the waivers that are meant for it.

    A finding that stands for others too is waived only with its whole sheet.
    """
    by_sheet: dict[tuple[str, str], list[tuple[str | None, Waiver]]] = {}
    for waiver in waivers:
        sheet, item = waiver.place
        by_sheet.setdefault((waiver.rule, sheet), []).append((item, waiver))
    if not by_sheet:
        yield from ((finding, []) for finding in findings)
        return
    for finding in findings:
        fitting: list[Waiver] = []
        near = by_sheet.get((finding.rule, normalize(finding.sheet)), [])
        if near and finding.place.path != WAIVERS_PATH:
            own = item_keys(finding) if finding.total == 1 else set()
            fitting = [waiver for item, waiver in near if item is None or item in own]
        yield finding, fitting


def item_keys(finding: Finding) -> set[str]:
    """Return the comparison keys of the row a finding is in and of the heading it is under."""
    heading = next(iter(steps_of(finding.pointer)), "")
    return set(map(normalize, (finding.item, heading))) - {""}


def read_entries(workspace: Workspace) -> list[Entry]:
    """Return every entry of the file, good or not; none where it cannot be read.

    Raises:
        RuleFileError: a rule that is named cannot be used.
        WorkspaceError: the folder of sheets cannot be listed.
    """
    document = workspace.document(WAIVERS_PATH)
    root = None if document is None else document.root
    if document is None or not isinstance(root, Mapping):
        return []
    nodes = list(mappings_of(root.get(WAIVERS_KEY), _MOST_ENTRIES))
    rules = rules_named(workspace, {text_of(node, "規則") for node in nodes}) if nodes else {}
    newest = newest_year(workspace) if nodes else None
    faults = _faults(workspace, document) if nodes else []
    comments = {comment.start: comment for comment in find_comments(document)} if nodes else {}
    entries = []
    for node in nodes:
        rule = rules.get(text_of(node, "規則"))
        waiver = _waiver(document, node, rule)
        until = FiscalYear.read(waiver.until)
        sheet_year = FiscalYear.read(waiver.place[0].partition("/")[0]) or newest
        latest = _last_allowed(sheet_year) if sheet_year else None
        comment = _comment_behind(document, node.get("対象"), comments)
        flaws = {
            "form": not all(waiver[:5]) or _is_faulty(node, faults) or until is None,
            "reason": bool(waiver.reason) and not _is_reason(waiver.reason),
            "rule": bool(waiver.rule) and rule is None,
            "closed": _is_closed(waiver, rule),
            "comment": comment is not None,
            "long": bool(until and latest and latest < until),
            "expired": bool(until and newest and until < newest),
        }
        found = frozenset(name for name, is_so in flaws.items() if is_so)
        entries.append(Entry(node, waiver, rule, until, latest, found, comment))
    return entries


def newest_year(workspace: Workspace) -> FiscalYear | None:
    """Return the newest fiscal year that has sheets; None where none has."""
    labels = {identity.year for identity in workspace.sheet_ids}
    years = [year for label in labels if (year := FiscalYear.read(label)) and year.label == label]
    return max(years, default=None)


def _waiver(document: Document, node: Mapping, rule: Rule | None) -> Waiver:
    until = text_of(node, "期限年度")
    year = FiscalYear.read(until)
    return Waiver(
        rule=rule.id if rule else text_of(node, "規則"),
        target=text_of(node, "対象"),
        reason=text_of(node, "理由"),
        approver=text_of(node, "承認者"),
        until=year.label if year else until,
        line=document.locate(node.start)[0],
    )


def _faults(workspace: Workspace, document: Document) -> list[tuple[int, int]]:
    """Return where the file cannot be read as it was meant, or not as its schema says."""
    found = [(problem.start, problem.end) for problem in document.problems]
    return found + [(p.start, p.end) for p in workspace.schema_problems(document, "waivers")]


def _is_faulty(node: Mapping, faults: list[tuple[int, int]]) -> bool:
    return any(node.start <= start <= node.end for start, _ in faults)


def _is_reason(text: str) -> bool:
    visible = "".join(text.split())
    return len(visible) >= LEAST_REASON and len(set(visible)) >= _LEAST_DIFFERENT


def _is_closed(waiver: Waiver, rule: Rule | None) -> bool:
    """Whether nobody may waive that: a file that cannot be read, and what waivers are told."""
    about_waivers = waiver.place[0] == normalize(WAIVERS_KEY)
    return about_waivers or (
        rule is not None and (rule.is_always_on or rule.subject == _CLOSED_SUBJECT)
    )


def _comment_behind(
    document: Document, node: Node | None, comments: dict[int, Comment]
) -> Comment | None:
    """Return the comment that an item became because a space stands before its `#`.

    A space behind the `#` tells a comment that is meant as one.
    """
    if not isinstance(node, Scalar) or node.start == node.end:
        return None
    text = document.text
    place = node.end
    while text[place : place + 1] == " ":
        place += 1
    found = comments.get(place)
    return found if found is not None and found.text[1:2].strip() else None


def _last_allowed(year: FiscalYear) -> FiscalYear:
    return FiscalYear(min(year.start + MOST_YEARS, LATEST))
