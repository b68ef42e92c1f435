"""What a fix would change, as lines taken out and put in."""

from __future__ import annotations

import difflib

from orgsheet.report.width import printable


def render_patch(path: str, before: bytes, after: bytes) -> str:
    """Return a unified diff; bytes that are no UTF-8 show as �, line ends as they were count."""
    old = before.decode("utf-8", "replace").splitlines(keepends=True)
    new = after.decode("utf-8", "replace").splitlines(keepends=True)
    name = printable(path)
    lines = difflib.unified_diff(old, new, f"{name}（いま）", f"{name}（直したあと）", n=1)
    return "".join(f"{printable(line.rstrip(chr(10)))}\n" for line in lines)
