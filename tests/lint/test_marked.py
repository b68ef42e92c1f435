"""What an official sees of a finding beside its message: what is marked, offered and told with it.

The table is cases/lint/marked.tsv; `PYTHONPATH=tests python tests/lint/test_marked.py`
renews it: read what changed.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from each_row import each_row
from packaged_rules import PACKAGED_RULES

from orgsheet.lint.examples import Example, examples_of, findings_of
from orgsheet.lint.finding import Place
from orgsheet.lint.rulebook import Rule

TABLE = Path(__file__).parents[1] / "cases/lint/marked.tsv"
COLUMNS = ("rule", "message", "marked", "offered", "beside", "values")
_LONGEST = 60
Row = tuple[str, ...]


def marked(rule: Rule, example: Example) -> Iterator[Row]:
    """Yield a row for each finding of an example: what it marks, offers, and tells beside it."""
    unsaid = [name for name in rule.check.values if f"{{{name}}}" not in rule.message]
    asked = "｜".join(f"{name}={{{name}}}" for name in unsaid)
    more = findings_of(example, [rule._replace(message=asked)]) if unsaid else []
    for number, found in enumerate(findings_of(example, [rule])):
        beside = [f"{one.message} {_text(example, one.place)}" for one in found.related]
        values = more[number].message if unsaid else ""
        offered = _shown(found.paste)
        cells = (found.message, _text(example, found.place), offered, "｜".join(beside), values)
        yield (rule.id, *(_shown(cell, len(cell)) for cell in cells))


def _text(example: Example, place: Place) -> str:
    """Return the stretch of a place in its file, shortened in the middle."""
    if place.path not in example.files:
        return place.path
    text = example.files[place.path].decode("utf-8", "replace").removeprefix("\ufeff")
    lines = [line.rstrip("\r") for line in text.split("\n")][place.line - 1 : place.end_line]
    if lines:
        lines[-1] = lines[-1][: place.end_column - 1]
        lines[0] = lines[0][place.column - 1 :]
    return _shown("\n".join(lines))


def _shown(text: str, longest: int = _LONGEST) -> str:
    """Return a text as a cell of the table."""
    half = longest // 2
    text = text if len(text) <= longest else f"{text[:half]}…{text[-half:]}"
    return re.sub(r"[\x00-\x1f\u2028\u2029\ufffd]", lambda one: f"<{ord(one[0]):x}>", text)


def _rows() -> list[Row]:
    every = ((rule, one) for rule in PACKAGED_RULES for one in examples_of(rule, "bad"))
    return sorted({row for rule, one in every for row in marked(rule, one)})


def _table() -> dict[str, set[Row]]:
    """Return the rows of the table by rule."""
    by_rule: dict[str, set[Row]] = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            by_rule.setdefault(row[0], set()).add(tuple(row))
    assert by_rule.pop(COLUMNS[0]) == {COLUMNS}
    return by_rule


@pytest.mark.slow
@each_row(("name", "rows"), _table().items() if TABLE.exists() else [])
def test_what_is_marked_and_offered_is_what_the_table_says(name: str, rows: set[Row]) -> None:
    """A finding marks, offers and tells what stands in the table; examples may be added to it."""
    (rule,) = (one for one in PACKAGED_RULES if one.id == name)
    given = {row for one in examples_of(rule, "bad") for row in marked(rule, one)}
    assert rows <= given, sorted(rows - given)


def test_the_table_has_nearly_every_rule() -> None:
    """Nine rules in ten have a row, so that no kind of finding is left out of the table."""
    assert len(_table()) >= 0.9 * len(PACKAGED_RULES)


if __name__ == "__main__":
    lines = ["\t".join(row) for row in [COLUMNS, *_rows()]]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
