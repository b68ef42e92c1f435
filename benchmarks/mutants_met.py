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
from collections.abc import Iterator
from types import CodeType, FrameType, FunctionType

import pytest
from mutants_made import Mutant

Place = tuple[str, str, int]
_Cached = type(functools.cache(len))
_PATIENCE = 20
"""So many times the CPU limit may pass on the clock of a busy machine."""


class Meeting:
    """A plugin of pytest that runs the collected tests once as they are, then for each mutant.

    Args:
        mutants: the mutants, in the order of the answers.
        paths: the files that mutants are made of.
        seconds: the CPU that one may take, beside three times what its tests take without it.
        answers: where a line is written for each: outcome, and after a tab the test that failed.
    """

    def __init__(self, mutants: list[Mutant], paths: set[str], seconds: int, answers: int) -> None:
        self.is_done = False
        self._mutants = mutants
        self._paths = paths
        self._seconds = seconds
        self._answers = answers
        self._failed: str = ""
        self._reached: dict[Place, list[pytest.Item]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember a failure."""
        if report.failed:
            self._failed = report.nodeid

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run everything; the tests that fail or take long without a mutant take no part."""
        took: dict[str, float] = {}
        sound = []
        for item in session.items:
            self._failed = ""
            began = time.process_time()
            with self._watched(item):
                _run(item)
            took[item.nodeid] = time.process_time() - began
            if self._failed:
                print(f"fails without a mutant: {item.nodeid}", file=sys.stderr)
            elif took[item.nodeid] < self._seconds / 2:
                sound.append(item)
        kept = {item.nodeid for item in sound}
        gc.collect()
        gc.freeze()
        for mutant in self._mutants:
            reached = self._reached.get(_place(mutant), [])
            items = [item for item in reached if item.nodeid in kept]
            items.sort(key=lambda item: took[item.nodeid])
            limit = self._seconds + 3 * round(sum(took[item.nodeid] for item in items))
            outcome = self._meet(mutant, items, limit) if items else "not reached"
            os.write(self._answers, f"{outcome}\n".encode())
        self.is_done = True
        return True

    @contextlib.contextmanager
    def _watched(self, item: pytest.Item) -> Iterator[None]:
        """Remember which functions of the files a test calls."""
        seen: set[CodeType] = set()

        def called(frame: FrameType, event: str, _: object) -> None:
            if event == "call":
                seen.add(frame.f_code)

        sys.setprofile(called)
        try:
            yield
        finally:
            sys.setprofile(None)
        for code in seen:
            if code.co_filename in self._paths:
                name = code.co_qualname.partition(".<locals>")[0]
                place = (code.co_filename, name, 0)
                if item not in self._reached.setdefault(place, []):
                    self._reached[place].append(item)

    def _meet(self, mutant: Mutant, items: list[pytest.Item], limit: int) -> str:
        """Return what becomes of a mutant, and the test that noticed it."""
        reader, writer = os.pipe()
        child = os.fork()
        if not child:
            try:
                resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
                self._be(mutant, items, writer)
            finally:
                os._exit(0)
        os.close(writer)
        ready, _, _ = select.select([reader], [], [], limit * _PATIENCE)
        told = os.read(reader, 1000).decode() if ready else ""
        os.close(reader)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return told or "too slow"

    def _be(self, mutant: Mutant, items: list[pytest.Item], answer: int) -> None:
        """Be the mutant until a test fails or none is left."""
        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        signal.signal(signal.SIGXCPU, signal.SIG_DFL)
        _exchange(mutant)
        self._failed = ""
        for item in items:
            _run(item)
            if self._failed:
                os.write(answer, f"killed\t{self._failed}".encode()[:900])
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
        elif isinstance(one, _Cached) and one.__module__.startswith("orgsheet"):
            one.cache_clear()
