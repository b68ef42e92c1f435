"""Checks of the steps of one row: each with date and event, in order, dated, ending somewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from orgsheet.fiscal import KINDS, Deadline
from orgsheet.form.sheet import Action, Milestone, Sheet
from orgsheet.japanese.likeness import normalize
from orgsheet.lint.advice.filling import is_blank
from orgsheet.lint.check_registry import Spot, check


@check(values=("時期", "項目"))
def milestone_without_event(sheet: Sheet) -> Iterator[Spot]:
    """Report a 時期 for which nothing is planned; a row's only 時期 is the date of the row.

    A heading 内容 with nothing behind it is for the schema to report.
    """
    for action in sheet.actions:
        if len(action.milestones) <= 1:
            continue
        for step in action.milestones:
            readable = step.deadline is None or step.deadline.traits.is_readable
            event = step.node.entries.get("内容")
            empty = event is None or (is_blank(event) and event.data() is not None)
            if step.when is not None and readable and empty:
                yield Spot(
                    node=step.when,
                    values={"時期": step.when.text, "項目": action.name},
                    paste=f"時期: {step.when.text}\n内容: ",
                )


@check(values=("内容", "項目"))
def event_without_date(sheet: Sheet) -> Iterator[Spot]:
    """Report an 内容 that has no 時期; a 時期 that is no text, or none, the schema reports."""
    for action, step in sheet.milestones:
        written = step.node.entries.get("時期")
        empty = written is None or (is_blank(written) and written.data() is not None)
        if step.event is not None and empty:
            yield Spot(
                node=step.event,
                values={"内容": step.event.text, "項目": action.name},
                paste=f"時期: \n内容: {' '.join(step.event.text.split())}",
            )


@check(values=("時期", "内容", "項目"))
def milestone_repeated(sheet: Sheet) -> Iterator[Spot]:
    """Report a step that stands twice in a row: the same 区分, 時期 and 内容."""
    for action in sheet.actions:
        seen: dict[tuple[str, str, str], Milestone] = {}
        for step in action.milestones:
            if step.when is None or step.event is None or not step.event.text.strip():
                continue
            when = step.when.text
            if step.deadline is not None and step.deadline.first is not None:
                # 7月 and 令和5年7月 are one time; 6月、9月 is another one than 6月～9月.
                when = f"{step.deadline.first} {step.deadline.last} {step.deadline.spans}"
            group = step.group.text if step.group else ""
            key = (group, when, normalize(step.event.text.rstrip().rstrip("。")))
            first = seen.setdefault(key, step)
            if first is not step:
                yield Spot(
                    node=step.event,
                    values={
                        "時期": step.when.text,
                        "内容": step.event.text,
                        "項目": action.name,
                    },
                    about=str(step.node.step),
                    related=[(sheet.document, first.node, "先に書かれた同じ予定")],
                )


@check(values=("時期", "前の時期", "項目"))
def deadline_not_in_order(sheet: Sheet) -> Iterator[Spot]:
    """Report the first exact month or day that stands behind a later one under the same 区分.

    Periods, and words such as 通年, may stand anywhere.
    """
    for action in sheet.actions:
        groups: dict[str, list[Milestone]] = {}
        for step in action.milestones:
            groups.setdefault(step.group.text if step.group else "", []).append(step)
        for steps in groups.values():
            dated = [step for step in steps if _is_point(step.deadline)]
            spot = next(
                (
                    _disorder(sheet, action, before, after)
                    for before, after in (*pairwise(dated), *pairwise(steps))
                    if _is_before(after, before)
                ),
                None,
            )
            if spot is not None:
                yield spot


def _is_point(deadline: Deadline | None) -> bool:
    return (
        deadline is not None
        and deadline.traits.is_point
        and deadline.certainty in ("exact", "approximate")
        and deadline.first is not None
    )


_STRETCHES = frozenset({"month_range", "date_range"})
_TERMS = frozenset({"half", "quarter"})


def _is_before(after: Milestone, before: Milestone) -> bool:
    """Whether what stands behind comes first: an earlier point, or a stretch that is over then.

    Of two points one of which is rough (上旬, 頃) the earlier is over when the later begins; so is
    the earlier of two terms (上半期).
    """
    earlier, later = after.deadline, before.deadline
    if earlier is None or later is None or later.first is None:
        return False
    terms = earlier.kind in _TERMS and later.kind in _TERMS
    if not terms and not _is_point(later):
        return False
    if _is_point(earlier) and earlier.certainty == later.certainty == "exact":
        return earlier.first is not None and earlier.first < later.first
    if not (terms or _is_point(earlier)) and not (
        earlier.kind in _STRETCHES and earlier.certainty == "exact"
    ):
        return False
    return earlier.last is not None and earlier.last < later.first


def _disorder(sheet: Sheet, action: Action, before: Milestone, after: Milestone) -> Spot:
    assert before.when is not None, "a deadline is read from a 時期"
    assert after.when is not None, "a deadline is read from a 時期"
    return Spot(
        node=after.when,
        values={
            "時期": after.when.text,
            "前の時期": before.when.text,
            "項目": action.name,
        },
        related=[(sheet.document, before.when, "一つ前の時期")],
    )


@check(values=("時期", "項目", "見出し"), choices={"kinds": ("year_end", *KINDS)})
def deadline_no_step(
    sheet: Sheet,
    *,
    kinds: tuple[str, ...],
    sections: tuple[str, ...] = (),
    least: int = 1,
    with_criteria: bool = False,
) -> Iterator[Spot]:
    """Report a row whose steps are all of kinds that say nothing on the way through the year.

    Args:
        sheet: the sheet.
        kinds: kinds of deadlines such as `as_needed`; `year_end` means every date that is the
            last month or day of the fiscal year.
        sections: only rows of these lists, by their roles or headings (all, when empty).
        least: only rows with this many steps or more.
        with_criteria: also look at rows that have a 基準.
    """
    for action in sheet.actions:
        if (sections and not action.table.is_called(sections)) or len(action.milestones) < least:
            continue
        if action.criteria and not with_criteria:
            continue
        texts = [
            step.when.text for step in action.milestones if step.when and _is_of(step, kinds, sheet)
        ]
        if texts and len(texts) == len(action.milestones) and action.raw_deadline is None:
            yield Spot(
                node=action.item or action.node,
                values={
                    "時期": "、".join(dict.fromkeys(texts)),
                    "項目": action.name,
                    "見出し": action.section,
                },
                related=[
                    (sheet.document, step.when, "この取組みの時期")
                    for step in action.milestones
                    if step.when
                ],
            )


def _is_of(step: Milestone, kinds: Sequence[str], sheet: Sheet) -> bool:
    deadline = step.deadline
    if deadline is None or sheet.year is None:
        return False
    if deadline.kind in kinds:
        return True
    last = deadline.last == sheet.year.last
    late = deadline.first is None or (deadline.first.year, deadline.first.month) == (
        sheet.year.last.year,
        sheet.year.last.month,
    )
    return "year_end" in kinds and last and late and deadline.traits.is_readable


@check(values=("時期", "項目"))
def deadline_open_end(sheet: Sheet) -> Iterator[Spot]:
    """Report, once a row, the 時期 that say when something begins and not when it ends."""
    for action in sheet.actions:
        steps = [
            step.when
            for step in action.milestones
            if step.when is not None
            and step.deadline is not None
            and step.deadline.certainty == "open"
        ]
        if steps:
            yield Spot(
                node=steps[0],
                values={
                    "時期": "、".join(step.text for step in steps),
                    "項目": action.name,
                },
                related=[(sheet.document, step, "終わりのない時期") for step in steps[1:]],
            )
