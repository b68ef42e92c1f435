"""Workspaces made to be slow, large or misleading, for the tests about hostile input."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import yaml
from packaged_rules import PACKAGED_RULES

from orgsheet.files.memory import MemoryFiles
from orgsheet.lint.examples import DEFAULT_PATH, examples_of
from orgsheet.lint.rulebook import apply_settings
from orgsheet.lint.run_rules import LintResult, run
from orgsheet.source import Mapping, emit, parse
from orgsheet.workspace.settings import Settings
from orgsheet.workspace.workspace import Workspace

CASES = Path(__file__).parent / "cases" / "hostile"
DEPARTMENT_PATH = "sheets/R5/見本部/部.yaml"
LAST_YEAR_PATH = "sheets/R4/見本部/見本課.yaml"
RULES = apply_settings(PACKAGED_RULES, Settings(profile="公開前"))
"""Every rule there is: the last profile has them all."""

_HANG_SECONDS = 60
_CLEAN = next(
    example
    for rule in RULES
    for example in examples_of(rule, "good")
    if example.path == DEFAULT_PATH
)


def cases(name: str) -> Any:  # noqa: ANN401 - whatever the file holds
    """Return the data of a file of hostile cases."""
    return yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))


def clean_files() -> dict[str, bytes]:
    """Return a workspace in which nothing is found but hints."""
    return dict(_CLEAN.files)


def sheet(**changed: object) -> dict[str, Any]:
    """Return the data of a clean sheet with some of its keys changed."""
    document = parse(_CLEAN.files[DEFAULT_PATH], DEFAULT_PATH)
    assert isinstance(document.root, Mapping)
    return {**document.root.data(), **changed}


def files(data: dict[str, Any] | bytes, **others: dict[str, Any]) -> dict[str, bytes]:
    """Return the clean workspace with its sheet replaced, and other files by path."""
    made = {**clean_files(), DEFAULT_PATH: data if isinstance(data, bytes) else emit(data).encode()}
    return made | {path: emit(other).encode() for path, other in others.items()}


def text_of(case: dict[str, Any]) -> bytes:
    """Return the bytes of one case of `texts.yaml`."""
    unit, head, tail = case["unit"], case.get("head", ""), case.get("tail", "")
    times = case["size"] // len(unit.encode())
    body = (
        "".join(unit.replace("{}", str(n)) for n in range(times)) if "{}" in unit else unit * times
    )
    text: str = head + body + tail
    return text.encode()


def lint(contents: dict[str, bytes]) -> LintResult:
    """Check files that exist only in memory, with all rules."""
    with no_hang():
        return run(Workspace(MemoryFiles(contents), Path()), RULES)


@contextmanager
def no_hang() -> Iterator[None]:
    """Fail instead of waiting for ever; far longer than anything inside should take."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise TimeoutError("it hangs")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(_HANG_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
