"""Fixes: mend findings in a file's text, one node each, and prove that nothing else changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from orgsheet.lint.engine import check_file
from orgsheet.lint.finding import Finding
from orgsheet.lint.rules import Rule
from orgsheet.source import Document, EditRefused, Plain, TextEdit, apply_edits, parse
from orgsheet.workspace import Files, Workspace

_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Fixed:
    """What became of one file: its bytes before and after, what was mended, what was refused."""

    path: str
    before: bytes
    after: bytes
    mended: tuple[Finding, ...]
    refused: tuple[tuple[Finding, str], ...]


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
    gone afterwards, the data is what the fix promised and no other kind of problem came up;
    otherwise it is refused and the text stays. Fixing the result again changes nothing.
    """
    before = workspace.files.read(path) or b""
    data = before
    mended: list[Finding] = []
    refused: dict[str, tuple[Finding, str]] = {}
    for _ in range(_ROUNDS):
        current = Workspace(_Overlay(workspace.files, path, data), workspace.root)
        found = check_file(current, rules, path)
        todo = _choose(found, refused, unsafe=unsafe)
        if not todo:
            break
        document = current.document(path)
        assert document is not None, "it has findings"
        together = _mend(workspace, rules, document, data, todo, found)
        if isinstance(together, bytes):
            data = together
            mended += todo
            continue
        # Together they do not work: the first alone, so that each refusal has its own reason.
        alone = _mend(workspace, rules, document, data, todo[:1], found)
        if isinstance(alone, bytes):
            data = alone
            mended.append(todo[0])
        else:
            refused[todo[0].fingerprint] = (todo[0], alone)
    return Fixed(path, before, data, tuple(mended), tuple(refused.values()))


def _choose(found: Sequence[Finding], refused: dict[str, Any], *, unsafe: bool) -> list[Finding]:
    """Return the findings to mend now: those allowed, without overlaps, in order of place."""
    allowed = {"safe", "unsafe"} if unsafe else {"safe"}
    chosen: list[Finding] = []
    end = -1
    for finding in sorted(found, key=lambda f: [(e.start, e.end) for e in f.edits]):
        if (
            finding.edits
            and finding.fixable in allowed
            and finding.fingerprint not in refused
            and min(edit.start for edit in finding.edits) > end
        ):
            chosen.append(finding)
            end = max(edit.end for edit in finding.edits)
    return chosen


def _mend(
    workspace: Workspace,
    rules: Sequence[Rule],
    document: Document,
    data: bytes,
    todo: Sequence[Finding],
    found: Sequence[Finding],
) -> bytes | str:
    """Return the bytes with the edits of `todo` made, or in Japanese why they must not be."""
    edits = [edit for finding in todo for edit in finding.edits]
    try:
        changed = _applied(document, edits, todo)
    except EditRefused as refusal:
        return str(refusal)
    if changed == data:
        return "直しても変わらないため、そのままにしました。"
    after = Workspace(_Overlay(workspace.files, document.path, changed), workspace.root)
    left = check_file(after, rules, document.path)
    prints = {finding.fingerprint for finding in left}
    if any(finding.fingerprint in prints for finding in todo):
        return "直しても指摘が残るため、そのままにしました。"
    known = {finding.rule for finding in found}
    if document.root is not None and any(
        finding.severity == "error" and finding.rule not in known for finding in left
    ):
        return "直すと別の誤りになるため、そのままにしました。"
    return changed


def _applied(document: Document, edits: list[TextEdit], todo: Sequence[Finding]) -> bytes:
    if document.root is not None:
        expected = document.root.data()
        for finding in todo:
            if finding.value is not None:
                expected = _with_value(expected, finding.pointer, finding.value)
        return apply_edits(document, edits, expected)
    pieces = []
    position = 0
    for edit in sorted(edits, key=lambda edit: edit.start):
        pieces += [document.text[position : edit.start], edit.replacement]
        position = edit.end
    text = "".join([*pieces, document.text[position:]])
    changed = text.encode("utf-8")
    before = {problem.kind for problem in document.problems}
    after = parse(changed, document.path)
    if after.root is None and {problem.kind for problem in after.problems} - before:
        raise EditRefused("直してもまだ読めないため、そのままにしました。手で直してください。")
    return changed


def _with_value(data: Plain, pointer: str, value: str) -> Plain:
    """Return plain data with the value at a JSON pointer replaced."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    if not steps:
        return value
    holder = data
    for step in steps[:-1]:
        holder = holder[int(step)] if isinstance(holder, list) else holder[step]
    last: Any = int(steps[-1]) if isinstance(holder, list) else steps[-1]
    holder[last] = value
    return data
