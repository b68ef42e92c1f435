"""A progress bar on a terminal, for runs that take longer than a second."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

_QUIET_SECONDS = 1.0
_CELLS = 20


def progress_bar(words: str) -> Callable[[int, int], None] | None:
    """Return a function to tell (done, all), None where standard error is no terminal.

    Nothing shows in the first second; the bar wipes itself out at the end.
    """
    if not sys.stderr.isatty():
        return None
    started = time.monotonic()
    shown = -1

    def tell(done: int, whole: int) -> None:
        nonlocal shown
        if time.monotonic() - started < _QUIET_SECONDS:
            return
        percent = 100 * done // max(whole, 1)
        if done == whole:
            sys.stderr.write("\r\x1b[K")
        elif percent != shown:
            shown = percent
            filled = _CELLS * done // max(whole, 1)
            bar = "#" * filled + "-" * (_CELLS - filled)
            sys.stderr.write(f"\r{words} [{bar}] {done:,}/{whole:,}")
        sys.stderr.flush()

    return tell
