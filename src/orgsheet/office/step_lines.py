"""A deadline as the lines of a cell, and the lines as a deadline: `時期　内容`, a line a step."""

from __future__ import annotations

from orgsheet.fiscal import FiscalYear, split_leading
from orgsheet.form.built_in_words import EVENT, GROUP, WHEN
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.source import Plain

GAP = "\u3000"
"""Stands between 時期 and 内容, and before a line that goes on with the 内容 above it."""

RAW_MARK = "（原文）"
"""Stands before text that was not divided into steps, in a file that will come back."""

_GROUP = pattern(r"【([^【】\n]*)】")
_SPACES = " \u3000\t"


def lines_of_steps(steps: list[Plain], year: FiscalYear | None) -> list[str]:
    """Return the lines of the steps of a deadline; what is no step stands as it is."""
    lines: list[str] = []
    group = ""
    for step in steps:
        if not isinstance(step, dict):
            lines.append(str(step))
            continue
        mine = _text(step.get(GROUP))
        if mine != group:
            lines.append(f"【{mine}】")
            group = mine
        lines += _step_lines(_text(step.get(WHEN)), _text(step.get(EVENT)), year)
    return lines


def _step_lines(when: str, event: str, year: FiscalYear | None) -> list[str]:
    first, *rest = event.rstrip("\n").split("\n")
    more = [GAP + GAP + line for line in rest]
    if when and event:
        return [f"{when}{GAP}{first}", *more]
    if when:
        return [when if _is_deadline(when, year) else when + GAP]
    is_plain = first and GAP not in first and _divided(first, year) is None
    return [first if is_plain else GAP + first, *more]


def steps_of_lines(lines: list[str], year: FiscalYear | None) -> list[Plain]:
    """Return the steps that lines of a cell say; blank lines part nothing.

    A line in which no 時期 can be read is one step with 内容 alone.
    """
    steps: list[Plain] = []
    group = ""
    for line in lines:
        if not line.strip(_SPACES):
            continue
        heading = _GROUP.fullmatch(line.strip(_SPACES))
        if heading:
            group = heading[1].strip(_SPACES)
            continue
        if line.startswith(GAP + GAP) and steps and EVENT in steps[-1]:
            steps[-1][EVENT] += "\n" + line.strip(_SPACES)
            continue
        steps.append(({GROUP: group} if group else {}) | _step(line, year))
    return steps


def _step(line: str, year: FiscalYear | None) -> dict[str, Plain]:
    if line.startswith(GAP):
        return {EVENT: line.strip(_SPACES)}
    line = line.rstrip(" \t")
    left, gap, right = line.partition(GAP)
    if gap and (_is_deadline(left.strip(_SPACES), year) or not right.strip(_SPACES)):
        return _of(left, right)
    divided = _divided(line, year)
    if divided is not None:
        return _of(*divided)
    if gap:
        return _of(left, right)
    return {EVENT: line.strip(_SPACES)}


def _of(when: str, event: str) -> dict[str, Plain]:
    said = {WHEN: when.strip(_SPACES), EVENT: event.strip(_SPACES)}
    return {key: text for key, text in said.items() if text}


def _divided(line: str, year: FiscalYear | None) -> tuple[str, str] | None:
    """Return 時期 and 内容 where a line begins with a deadline and a space or nothing follows."""
    found = None if year is None else split_leading(line, year)
    if found is None:
        return None
    left, right = line[: found[1]], line[found[1] :]
    return (left, right) if not right or right[0] in _SPACES else None


def _is_deadline(text: str, year: FiscalYear | None) -> bool:
    found = None if year is None else split_leading(text, year)
    return found is not None and found[1] == len(text)


def _text(value: Plain) -> str:
    return "" if value is None else str(value)
