"""What last year's evaluation says to the new sheet: problems left, and what was to become of it.

Results themselves are never carried.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from orgsheet.evaluation.results_of_row import RoundResult, evaluated_rows, rounds_of_row
from orgsheet.form.sheet import Sheet
from orgsheet.japanese.shorten import one_line
from orgsheet.registers.scale_values import IS_DONE, JOINS, STOPS
from orgsheet.registers.scales import ScaleRegister

_PROPOSALS = {
    STOPS: "なくすことにした行です。残さないなら、この行を消してください",
    IS_DONE: "終えることにした行です。残さないなら、この行を消してください",
    JOINS: "ほかの行と一つにすることにした行です。一つにしたら、「前年度の項目」に両方の名称を"
    "並べ、この行を消してください",
}
"""What is proposed for a row, by the effect of its direction."""


class ResultHint(NamedTuple):
    """What is said beside a row of the new sheet, and what becomes of the row, "" for nothing."""

    lines: tuple[str, ...]
    proposal: str


def result_hints(sheet: Sheet, scales: ScaleRegister) -> dict[int, ResultHint]:
    """Return what the rows of an earlier sheet hand on, by the identity of the row's node."""
    return {
        id(entry.node): hint
        for entry in evaluated_rows(sheet)
        if (hint := _hint(rounds_of_row(entry, scales))) is not None
    }


def proposals(sheet: Sheet, scales: ScaleRegister) -> Iterator[str]:
    """Yield a sentence for each row of an earlier sheet that is to be dropped or merged."""
    hints = result_hints(sheet, scales)
    for entry in evaluated_rows(sheet):
        hint = hints.get(id(entry.node))
        if hint is not None and hint.proposal:
            yield f"{sheet.id} の「{entry.label}」は、{hint.proposal}。"


def _hint(rounds: tuple[RoundResult, ...]) -> ResultHint | None:
    """Return what the rounds of a row hand on: every problem, and the last direction."""
    problems = [(_issue(one), line) for one in rounds for line in _lines(one.issue)]
    lines = [f"{title}: {line}" for title, line in dict.fromkeys(problems)]
    proposal = ""
    for one in rounds:
        for direction in one.directions:
            effects = direction.scale.directions if direction.scale else {}
            proposal = _PROPOSALS.get(effects.get(direction.text, ""), "")
            reason = "".join(f"（{line}）" for line in _lines(one.reason)[:1])
            lines.append(f"{direction.field.title}: {one_line(direction.text)}{reason}")
    if not lines:
        return None
    return ResultHint((*lines, *filter(None, (proposal,))), proposal)


def _issue(one: RoundResult) -> str:
    """Return what the form calls the place where a round says what is left to do."""
    return next((part.title for part in one.field.parts if part.role == "課題"), "")


def _lines(text: str) -> list[str]:
    """Return the lines of a text that a comment may hold."""
    found = [one_line(line) for line in text.split("\n")]
    return ["".join(char for char in line if char.isprintable()) for line in found if line.strip()]
