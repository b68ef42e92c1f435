"""Tables of cases: no row is left out, and none that fails hides another."""

from __future__ import annotations

import pytest
from each_row import each_row


def test_every_failing_row_is_named() -> None:
    """A table fails with each of its failing rows and no other, whatever they raised."""
    seen = []

    @each_row("number, word", [(1, "一"), (0, "零"), (3, "三"), (4, "四")], ids=str)
    def table(number: int, word: str) -> None:
        seen.append(word)
        assert 12 % number == 0, "no divisor"
        assert number != 4, "four"

    with pytest.raises(pytest.fail.Exception) as failed:
        table()
    assert seen == ["一", "零", "三", "四"]
    first, *rows = str(failed.value).splitlines()
    assert first == "2 of 4 rows fail:"
    assert "[0-零]" in rows[0]
    assert "ZeroDivisionError" in rows[0]
    assert "[4-四]" in rows[1]
    assert "four" in rows[1]


def test_a_table_without_rows_fails() -> None:
    """A table whose file was emptied promises nothing, so it does not pass."""

    @each_row("row", [])
    def table(row: object) -> None:
        """Nothing is checked."""

    with pytest.raises(AssertionError, match="no rows"):
        table()


@each_row("number", range(3))
def test_fixtures_pass_through(number: int, request: pytest.FixtureRequest) -> None:
    """What a table does not fill, pytest does."""
    assert request.node.name == "test_fixtures_pass_through"
    assert number < 3
