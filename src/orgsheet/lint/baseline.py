"""The baseline: findings that were there before, recorded by fingerprint, so only new ones fail."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from orgsheet.lint.finding import Finding
from orgsheet.source import MAX_BYTES, UnreadableFileError, read_limited, write_atomic

_VERSION = 1
_MAX_BYTES = 16 * MAX_BYTES
"""Some ten thousand entries a year would still fit; what is larger is no baseline of sheets."""


class BaselineError(Exception):
    """The baseline cannot be read or written; the message is Japanese."""


class Entry(NamedTuple):
    """One recorded finding, with enough words for a person to recognize it."""

    fingerprint: str
    rule: str
    sheet: str
    item: str
    message: str


class Comparison(NamedTuple):
    """Findings against a baseline: what is new, what was known, which entries are gone."""

    new: tuple[Finding, ...]
    known: tuple[Finding, ...]
    gone: tuple[Entry, ...]


def read_baseline(path: Path) -> list[Entry]:
    """Read a baseline file.

    Raises:
        BaselineError: it is absent, unreadable or no baseline of this version.
    """
    try:
        data = read_limited(path, limit=_MAX_BYTES)
    except FileNotFoundError:
        raise BaselineError(
            f"既知の指摘の記録「{path}」がありません。"
            f"初めて作るには: orgsheet lint --baseline {path} --update-baseline"
        ) from None
    except UnreadableFileError as error:
        raise BaselineError(str(error)) from error
    return parse_baseline(data, str(path))


def parse_baseline(content: bytes, path: str) -> list[Entry]:
    """Return the entries of a baseline file's bytes; `path` is what messages call it.

    Raises:
        BaselineError: it is no baseline of this version.
    """
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        raise _broken(path) from None
    if not isinstance(data, dict) or data.get("version") != _VERSION:
        raise _broken(path)
    try:
        return [Entry(*(str(entry[name]) for name in Entry._fields)) for entry in data["findings"]]
    except (KeyError, TypeError):
        raise _broken(path) from None


def _broken(path: str) -> BaselineError:
    return BaselineError(
        f"既知の指摘の記録「{path}」を読めません。"
        "手で直さずに、--update-baseline で作り直してください。"
    )


def write_baseline(path: Path, findings: Iterable[Finding]) -> int:
    """Record findings; return how many entries the file now has.

    The file is written whole or not at all, one entry a line, sorted, so that merges stay easy.

    Raises:
        UnwritableFileError: the file cannot be written.
        BaselineError: there are more findings than `read_baseline` would read back.
    """
    entries = {
        finding.fingerprint: Entry(
            finding.fingerprint, finding.rule, finding.sheet, finding.item, finding.message
        )
        for finding in findings
    }
    ordered = sorted(entries.values(), key=lambda e: (e.sheet, e.rule, e.item, e.fingerprint))
    lines = [
        json.dumps({name: getattr(entry, name) for name in Entry._fields}, ensure_ascii=False)
        for entry in ordered
    ]
    text = f'{{"version": {_VERSION}, "findings": [\n' + ",\n".join(lines) + "\n]}\n"
    data = text.encode("utf-8", "backslashreplace")
    if len(data) > _MAX_BYTES:
        raise BaselineError(
            f"指摘が多すぎて（{len(ordered):,} 件）、1 つの記録に書けません。"
            "エラーから先に直してください。"
        )
    write_atomic(path, data)
    return len(ordered)


def compare(findings: Iterable[Finding], entries: Iterable[Entry]) -> Comparison:
    """Tell new findings from known ones; a finding is known when its fingerprint is recorded."""
    recorded = {entry.fingerprint: entry for entry in entries}
    new: list[Finding] = []
    known: list[Finding] = []
    for finding in findings:
        (known if finding.fingerprint in recorded else new).append(finding)
    seen = {finding.fingerprint for finding in known}
    gone = [entry for name, entry in recorded.items() if name not in seen]
    return Comparison(tuple(new), tuple(known), tuple(gone))


def growth(
    before: Sequence[Entry], after: Sequence[Entry]
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """Return which entries a baseline gained and which it lost, by fingerprint, each once.

    A baseline may only shrink: what was added is what a change would hide.
    """
    old = {entry.fingerprint: entry for entry in before}
    new = {entry.fingerprint: entry for entry in after}
    added = tuple(entry for name, entry in new.items() if name not in old)
    removed = tuple(entry for name, entry in old.items() if name not in new)
    return added, removed
