"""What standard output can show: how wide it is, and whether in colour."""

from __future__ import annotations

import os
import sys

_MOST_COLUMNS = 100
"""Longer lines are hard to read, however wide the window is."""


def columns(most: int = _MOST_COLUMNS) -> int:
    """Return how many columns a line may have, `most` at most; 80 where the width is not known."""
    import shutil  # here, for it loads what compresses files

    return min(shutil.get_terminal_size((80, 24)).columns, most)


def has_colour() -> bool:
    """Tell whether standard output is a terminal whose user did not turn colours off."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ
