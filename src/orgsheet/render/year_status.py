"""The state of a year as text for a terminal, Markdown and JSON."""

from __future__ import annotations

from typing import Any

from orgsheet.cycle.year_progress import (
    IN_PROGRESS,
    NEEDS_FIXES,
    NOT_STARTED,
    STATES,
    UNREADABLE,
    RoundStatus,
    SheetStatus,
    YearStatus,
)
from orgsheet.fiscal.eras import date_text
from orgsheet.render.display_width import Style, printable
from orgsheet.render.escape import markdown_text
from orgsheet.render.json_text import json_text

VERSION = 1
HANDED_IN = "提出済み（承認待ち）"
"""The state of a sheet that is written, on a branch that somebody has to approve."""
_COLOURS = {
    UNREADABLE: "\x1b[1;31m",
    NOT_STARTED: "\x1b[1;31m",
    IN_PROGRESS: "\x1b[1;33m",
    NEEDS_FIXES: "\x1b[1;33m",
}
_READY_COLOUR = "\x1b[1;32m"
_HEADS = ("状態", "部・課", "記入の残り", "エラー", "注意")
_STATE_COLUMNS = 12
_NUMBER_COLUMNS = (12, 8, 6)
_LEAST_NAME = 12


def render_text(status: YearStatus, style: Style) -> str:
    """Return a table that fits the terminal, with the counts below it."""
    room = style.columns - _STATE_COLUMNS - sum(_NUMBER_COLUMNS)
    names = max(_LEAST_NAME, min(room, _longest(status, style)))
    lines = [f"{status.year.kanji}のシートの進み具合", ""]
    lines.append(_row(list(_HEADS), names, style))
    for one in status.sheets:
        cells = [STATES[one.state], printable(one.id.label), *_numbers(one)]
        lines.append(_row(cells, names, style, _COLOURS.get(one.state, _READY_COLOUR)))
    lines.append("")
    told = (summary(status), *map(round_sentence, status.rounds), *status.notices)
    for sentence in (*told, *_next_steps(status)):
        lines += style.wrap(printable(sentence), style.columns)
    return "\n".join(lines) + "\n"


def render_markdown(status: YearStatus) -> str:
    """Return the table and the counts as Markdown."""
    lines = [
        f"## {status.year.kanji}のシートの進み具合",
        "",
        summary(status),
        "",
        f"| {' | '.join(_HEADS)} |",
        "| --- | --- | ---: | ---: | ---: |",
    ]
    lines += [
        f"| {' | '.join([STATES[one.state], markdown_text(one.id.label), *_numbers(one)])} |"
        for one in status.sheets
    ]
    notes = (*map(round_sentence, status.rounds), *status.notices)
    if notes:
        lines += ["", *(f"- {markdown_text(note)}" for note in notes)]
    return "\n".join(lines) + "\n"


def render_json(status: YearStatus) -> str:
    """Return the state in the form of `schema/status.schema.json`."""
    return json_text(
        {
            "version": VERSION,
            "year": status.year.label,
            "from": None if status.source is None else status.source.label,
            "sheets": [_record(one) for one in status.sheets],
            "rounds": [_round(one) for one in status.rounds],
            "notices": list(status.notices),
            "summary": {"sheets": len(status.sheets), "ready_all": status.is_ready}
            | {state: status.count(state) for state in STATES},
        }
    )


def summary(status: YearStatus, handed_in: int = 0) -> str:
    """Return in one sentence how many sheets are in which state.

    `handed_in` are sheets besides those of the status: they wait for an approval.
    """
    counted = [(words, status.count(state)) for state, words in STATES.items()]
    counted.append((HANDED_IN, handed_in))
    counts = [f"{words} {count} 枚" for words, count in counted if count]
    total = len(status.sheets) + handed_in
    if not total:
        return "シートは 1 枚もありません。"
    if status.is_ready and not handed_in:
        return f"シート {total} 枚は、すべて準備完了です。"
    return f"シート {total} 枚: {'、'.join(counts)}"


def round_sentence(one: RoundStatus) -> str:
    """Return in one sentence how far a round of the evaluation is, and until when it is due."""
    days = [f"{date_text(one.opens)}から"] if one.opens else []
    days += [f"締切 {date_text(one.due)}"] if one.due else []
    when = f"、{'、'.join(days)}" if days else ""
    left = f"（残り {one.rows - one.whole} 件）" if one.rows > one.whole else ""
    return (
        f"{one.name}の評価（{one.state}{when}）: {one.rows} 件のうち {one.whole} 件が"
        f"そろっています{left}。"
    )


def _round(one: RoundStatus) -> dict[str, Any]:
    return {
        "round": one.name,
        "state": one.state,
        "opens": None if one.opens is None else one.opens.isoformat(),
        "due": None if one.due is None else one.due.isoformat(),
        "rows": one.rows,
        "whole": one.whole,
    }


def _next_steps(status: YearStatus) -> list[str]:
    """Return what to type next: to begin what is missing, to see what is to be mended."""
    steps = []
    if status.source is not None and not all(one.exists for one in status.sheets):
        label = status.source.label
        steps.append(f"ないシートを作るには: orgsheet new {status.year.label} --from {label}")
    mend = [one for one in status.sheets if one.state in {UNREADABLE, NEEDS_FIXES}]
    if mend:
        steps.append(f"直すところを見るには: orgsheet lint {mend[0].path}")
    late = [one for one in status.rounds if one.rows > one.whole]
    if late:
        year, name = status.year.label, late[-1].name
        steps.append(f"評価に足りないものを見るには: orgsheet results {year} --at {name}")
    return steps


def _record(one: SheetStatus) -> dict[str, Any]:
    return {
        "sheet": str(one.id),
        "department": one.id.department,
        "section": None if one.id.is_department else one.id.section,
        "path": one.path,
        "state": one.state,
        "exists": one.exists,
        "expected": one.is_expected,
        "open": one.open,
        "places": one.places,
        "errors": one.errors,
        "warnings": one.warnings,
        "infos": one.infos,
        "known": one.known,
        "waived": one.waived,
    }


def _numbers(one: SheetStatus) -> list[str]:
    if not one.exists:
        return ["まだない", "-", "-"]
    places = f"{one.open}/{one.places}" if one.open else "0"
    return ["-" if one.state == UNREADABLE else places, str(one.errors), str(one.warnings)]


def _longest(status: YearStatus, style: Style) -> int:
    widths = [style.width(printable(one.id.label)) for one in status.sheets]
    return max([style.width(_HEADS[1]), *widths])


def _row(cells: list[str], names: int, style: Style, colour: str = "") -> str:
    state, name, *numbers = cells
    lead = " " * (_STATE_COLUMNS - style.width(state))
    shown = style.cut(name, names)
    row = [f"{style.paint(colour, state) if colour else state}{lead}"]
    row.append(shown + " " * (names - style.width(shown)))
    row += [
        " " * max(0, columns - style.width(number)) + number
        for number, columns in zip(numbers, _NUMBER_COLUMNS, strict=True)
    ]
    return "".join(row).rstrip()
