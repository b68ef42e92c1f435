"""Merge three versions of a file line by line, as git itself does."""

from __future__ import annotations

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
        )
    if status > _MAX_CONFLICTS or status < 0:
        raise GitError("文字のファイルではないため、行ごとの合わせ込みもできません。")
    return out, status == 0
