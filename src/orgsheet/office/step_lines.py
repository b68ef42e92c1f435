"""A deadline as the lines of a cell, and the lines as a deadline: `時期　内容`, a line a step.

What became of a step stands below it, in brackets: `（結果：実施、実施日：9月20日）`.
"""

from __future__ import annotations

from datetime import date

from orgsheet.fiscal import FiscalYear, read_deadline, split_leading
from orgsheet.form.built_in_words import DONE_ON, EVENT, GROUP, OUTCOMES, RESULT, WHEN
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.source import Plain

GAP = "\u3000"
"""Stands between 時期 and 内容, and before a line that goes on with the 内容 above it."""

RAW_MARK = "（原文）"
"""Stands before text that was not divided into steps, in a file that will come back."""

_GROUP = pattern(r"【([^【】\n]*)】")
_SPACES = " \u3000\t"
_MORE = GAP + GAP
_AS_TEXT = _MORE + GAP
"""Stands before a line of the 内容 that reads as what became of a step, and is none."""

_OUTCOME = pattern(
    rf"[（(]?[ \u3000]*(?:{RESULT}[:：](.*?))?"
    rf"(?:[、,， \u3000]*{DONE_ON}[:：](.*?))?[ \u3000]*[）)]?"
)


def lines_of_steps(
    steps: list[Plain], year: FiscalYear | None, *, asked_on: date | None = None
) -> list[str]:
    """Return the lines of the steps of a deadline; what is no step stands as it is.

    With `asked_on`, steps that ended before that day have a line to write in what became of them.
    """
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
        lines += _outcome_lines(step, year, asked_on)
    return lines


def _outcome_lines(
    step: dict[str, Plain], year: FiscalYear | None, asked_on: date | None
) -> list[str]:
    if not (step.get(WHEN) or step.get(EVENT)):
        return []  # There is no line above to which it could belong.
    said = {key: _text(step.get(key)).replace("\n", " ") for key in (RESULT, DONE_ON)}
    if not said[RESULT] and _has_ended(_text(step.get(WHEN)), year, asked_on):
        shown = list(said)
    else:
        shown = [key for key, text in said.items() if text]
    words = "、".join(f"{key}：{said[key]}" for key in shown)
    return [f"{_MORE}（{words}）"] if words else []


def _has_ended(when: str, year: FiscalYear | None, day: date | None) -> bool:
    if day is None or year is None or not when:
        return False
    last = read_deadline(when, year).last
    return last is not None and last < day


def _step_lines(when: str, event: str, year: FiscalYear | None) -> list[str]:
    first, *rest = event.rstrip("\n").split("\n")
    more = [(_MORE if _outcome(line) is None else _AS_TEXT) + line for line in rest]
    if when and event:
        return [f"{when}{GAP}{first}", *more]
    if when:
        return [when if _is_deadline(when, year) else when + GAP]
    if _outcome(first) is not None:
        return [_AS_TEXT + first, *more]
    is_plain = first and GAP not in first and _divided(first, year) is None
    return [first if is_plain else GAP + first, *more]


def steps_of_lines(lines: list[str], year: FiscalYear | None) -> list[Plain]:
    """Return the steps that lines of a cell say; blank lines part nothing.

    A line in which no 時期 can be read is one step with 内容 alone; one that says what became of
    a step belongs to the step above it.
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
        outcome = None if line.startswith(_AS_TEXT) else _outcome(line)
        if outcome is not None and steps:
            steps[-1] |= outcome
            continue
        if line.startswith(_MORE) and steps and EVENT in steps[-1]:
            steps[-1][EVENT] += "\n" + line.strip(_SPACES)
            continue
        steps.append(({GROUP: group} if group else {}) | _step(line, year))
    return steps


def _outcome(line: str) -> dict[str, Plain] | None:
    """Return what a line says of what became of a step, {} where nothing is written in it yet.

    Without brackets it counts only where it says one of the known outcomes, or a day alone.
    """
    words = line.strip(_SPACES)
    match = _OUTCOME.fullmatch(words)
    if match is None or (match[1] is None and match[2] is None):
        return None
    result, done_on = ((one or "").strip(_SPACES) for one in match.groups())
    if words[0] not in "（(" and match[1] is not None and result not in ("", *OUTCOMES):
        return None
    return {key: text for key, text in ((RESULT, result), (DONE_ON, done_on)) if text}


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
