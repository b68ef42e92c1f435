"""Findings kept between runs: what a file gave, while it and what it was compared with stay.

The cache is one JSON file in `.orgsheet-cache/`; it may be deleted at any time. An entry holds
the findings of a file, and which rules read which other files. It is used only by the same
program with the same rules, schemas and settings, and only as this program wrote it: a seal over
its content tells. What stands in which line is part of its form.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

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
from orgsheet.lint.finding import Finding
from orgsheet.lint.recorded_file import BROKEN, Entry, json_line, pack, unpack
from orgsheet.lint.rule_reads import Read
from orgsheet.lint.rulebook import Rule

FOLDER = ".orgsheet-cache"
_NAME = "lint.json"
_MAX_BYTES = 256 * 1024 * 1024
_FIRST = 4
"""The line in which the findings of the files begin, a line a file; then what was taken out."""


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
            if _is_sealed(sealed, key):
                cache._read(sealed.split(b"\n"))
        except (OSError, UnreadableFileError, *BROKEN):
            cache.old = {}
        return cache

    def _read(self, lines: list[bytes]) -> None:
        """Take over a record, given its lines, without reading those of single files.

        Raises:
            BROKEN: it is none that this program writes.
        """
        data = json.loads(b"{" + b"".join(lines[1:_FIRST]).rstrip(b",") + b"}")
        digest, found = data["whole"]
        whole = str(digest), [unpack(packed, self.rules) for packed in found]
        reads = [Read(str(path), was, tuple(map(str, rules))) for path, was, rules in data["reads"]]
        files = data["files"]
        found, taken = (
            lines[start + 1 : start + 1 + len(files)] for start in (_FIRST, _FIRST + 1 + len(files))
        )
        self.old = {
            path: Entry.of_lines(
                str(digest),
                [reads[number] for number in numbers],
                (one.rstrip(b","), other.rstrip(b",")),
                self.rules,
            )
            for (path, (digest, *numbers)), one, other in zip(
                files.items(), found, taken, strict=True
            )
        }
        self.old_whole = whole

    def save(self) -> None:
        """Write this run's entries, if there is anything new in them.

        A cache that cannot be written is only a slower next run.
        """
        if self.file is None or (self.new == self.old and self.new_whole == self.old_whole):
            return
        # Most files read the same few: each of these is written once.
        reads: dict[Read, int] = {}
        files = {
            path: [entry.digest, *(reads.setdefault(read, len(reads)) for read in entry.reads)]
            for path, entry in self.new.items()
        }
        whole = self.new_whole[0], [pack(one, self.rules) for one in self.new_whole[1]]
        lines = [entry.lines(self.rules) for entry in self.new.values()]
        text = b"\n".join(
            (
                b'{"whole":%s,' % json_line(whole),
                b'"reads":%s,' % json_line(list(reads)),
                b'"files":%s,' % json_line(files),
                b'"found":[',
                b",\n".join(found for found, _ in lines),
                b'],"taken":[',
                b",\n".join(taken for _, taken in lines),
                b"]}",
            )
        )
        sealed = _sealed(text, self.key)
        root = self.file.parent.parent
        try:
            make_folders(self.file.parent, root)
            with suppress(AlreadyThereError):
                put_file(self.file.parent / ".gitignore", b"*\n", None, below=root)
            put_file(self.file, sealed, see(self.file), below=root)
        except (UnreadableFileError, UnwritableFileError):
            self.file = None


def _sealed(text: bytes, key: str) -> bytes:
    """Return a JSON object with its seal as the first entry, in a line of its own."""
    return b'{"seal":"%s",\n' % _seal(text[1:], key) + text[1:]


def _is_sealed(data: bytes, key: str) -> bool:
    size = len(_sealed(b"{", key))
    return data[:size] == b'{"seal":"%s",\n' % _seal(data[size:], key)


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
