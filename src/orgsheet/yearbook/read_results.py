"""From the sheets of a year to how its rows went: what is written, what it comes to, what lacks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from orgsheet.evaluation.attainment import RATE, exact_number
from orgsheet.evaluation.results_of_row import (
    Achieved,
    RoundResult,
    evaluated_fields,
    evaluated_rows,
    ratings_by_scale,
    rounds_of_row,
)
from orgsheet.fiscal import FiscalYear
from orgsheet.form.definition import Field
from orgsheet.form.samples import remark_of
from orgsheet.form.sheet import Sheet
from orgsheet.form.sheet_rows import Entry
from orgsheet.japanese.shorten import shorten
from orgsheet.registers.scales import Scale, ScaleRegister
from orgsheet.source import Scalar
from orgsheet.yearbook.due_calendar import Due, calendar_of
from orgsheet.yearbook.row_ids import WHOLE_SHEET_ID, row_ids
from orgsheet.yearbook.year_results import Judgement, Reached, RowResults, ScaleWords, YearResults

_ALL = "（すべて）"
_LONGEST = 60
"""Letters of the steps without a result that a sentence names."""


def results_of(
    sheets: Iterable[Sheet], year: FiscalYear, scales: ScaleRegister, day: date | None = None
) -> YearResults:
    """Return how the rows of a year went: those of which the form asks it.

    Args:
        sheets: the sheets, each as it may be shown, in the order in which they are to stand.
        year: their year.
        scales: the scales of ratings and directions.
        day: the day as of which a step without a result lacks one; None where none does.
    """
    chosen = list(sheets)
    asked = _asked(chosen)
    times = rounds_of(chosen)
    return YearResults(
        year,
        times,
        {time: _words(asked, time, scales) for time in times},
        tuple(sheet.id for sheet in chosen),
        tuple(row for sheet in chosen for row in _rows(sheet, year, scales, day)),
    )


def rounds_of(sheets: Iterable[Sheet]) -> tuple[str, ...]:
    """Return the rounds in which the forms of some sheets evaluate rows, in the forms' order."""
    return tuple(dict.fromkeys(field.time for field in _asked(sheets)))


def _asked(sheets: Iterable[Sheet]) -> list[Field]:
    forms = {sheet.form.name: sheet.form for sheet in sheets}
    return [field for form in forms.values() for field in evaluated_fields(form)]


def _words(fields: Iterable[Field], time: str, scales: ScaleRegister) -> ScaleWords:
    """Return the values of the ratings and of the directions of a round, in their scales' order."""
    parts = [part for field in fields if field.time == time for part in field.parts]
    found = [scale for part in parts if (scale := scales.find(part.scale)) is not None]
    chosen = [str(value) for part in parts if part.is_choice for value, _ in part.choices]
    ratings = [*(value for scale in found if scale.is_rating for value in scale.values), *chosen]
    directions = [value for scale in found if scale.directions for value in scale.values]
    return ScaleWords(tuple(dict.fromkeys(ratings)), tuple(dict.fromkeys(directions)))


def _rows(
    sheet: Sheet, year: FiscalYear, scales: ScaleRegister, day: date | None
) -> Iterator[RowResults]:
    ids = row_ids(sheet)
    sample = remark_of(sheet)
    steps: dict[tuple[str, int], list[Due]] = defaultdict(list)
    for due in calendar_of([sheet], year).dues:
        if due.step is not None:
            steps[due.heading, due.row].append(due)
    evaluated = list(evaluated_rows(sheet))
    for entry in evaluated:
        mine = steps.get((entry.heading, entry.number), [])
        if entry.node is sheet.root and len(evaluated) == 1:
            mine = [step for row in steps.values() for step in row]
        late = [one for one in mine if day is not None and one.is_overdue(day)]
        yield RowResults(
            sheet.id,
            entry.heading,
            "" if entry.table is None else entry.table.role,
            entry.number,
            ids.get(entry.node.pointer(), WHOLE_SHEET_ID),
            entry.label,
            _budget(entry),
            sample,
            tuple(mine),
            tuple(_judgement(entry, one, late) for one in rounds_of_row(entry, scales)),
        )


def _judgement(entry: Entry, result: RoundResult, late: Sequence[Due]) -> Judgement:
    rated = next(iter(result.ratings), None)
    own = "" if rated is None or rated.scale is None else _own(entry, result, rated.scale)
    field = result.field
    known = [one for one in result.achieved if one.indicator is not None]
    return Judgement(
        result.time,
        tuple(map(_reached, known)),
        "" if rated is None else rated.text,
        own,
        result.status,
        result.reason,
        result.issue,
        next((one.text for one in result.directions), ""),
        not result.is_empty,
        tuple(_lacks(field, result, known, late)),
    )


def _own(entry: Entry, result: RoundResult, scale: Scale) -> str:
    """Return what the scale gives for the figures: the worst where they give several.

    Nothing where it is not shown whether anything was carried out.
    """
    if any(one.kind == "期限" for one in entry.row.hidden):
        return ""
    given = [one.value for one in ratings_by_scale(entry, result, scale) if one.value]
    return max(given, key=lambda value: scale.rank(value) or 0, default="")


def _reached(one: Achieved) -> Reached:
    indicator = one.indicator
    assert indicator is not None, "those of no indicator are left out"
    found = one.reached
    return Reached(
        indicator.name,
        one.unit,
        indicator.category,
        indicator.base,
        indicator.target,
        one.value,
        one.at,
        found.rate,
        found.is_reached,
        f"{found.text}（{found.reason}）" if found.reason else found.text,
        found.reason,
        # The figure itself stands beside it.
        found.formula.rpartition(" ＝ ")[0] if found.kind == RATE else found.formula,
        (
            _number(indicator.base, indicator.unit),
            _number(indicator.target, indicator.unit),
            _number(one.value, indicator.unit),
        ),
    )


def _number(text: str, unit: str) -> float | None:
    """Return a figure as the attainment reads it."""
    number = exact_number(text, unit)
    return None if number is None else float(number)


def _lacks(
    field: Field, result: RoundResult, known: Sequence[Achieved], late: Sequence[Due]
) -> Iterator[str]:
    """Yield what is not written at a round, as the form calls it.

    Figures and their day are asked of rows with indicators, ratings, directions and reasons of
    all; what the form leaves open beside them is not asked.
    """
    is_late = any(one.scale and one.text in one.scale.late for one in result.ratings)
    has_reason = any(part.role == "理由" for part in field.parts)
    asked = [
        part
        for part in field.parts
        if (bool(known) if part.kind in ("実績", "日付") else part.kind == "評価")
        or part.role == "理由"
        or (part.role == "状況" and (is_late or not has_reason))
        or not (part.is_optional or part.kind in ("実績", "日付"))
    ]
    empty = [part for part in asked if not result.says(part)]
    without = [one.name for one in known if not one.value]
    if asked and len(empty) == len(asked):
        yield f"{field.title}{_ALL}"
    else:
        for part in asked:
            if part in empty:
                yield part.title
            elif part.kind == "実績" and without:
                yield f"{part.title}（{'、'.join(without)}）"
    if late:
        told = "、".join(" ".join(filter(None, (one.when, one.event))) for one in late)
        yield f"期限の結果 {len(late)} 件（{shorten(told, _LONGEST)}）"


def _budget(entry: Entry) -> str:
    """Return what the row says of money, with the form's unit; "" where it says nothing."""
    for key, node in entry.values("金額"):
        if isinstance(node, Scalar) and isinstance(node.value, int | float):
            return f"{node.value:,}{entry.row.fields[key].unit}"
    return ""
