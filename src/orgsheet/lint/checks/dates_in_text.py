"""Checks of dates that stand in a text instead of in 時期, and of dates that disagree."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from orgsheet.fiscal import Deadline, FiscalYear, find_deadlines, outside, read_deadline
from orgsheet.fiscal.deadline.find_dates import find_dates
from orgsheet.form.built_in_words import EVENT, WHEN
from orgsheet.form.sheet import Action, Milestone, Sheet
from orgsheet.japanese.lazy_patterns import pattern
from orgsheet.japanese.likeness import normalize
from orgsheet.japanese.shorten import one_line
from orgsheet.lint.check_registry import Spot, check
from orgsheet.lint.checks.words_of_time import AT_THAT_TIME
from orgsheet.source import Document, Node, text_span
from orgsheet.workspace.workspace import Workspace

_Found = list[tuple[int, int, Deadline]]

_MAYBE_DATE = pattern("[0-9０-９一二三四五六七八九十] ?[月/]")
_EDGE = " \u3000\n:：、・。"
_ALL_YEAR = pattern(
    "[ \u3000\n・○]*(?:通年(?:で|にわたり|にわたって|を通して|を通じて)"
    "|(?:年間|[1１一]年)を通(?:して|じて))、?"
)
"""A sentence that begins so says of the whole year what is done; 通年 alone is read as a date."""


_found = lru_cache(maxsize=256)(find_deadlines)
"""Two rules read the same cell one after the other."""


def _raw_dates(action: Action, year: FiscalYear | None) -> _Found:
    raw = action.raw_deadline
    return [] if raw is None or year is None else _found(raw.text, year)


def _lone(action: Action, year: FiscalYear | None) -> bool:
    """Whether the row's 原文 is one readable date and nothing else."""
    raw = action.raw_deadline
    if raw is None or year is None:
        return False
    return read_deadline(raw.text.strip(), year).traits.is_readable


def _shifted(action: Action, found: _Found) -> bool:
    """Whether a 原文 begins and ends with a date, so that one date has no event.

    A text that begins with an event may write every date behind its event.
    """
    raw = action.raw_deadline
    if raw is None or not found:
        return False
    text = raw.text
    (begin, first_end, first), (start, end, last) = found[0], found[-1]
    if text[:begin].strip(_EDGE) or text[end:].strip(_EDGE):
        return False
    events = text[first_end:start].strip(_EDGE)
    return first.traits.in_calendar and last.traits.in_calendar and bool(events)


@check(values=("項目", "手がかり"))
def deadline_unstructured(sheet: Sheet, *, lone: bool = False) -> Iterator[Spot]:
    """Report a row whose deadline still stands as one text in 原文.

    Args:
        sheet: the sheet.
        lone: look at texts that are one date and nothing else, or at all other texts.
    """
    for action in sheet.actions:
        if action.table.raw == action.table.deadline:
            continue  # the form has one place for both: a text is as good as rows
        if action.raw_deadline is None or _lone(action, sheet.year) is not lone:
            continue
        found = _raw_dates(action, sheet.year)
        if _shifted(action, found):
            continue  # deadline_shifted says more
        hint = action.raw_deadline.text.strip()
        if not lone:
            dates = dict.fromkeys(f"「{deadline.text.strip()}」" for *_, deadline in found)
            if not dates and _ALL_YEAR.match(hint):
                dates["「通年」"] = None
            hint = f"文から読める時期は{''.join(dates)}です。" if dates else ""
        key = action.node.keys[action.table.raw]
        yield Spot(
            node=action.raw_deadline,
            start=key.start,
            end=key.end,
            values={"項目": action.name, "手がかり": hint},
            paste=_as_rows(action.raw_deadline.text, found, action.table.deadline),
        )


def _as_rows(text: str, found: _Found, heading: str) -> str:
    """Return a 原文 that puts every date before its event as rows of 期限, else nothing."""
    all_year = None if found else _ALL_YEAR.match(text)
    if all_year is not None:
        event = one_line(text[all_year.end() :].strip(_EDGE))
        return f"{heading}:\n  - {WHEN}: 通年\n    {EVENT}: {event}"
    if not found or text[: found[0][0]].strip(_EDGE):
        return ""
    ends = [start for start, _, _ in found[1:]] + [len(text)]
    lines = [f"{heading}:"]
    for (start, end, _), until in zip(found, ends, strict=True):
        event = one_line(text[end:until].strip(_EDGE))
        if not event and len(found) > 1:
            return ""
        lines += [
            f"  - {WHEN}: {text[start:end].strip()}",
            *([f"    {EVENT}: {event}"] if event else ()),
        ]
    return "\n".join(lines)


@check(values=("時期", "前の予定", "部の文", "項目"))
def deadline_shifted(sheet: Sheet, workspace: Workspace) -> Iterator[Spot]:
    """Report a 原文 that ends in a date without an event, though it puts dates first."""
    for action in sheet.actions:
        found = _raw_dates(action, sheet.year)
        raw = action.raw_deadline
        if raw is None or not _shifted(action, found):
            continue
        start, end, last = found[-1]
        first, after = text_span(sheet.document, raw, start, end)
        sentence, related = _in_department(action, last, sheet, workspace)
        yield Spot(
            node=raw,
            start=first,
            end=after,
            values={
                "時期": raw.text[start:end],
                "前の予定": raw.text[found[-2][1] : start].strip(_EDGE),
                "部の文": sentence,
                "項目": action.name,
            },
            related=related,
        )


