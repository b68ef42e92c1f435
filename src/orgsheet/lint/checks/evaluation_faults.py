"""Checks of results: figures with unit and time, ratings with reasons, nothing left out."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from orgsheet.evaluation.attainment import exact_number
from orgsheet.evaluation.results_of_row import (
    UNIT,
    VALUE,
    Achieved,
    RoundResult,
    evaluated_rows,
    has_begun,
    indicators_of,
    outcome_of,
    ratings_by_scale,
    rounds_of_row,
)
from orgsheet.fiscal import read_deadline
from orgsheet.form.blanks import is_blank
from orgsheet.form.definition import Field
from orgsheet.form.sheet import Sheet
from orgsheet.form.sheet_rows import Entry
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.likeness import normalize
from orgsheet.japanese.shorten import one_line
from orgsheet.lint.check_registry import Spot, check
from orgsheet.registers.scale_values import SHRINKS, STOPS
from orgsheet.source import Node
from orgsheet.workspace.workspace import Workspace

_NOTHING = pattern(r"(?:特に)?(?:なし|無し|無|ありません)?[。.\s\-‐－―ー–—]*")
_WITH_UNIT = pattern(r"[△▲+\-−]?[0-9][0-9,]*(?:\.[0-9]+)?\s*(?P<unit>[^0-9,.\s〜~].{0,9})")
_YEAR_LONG = 300
"""Days from which a step is no point in time: it is done all year round."""


def _is_said(text: str) -> bool:
    """Tell whether a text says anything: more than nothing, and no mark that asks for it."""
    return not is_blank(text) and _NOTHING.fullmatch(unicodedata.normalize("NFKC", text)) is None


def _rounds(sheet: Sheet, workspace: Workspace) -> Iterator[tuple[Entry, RoundResult]]:
    """Yield the rounds of which rows say something."""
    for entry in _begun(sheet):
        for one in rounds_of_row(entry, workspace.scales):
            if one.node is not None and not one.is_empty:
                yield entry, one


@lru_cache(maxsize=4)
def _begun(sheet: Sheet) -> tuple[Entry, ...]:
    """Return the rows of which a round may say something: every rule here asks for them."""
    return tuple(filter(has_begun, evaluated_rows(sheet)))


def _has(one: RoundResult, role: str) -> bool:
    return any(part.role == role for part in one.field.parts)


def _values(entry: Entry, one: RoundResult) -> dict[str, str]:
    return {"項目": entry.label, "評価の時期": one.time}


def _place(achieved: Achieved) -> Node | None:
    node = achieved.node
    return None if node is None else node.entries.get(VALUE, node)


@check(values=("項目", "評価の時期", "値"))
def rating_without_reason(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report a rating whose round has a place for the reason, and says none there."""
    for entry, one in _rounds(sheet, workspace):
        if one.ratings and _has(one, "理由") and not _is_said(one.reason):
            rated = one.ratings[0]
            if not is_blank(rated.text):
                yield Spot(rated.value, _values(entry, one) | {"値": one_line(rated.text)})


