"""Run the rules over a workspace: every check where it applies, every spot as a finding."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from orgsheet.lint.cache import Entry, LintCache
from orgsheet.lint.finding import Finding, Place, Related, fingerprint
from orgsheet.lint.history import History
from orgsheet.lint.registry import DOCUMENT, SHEET, WORKSPACE, Spot
from orgsheet.lint.rules import Rule, fill
from orgsheet.sheet import Sheet
from orgsheet.source import Document, Mapping, Node, Scalar, TextEdit, replace_scalar
from orgsheet.workspace import PLANS_PATH, REGISTERS, Workspace, sheet_id_of

_MAX_VALUE = 60
_COLLECT_EVERY = 200
_NAME_KEYS = ("項目", "事務事業名称", "名称", "内容", "時期")


class CheckCrashError(Exception):
    """A check failed inside; the message names the rule and the file, never the sheet's text."""

    def __init__(self, rule: str, path: str) -> None:
        super().__init__(f"規則「{rule}」が {path} を調べる途中で止まりました。")


class LintResult(NamedTuple):
    """All findings in their total order, and how many files were looked at.

    `rechecked` names the files that were really checked: with a cache, those that changed or that
    depend on what changed.
    """

    findings: tuple[Finding, ...]
    sheets: int
    registers: int
    rechecked: tuple[str, ...]


def run(
    workspace: Workspace,
    rules: Sequence[Rule],
    paths: Sequence[str] | None = None,
    cache: LintCache | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> LintResult:
    """Check the workspace, or only the files of `paths` (relative to it).

    Every file is looked at even where another one cannot be read. With a cache, files that
    neither changed nor depend on what changed keep their findings. `progress` is told how many
    files of how many are done.

    Raises:
        CheckCrashError: a check failed inside; nothing is reported as clean then.
    """
    chosen = workspace.yaml_paths if paths is None else paths
    history = History(workspace, cache or LintCache())
    findings: list[Finding] = []
    rechecked = []
    with _own_collection() as collect:
        for number, path in enumerate(chosen, 1):
            entry = history.unchanged(path)
            if entry is None:
                entry = _fresh_entry(workspace, rules, path)
                rechecked.append(path)
            history.keep(path, entry)
            findings += entry.findings
            if number % _COLLECT_EVERY == 0:
                collect()
            if progress is not None:
                progress(number, len(chosen))
    wanted = set(chosen)
    found = history.whole(lambda: check_workspace(workspace, rules))
    findings += [finding for finding in found if finding.place.path in wanted]
    findings.sort(key=lambda finding: finding.order)
    return LintResult(
        findings=tuple(findings),
        sheets=sum(history.is_sheet(path) for path in chosen),
        registers=sum(path in REGISTERS for path in chosen),
        rechecked=tuple(rechecked),
    )


@contextmanager
def _own_collection() -> Iterator[Callable[[], object]]:
    """Collect garbage when asked instead of all the time.

    Trees know their parents, so only the collector frees them; left to itself it walks all live
    trees again and again, a sixth of the whole time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield gc.collect
    finally:
        if was_on:
            gc.enable()


def _fresh_entry(workspace: Workspace, rules: Sequence[Rule], path: str) -> Entry:
    """Check one file and note what its findings depend on."""
    digest = workspace.digest(path)
    workspace.start_recording()
    identity = sheet_id_of(path)
    entry = Entry(digest or "", identity is not None, check_file(workspace, rules, path))
    sheet = None if identity is None else workspace.sheet(identity)
    if sheet is not None and sheet.root is not None:
        entry.cites = [[link.number, link.item.text] for link in sheet.plan_links]
        for rule in rules:
            for extract in rule.check.extracts:
                if extract.__name__ not in entry.summaries:
                    entry.summaries[extract.__name__] = extract(sheet)
    reads = workspace.recorded() - {path}
    entry.plans = PLANS_PATH in reads
    entry.reads = {other: workspace.digest(other) for other in sorted(reads - {PLANS_PATH})}
    return entry


def check_file(workspace: Workspace, rules: Sequence[Rule], path: str) -> list[Finding]:
    """Return the findings about one file; those of checks over all sheets are not among them."""
    document = workspace.document(path)
    if document is None:
        return []
    found = check_document(workspace, rules, document)
    identity = sheet_id_of(path)
    sheet = None if identity is None else workspace.sheet(identity)
    if sheet is not None and sheet.root is not None:
        found += check_sheet(workspace, rules, sheet)
    return found


def check_document(
    workspace: Workspace, rules: Sequence[Rule], document: Document
) -> list[Finding]:
    """Return the findings of the rules about the file itself and its form."""
    return [
        _finding(rule, spot, document)
        for rule in rules
        if rule.check.scope == DOCUMENT
        for spot in _spots(rule, document.path, document, workspace)
    ]


def check_sheet(workspace: Workspace, rules: Sequence[Rule], sheet: Sheet) -> list[Finding]:
    """Return the findings of the rules about one sheet's content."""
    return [
        _finding(rule, spot, sheet.document)
        for rule in rules
        if rule.check.scope == SHEET
        for spot in _spots(rule, sheet.document.path, sheet, workspace)
    ]


def check_workspace(workspace: Workspace, rules: Sequence[Rule]) -> list[Finding]:
    """Return the findings of the rules that look at all sheets together."""
    found = []
    for rule in rules:
        if rule.check.scope == WORKSPACE:
            for spot in _spots(rule, "sheets", workspace):
                assert spot.document is not None, "a workspace check names the document"
                found.append(_finding(rule, spot, spot.document))
    return found


def _spots(rule: Rule, path: str, *subject: object) -> Iterator[Spot]:
    try:
        yield from rule.check.function(*subject, **rule.with_)
    except Exception as error:
        raise CheckCrashError(rule.id, path) from error


def _finding(rule: Rule, spot: Spot, document: Document) -> Finding:
    document = spot.document or document
    values = {name: shown(value) for name, value in spot.values.items()}
    node = spot.node
    sheet = sheet_name(document.path)
    item = item_path(node)
    text = node.text if isinstance(node, Scalar) else ""
    edits = _edits(spot, document)
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        title=rule.title,
        message=fill(rule.message, values),
        why=rule.why,
        fix=fill(rule.fix, values),
        place=_place(document, *_span(spot)),
        sheet=sheet,
        item=_row_name(node),
        pointer="" if node is None else node.pointer(),
        fingerprint=fingerprint(rule.id, sheet, item, f"{text}\x1e{spot.about}"),
        related=tuple(_related(*related) for related in spot.related),
        paste=_paste(edits, document),
        fixable=rule.fixable if edits else "none",
        edits=edits,
        value=spot.replacement if isinstance(node, Scalar) else None,
    )