def _in_department(
    action: Action, last: Deadline, sheet: Sheet, workspace: Workspace
) -> tuple[str, list[tuple[Document, Node | tuple[int, int], str]]]:
    """Return what the department's sheet plans for the date in the row of the same name."""
    department = None if sheet.is_department else workspace.sheet(sheet.id.department_id)
    if department is None or not action.name:
        return "", []
    for row in department.actions_of(action.section):
        if normalize(row.name) != normalize(action.name) or not row.milestones:
            continue
        for step in row.milestones:
            same = step.deadline is not None and step.deadline.last == last.last
            if same and step.when is not None and step.event is not None:
                words = one_line(f"{step.when.text} {step.event.text}")
                return f"部のシートでは「{words}」です。", [
                    (department.document, step.when, f"部のシートの同じ項目では「{words}」")
                ]
        return "", [(department.document, row.item or row.node, "部のシートの同じ項目")]
    return "", []


@check(values=("時期", "内容", "内容の時期", "項目"))
def deadline_in_event(sheet: Sheet) -> Iterator[Spot]:
    """Report a date in an 内容 that says when it is done and lies apart from the step's 時期.

    It stands bare, in brackets at the end (（12月まで）), or as the time of the deed that ends the
    内容 (12月までに…を整備).
    """
    year = sheet.year
    if year is None:
        return
    for action, step in sheet.milestones:
        if step.event is None or step.when is None or not _MAYBE_DATE.search(step.event.text):
            continue
        text = step.event.text
        for start, end, deadline, paste in _times_of(text, year, step.when.text):
            if outside(deadline, year) or not _apart(deadline, step.deadline):
                continue
            first, last = text_span(sheet.document, step.event, start, end)
            yield Spot(
                node=step.event,
                start=first,
                end=last,
                values={
                    "時期": step.when.text,
                    "内容": text,
                    "内容の時期": text[start:end],
                    "項目": action.name,
                },
                about=text[start:end],
                paste=paste,
            )
            break


_IN_BRACKETS = pattern("[(（]$")
_END = pattern("(?:末|中|頃|ごろ)?(?:まで|迄)?(?:とする)?。?$")
_CLOSED = pattern(
    "(?:末|中|頃|ごろ)?(?:まで|迄|から|より|以降|予定)?(?:に[一-龠々ァ-ヴー]{2,6})?[)）]。?$"
)
_DEED = pattern(
    f"(?:末|中|内)?(?:まで|迄)?{AT_THAT_TIME}(?:[^。]{{1,40}}を)?[一-龠々ァ-ヴー]{{2,6}}(?:する)?。?$"
)


def _times_of(text: str, year: FiscalYear, when: str) -> Iterator[tuple[int, int, Deadline, str]]:
    """Yield the dates that say when an 内容 is done, and the rows that part two of them."""
    for start, end, deadline in find_deadlines(text, year):
        if _bare(text, start, end) and deadline.traits.in_calendar:
            paste = (
                f"- 時期: {when}\n  内容: {text[:start].strip(_EDGE)}\n"
                f"- 時期: {text[start:end].strip()}\n  内容: {text[end:].strip(_EDGE)}"
            )
            yield start, end, deadline, paste
    for found in find_dates(text, year):
        held = _IN_BRACKETS.search(text, 0, found.start) and _CLOSED.match(text, found.end)
        begins = not found.start or text[found.start - 1] in "をはが、"
        ends = found.start and text[found.start - 1] == "は" and _END.match(text, found.end)
        done = ends or (begins and _DEED.match(text, found.end))
        if (held or done) and not found.impossible:
            yield found.start, found.end, found.deadline, ""


def _bare(text: str, start: int, end: int) -> bool:
    """Whether a date stands between spaces, line ends or the ends of the text."""
    return not text[start - 1 : start].strip() and not text[end : end + 1].strip(" \u3000\n:：。")


def _apart(one: Deadline, other: Deadline | None) -> bool:
    """Whether two deadlines are both dated and share no day."""
    if other is None or not (one.first and one.last and other.first and other.last):
        return False
    return one.last < other.first or other.last < one.first


@check(values=("行事", "時期", "ほかの時期", "ほかの項目", "項目"))
def deadline_conflict(
    sheet: Sheet,
    *,
    words: tuple[str, ...],
    endings: tuple[str, ...],
    length: int = 7,
) -> Iterator[Spot]:
    """Report an event of the same name that two rows put at different times.

    Args:
        sheet: the sheet.
        words: only events that name one of these (a body, a survey, a festival).
        endings: words at an event's end that are not part of its name.
        length: only names of this many characters or more.
    """
    seen: dict[str, list[tuple[Action, Milestone]]] = {}
    for action, step in sheet.milestones:
        if step.event is None or step.when is None or step.deadline is None:
            continue
        text = step.event.text
        if len(text) < length or not any(word in text for word in words):
            continue
        name = _event_name(text, endings)
        if len(name) < length:
            continue
        earlier = seen.setdefault(normalize(name), [])
        others = [row for row in earlier if row[0] is not action]
        if others and all(_apart(step.deadline, other.deadline) for _, other in others):
            row, other = others[0]
            assert other.when is not None, "only steps with a 時期 are kept"
            yield Spot(
                node=step.when,
                values={
                    "行事": name,
                    "時期": step.when.text,
                    "ほかの時期": other.when.text,
                    "ほかの項目": row.name,
                    "項目": action.name,
                },
                about=name,
                related=[(sheet.document, other.when, f"「{row.name}」での時期")],
            )
        if len(earlier) < _MOST:
            earlier.append((action, step))


_MOST = 50
_PARENTHESES = pattern(r"[(（][^()（）]{0,30}[)）]")


def _event_name(text: str, endings: tuple[str, ...]) -> str:
    """Return an event without remarks in parentheses and without 開催, の実施 and the like."""
    name = _PARENTHESES.sub("", text).strip().rstrip("。")
    ending = next((e for e in endings if name.endswith(e)), "")
    return name.removesuffix(ending) if ending else name