@check(values=("項目", "評価の時期", "値", "数値からの値", "式"))
def rating_differs(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report a rating that is not the one that its scale gives for the row's figures.

    With several indicators anything between the lowest and the highest of theirs is right.
    """
    for entry, one in _rounds(sheet, workspace):
        for rated in one.ratings:
            scale = rated.scale
            if scale is None or not scale.is_computed:
                continue
            given = [each.value for each in ratings_by_scale(entry, one, scale) if each.value]
            ranks = [rank for value in given if (rank := scale.rank(value)) is not None]
            mine = scale.rank(rated.text)
            if mine is None or not ranks or min(ranks) <= mine <= max(ranks):
                continue
            formula = next((each.reached.formula for each in one.achieved if each.reached.rate), "")
            yield Spot(
                rated.value,
                _values(entry, one)
                | {
                    "値": one_line(rated.text),
                    "数値からの値": "から".join(dict.fromkeys(given)),
                    "式": formula or "予定したことを、何も実施していない",
                },
            )


@check(values=("項目", "評価の時期", "値", "許される値"))
def rating_not_in_scale(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report a rating or direction that is no value of its scale."""
    for entry, one in _rounds(sheet, workspace):
        assert one.node is not None, "only rounds that say something are asked"
        for part in one.field.parts:
            scale = workspace.scales.find(part.scale)
            value = one.node.entries.get(part.key)
            text = getattr(value, "text", "").strip()
            if scale and text and not is_blank(text) and text not in scale.values:
                yield Spot(
                    value,
                    _values(entry, one)
                    | {"値": one_line(text), "許される値": "、".join(scale.values)},
                )


@check(values=("欄", "尺度", "ある尺度"))
def scale_unknown(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report once for a sheet each scale that its form names and that the city does not have."""
    known = workspace.scales
    found: dict[str, Spot] = {}
    if known.faults and not known.names:
        return  # The file cannot be read: that is told of it.
    for _, one in _rounds(sheet, workspace):
        for rated in (*one.ratings, *one.directions):
            name = rated.field.scale
            if name and name not in known.names and name not in found:
                others = "、".join(known.scales) or "なし"
                told = {"欄": rated.field.title, "尺度": name, "ある尺度": others}
                found[name] = Spot(rated.value, told, about=name)
    yield from found.values()


@check(values=("項目", "評価の時期", "指標", "足りないもの"))
def result_without_unit_or_time(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report a figure of which neither it nor its indicator or round says unit or time."""
    for entry, one in _rounds(sheet, workspace):
        for each in one.achieved:
            if exact_number(each.value, each.unit) is None:
                continue
            lacking = [
                word
                for word, text in (("単位", each.unit), ("時点", each.at))
                if not _is_said(text)
            ]
            if lacking:
                named = {"指標": one_line(each.name), "足りないもの": "と".join(lacking)}
                yield Spot(_place(each), _values(entry, one) | named)


@check(values=("項目", "評価の時期", "指標", "実績の単位", "目標の単位"))
def result_other_unit(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report a result in another unit than its indicator, beside the figure or behind it."""
    for entry, one in _rounds(sheet, workspace):
        for each in one.achieved:
            if each.indicator is None or not each.indicator.unit or each.node is None:
                continue
            written = _WITH_UNIT.fullmatch(unicodedata.normalize("NFKC", each.value))
            behind = written["unit"].strip() if written else ""
            other = next(
                (
                    unit
                    for unit in (behind, each.unit)
                    if unit and normalize(unit) != normalize(each.indicator.unit)
                ),
                "",
            )
            if other:
                values = {
                    "指標": one_line(each.name),
                    "実績の単位": one_line(other),
                    "目標の単位": one_line(each.indicator.unit),
                }
                place = _place(each) if behind == other else each.node.entries.get(UNIT)
                yield Spot(place, _values(entry, one) | values)


@check(values=("項目", "指標"))
def indicator_activity_only(sheet: Sheet, *, activities: tuple[str, ...]) -> Iterator[Spot]:
    """Report a row all of whose indicators count what is done, and none what comes of it.

    Args:
        sheet: the sheet.
        activities: the beginnings of 分類 that mean so.
    """
    for entry in evaluated_rows(sheet):
        found = indicators_of(entry)
        if found and all(one.category.startswith(activities) for one in found):
            named = "、".join(f"「{one_line(one.name)}」" for one in found)
            yield Spot(found[0].node.entries["分類"], {"項目": entry.label, "指標": named})


@check(values=("項目", "評価の時期", "指標", "達成率", "式"))
def attainment_unusual(sheet: Sheet, workspace: Workspace, *, most: int) -> Iterator[Spot]:
    """Ask about an attainment below 0 or above `most` percent.

    Args:
        sheet: the sheet.
        workspace: gives the scales.
        most: the percentage from above which it is asked.
    """
    for entry, one in _rounds(sheet, workspace):
        for each in one.achieved:
            rate = each.reached.rate
            if rate is not None and not 0 <= rate <= most:
                named = {
                    "指標": one_line(each.name),
                    "達成率": each.reached.text,
                    "式": each.reached.formula,
                }
                yield Spot(_place(each), _values(entry, one) | named)


@check(values=("項目", "評価の時期", "値"))
def direction_without_reason(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report a direction that shrinks or ends a row early, where its reason is not said."""
    for entry, one in _rounds(sheet, workspace):
        for rated in one.directions:
            effects = rated.scale.directions if rated.scale else {}
            is_less = effects.get(rated.text) in (SHRINKS, STOPS)
            if is_less and _has(one, "理由") and not _is_said(one.reason):
                yield Spot(rated.value, _values(entry, one) | {"値": one_line(rated.text)})


@check(values=("項目", "評価の時期", "値"))
def late_without_status(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report a rating that says that a row is behind, where neither status nor reason is said."""
    for entry, one in _rounds(sheet, workspace):
        for rated in one.ratings:
            is_late = rated.scale is not None and rated.text in rated.scale.late
            is_told = _is_said(one.status) or _is_said(one.reason)
            if is_late and not is_told and _has(one, "状況"):
                yield Spot(rated.value, _values(entry, one) | {"値": one_line(rated.text)})


@check(values=("項目", "評価の時期", "時期"))
def milestone_without_result(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report a step whose time was over when the row was evaluated, and that says no result."""
    steps = {id(action.node): action.milestones for action in sheet.actions}
    latest: dict[int, tuple[date, Entry, RoundResult]] = {}
    for entry, one in _rounds(sheet, workspace):
        day = read_deadline(one.at, sheet.year).last if one.at and sheet.year else None
        if day is not None and day > latest.get(id(entry.node), (date.min,))[0]:
            latest[id(entry.node)] = (day, entry, one)
    for key, (day, entry, one) in latest.items():
        for step in steps.get(key, ()):
            due = step.deadline
            if due is None or due.last is None or due.last > day or step.when is None:
                continue
            is_long = due.first is not None and (due.last - due.first).days >= _YEAR_LONG
            if not is_long and not outcome_of(step.node):
                yield Spot(step.when, _values(entry, one) | {"時期": one_line(step.when.text)})


@check(values=("項目", "評価の時期", "場所", "書くもの", "例"))
def result_missing(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report a row without results in a round that is closed, or that its table has begun."""
    written = {(entry.heading, one.time) for entry, one in _rounds(sheet, workspace)}
    closed = workspace.closed_rounds.get(sheet.id.year, frozenset())
    if not written and not closed:
        return
    for entry in evaluated_rows(sheet):
        for one in rounds_of_row(entry, workspace.scales):
            is_asked = (entry.heading, one.time) in written or one.time in closed
            if is_asked and one.is_empty:
                values = _values(entry, one) | _asked(one.field, workspace)
                yield Spot(entry.name or entry.node, values, about=one.time)


def _asked(field: Field, workspace: Workspace) -> dict[str, str]:
    """Return in the form's and the scales' own words what is to be written in a round."""
    rated = next((part for part in field.parts if workspace.scales.find(part.scale)), None)
    scale = workspace.scales.find(rated.scale) if rated else None
    asked = [
        part.key
        for part in field.parts
        if part.kind == "実績" or part is rated or part.role in ("理由", "状況")
    ]
    example = f"例: 「{rated.key}: {list(scale.values)[-2:][0]}」" if rated and scale else ""
    # Columns of the row itself stand beside its name.
    place = f"「{field.key}:」の下に" if field.key else f"{field.title}の欄に"
    return {"場所": place, "書くもの": "、".join(asked), "例": example}
