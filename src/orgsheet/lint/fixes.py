"""Fixes: mend findings in a file's text, one node each, and prove that nothing else changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from orgsheet.lint.engine import check_file, check_waivers, run
from orgsheet.lint.finding import Change, Finding, Mend
from orgsheet.lint.rules import Rule
from orgsheet.lint.waivers import Waiver, apply_waivers, read_entries
from orgsheet.source import (
    MAX_BYTES,
    Document,
    EditRefused,
    Plain,
    UnreadableFileError,
    UnwritableFileError,
    apply_edits,
    write_atomic,
)
from orgsheet.source.repair import repair
from orgsheet.source.whole import as_utf8, with_lf, without_bom
from orgsheet.workspace import WAIVERS_PATH, Workspace
from orgsheet.workspace_files import Files

_Key = tuple[str, int, int]
_ROUNDS = 200
_MOST_CHECKED = 16 * 1024 * 1024
"""Bytes checked for the sake of one file, all rounds together; a real sheet takes some 500 KB."""
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

    def read(self, path: str, limit: int = MAX_BYTES) -> bytes | None:
        return self.data if path == self.path else self.files.read(path, limit)


class _State(NamedTuple):
    """A file on its way: its bytes, how they are read and what is found in them."""

    data: bytes
    document: Document
    found: list[Finding]


class _Fixer:
    """Mends one file of a workspace by its rules, but nothing that is waived."""

    def __init__(
        self, workspace: Workspace, rules: Sequence[Rule], path: str, waivers: Sequence[Waiver]
    ) -> None:
        self.workspace = workspace
        self.rules = rules
        self.path = path
        self.waivers = waivers
        self.checked = 0

    def state(self, data: bytes) -> _State:
        """Check the file as if it had these bytes."""
        self.checked += len(data)
        files = _Overlay(self.workspace.files, self.path, data)
        workspace = Workspace(files, self.workspace.root)
        document = workspace.document(self.path)
        assert document is not None, "the overlay has the file"
        found = check_file(workspace, self.rules, self.path, None)
        if self.path == WAIVERS_PATH and read_entries(workspace):
            paths = workspace.yaml_paths
            found += check_waivers(workspace, self.rules, self.all_found, paths, None)
        return _State(data, document, apply_waivers(found, self.waivers)[0])

    @cached_property
    def all_found(self) -> tuple[Finding, ...]:
        """What is found in all files, which tells whether a waiver is needed."""
        return run(Workspace(self.workspace.files, self.workspace.root), self.rules).findings

    def mended(self, state: _State, *, unsafe: bool) -> tuple[_State, Fixed]:
        """Return what is left when nothing more can be mended, and how it came to that."""
        before = state.data
        mended: list[Finding] = []
        refused: dict[_Key, tuple[Finding, str]] = {}
        for _ in range(_ROUNDS):
            todo = _choose(state.found, refused, unsafe=unsafe)
            if not todo or self.checked > _MOST_CHECKED:
                break
            outcome = self.step(state, todo)
            while isinstance(outcome, str) and len(todo) > 1 and self.checked < _MOST_CHECKED:
                # Together they do not work: fewer, in the end each alone with its own reason.
                todo = todo[: len(todo) // 2]
                outcome = self.step(state, todo)
            if isinstance(outcome, str):
                refused[_key(todo[0])] = (todo[0], outcome)
                continue
            done = {(f.mend.edits, f.mend.whole, f.fixable) for f in todo if f.mend}
            # Where two findings have the same mend, it is made once for both.
            mended += [
                f for f in state.found if f.mend and (f.mend.edits, f.mend.whole, f.fixable) in done
            ]
            state = outcome
            refused.clear()  # what stood in the way of one may be gone now
        fixed = Fixed(self.path, before, state.data, tuple(mended), tuple(refused.values()))
        return state, fixed

    def step(self, state: _State, todo: Sequence[Finding]) -> _State | str:
        """Return the file with the findings of `todo` mended, or in Japanese why it must not be."""
        mends = [finding.mend for finding in todo if finding.mend]
        try:
            data = _applied(state, mends)
        except EditRefused as refusal:
            return str(refusal)
        if data == state.data:
            return "直しても変わらないため、そのままにしました。"
        after = self.state(data)
        reread = mends[0].changes is None
        if not reread and _stays(todo, state.found, after.found):
            return "直しても指摘が残るため、そのままにしました。"
        known = {finding.rule for finding in state.found}
        news = [f for f in after.found if f.severity == "error" and f.rule not in known]
        lines = _edited_lines(state.document, mends)
        if not reread and not news:
            news = _more_at(lines, state.found, after.found)
        if reread:
            # Elsewhere it is only seen now: what could not be read was not checked.
            news = [f for f in news if f.place.line in lines and state.document.root is not None]
        if news and state.document.encoding == "utf-8":
            return "直すと別の誤りになるため、そのままにしました。"
        return after


def fix_file(
    workspace: Workspace,
    rules: Sequence[Rule],
    path: str,
    *,
    unsafe: bool,
    waivers: Sequence[Waiver] = (),
) -> Fixed:
    """Return a file with its mendable findings mended; nothing is written.

    What `waivers` let stand is left alone. Safe fixes only, or also those marked 要確認 with
    `unsafe`. A fix counts only if its finding is gone afterwards, the data is what the fix
    promised and no other kind of error came up; otherwise it is refused and the text stays.
    Fixing the result again changes nothing.
    """
    try:
        data = workspace.files.read(path)
    except UnreadableFileError:
        data = None
    if data is None:
        return Fixed(path, b"", b"", (), ())
    fixer = _Fixer(workspace, rules, path, waivers)
    state, fixed = fixer.mended(fixer.state(data), unsafe=unsafe)
    if unsafe:
        return fixed
    _, further = fixer.mended(state, unsafe=True)
    return replace(fixed, more=len(further.mended))


def _stays(todo: Sequence[Finding], before: Sequence[Finding], after: Sequence[Finding]) -> bool:
    """Tell whether one of the findings that were mended is there as often as before."""
    wanted = Counter(finding.fingerprint for finding in before)
    wanted -= Counter(finding.fingerprint for finding in todo)
    now = Counter(finding.fingerprint for finding in after)
    return any(now[done.fingerprint] > wanted[done.fingerprint] for done in todo)


def _more_at(
    lines: Container[int], before: Sequence[Finding], after: Sequence[Finding]
) -> list[Finding]:
    """Return the errors on lines that were edited if a rule has more of them than before in all."""
    counts = Counter(finding.rule for finding in before)
    now = Counter(finding.rule for finding in after)
    return [
        f
        for f in after
        if f.severity == "error" and f.place.line in lines and now[f.rule] > counts[f.rule]
    ]


def write_fixed(workspace: Workspace, fixed: Fixed) -> None:
    """Put a mended file in the place of the one it was made from, whole or not at all.

    Raises:
        UnwritableFileError: it has changed in the meantime, or cannot be written.
    """
    try:
        now = workspace.files.read(fixed.path)
    except UnreadableFileError as error:
        raise UnwritableFileError(str(error)) from error
    if now != fixed.before:
        raise UnwritableFileError(
            "点検している間にほかで書き換えられたため、直していません。もう一度行ってください。"
        )
    write_atomic(workspace.root / fixed.path, fixed.after)


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


def _applied(state: _State, mends: Sequence[Mend]) -> bytes:
    document = state.document
    if mends[0].whole:
        return _WHOLE[mends[0].whole](document, state.data)
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
