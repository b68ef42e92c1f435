"""The proof of a fix: from what is found before and after, which of many fixes must not be made."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from orgsheet.lint.finding import Finding
from orgsheet.lint.waivers import Waived
from orgsheet.source import Document, Scalar
from orgsheet.source.mends import Mend
from orgsheet.source.tree import Problem

_STAYS = "直しても指摘が残るため、そのままにしました。"
_ANOTHER = "直すと別の誤りになるため、そのままにしました。"
_WAIVED = "直すと免除した指摘まで変わるため、そのままにしました。"


class Lines:
    """Which line is which after edits; numbers from 1."""

    def __init__(self, document: Document, mends: Sequence[Mend]) -> None:
        """Take the mends that are made together."""
        self._ends: list[int] = []
        self._shifts = [0]
        self.edited: dict[int, set[int]] = defaultdict(set)
        """The lines that edits leave behind, with the places (in `mends`) of those edits' mends."""
        edits = ((edit, place) for place, mend in enumerate(mends) for edit in mend.edits)
        for edit, place in sorted(edits, key=lambda pair: (pair[0].start, pair[0].end)):
            first, _ = document.locate(edit.start)
            removed = document.text.count("\n", edit.start, edit.end)
            added = edit.replacement.count("\n")
            for line in range(first, first + added + 1):
                self.edited[line + self._shifts[-1]].add(place)
            if added != removed:
                self._ends.append(first + removed)
                self._shifts.append(self._shifts[-1] + added - removed)

    def now(self, line: int) -> int:
        """Return the number that a line of before has after the edits."""
        return line + self._shifts[bisect_left(self._ends, line)]


class State(NamedTuple):
    """A file on its way: its bytes, how they are read, what is found in them, what is waived.

    `in_turn` are the mistakes of a file that cannot be read of which each is only sure when those
    before it are mended.
    """

    data: bytes
    document: Document
    found: list[Finding]
    waived: list[Waived]
    in_turn: tuple[Problem, ...] = ()

    def moved(self, mends: Sequence[Mend]) -> Lines:
        """Return which line is which after mends that are made together."""
        return Lines(self.document, mends)


def blamed(
    before: State, after: State, mended: Sequence[Finding]
) -> tuple[dict[int, str], str] | None:
    """Return which of several findings, mended together, must be left as they were; None if none.

    That is by their place in `mended`, with the reason in Japanese, and a reason for all; no
    places where something is wrong but cannot be laid to one of them. A mend is wrong if its
    finding is still there, or an error is that was not there before, or a waived finding is no
    more.
    """
    mends = [finding.mend for finding in mended if finding.mend]
    lines = before.moved(mends)
    if mends[0].changes is None:
        return _blamed_reading(before, after, lines)
    found = dict.fromkeys(_staying(before, after, mended), _STAYS)
    if mends[0].whole and before.document.encoding != "utf-8":
        return (found, _STAYS) if found else None
    wrongs = [(finding, _ANOTHER) for finding in _new_errors(before, after, mended, lines)]
    wrongs += ((finding, _WAIVED) for finding in _lost_waived(before, after, lines))
    is_unclear = False
    for finding, reason in wrongs:
        causes = _causes(finding, after.document, mends, lines)
        is_unclear |= not causes
        for place in causes:
            found.setdefault(place, reason)
    if found:
        return found, _ANOTHER
    return ({}, wrongs[0][1]) if is_unclear else None


def _blamed_reading(before: State, after: State, lines: Lines) -> tuple[dict[int, str], str] | None:
    """Return what `blamed` does for mends of text that was not read as it was meant.

    Elsewhere errors are only seen now: what could not be read was not checked.
    """
    if before.document.root is None or before.document.encoding != "utf-8":
        return None
    known = {finding.rule for finding in before.found}
    found = {
        place: _ANOTHER
        for finding in after.found
        if finding.severity == "error" and finding.rule not in known
        for place in lines.edited.get(finding.place.line, ())
    }
    return (found, _ANOTHER) if found else None


def _staying(before: State, after: State, mended: Sequence[Finding]) -> Iterator[int]:
    """Yield the places of the findings that are there as often as before they were mended."""
    wanted = Counter(finding.fingerprint for finding in before.found)
    wanted -= Counter(finding.fingerprint for finding in mended)
    now = Counter(finding.fingerprint for finding in after.found)
    for place, finding in enumerate(mended):
        if now[finding.fingerprint] > wanted[finding.fingerprint]:
            yield place


def _new_errors(
    before: State, after: State, mended: Sequence[Finding], lines: Lines
) -> Iterator[Finding]:
    """Yield the errors of a rule on a line that had less of them before."""
    known = Counter((f.rule, lines.now(f.place.line)) for f in before.found)
    known -= Counter((f.rule, lines.now(f.place.line)) for f in mended)
    for finding in after.found:
        key = finding.rule, finding.place.line
        if finding.severity == "error" and known[key] <= 0:
            yield finding
        known[key] -= 1


def _lost_waived(before: State, after: State, lines: Lines) -> Iterator[Finding]:
    """Yield the waived findings, as they now stand, that are waived no more."""
    now = Counter((one.finding.rule, one.finding.place.line) for one in after.waived)
    for finding, _ in before.waived:
        line = lines.now(finding.place.line)
        now[finding.rule, line] -= 1
        if now[finding.rule, line] < 0:
            yield finding._replace(place=finding.place._replace(line=line, end_line=line))


def _causes(finding: Finding, document: Document, mends: Sequence[Mend], lines: Lines) -> set[int]:
    """Return the places of the mends that surely brought a finding about.

    They were made on its lines, on those of a place it speaks of, or write what stands there.
    """
    near: Iterable[tuple[int, int]] = [(finding.place.line, finding.place.end_line)]
    for stretches in (
        near,
        [
            (one.place.line, one.place.end_line)
            for one in finding.related
            if one.place.path == finding.place.path
        ],
    ):
        found = {
            place
            for first, last in stretches
            for line in range(first, last + 1)
            for place in lines.edited.get(line, ())
        }
        if found:
            return found
    node = document.at(finding.pointer)
    text = node.value if isinstance(node, Scalar) else None
    return {
        place
        for place, mend in enumerate(mends)
        for change in mend.changes or ()
        if text is not None and change.new == text
    }
