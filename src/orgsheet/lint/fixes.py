"""Fixes: mend findings in a file's text, one node each, and prove that nothing else changed."""

from __future__ import annotations

import sys
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from orgsheet.files import UnreadableFileError, put_file
from orgsheet.lint.finding import Finding
from orgsheet.lint.fix_proof import State, blamed
from orgsheet.lint.rulebook import Rule
from orgsheet.lint.run_rules import check_file, check_waivers, run
from orgsheet.lint.waivers import apply_waivers, load_waivers, read_entries
from orgsheet.source import EditRefused, Plain, apply_edits
from orgsheet.source.mends import Change, Mend
from orgsheet.source.misread.diagnose import conflicts
from orgsheet.source.pointers import steps_of
from orgsheet.source.rewrite.further_mistakes import further_mistakes
from orgsheet.source.rewrite.repair_proof import repair
from orgsheet.source.rewrite.whole_file import as_utf8, with_lf, without_bom
from orgsheet.workspace.layout import WAIVERS_PATH
from orgsheet.workspace.workspace import Workspace

_Key = tuple[str, int, int]
_ROUNDS = 40
"""Changes of one file, each of many places at once, that are checked."""
_MOST_HALVED = 16
"""Changes of one file that may fail without it being clear which of their places is the cause."""
_MOST_CHECKED = 16 * 1024 * 1024
"""Bytes checked for the sake of one file that cannot be read; a real sheet takes some 500 KB."""
_SAME = "直しても変わらないため、そのままにしました。"
_TOO_MANY = (
    "直すところが多く、一度には確かめきれないため、そのままにしました。"
    "もう一度行うと、続きを直します。"
)
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


