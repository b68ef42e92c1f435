"""What a fix would change, as lines taken out and put in."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from orgsheet.render.display_width import printable

_MANY_LINES = 2000
"""Finding the least change takes quadratic time; a real sheet has some 200 lines."""


def render_patch(path: str, before: bytes, after: bytes) -> str:
    """Return a unified diff; bytes that are no UTF-8 show as �, line ends as they were count.

    In a text of thousands of lines everything from the first change to the last is one change.
    """
    old = before.decode("utf-8", "replace").splitlines(keepends=True)
    new = after.decode("utf-8", "replace").splitlines(keepends=True)
    name = printable(path)
    names = f"{name}（いま）", f"{name}（直したあと）"
    if max(len(old), len(new)) > _MANY_LINES:
        lines = _one_change(old, new, *names)
    else:
        lines = difflib.unified_diff(old, new, *names, n=1)
    return "".join(f"{printable(line.rstrip(chr(10)))}\n" for line in lines)


def _one_change(old: list[str], new: list[str], old_name: str, new_name: str) -> Iterator[str]:
    """Yield the lines of a unified diff with one hunk and no lines around it."""
    if old == new:
        return
    head = _common(old, new)
    left, right = old[head:], new[head:]
    tail = _common(left[::-1], right[::-1])
    left, right = left[: len(left) - tail], right[: len(right) - tail]
    yield f"--- {old_name}"
    yield f"+++ {new_name}"
    yield f"@@ -{head + 1},{len(left)} +{head + 1},{len(right)} @@"
    yield from (f"-{line}" for line in left)
    yield from (f"+{line}" for line in right)


def _common(old: list[str], new: list[str]) -> int:
    """Return how many lines at the beginning are the same."""
    differing = (n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b)
    return next(differing, min(len(old), len(new)))
