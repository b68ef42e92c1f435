"""Checks of what a department repeats from its sections: the words are the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from orgsheet.fiscal import find_deadlines
from orgsheet.form.sheet import Action, Sheet
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.likeness import marked_difference, normalize, similarity
from orgsheet.japanese.shorten import shorten
from orgsheet.japanese.slips_in_runs import RunSlips, counted_runs
from orgsheet.japanese.term_typos import Limits, Slip, total
from orgsheet.japanese.titles import bare
from orgsheet.lint.check_registry import Spot, check
from orgsheet.lint.checks.cascade import later_events, sections_of
from orgsheet.lint.checks.misspelt_terms import term_runs
from orgsheet.source import Document, Scalar, text_span
from orgsheet.workspace.workspace import Workspace

_MARK = pattern("【[^【】]*】")
_LONGEST_MARK = 20


class _Pair(NamedTuple):
    """A priority of the department and the one of a section that it repeats."""

    ours: Action
    theirs: Action
    section: Sheet


def _pairs(sheet: Sheet, workspace: Workspace) -> Iterator[_Pair]:
    """Yield every priority of a department with each one of the same name in its sections."""
    if not sheet.id.is_department:
        return
    ours: dict[str, Action] = {}
    for action in sheet.priorities:
        ours.setdefault(bare(action.name), action)
    ours.pop("", None)
    for section in sections_of(sheet, workspace) if ours else ():
        for theirs in section.priorities:
            mine = ours.get(bare(theirs.name))
            if mine is not None:
                yield _Pair(mine, theirs, section)


@check(values=("項目", "欄", "課", "違い", "課の違い"))
def cascade_difference(
    sheet: Sheet, workspace: Workspace, *, cutoff: float = 0.7, context: int = 10
) -> Iterator[Spot]:
    """Report a department's priority that repeats a section's with a difference in the words.

    Where all of it is a slip in a term that the department's sheets themselves show to be one,
    the check of terms says so, and which is right.

    Args:
        sheet: a department's sheet; sections' ones are passed over.
        workspace: gives the sections' sheets.
        cutoff: from which likeness (0 to 1) on a text is a copy, and not a summary.
        context: how many characters are shown on each side of a difference.
    """
    terms: RunSlips | None = None
    for pair in _pairs(sheet, workspace):
        table, same = pair.ours.table, pair.theirs.table
        fields = (
            (table.text, _actions),
            (table.deadline, _deadlines),
            (table.criteria, _criteria),
        )
        for field, words_of in fields:
            ours, theirs = words_of(pair.ours), words_of(pair.theirs)
            text, other = _plain(ours, table.deadline), _plain(theirs, same.deadline)
            if not text or not other or text == other or normalize(text) == normalize(other):
                continue
            if similarity(text, other) < cutoff or (
                words_of is _deadlines and _told_elsewhere(pair)
            ):
                continue
            if terms is None:
                terms = _terms([sheet, *sections_of(sheet, workspace)], workspace)
            slips = terms.slips_in(text, other)
            if _without_slips(text, slips) == _without_slips(other, slips):
                continue
            marked, other_marked = marked_difference(text, other)
            node, (start, end) = _place(sheet.document, ours, marked, table.deadline)
            there = _place(pair.section.document, theirs, other_marked, same.deadline)[1]
            section = pair.section.id.section
            yield Spot(
                node=node,
                start=start,
                end=end,
                values={
                    "項目": pair.ours.name,
                    "欄": field,
                    "課": section,
                    "違い": shortened(marked, context),
                    "課の違い": shortened(other_marked, context),
                },
                about=f"{field} {section}",
                related=[(pair.section.document, there, f"{section}の{field}")],
            )


def _terms(sheets: list[Sheet], workspace: Workspace) -> RunSlips:
    """Return the terms of a department's sheets, as the check of terms takes them out of each."""
    known = (workspace.summarize(sheet.id, (term_runs,)) for sheet in sheets)
    return counted_runs(total(one.get(term_runs.__name__, {}) for one in known), Limits())


def _without_slips(text: str, slips: list[Slip]) -> str:
    for slip in slips:
        text = text.replace(slip.odd, slip.usual)
    return normalize(text)


def _told_elsewhere(pair: _Pair) -> bool:
    """Say whether the section's own sheet has a finding that shows the department's dates.

    That is so where an event is later than the department's, and where the section's 原文
    both begins and ends with a date, so that dates and events are shifted.
    """
    raw = pair.theirs.raw_deadline
    if raw is not None and pair.section.year is not None:
        found = find_deadlines(raw.text, pair.section.year)
        text = raw.text.rstrip(" \n。")
        ends = len(found) > 1 and found[-1][1] >= len(text)
        return ends and not raw.text[: found[0][0]].strip()
    return any(later_events(pair.theirs, pair.ours))


def _actions(action: Action) -> list[Scalar]:
    return [] if action.action is None else [action.action]


def _criteria(action: Action) -> list[Scalar]:
    return list(action.criteria)


def _deadlines(action: Action) -> list[Scalar]:
    """Return all dates and events in order, whether they stand in rows or as they came."""
    if action.raw_deadline is not None:
        return [action.raw_deadline]
    found: list[Scalar] = []
    group = ""
    for step in action.milestones:
        if step.group is not None and step.group.text != group:
            group = step.group.text
            found.append(step.group)
        found += [value for value in (step.when, step.event) if value is not None]
    return found


@lru_cache(maxsize=64)
def _of_form(heading: str) -> re.Pattern[str]:
    """Return what the form put into a text that was copied with its heading."""
    copied = f"{re.escape(heading)}[:：]?|" if heading else ""
    return re.compile(rf"{copied}[【】]|\s+")


def _plain(values: list[Scalar], heading: str) -> str:
    """Return the texts as one, without what the form, and not the author, put there."""
    return "".join(_of_form(heading).sub("", value.text) for value in values)


def _place(
    document: Document, values: list[Scalar], marked: str, heading: str
) -> tuple[Scalar, tuple[int, int]]:
    """Return the value in which the first 【difference】 of the joint text lies, and its span."""
    at = marked.index("【")
    length = marked.index("】") - at - 1
    for value in values:
        kept = [True] * len(value.text)
        for match in _of_form(heading).finditer(value.text):
            kept[match.start() : match.end()] = [False] * (match.end() - match.start())
        places = [place for place, keep in enumerate(kept) if keep]
        if at < len(places):
            last = places[min(at + max(length, 1), len(places)) - 1]
            return value, text_span(document, value, places[at], last + 1)
        at -= len(places)
    return values[-1], (values[-1].start, values[-1].end)


def shortened(marked: str, context: int) -> str:
    """Return a marked text around its first 【difference】."""
    marks = list(_MARK.finditer(marked))
    if not marks:
        return marked
    first = marks[0]
    inner = shorten(first.group()[1:-1], _LONGEST_MARK)
    before, after = marked[: first.start()], marked[first.end() :]
    after = after[: marks[1].start() - first.end()] if len(marks) > 1 else after
    head = before if len(before) <= context else "…" + before[-context:]
    tail = after if len(after) <= context else after[:context] + "…"
    return f"{head}【{inner}】{tail}" if inner else f"{head}{tail}"
