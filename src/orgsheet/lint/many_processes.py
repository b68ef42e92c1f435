"""Files checked by several processes: each is a copy of this one, which has read the rules.

The findings are those of one process, in the same order. Where a process cannot be made, ends
early, or fails at a file, that file is checked here: what is told is never less.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from typing import Any

from orgsheet.lint.recorded_file import Entry, pack, unpack
from orgsheet.lint.rulebook import Rule

Packed = tuple[Entry, list[list[Any]]]
"""What is known of a file, with its findings as the cache holds them."""

_SHARE = 20
"""Files that a process is given at a time, at most: enough to make up for the asking."""

_TURNS = 4
"""How often each process is given files, at least: then none works long after the others."""

_WORTH = 200
"""Files from which on a second process takes less time than it costs."""

_MOST = 8
"""Processes that are made unasked: beyond, what one of them does alone is most of the time."""

_checks: list[Callable[[str], Entry]] = []


def checked(
    paths: Sequence[str], check: Callable[[str], Entry], rules: Sequence[Rule], jobs: int | None
) -> Iterator[Entry]:
    """Yield what a check tells of each file, in their order.

    With several `jobs` findings have no mends. None: as many as there are processors, where there
    are files enough.
    """
    count = _processes(jobs, len(paths))
    return map(check, paths) if count == 1 else _shared(paths, check, rules, count)


def _processes(jobs: int | None, files: int) -> int:
    if not hasattr(os, "fork"):
        return 1  # a process that begins anew, and reads the rules again, gains too little
    if jobs is not None:
        return max(1, min(jobs, files))
    # Not `cpu_count`, which also counts those that this process may not use.
    here = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    return min(here, _MOST) if files >= _WORTH else 1


def _shared(
    paths: Sequence[str], check: Callable[[str], Entry], rules: Sequence[Rule], jobs: int
) -> Iterator[Entry]:
    by_id = {rule.id: rule for rule in rules}
    with closing(_answers(paths, check, jobs)) as answers:
        for path in paths:
            packed = next(answers, None)
            if packed is None:
                yield check(path)  # which raises, here, what stopped the other process
            else:
                entry, findings = packed
                found = [unpack(one, by_id) for one in findings]
                yield entry.with_findings(found, entry.reads)


def _answers(
    paths: Sequence[str], check: Callable[[str], Entry], jobs: int
) -> Generator[Packed | None]:
    """Yield what the processes answer, None for a file at which one failed; less if they end."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    share = min(_SHARE, -(-len(paths) // (_TURNS * jobs)))
    _checks[:] = [check]
    try:
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(jobs, context, initializer=_begin) as pool:
            yield from pool.map(_packed, paths, chunksize=share)
    except (OSError, NotImplementedError, BrokenProcessPool):
        return  # no room for processes, no locks that they could share, or one was ended
    finally:
        _checks.clear()


def _begin() -> None:
    # Who interrupts the command speaks to the first process; the others end with it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _packed(path: str) -> Packed | None:
    try:
        entry = _checks[0](path)
    except Exception:  # noqa: BLE001 - the first process meets it again, and tells it
        return None
    return entry.with_findings([], entry.reads), [pack(one, {}) for one in entry.findings]
