"""The baseline: findings that were there before, recorded by fingerprint, so only new ones fail."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from orgsheet.files import UnreadableFileError, put_file, read_file
from orgsheet.lint.finding import Finding
from orgsheet.source import MAX_BYTES, encoding_fault

_VERSION = 1
_EXAMPLE = "例: --baseline sheets/既知の指摘.json"
MAX_RECORD_BYTES = 16 * MAX_BYTES
"""Some ten thousand entries a year would still fit; what is larger is no baseline of sheets."""


class BaselineError(Exception):
    """The baseline cannot be read or written; the message is Japanese."""


class BaselineAbsentError(BaselineError):
    """There is no such file (yet)."""


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


def read_baseline(path: Path, *, below: Path | None = None) -> list[Entry]:
    """Read a baseline file.

    Raises:
        BaselineAbsentError, BaselineError: as `record_bytes`, or it is none of this version.
    """
    return parse_baseline(record_bytes(path, below=below), str(path))


def record_bytes(path: Path, *, below: Path | None = None) -> bytes:
    """Return the bytes of a baseline file; with `below`, no folder from there on may be a link.

    Raises:
        BaselineAbsentError: there is nothing at `path`.
        BaselineError: it would pass for a sheet, or is unreadable.
    """
    if path.suffix.lower() in {".yaml", ".yml"}:
        raise BaselineError(
            f"既知の指摘の記録「{path}」はシートや設定と紛れます。"
            f"終わりが .json のファイルを書いてください。{_EXAMPLE}"
        )
    try:
        return read_file(path, limit=MAX_RECORD_BYTES, below=below)
    except FileNotFoundError:
        raise BaselineAbsentError(
            f"既知の指摘の記録「{path}」がありません。"
            f"初めて作るには: orgsheet lint --baseline {path} --update-baseline"
        ) from None
    except UnreadableFileError as error:
        if os.path.isdir(path):  # noqa: PTH112 - the method raises on names no file can have
            raise BaselineError(
                f"「{path}」はフォルダです。記録のファイルを書いてください。{_EXAMPLE}"
            ) from error
        raise BaselineError(str(error)) from error


def parse_baseline(content: bytes, path: str) -> list[Entry]:
    """Return the entries of a baseline file's bytes; `path` is what messages call it.

    Raises:
        BaselineError: it is no baseline of this version.
    """
    fault = encoding_fault(content)
    if fault:
        raise BaselineError(f"既知の指摘の記録「{path}」を読めません。{fault}")
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _refused(content, path) from None
    # A report of lint has these keys, too, and others.
    is_record = isinstance(data, dict) and data.keys() == {"version", "findings"}
    if not is_record or data["version"] != _VERSION:
        raise _refused(content, path)
    try:
        return [Entry(*(str(entry[name]) for name in Entry._fields)) for entry in data["findings"]]
    except (KeyError, TypeError):
        raise _refused(content, path) from None


def _refused(content: bytes, path: str) -> BaselineError:
    """Return why a file is refused; only what was a record once may be thrown away."""
    beginning = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if beginning and not beginning.startswith(b'{"version":'):
        return BaselineError(
            f"「{path}」は既知の指摘の記録ではありません。"
            f"記録のファイルの名前を確かめてください。{_EXAMPLE}"
        )
    return BaselineError(
        f"既知の指摘の記録「{path}」を読めません（壊れているか、別の版のものです）。"
        "手で直さずに、このファイルを消してから作り直してください: "
        f"orgsheet lint --baseline {path} --update-baseline"
    )


def write_baseline(
    path: Path, findings: Iterable[Finding], was: bytes | None, *, below: Path | None = None
) -> int:
    """Record findings; return how many entries the file now has.

    `was` is what the file held when the command began, None where it was not there.

    The file is written whole or not at all, one entry a line, sorted, so that merges stay easy.

    Raises:
        UnwritableFileError: the file holds something else by now, or cannot be written.
        BaselineError: there are more findings than `read_baseline` would read back.
    """
    entries = {finding.fingerprint: entry_of(finding) for finding in findings}
    data = record_text(entries.values())
    if len(data) > MAX_RECORD_BYTES:
        raise BaselineError(
            f"指摘が多すぎて（{len(entries):,} 件）、1 つの記録に書けません。"
            "エラーから先に直してください。"
        )
    put_file(path, data, was, below=below)
    return len(entries)


def record_text(entries: Iterable[Entry]) -> bytes:
    """Return the bytes of a record: one entry a line, sorted."""
    ordered = sorted(entries, key=lambda e: (e.sheet, e.rule, e.item, e.fingerprint))
    lines = [
        json.dumps({name: getattr(entry, name) for name in Entry._fields}, ensure_ascii=False)
        for entry in ordered
    ]
    text = f'{{"version": {_VERSION}, "findings": [\n' + ",\n".join(lines) + "\n]}\n"
    return text.encode("utf-8", "backslashreplace")


def compare(findings: Iterable[Finding], entries: Iterable[Entry]) -> Comparison:
    """Tell new findings from known ones.

    A finding is known when its fingerprint is recorded, or when it says of a row what a recorded
    one said that is gone: another word of the same value was changed.
    """
    recorded = {entry.fingerprint: entry for entry in entries}
    told = [(entry_of(finding), finding) for finding in findings]
    unmatched = [entry for entry, _ in told if entry.fingerprint not in recorded]
    there = {entry.fingerprint for entry, _ in told}
    gone, fresh = unlike(
        [entry for name, entry in recorded.items() if name not in there], unmatched
    )
    names = {entry.fingerprint for entry in fresh}
    new: list[Finding] = []
    known: list[Finding] = []
    for entry, finding in told:
        (new if entry.fingerprint in names else known).append(finding)
    return Comparison(tuple(new), tuple(known), gone)


def growth(
    before: Sequence[Entry], after: Sequence[Entry]
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """Return which entries a baseline gained and which it lost, each once (see `compare`).

    A baseline may only shrink: what was added is what a change would hide.
    """
    old = {entry.fingerprint: entry for entry in before}
    new = {entry.fingerprint: entry for entry in after}
    removed, added = unlike(
        [entry for name, entry in old.items() if name not in new],
        [entry for name, entry in new.items() if name not in old],
    )
    return added, removed


def entry_of(finding: Finding) -> Entry:
    """Return what a record holds of a finding."""
    return Entry(finding.fingerprint, finding.rule, finding.sheet, finding.item, finding.message)


def unlike(
    gone: Sequence[Entry], fresh: Sequence[Entry]
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """Return both, in their order, without the pairs that say the same of the same row."""
    left = Counter(entry[1:] for entry in gone)
    added = []
    for entry in fresh:
        if left[entry[1:]]:
            left[entry[1:]] -= 1
        else:
            added.append(entry)
    removed = []
    for entry in reversed(gone):
        if left[entry[1:]]:
            left[entry[1:]] -= 1
            removed.append(entry)
    return tuple(reversed(removed)), tuple(added)