def shown(value: str) -> str:
    """Return a value as a message shows it: on one line, at most 60 characters."""
    line = " ".join(value.split())
    return line if len(line) <= _MAX_VALUE else line[: _MAX_VALUE - 1] + "…"


def sheet_name(path: str) -> str:
    """Return what the reports call a file: `R5/政策推進部/秘書課`, or the register's name."""
    return path.removeprefix("sheets/").removesuffix(".yaml")


def item_path(node: Node | None) -> str:
    """Return the way to a node by names instead of list positions, for fingerprints."""
    steps: list[str] = []
    while node is not None and node.step is not None:
        if isinstance(node.step, str):
            steps.append(node.step)
        elif isinstance(node, Mapping):
            steps.append(_name_of(node))
        node = node.parent
    return "\x1f".join(reversed(steps))


def _name_of(row: Mapping) -> str:
    for key in ("id", *_NAME_KEYS):
        value = row.entries.get(key)
        if isinstance(value, Scalar):
            return value.text
    return ""


def _row_name(node: Node | None) -> str:
    name = ""
    while node is not None:
        if isinstance(node, Mapping) and isinstance(node.step, int):
            name = " ".join(_name_of(node).split())
        node = node.parent
    return name


def _span(spot: Spot) -> tuple[int, int]:
    if spot.start is not None:
        return spot.start, spot.start if spot.end is None else spot.end
    assert spot.node is not None, "a spot has a node or offsets"
    return node_span(spot.node)


def node_span(node: Node) -> tuple[int, int]:
    """Return what to mark for a node: a collection is marked at its first key or item."""
    while True:
        if isinstance(node, Mapping) and node.keys:
            node = next(iter(node.keys.values()))
        elif not isinstance(node, Scalar) and node.end > node.start and _first(node) is not None:
            node = _first(node) or node
        else:
            return node.start, node.end


def _first(node: Node) -> Node | None:
    items = getattr(node, "items", None)
    return items[0] if items else None


def _place(document: Document, start: int, end: int) -> Place:
    line, column = document.locate(start)
    end_line, end_column = document.locate(max(start, end))
    return Place(document.path, line, column, end_line, end_column)


def _related(document: Document, where: Node | tuple[int, int], message: str) -> Related:
    start, end = where if isinstance(where, tuple) else node_span(where)
    return Related(_place(document, start, end), message)


def _edits(spot: Spot, document: Document) -> tuple[TextEdit, ...]:
    if spot.replacement is not None and isinstance(spot.node, Scalar):
        return (replace_scalar(document, spot.node, spot.replacement),)
    return spot.edits


def _paste(edits: tuple[TextEdit, ...], document: Document) -> str:
    """Return the corrected line to paste, when one edit within one line mends the finding."""
    if len(edits) != 1 or "\n" in edits[0].replacement:
        return ""
    edit = edits[0]
    line, column = document.locate(edit.start)
    text = document.line_text(line)
    size = edit.end - edit.start
    if column - 1 + size > len(text):
        return ""
    return (text[: column - 1] + edit.replacement + text[column - 1 + size :]).strip()
