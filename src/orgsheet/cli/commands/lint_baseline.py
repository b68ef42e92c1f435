"""`orgsheet lint --update-baseline`: record the findings that there are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from orgsheet.cli.exits import CLEAN, CommandError, complain
from orgsheet.cli.typed_paths import within
from orgsheet.lint.baseline import (
    BaselineAbsentError,
    Entry,
    growth,
    parse_baseline,
    read_baseline,
    record_bytes,
    write_baseline,
)
from orgsheet.lint.finding import Finding

_EXAMPLE = "例: orgsheet lint --baseline sheets/既知の指摘.json --update-baseline"


class Update(NamedTuple):
    """The file to record in and what it holds so far, None where it is not there yet."""

    file: Path
    was: bytes | None
    below: Path | None


def to_update(record: Path | None, root: Path, *, is_whole: bool) -> Update:
    """Return what is to be recorded anew.

    Raises:
        BaselineError: it is there and no record, which must not be overwritten.
        CommandError: no file is named, or not everything is checked.
    """
    if not is_whole:
        raise CommandError(
            "--update-baseline は、シートや年度を選ばずに使います。"
            f"選ぶと、ほかのシートの記録が消えるからです。{_EXAMPLE}"
        )
    if record is None:
        raise CommandError(f"記録するファイルを書いてください。{_EXAMPLE}")
    below = within(record, root)
    try:
        was = record_bytes(record, below=below)
    except BaselineAbsentError:
        return Update(record, None, below)
    parse_baseline(was, str(record))
    return Update(record, was, below)


def record_anew(update: Update, findings: Sequence[Finding]) -> int:
    """Record the findings, say what that changed, and return the exit code."""
    record = update.file
    count = write_baseline(record, findings, update.was, below=update.below)
    complain(f"今ある指摘 {count} 件を「{record}」に記録しました。")
    if update.was is not None:
        before = parse_baseline(update.was, str(record))
        complain(_difference(before, read_baseline(record), findings))
    return CLEAN


def _difference(
    before: Sequence[Entry], after: Sequence[Entry], findings: Sequence[Finding]
) -> str:
    """Return in words what a new record lets stand from now on, and what it no longer holds."""
    added, removed = growth(before, after)
    if not added and not removed:
        return "記録に変わりはありません。"
    new = {entry.fingerprint for entry in added}
    errors = {f.fingerprint for f in findings if f.severity == "error"} & new
    return (
        f"新しい指摘 {len(added)} 件（エラー {len(errors)} 件）を加え、"
        f"なくなった {len(removed)} 件を消しました。"
    )
