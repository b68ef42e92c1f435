"""The registry of checks: a check gets what its parameters name, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from orgsheet.lint import check_registry
from orgsheet.lint.check_registry import SHEET, WORKSPACE, Spot, check


@pytest.fixture(autouse=True)
def _own_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Register nothing for good."""
    monkeypatch.setattr(check_registry, "_CHECKS", {})


def test_a_check_gets_what_its_parameters_name() -> None:
    """A check is given its subject, the workspace only where it names that, and its options."""

    @check()
    def alone(sheet: str) -> Iterator[Spot]:
        yield Spot(about=sheet)

    @check()
    def beside(sheet: str, workspace: str, *, least: int = 1) -> Iterator[Spot]:
        yield Spot(about=f"{sheet} {workspace} {least}")

    offered = {WORKSPACE: "all", SHEET: "one"}
    found = [
        spot.about
        for name, options in (("alone", {}), ("beside", {}), ("beside", {"least": 2}))
        for spot in check_registry._CHECKS[name].spots(offered, options)
    ]
    assert found == ["one", "one all 1", "one all 2"]
    assert {one.scope for one in check_registry._CHECKS.values()} == {SHEET}


def test_what_a_rule_may_set_is_what_the_check_takes_by_keyword() -> None:
    """Keyword-only parameters are a check's options, required where they have no default."""

    @check()
    def judged(workspace: str, *, words: tuple[str, ...], least: int = 1) -> Iterator[Spot]:
        yield Spot(about=f"{workspace}{words}{least}")

    registered = check_registry._CHECKS["judged"]
    assert registered.options == {"words": "tuple[str, ...]", "least": "int"}
    assert registered.required == {"words"}


def _nothing() -> Iterator[Spot]:
    yield Spot()


def _stranger(sheets: str) -> Iterator[Spot]:
    yield Spot(about=sheets)


def _too_much(workspace: str, sheet: str) -> Iterator[Spot]:
    yield Spot(about=workspace + sheet)


@pytest.mark.parametrize("function", [_nothing, _stranger, _too_much])
def test_a_check_cannot_name_what_no_run_has(function: Callable[..., Iterator[Spot]]) -> None:
    """A check that names no subject, an unknown one or two is refused when it is registered."""
    with pytest.raises(AssertionError, match=f"{function.__name__}: nobody offers"):
        check()(function)
