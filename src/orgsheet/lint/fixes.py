"""Fixes: mend findings in a file's text, one node each, and prove that nothing else changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from orgsheet.lint.engine import check_file
from orgsheet.lint.finding import Change, Finding, Mend
from orgsheet.lint.rules import Rule
from orgsheet.source import Document, EditRefused, Plain, UnreadableFileError, apply_edits
from orgsheet.source.mend import repair
from orgsheet.source.whole import as_utf8, with_lf, without_bom
from orgsheet.workspace import Files, Workspace

_Key = tuple[str, int, int]
_ROUNDS = 200
_WHOLE = {"bom": without_bom, "line-ends": with_lf, "utf-8": as_utf8}


@dataclass(frozen=True, slots=True)
class Fixed:
    """What became of one file: its bytes before and after, what was mended, what was refused.

    `more` is how many further findings `unsafe` would mend.
    """

    path: str
    before: bytes
    after: bytes
    mended: tuple[Finding, ...]
    refused: tuple[tuple[Finding, str], ...]
    more: int = 0


class _Overlay:
    """The workspace's files with one file's bytes replaced."""

    def __init__(self, files: Files, path: str, data: bytes) -> None:
        self.files = files
        self.path = path
        self.data = data

    def paths(self, folder: str) -> list[str]:
        return self.files.paths(folder)

    def read(self, path: str) -> bytes | None:
        return self.data if path == self.path else self.files.read(path)


def fix_file(workspace: Workspace, rules: Sequence[Rule], path: str, *, unsafe: bool) -> Fixed:
    """Return a file with its mendable findings mended; nothing is written.

    Safe fixes only, or also those marked 要確認 with `unsafe`. A fix counts only if its finding is
    gone afterwards, the data is what the fix promised and no other kind of error came up;
    otherwise it is refused and the text stays. Fixing the result again changes nothing.
    """
    try:
        data = workspace.files.read(path) or b""
    except UnreadableFileError:
        return Fixed(path, b"", b"", (), ())
    fixed, left = _fixed(workspace, rules, Fixed(path, data, data, (), ()), unsafe=unsafe)
    if unsafe or not any(finding.mend and finding.fixable == "unsafe" for finding in left):
        return fixed
    further, _ = _fixed(workspace, rules, fixed, unsafe=True)
    return replace(fixed, more=len(further.mended) - len(fixed.mended))


def _fixed(
    workspace: Workspace, rules: Sequence[Rule], start: Fixed, *, unsafe: bool
) -> tuple[Fixed, list[Finding]]:
    """Go on mending where `start` ended; return also what is found afterwards."""
    path, data = start.path, start.after
    mended = list(start.mended)
    refused: dict[_Key, tuple[Finding, str]] = {}
    found: list[Finding] = []
    for _ in range(_ROUNDS):
        current = Workspace(_Overlay(workspace.files, path, data), workspace.root)
        found = check_file(current, rules, path, None)
        todo = _choose(found, refused, unsafe=unsafe)
        document = current.document(path)
        if not todo or document is None:
            break
        outcome = _mend(workspace, rules, document, data, todo, found)
        while isinstance(outcome, str) and len(todo) > 1:
            # Together they do not work: fewer, in the end each alone with its own reason.
            todo = todo[: len(todo) // 2]
            outcome = _mend(workspace, rules, document, data, todo, found)
        if isinstance(outcome, str):
            refused[_key(todo[0])] = (todo[0], outcome)
        else:
            data = outcome
            done = {(f.mend.edits, f.mend.whole) for f in todo if f.mend}
            # Where two findings have the same mend, it is made once for both.
            mended += [f for f in found if f.mend and (f.mend.edits, f.mend.whole) in done]
            refused.clear()  # what stood in the way of one may be gone now
    fixed = Fixed(path, start.before, data, tuple(mended), tuple(refused.values()))
    return fixed, found


def _key(finding: Finding) -> _Key:
    return (finding.fingerprint, finding.place.line, finding.place.column)


def _choose(found: Sequence[Finding], refused: Container[_Key], *, unsafe: bool) -> list[Finding]:
    """Return the findings to mend now, of one kind, without overlaps, in order of place.

    First the file as a whole, then what is in the way of reading it, then its values.
    """
    allowed = {"safe", "unsafe"} if unsafe else {"safe"}
    kinds: dict[str, list[Finding]] = {"whole": [], "reading": [], "value": []}
    for finding in found:
        mend = finding.mend
        if mend and finding.fixable in allowed and _key(finding) not in refused:
            kind = "whole" if mend.whole else "reading" if mend.changes is None else "value"
            kinds[kind].append(finding)
    if kinds["whole"]:
        return kinds["whole"][:1]
    chosen: list[Finding] = []
    end = -1
    for finding in sorted(kinds["reading"] or kinds["value"], key=_places):
        places = _places(finding)
        if places[0][0] > end:
            chosen.append(finding)
            end = max(last for _, last in places)
    return chosen


def _places(finding: Finding) -> list[tuple[int, int]]:
    edits = finding.mend.edits if finding.mend else ()
    return sorted((edit.start, edit.end) for edit in edits)


def _mend(
    workspace: Workspace,
    rules: Sequence[Rule],
    document: Document,
    data: bytes,
    todo: Sequence[Finding],
    found: Sequence[Finding],
) -> bytes | str:
    """Return the bytes with the findings of `todo` mended, or in Japanese why they must not be."""
    mends = [finding.mend for finding in todo if finding.mend]
    try:
        changed = _applied(document, data, mends)
    except EditRefused as refusal:
        return str(refusal)
    if changed == data:
        return "直しても変わらないため、そのままにしました。"
    after = Workspace(_Overlay(workspace.files, document.path, changed), workspace.root)
    left = check_file(after, rules, document.path, None)
    reread = mends[0].changes is None
    wanted = Counter(finding.fingerprint for finding in found)
    wanted -= Counter(finding.fingerprint for finding in todo)
    now = Counter(finding.fingerprint for finding in left)
    if not reread and any(now[done.fingerprint] > wanted[done.fingerprint] for done in todo):
        return "直しても指摘が残るため、そのままにしました。"
    known = {finding.rule for finding in found}
    news = [f for f in left if f.severity == "error" and f.rule not in known]
    if reread:
        # Elsewhere it is only seen now: what could not be read was not checked.
        lines = _edited_lines(document, mends)
        news = [f for f in news if f.place.line in lines and document.root is not None]
    if news and document.encoding == "utf-8":
        return "直すと別の誤りになるため、そのままにしました。"
    return changed


def _applied(document: Document, data: bytes, mends: Sequence[Mend]) -> bytes:
    if mends[0].whole:
        return _WHOLE[mends[0].whole](document, data)
    edits = [edit for mend in mends for edit in mend.edits]
    if mends[0].changes is None:
        return repair(document, edits)
    expected: Plain = None if document.root is None else document.root.data()
    # From the last one: what an edit does to a list moves the items behind it.
    for mend in reversed(mends):
        for change in reversed(mend.changes or ()):
            expected = _changed(expected, change)
    return apply_edits(document, edits, expected)


def _changed(data: Plain, change: Change) -> Plain:
    """Return plain data (which it may use up) with one change made."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in change.pointer.split("/")[1:]]
    if not steps:
        return change.new
    holder = data
    for step in steps[:-1]:
        holder = holder[int(step)] if isinstance(holder, list) else holder[step]
    last = steps[-1]
    if isinstance(holder, list):
        place = int(last)
        holder[place : place + 1] = change.new if change.kind == "items" else [change.new]
    elif change.kind == "key":
        holder[change.new] = holder.pop(last)
    else:
        holder[last] = change.new
    return data


def _edited_lines(document: Document, mends: Sequence[Mend]) -> set[int]:
    """Return the numbers of the lines that edits leave behind where they were made."""
    lines: set[int] = set()
    shift = 0
    for edit in sorted((e for mend in mends for e in mend.edits), key=lambda e: e.start):
        first = document.locate(edit.start)[0] + shift
        added = edit.replacement.count("\n")
        lines |= set(range(first, first + added + 1))
        shift += added - document.text.count("\n", edit.start, edit.end)
    return lines
