"""How many examples a property test tries: a short seeded run by default, a long one by hand."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

WHOLE = bool(os.environ.get("ORGSHEET_WHOLE"))
"""Set ORGSHEET_WHOLE=1 for the long run, with a seed of its own each time."""

_SHARE = 8
_LEAST = 4
_EVERY = 3
_Item = TypeVar("_Item")


def runs(whole: int) -> int:
    """Return how many of the long run's examples are tried: all of them, or an eighth."""
    return whole if WHOLE else max(_LEAST, whole // _SHARE)


def sampled(items: Iterable[_Item]) -> Iterator[_Item]:
    """Yield what a slow test tries one by one: all in the long run, each third otherwise."""
    return islice(items, 0, None, 1 if WHOLE else _EVERY)
