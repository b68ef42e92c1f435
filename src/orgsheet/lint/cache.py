"""Findings kept between runs: what a file gave, while it and what it was compared with stay.

The cache is one JSON file in `.orgsheet-cache/`; it may be deleted at any time. An entry holds
the findings of a file, and which rules read which other files. It is used only by the same
program with the same rules, schemas and settings, and only as this program wrote it: a seal over
its content tells.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from orgsheet.files import (
    AlreadyThereError,
    UnreadableFileError,
    UnwritableFileError,
    make_folders,
    put_file,
    read_file,
    see,
)
from orgsheet.files.packaged import program_stamp
from orgsheet.lint.finding import Finding, Place, Related
from orgsheet.lint.rule_reads import Read
from orgsheet.lint.rulebook import Rule

FOLDER = ".orgsheet-cache"
_NAME = "lint.json"
_MAX_BYTES = 256 * 1024 * 1024


@dataclass(slots=True)
class Entry:
    """What is known of one file.

    `digest` is that of its bytes, `reads` what its checks looked at beside it, `summaries` what the
    workspace-wide checks take out of it, by name.
    """

    digest: str
    is_sheet: bool
    findings: list[Finding]
    reads: list[Read] = field(default_factory=list)
    summaries: dict[str, Any] = field(default_factory=dict)


class LintCache:
    """The entries of the last run, and those of this one."""

    def __init__(self, key: str = "", file: Path | None = None) -> None:
        self.key = key
        self.file = file
        self.rules: Mapping[str, Rule] = {}
        self.old: dict[str, Entry] = {}
        self.new: dict[str, Entry] = {}
        self.old_whole: tuple[str, list[Finding]] = ("", [])
        self.new_whole: tuple[str, list[Finding]] = ("", [])

    @classmethod
    def load(cls, root: Path, key: str, rules: Sequence[Rule]) -> LintCache:
        """Return the cache of a workspace; empty when it is absent, broken or of another key."""
        by_id = {rule.id: rule for rule in rules}
        cache = cls(key, root / FOLDER / _NAME)
        cache.rules = by_id
        assert cache.file is not None, "given just above"
        try:
            sealed = read_file(cache.file, limit=_MAX_BYTES, below=root)
            data = json.loads(sealed) if _is_sealed(sealed, key) else {}
            if data:
                digest, findings = data["whole"]
                whole = (str(digest), [unpack(packed, by_id) for packed in findings])
                reads = [Read(path, was, tuple(names)) for path, was, names in data["reads"]]
                entries = {
                    path: Entry(
                        digest,
                        is_sheet,
                        [unpack(packed, by_id) for packed in found],
                        [reads[number] for number in numbers],
                        summaries,
                    )
                    for path, (digest, is_sheet, found, numbers, summaries) in data["files"].items()
                }
                cache.old, cache.old_whole = entries, whole
        except (OSError, UnreadableFileError, ValueError, LookupError, TypeError, RecursionError):
            cache.old = {}
        return cache

    def save(self) -> None:
        """Write this run's entries, if there is anything new in them.

        A cache that cannot be written is only a slower next run.
        """
        if self.file is None or (self.new == self.old and self.new_whole == self.old_whole):
            return
        # Most files read the same few: each of these is written once.
        reads: dict[Read, int] = {}
        data = {
            "whole": (self.new_whole[0], [pack(one, self.rules) for one in self.new_whole[1]]),
            "files": {
                path: [
                    entry.digest,
                    entry.is_sheet,
                    [pack(finding, self.rules) for finding in entry.findings],
                    [reads.setdefault(read, len(reads)) for read in entry.reads],
                    entry.summaries,
                ]
                for path, entry in self.new.items()
            },
            "reads": list(reads),
        }
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        sealed = _sealed(text.encode("utf-8", "backslashreplace"), self.key)
        root = self.file.parent.parent
        try:
            make_folders(self.file.parent, root)
            with suppress(AlreadyThereError):
                put_file(self.file.parent / ".gitignore", b"*\n", None, below=root)
            put_file(self.file, sealed, see(self.file), below=root)
        except (UnreadableFileError, UnwritableFileError):
            self.file = None


def _sealed(text: bytes, key: str) -> bytes:
    """Return a JSON object with its seal as the first entry."""
    return b'{"seal":"%s",' % _seal(text[1:], key) + text[1:]


def _is_sealed(data: bytes, key: str) -> bool:
    size = len(_sealed(b"{", key))
    return data[:size] == b'{"seal":"%s",' % _seal(data[size:], key)


def _seal(data: bytes, key: str) -> bytes:
    return blake2b(data, key=key.encode(), digest_size=16).hexdigest().encode()


def cache_key(rules: Sequence[Rule], data: Iterable[bytes]) -> str:
    """Return what the program, its rules and the settings amount to, as hexadecimal digits."""
    digest = blake2b(program_stamp(), digest_size=16)
    for rule in rules:
        words = (rule.id, rule.severity, rule.message, rule.fix, rule.check.name, rule.with_)
        digest.update(repr(words).encode("utf-8", "surrogatepass"))
    for part in data:
        digest.update(part)
        digest.update(b"\0")
    return digest.hexdigest()


def pack(finding: Finding, rules: Mapping[str, Rule]) -> list[Any]:
    """Return a finding as the cache holds it; what its rule says as it stands is left out."""
    rule = rules.get(finding.rule)
    return [
        finding.rule,
        finding.message,
        finding.fix,
        *_packed(finding.place),
        finding.sheet,
        finding.item,
        finding.pointer,
        finding.fingerprint,
        [[*_packed(related.place), related.message] for related in finding.related],
        finding.paste,
        finding.fixable,
        finding.total,
        "" if rule is not None and rule.why == finding.why else finding.why,
    ]


def unpack(packed: list[Any], rules: dict[str, Rule]) -> Finding:
    """Return the finding that `pack` made the list from.

    Raises:
        KeyError, TypeError, ValueError: the list was not made by `pack` with these rules.
    """
    rule_id, message, fix, path, line, column, end_line, end_column, *rest = packed
    sheet, item, pointer, fingerprint, related, paste, fixable, total, why = rest
    rule = rules[rule_id]
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        title=rule.title,
        message=message,
        why=why or rule.why,
        fix=fix,
        place=Place(path, line, column, end_line, end_column),
        sheet=sheet,
        item=item,
        pointer=pointer,
        fingerprint=fingerprint,
        related=tuple(Related(Place(*entry[:5]), entry[5]) for entry in related),
        paste=paste,
        fixable=fixable,
        total=total,
    )


def _packed(place: Place) -> list[Any]:
    return [place.path, place.line, place.column, place.end_line, place.end_column]
