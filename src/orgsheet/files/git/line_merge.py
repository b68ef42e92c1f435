"""Merge three versions of a file line by line, as git itself does."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory

from orgsheet.files.git.call_git import GitError, execute, git_in

_MAX_CONFLICTS = 127  # git merge-file counts no further; above it is an error
_MAX_LINES = 5_000
"""Lines that `merged_text` compares; the time it takes grows faster than their number."""

_Hunk = tuple[int, int, list[bytes]]


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

    As for git, two changes conflict when no unchanged line stands between them, unless they are
    the same change.
    """
    lines = [data.splitlines(keepends=True) for data in (base, ours, theirs)]
    if max(map(len, lines)) > _MAX_LINES:
        return None
    old, *sides = lines
    mine, yours = (_hunks(old, side) for side in sides)
    for one in mine:
        for other in yours:
            if one != other and one[0] <= other[1] and other[0] <= one[1]:
                return None
    merged = list(old)
    hunks = {(hunk[0], hunk[1]): hunk[2] for hunk in (*mine, *yours)}
    for start, end in sorted(hunks, reverse=True):
        merged[start:end] = hunks[start, end]
    return b"".join(merged)


def _hunks(old: Sequence[bytes], new: Sequence[bytes]) -> list[_Hunk]:
    """Return what changed: the lines of the old text from and to, and what stands there now."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        (start, end, list(new[first:last]))
        for tag, start, end, first, last in matcher.get_opcodes()
        if tag != "equal"
    ]
