"""What was found in a text, kept while the text comes again.

Of a form that is filled in, a sheet is checked at every key, and one of its texts is another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Protocol, TypeVar

MOST = 2048
"""Texts that are kept, some forty sheets of them."""


class _HasText(Protocol):
    @property
    def text(self) -> str: ...


_C = TypeVar("_C", bound=Callable[..., object])
_T = TypeVar("_T", bound=_HasText)


def kept(function: _C) -> _C:
    """Let a function that depends on its arguments alone keep its last answers.

    What it returns is shared: nothing that anybody may change.
    """
    return lru_cache(maxsize=MOST)(function)  # type: ignore[return-value]


class KnownTexts:
    """In which texts a pattern stands."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        """Take the pattern, whether it has been compiled or not."""

        def stands_in(text: str) -> bool:
            return pattern.search(text) is not None

        self._stands_in = kept(stands_in)

    def among(self, values: Iterable[_T]) -> list[_T]:
        """Return those of some values in whose text the pattern stands."""
        stands_in = self._stands_in
        return [value for value in values if stands_in(value.text)]
