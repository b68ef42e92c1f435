"""Mutants met by tests: collected once, each mutant in a fork in which its code is exchanged."""

from __future__ import annotations

import contextlib
import functools
import gc
import os
import resource
import select
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from types import CodeType, FrameType, FunctionType
from typing import Any, NamedTuple

import pytest
from mutants_made import Mutant

Place = tuple[str, str, int]
_Cached = type(functools.cache(len))
_PATIENCE = 20
"""So many times the CPU limit may pass on the clock of a busy machine."""


class _Trial(NamedTuple):
    """A test, or one row of a test that has a table: what it is called, and what runs it."""

    name: str
    run: Callable[[], None]


class Meeting:
    """A plugin of pytest that runs the collected tests once as they are, then for each mutant.

    Args:
        mutants: the mutants, in the order of the answers.
        paths: the files that mutants are made of.
        seconds: the CPU that one may take, beside what its tests take without it when watched.
        answers: where a line is written for each: outcome, and after a tab the test that failed.
    """

    def __init__(self, mutants: list[Mutant], paths: set[str], seconds: int, answers: int) -> None:
        self.is_done = False
        self._mutants = mutants
        self._paths = paths
        self._seconds = seconds
        self._answers = answers
        self._failed: str = ""
        self._reached: dict[Place, list[_Trial]] = defaultdict(list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember a failure."""
        if report.failed:
            self._failed = report.nodeid

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run everything; the tests that fail or take long without a mutant take no part."""
        took: dict[str, float] = {}
        rank: dict[str, float] = {}
        for trial, caches in self._all(session.items):
            self._failed = ""
            for cache in caches:
                cache.cache_clear()  # what a test before has asked for, this one asks anew
            began = time.process_time()
            with self._watched() as seen:
                trial.run()
            took[trial.name] = time.process_time() - began
            if self._failed:
                print(f"fails without a mutant: {trial.name}", file=sys.stderr)
            elif took[trial.name] < self._seconds / 2:
                # What goes far into the files and is quick meets a mutant before the others do.
                rank[trial.name] = took[trial.name] / max(1, len(seen))
                for code in seen:
                    name = code.co_qualname.partition(".<locals>")[0]
                    place = (code.co_filename, name, 0)
                    if trial not in self._reached[place][-1:]:
                        self._reached[place].append(trial)
        gc.collect()
        gc.freeze()
        for mutant in self._mutants:
            trials = sorted(self._reached[_place(mutant)], key=lambda one: rank[one.name])
            limit = self._seconds + round(sum(took[one.name] for one in trials))
            outcome = self._meet(mutant, trials, limit) if trials else "not reached"
            os.write(self._answers, f"{outcome}\n".encode())
        self.is_done = True
        return True

    def _all(self, items: list[pytest.Item]) -> Iterator[tuple[_Trial, list[Any]]]:
        """Yield what is tried, each with the functions that have kept what they found till now."""
        for item in items:
            caches = _caches()
            for trial in self._trials(item):
                yield trial, caches

    def _trials(self, item: pytest.Item) -> Iterator[_Trial]:
        """Yield each row of a test that has a table and asks for nothing else, or the test."""
        function = getattr(item, "obj", None)
        rows = getattr(function, "rows", ())
        if not rows or getattr(item, "fixturenames", None):
            yield _Trial(item.nodeid, functools.partial(_run, item))
            return
        for number, row in enumerate(rows):
            name = f"{item.nodeid}[{number}: {row[0]}]"
            yield _Trial(name, functools.partial(self._run_row, name, function, row))

    def _run_row(self, name: str, function: Any, row: tuple[str, tuple[Any, ...]]) -> None:  # noqa: ANN401 - a test
        try:
            function.one_row(row)
        except (Exception, pytest.fail.Exception):  # noqa: BLE001 - whatever it is, it is noticed
            self._failed = name

    @contextlib.contextmanager
    def _watched(self) -> Iterator[set[CodeType]]:
        """Give what will hold the functions of the files that are called meanwhile."""
        seen: set[CodeType] = set()

        def called(frame: FrameType, _event: str, _: object) -> None:
            if frame.f_code.co_filename in self._paths:
                seen.add(frame.f_code)

        sys.settrace(called)
        try:
            yield seen
        finally:
            sys.settrace(None)

    def _meet(self, mutant: Mutant, trials: list[_Trial], limit: int) -> str:
        """Return what becomes of a mutant, and the test that noticed it."""
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            try:
                resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
                self._be(mutant, trials, writer)
            finally:
                os._exit(0)
        os.close(writer)
        ready, _, _ = select.select([reader], [], [], limit * _PATIENCE)
        # A row may be called by a text of several lines, and cut amid a character.
        told = os.read(reader, 1000).decode(errors="replace") if ready else ""
        told = told.replace("\n", " ")
        os.close(reader)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return told or "too slow"

    def _be(self, mutant: Mutant, trials: list[_Trial], answer: int) -> None:
        """Be the mutant until a test fails or none is left."""
        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        signal.signal(signal.SIGXCPU, signal.SIG_DFL)
        _exchange(mutant)
        self._failed = ""
        for trial in trials:
            trial.run()
            if self._failed:
                os.write(answer, f"killed\t{self._failed}".replace("\n", " ").encode()[:900])
                return
        os.write(answer, b"survived")


def _place(mutant: Mutant) -> Place:
    return mutant.path, mutant.function, 0


def _run(item: pytest.Item) -> None:
    """Run one test with fixtures of its own: none is left for another process to find."""
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)


def _exchange(mutant: Mutant) -> None:
    """Put the mutant's code into all live functions of its module; forget what they have found."""
    codes = mutant.codes()
    gc.unfreeze()
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename == mutant.path:
            new = codes.get((one.__code__.co_qualname, one.__code__.co_firstlineno))
            if new is not None and one.__code__.co_freevars == new.co_freevars:
                one.__code__ = new
    for cache in _caches():
        cache.cache_clear()


def _caches() -> list[Any]:
    """Return the functions of the program that keep what they have found."""
    found = (one for one in gc.get_objects() if isinstance(one, _Cached))
    return [one for one in found if one.__module__.startswith("orgsheet")]
