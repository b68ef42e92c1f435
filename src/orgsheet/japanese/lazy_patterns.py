"""Regular expressions that are compiled when they are first used.

A run meets few of the many spellings that the readers know; compiling all of them when their
modules are imported took longer than checking a sheet.
"""

from __future__ import annotations

import re
from typing import Any, cast

from orgsheet.japanese.kept_patterns import compiled


class _Lazy:
    """Stands for a compiled pattern; after the first use its methods are the pattern's own."""

    def __init__(self, source: str) -> None:
        self.pattern = source

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a pattern has
        if name.startswith("__"):
            raise AttributeError(name)
        made = compiled(self.pattern)
        for method in ("match", "search", "fullmatch", "finditer", "findall", "sub", "split"):
            self.__dict__[method] = getattr(made, method)
        return getattr(made, name)


def pattern(source: str) -> re.Pattern[str]:
    """Return a pattern to use as `re.compile` would give it; a faulty one raises at first use."""
    return cast("re.Pattern[str]", _Lazy(source))