class Fixer:
    """Mends files of a workspace by its rules, but nothing that its waivers let stand."""

    def __init__(self, workspace: Workspace, rules: Sequence[Rule]) -> None:
        """Take the waivers that hold in the workspace, and the rules by which to mend.

        Raises:
            RuleFileError: a waiver names a rule that cannot be used.
            WorkspaceError: the folder of sheets cannot be listed.
        """
        self._workspace = workspace.fork(tells_all=True)
        self._files, self._root = self._workspace.files, workspace.root
        self._rules = rules
        self._waivers = load_waivers(workspace)
        self._rounds = self._halved = self._checked = 0

    def fix(self, path: str, *, unsafe: bool) -> Fixed:
        """Return a file with its mendable findings mended; nothing is written.

        Safe fixes only, or also those marked 要確認 with `unsafe`. A fix counts only if its
        finding is gone afterwards, the data is what the fix promised and no other error came up;
        otherwise it is refused and the text stays. Fixing the result again changes nothing.
        A file with conflict markers stays as it is.
        """
        try:
            data = self._files.read(path)
        except UnreadableFileError:
            data = None
        if data is None:
            return Fixed(path, b"", b"", (), ())
        self._rounds = self._halved = self._checked = 0
        refused: dict[_Key, tuple[Finding, str]] = {}
        state = self._state(path, data)
        if any(conflicts(state.document)):
            # Both sides of a conflict are somebody's, and their bytes with them.
            self._workspace.restore(path)
            return Fixed(path, data, data, (), ())
        state, mended = self._mended(state, refused, unsafe=unsafe)
        fixed = Fixed(path, data, state.data, tuple(mended), tuple(refused.values()))
        if not unsafe:
            _, further = self._mended(state, refused, unsafe=True)
            fixed = replace(fixed, more=len(further))
        # Read anew when another file's checks ask for it: nothing is written yet.
        self._workspace.restore(path)
        return fixed

    def _state(self, path: str, data: bytes) -> State:
        """Check the file as if it had these bytes."""
        self._checked += len(data)
        workspace = self._workspace
        workspace.replace(path, data)
        document = workspace.document(path)
        assert document is not None, "the workspace has the file"
        further = further_mistakes(document)
        in_turn = (*document.problems[-1:], *further) if further else ()
        document.problems += further
        found = check_file(workspace, self._rules, path, None)
        if path == WAIVERS_PATH and read_entries(workspace):
            paths = workspace.yaml_paths
            found += check_waivers(workspace, self._rules, self._all_found, paths, None)
        return State(data, document, *apply_waivers(found, self._waivers), in_turn)

    @cached_property
    def _all_found(self) -> tuple[Finding, ...]:
        """What is found in all files, which tells whether a waiver is needed."""
        return run(Workspace(self._files, self._root), self._rules).findings

    def _mended(
        self, state: State, refused: dict[_Key, tuple[Finding, str]], *, unsafe: bool
    ) -> tuple[State, list[Finding]]:
        """Return what is left when nothing more can be mended, and what was.

        `refused` are the findings that were tried in vain so far; it is kept up to date.
        """
        mended: list[Finding] = []
        while todo := _choose(state, refused, unsafe=unsafe):
            after, done, vain = self._together(state, todo)
            if after is None:
                refused.update((_key(finding), (finding, reason)) for finding, reason in vain)
                continue
            made = {(f.mend.edits, f.mend.whole, f.fixable) for f in done if f.mend}
            # Where two findings have the same mend, it is made once for both.
            mended += [
                f for f in state.found if f.mend and (f.mend.edits, f.mend.whole, f.fixable) in made
            ]
            # What stood in the way of one may be gone now; but these were tried beside the others.
            refused.clear()
            lines = state.moved([finding.mend for finding in done if finding.mend])
            for finding, reason in vain:
                fingerprint, line, column = _key(finding)
                refused[fingerprint, lines.now(line), column] = (finding, reason)
            state = after
        return state, mended

    def _together(
        self, state: State, todo: list[Finding]
    ) -> tuple[State | None, list[Finding], list[tuple[Finding, str]]]:
        """Mend as many of the findings as can be, all at once.

        Returns the file with those mended (None if none can be), those, and the others that were
        tried with the reason in Japanese why they must not be.
        """
        vain: list[tuple[Finding, str]] = []
        while todo:
            if self._rounds >= _ROUNDS or self._checked > _MOST_CHECKED:
                return None, [], [*vain, *((finding, _TOO_MANY) for finding in todo)]
            tried = self._tried(state, todo)
            if isinstance(tried, State):
                return tried, todo, vain
            reasons, reason = tried
            if reasons:
                vain += ((todo[place], why) for place, why in reasons.items())
                todo = [finding for place, finding in enumerate(todo) if place not in reasons]
            elif len(todo) == 1:
                vain.append((todo.pop(), reason))
            elif self._halved >= _MOST_HALVED:
                return None, [], [*vain, *((finding, _TOO_MANY) for finding in todo)]
            else:
                # Together they do not work: fewer, in the end each alone with its own reason.
                self._halved += 1
                todo = todo[: len(todo) // 2]
        return None, [], vain

    def _tried(self, state: State, todo: Sequence[Finding]) -> State | tuple[dict[int, str], str]:
        """Return the file with all findings of `todo` mended.

        If that must not be: for those that are to blame, by their place in `todo`, the reason in
        Japanese; where it is not clear which they are, none, and a reason for them all.
        """
        mends = [finding.mend for finding in todo if finding.mend]
        try:
            data = _applied(state, mends)
        except EditRefused as refusal:
            return {}, str(refusal)
        if data == state.data:
            return dict.fromkeys(range(len(todo)), _SAME), _SAME
        self._rounds += state.document.root is not None
        after = self._state(state.document.path, data)
        return blamed(state, after, todo) or after


def fix_file(workspace: Workspace, rules: Sequence[Rule], path: str, *, unsafe: bool) -> Fixed:
    """Return one file with its mendable findings mended, as `Fixer.fix` does.

    Raises:
        RuleFileError, WorkspaceError: as `Fixer`.
    """
    return Fixer(workspace, rules).fix(path, unsafe=unsafe)


def write_fixed(workspace: Workspace, fixed: Fixed) -> None:
    """Put a mended file in the place of the one it was made from, whole or not at all.

    Raises:
        UnwritableFileError: it has changed in the meantime, or cannot be written.
    """
    put_file(workspace.root / fixed.path, fixed.after, fixed.before, below=workspace.root)


def _key(finding: Finding) -> _Key:
    return (finding.fingerprint, finding.place.line, finding.place.column)


def _choose(state: State, refused: Container[_Key], *, unsafe: bool) -> list[Finding]:
    """Return the findings to mend now, of one kind, without overlaps, in order of place.

    First the file as a whole, then what is in the way of reading it, then its values.
    """
    allowed = {"safe", "unsafe"} if unsafe else {"safe"}
    kinds: dict[str, list[Finding]] = {"whole": [], "reading": [], "value": []}
    for finding in state.found:
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
    left = _first_left(state, chosen)
    return [finding for finding in chosen if _at(finding) < left]


def _first_left(state: State, chosen: Iterable[Finding]) -> tuple[int, int]:
    """Return where the first mistake is that stays: those behind it are unsure."""
    made = set(map(_at, chosen))
    places = (state.document.locate(problem.start) for problem in state.in_turn)
    return next((place for place in places if place not in made), (sys.maxsize, 0))


def _at(finding: Finding) -> tuple[int, int]:
    return finding.place.line, finding.place.column


def _places(finding: Finding) -> list[tuple[int, int]]:
    edits = finding.mend.edits if finding.mend else ()
    return sorted((edit.start, edit.end) for edit in edits)


def _applied(state: State, mends: Sequence[Mend]) -> bytes:
    document = state.document
    if mends[0].whole:
        return _WHOLE[mends[0].whole](document, state.data)
    edits = [edit for mend in mends for edit in mend.edits]
    if mends[0].changes is None:
        return repair(document, edits, len(mends))
    expected: Plain = None if document.root is None else document.root.data()
    # From the last one: what an edit does to a list moves the items behind it.
    for mend in reversed(mends):
        for change in reversed(mend.changes or ()):
            expected = _changed(expected, change)
    return apply_edits(document, edits, expected)


def _changed(data: Plain, change: Change) -> Plain:
    """Return plain data (which it may use up) with one change made."""
    steps = steps_of(change.pointer)
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
