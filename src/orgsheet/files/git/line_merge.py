"""Merge three versions of a file line by line, as git itself does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from orgsheet.files.git.call_git import GitError, execute, git_in

_MAX_CONFLICTS = 127  # git merge-file counts no further; above it is an error


def merge_lines(
    base: bytes, ours: bytes, theirs: bytes, labels: tuple[str, str], marker_size: int
) -> tuple[bytes, bool]:
    """Merge line by line as git itself does; return the result and whether it has no conflict.

    Raises:
        GitError: git is missing, or takes one of the three for binary data.
    """
    with TemporaryDirectory(prefix="orgsheet-") as name:
        files = []
        for part, data in (("ours", ours), ("base", base), ("theirs", theirs)):
            path = Path(name) / part
            path.write_bytes(data)
            files.append(str(path))
        names = [word for label in (labels[0], "元の版", labels[1]) for word in ("-L", label)]
        status, out, _ = execute(
            git_in(Path(name)),
            ("merge-file", "-p", f"--marker-size={marker_size}", *names, *files),
            _most_merged((base, ours, theirs), names, marker_size),
        )
    if status > _MAX_CONFLICTS or status < 0:
        raise GitError("文字のファイルではないため、行ごとの合わせ込みもできません。")
    return out, status == 0


def _most_merged(texts: Sequence[bytes], names: Sequence[str], marker_size: int) -> int:
    """Return the bytes of a merge of which every line conflicts."""
    conflicts = 1 + sum(text.count(b"\n") for text in texts)
    marks = sum(len(name.encode()) + marker_size + 2 for name in names)
    return sum(map(len, texts)) + conflicts * marks


def merged_text(base: bytes, ours: bytes, theirs: bytes) -> bytes | None:
    """Merge line by line without starting git or writing a file; None where that cannot be done.

    Of lines that come more than once nobody can tell which is which, and git and others tell it in
    ways of their own. So only lines that each of the three has once, all in one order, count as
    unchanged; what stands between two of them may be changed on one side, or on both alike.
    """
    if theirs in (base, ours):
        return ours
    if ours == base:
        return theirs
    texts = [data.splitlines(keepends=True) for data in (base, ours, theirs)]
    counts = [Counter(lines) for lines in texts]
    fixed = {line for line in counts[0] if all(count[line] == 1 for count in counts)}
    orders = [[line for line in lines if line in fixed] for lines in texts]
    if any(order != orders[0] for order in orders):
        return None
    merged: list[bytes] = []
    for old, own, other in zip(*(_stretches(lines, fixed) for lines in texts), strict=True):
        if old not in (own, other) and own != other:
            return None
        merged += other if own == old else own
    return b"".join(merged)


def _stretches(lines: Sequence[bytes], fixed: Collection[bytes]) -> list[list[bytes]]:
    """Return what stands before the first fixed line, and each of these with what follows it."""
    found: list[list[bytes]] = [[]]
    for line in lines:
        if line in fixed:
            found.append([line])
        else:
            found[-1].append(line)
    return found
