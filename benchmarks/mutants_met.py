"""Mutants met by tests: collected once, each mutant in a fork in which its code is exchanged."""

from __future__ import annotations

import ast
import contextlib
import functools
import gc
import importlib
import os
import resource
import select
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, NamedTuple

import pytest
from mutants_made import Mutant, codes_of, functions

import orgsheet

Place = tuple[str, str]
CALLED: set[Place] = set()
"""The functions, each with its file, that were called since it was emptied."""
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
        seconds: the CPU that one may take, beside three times what its tests take without it.
        patience: the CPU of tests after which one counts as surviving; 0 for that of all.
        answers: where a line is written for each: outcome, and after a tab the test that failed.
    """

    def __init__(
        self, mutants: list[Mutant], paths: set[str], seconds: int, patience: int, answers: int
    ) -> None:
        self.is_done = False
        self._mutants = mutants
        self._paths = paths
        self._seconds = seconds
        self._patience = patience
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
        depth: dict[tuple[str, str], int] = {}
        for path in self._paths:
            _probe(path)
        for trial, caches in self._all(session.items):
            self._failed = ""
            for cache in caches:
                cache.cache_clear()  # what a test before has asked for, this one asks anew
            CALLED.clear()
            began = time.process_time()
            trial.run()
            took[trial.name] = time.process_time() - began
            if self._failed:
                print(f"fails without a mutant: {trial.name}", file=sys.stderr)
            elif took[trial.name] < self._seconds / 2:
                for place in CALLED:
                    self._reached[place].append(trial)
                    depth[place[0], trial.name] = depth.get((place[0], trial.name), 0) + 1
        gc.collect()
        gc.freeze()
        for mutant in self._mutants:
            # What goes far into the file and is quick meets a mutant before the others do.
            trials = sorted(
                self._reached[mutant.path, mutant.function],
                key=lambda one: took[one.name] / depth[mutant.path, one.name] ** 2,
            )
            limit = self._seconds + 3 * round(sum(took[one.name] for one in trials))
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
        gc.unfreeze()
        _exchange(mutant.path, mutant.codes())
        for cache in _caches():
            cache.cache_clear()
        self._failed = ""
        began = time.process_time()
        for trial in trials:
            if self._patience and time.process_time() - began > self._patience:
                break
            trial.run()
            if self._failed:
                os.write(answer, f"killed\t{self._failed}".replace("\n", " ").encode()[:900])
                return
        os.write(answer, b"survived")


def _run(item: pytest.Item) -> None:
    """Run one test with fixtures of its own: none is left for another process to find."""
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)


def _probe(path: str) -> None:
    """Let the functions of a file say when they are called."""
    parts = Path(path).relative_to(Path(orgsheet.__file__).parents[1]).with_suffix("").parts
    importlib.import_module(".".join(parts))
    tree = ast.parse(Path(path).read_text(encoding="utf-8"))
    for name, function in functions(tree):
        said = ast.parse(f"__import__('mutants_met').CALLED.add(({path!r}, {name!r}))").body[0]
        for one in ast.walk(said):
            ast.copy_location(one, function.body[0])
        function.body.insert(1 if ast.get_docstring(function, clean=False) else 0, said)
    _exchange(path, codes_of(tree, path))


def _exchange(path: str, codes: dict[tuple[str, int], CodeType]) -> None:
    """Put other code into all live functions of a module."""
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename == path:
            new = codes.get((one.__code__.co_qualname, one.__code__.co_firstlineno))
            if new is not None and one.__code__.co_freevars == new.co_freevars:
                one.__code__ = new


def _caches() -> list[Any]:
    """Return the functions of the program that keep what they have found."""
    found = (one for one in gc.get_objects() if isinstance(one, _Cached))
    return [one for one in found if one.__module__.startswith("orgsheet")]
