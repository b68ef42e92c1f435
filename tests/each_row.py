"""A table of cases as one test: every row is tried, and each that fails is named with its reason.

`each_row` stands where `pytest.mark.parametrize` would, for rows that are cheaper to check than to
collect and report as tests of their own, and that need no fixture afresh.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from _pytest.mark.structures import ParameterSet

_SHOWN = 30
_LONGEST = 100


def each_row(
    names: str | tuple[str, ...],
    rows: Iterable[Any],
    ids: Callable[[Any], object] | None = None,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator that calls a test for every row and fails once, with all rows that fail.

    Args:
        names: the parameters that a row fills: one takes the row itself, several its parts.
        rows: the table, with or without `pytest.param`; empty it fails.
        ids: what a value of a row is called in the report.
    """
    filled = tuple(one.strip() for one in names.split(",")) if isinstance(names, str) else names
    is_whole = isinstance(names, str) and "," not in names
    table = [_named(row, ids or repr, is_whole=is_whole) for row in rows]

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def all_rows(**fixtures: object) -> None:
            failed = []
            for name, row in table:
                try:
                    test(**dict(zip(filled, row, strict=True)), **fixtures)
                except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001 - told by row
                    failed.append(f"[{name}] {_told(error)}")
            assert table, "the table has no rows"
            if failed:
                rest = [f"and {len(failed) - _SHOWN} more"] if len(failed) > _SHOWN else []
                lines = [f"{len(failed)} of {len(table)} rows fail:", *failed[:_SHOWN], *rest]
                pytest.fail("\n".join(lines), pytrace=False)

        given = inspect.signature(test).parameters.values()
        # What pytest reads to find the fixtures.
        all_rows.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
            [parameter for parameter in given if parameter.name not in filled]
        )
        # `benchmarks/mutants.py` runs one row alone.
        all_rows.rows = table  # type: ignore[attr-defined]
        all_rows.one_row = lambda row: test(**dict(zip(filled, row[1], strict=True)))  # type: ignore[attr-defined]
        return all_rows

    return decorate


def _named(
    row: Any,  # noqa: ANN401 - as the table has it
    ids: Callable[[Any], object],
    *,
    is_whole: bool,
) -> tuple[str, tuple[Any, ...]]:
    """Return what a row is called, and its values."""
    if isinstance(row, ParameterSet):
        values, name = tuple(row.values), row.id
    else:
        values, name = (row,) if is_whole else tuple(row), None
    words = str(name or "-".join(str(ids(value)) for value in values))
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…", values


def _told(error: BaseException) -> str:
    """Return what went wrong and on which line of the test."""
    trace = error.__traceback__
    lines = []
    while trace is not None:
        lines.append(trace.tb_lineno)
        trace = trace.tb_next
    words = str(error) if isinstance(error, (AssertionError, pytest.fail.Exception)) else ""
    return f"line {lines[1] if len(lines) > 1 else '?'}: {words or repr(error)}"
