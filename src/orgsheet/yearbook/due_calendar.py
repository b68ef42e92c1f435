"""What is due when: the dated steps of a year's sheets, month by month, and those without a month.

Nothing is invented: what has no end, or no days at all, stands in a place of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from orgsheet.fiscal import Deadline, FiscalYear
from orgsheet.fiscal.fiscal_year import FIRST_MONTH
from orgsheet.form import built_in_words as words
from orgsheet.form.samples import remark_of
from orgsheet.form.sheet import Action, Milestone, Sheet, SheetId
from orgsheet.form.sheet_rows import Entry, text_at
from orgsheet.japanese.shorten import one_line
from orgsheet.source import Mapping, Node, Scalar, Sequence
from orgsheet.yearbook.row_ids import row_ids

MONTHS = (*range(FIRST_MONTH, 13), *range(1, FIRST_MONTH))
"""The months of a fiscal year in their order."""

DATED, OPEN, YEAR_ROUND, AS_NEEDED = "dated", "open", "year_round", "as_needed"
UNDECIDED, OUTSIDE, UNREAD = "undecided", "outside", "unread"
PLACES = {
    DATED: "月のあるもの",
    OPEN: "始まりだけのもの",
    YEAR_ROUND: "通年",
    AS_NEEDED: "随時など",
    UNDECIDED: "未定",
    OUTSIDE: "ほかの年度",
    UNREAD: "時期が分からないもの",
}
"""Where a step stands, with the words of reports: under its months, or in a column of its own."""
_DAY = timedelta(days=1)
ASIDE = tuple(place for place in PLACES if place != DATED)


class Due(NamedTuple):
    """One step of an action, or a deadline that was never split into steps.

    `heading` is that of the table, `row` the row's place in it, `name` and `row_id` are the row's.
    `step` is the place among the row's steps, None where the deadline stands unsplit. `when` and
    `event` are as written; `deadline` is how `when` is read. `months` (4 to 12, 1 to 3) are those
    of the year that it stands in, `due` the last of its days; both only where `place` is `DATED`.
    `outcome` is what the step itself says of how it went and `done_on` when that was, `result` the
    same or what is said of its row; "" where nothing is.
    `sample` is the sheet's remark that it is an invented sample, "" where it is none.
    `hides_result` says that what is said of its row is not published.
    """

    sheet: SheetId
    heading: str
    row: int
    row_id: str
    name: str
    step: int | None
    group: str
    when: str
    event: str
    deadline: Deadline | None
    place: str
    months: tuple[int, ...]
    due: date | None
    result: str
    outcome: str
    done_on: str
    sample: str
    hides_result: bool = False

    def is_overdue(self, day: date) -> bool:
        """Tell whether its last day is before `day` and nothing says how it went.

        Where something may say it that is not shown, nobody can tell.
        """
        is_past = self.due is not None and self.due < day
        return is_past and not self.result and not self.hides_result

    def is_in_month_of(self, day: date, year: FiscalYear) -> bool:
        """Tell whether it stands in the month of a day of the calendar's year."""
        return day in year and day.month in self.months


class Calendar(NamedTuple):
    """The steps of a year: by sheet in the order of every list, within it as they are written.

    `sheets` are all that were looked at, also those without a step; `timeless` counts their rows
    that could have a deadline and have none.
    """

    year: FiscalYear
    sheets: tuple[SheetId, ...]
    dues: tuple[Due, ...]
    timeless: int = 0

    def of(self, sheet: SheetId, month: int) -> tuple[Due, ...]:
        """Return what stands in a month (1 to 12) of a sheet."""
        return tuple(one for one in self.dues if one.sheet == sheet and month in one.months)

    def aside(self, sheet: SheetId, *places: str) -> tuple[Due, ...]:
        """Return what of a sheet stands in places without months; in all of them if none is named.

        Args:
            sheet: the sheet.
            places: keys of `PLACES`.
        """
        wanted = places or ASIDE
        return tuple(one for one in self.dues if one.sheet == sheet and one.place in wanted)

    def by_sheet(self) -> dict[SheetId, tuple[Due, ...]]:
        """Return the steps of each sheet that was looked at."""
        found: dict[SheetId, list[Due]] = {sheet: [] for sheet in self.sheets}
        for one in self.dues:
            found[one.sheet].append(one)
        return {sheet: tuple(dues) for sheet, dues in found.items()}

    @property
    def without_month(self) -> int:
        """How many steps have no month."""
        return sum(one.place != DATED for one in self.dues)

    def this_month(self, day: date) -> tuple[Due, ...]:
        """Return what stands in the month of a day; nothing where the day is in another year."""
        return tuple(one for one in self.dues if one.is_in_month_of(day, self.year))

    def overdue(self, day: date) -> tuple[Due, ...]:
        """Return what was due before a day and has no result, the oldest first."""
        late = [one for one in self.dues if one.is_overdue(day)]
        return tuple(sorted(late, key=lambda one: one.due or date.max))


def calendar_of(sheets: Iterable[Sheet], year: FiscalYear) -> Calendar:
    """Return what is due when in some sheets of a year.

    Args:
        sheets: the sheets, each as it may be shown (see `orgsheet.cycle.published_sheets`), in
            the order in which they are to stand.
        year: their year.
    """
    chosen = list(sheets)
    dues: list[Due] = []
    timeless = 0
    for sheet in chosen:
        for one in _steps(sheet, year):
            if one is None:
                timeless += 1
            else:
                dues.append(one)
    return Calendar(year, tuple(sheet.id for sheet in chosen), tuple(dues), timeless)


def _steps(sheet: Sheet, year: FiscalYear) -> Iterator[Due | None]:
    """Yield the steps of a sheet, and None for each row that could have one and has none."""
    ids = row_ids(sheet)
    entries = {entry.node.pointer(): entry for entry in sheet.rows}
    sample = remark_of(sheet)
    for action in sheet.actions:
        if not action.table.deadline:
            continue
        pointer = action.node.pointer()
        entry = entries[pointer]
        found = [(n, s) for n, s in enumerate(action.milestones) if _is_told(s)]
        raw = _raw_text(action)
        if not found and not raw:
            yield None
            continue
        blank = Due(
            sheet=sheet.id,
            heading=action.section,
            row=entry.number,
            row_id=ids[pointer],
            name=action.name,
            step=None,
            group="",
            when=raw,
            event="",
            deadline=None,
            place=UNREAD,
            months=(),
            due=None,
            result=_result_of(entry),
            outcome="",
            done_on="",
            sample=sample,
            hides_result=any(one.kind == "評価" and not one.parts for one in entry.row.hidden),
        )
        for number, milestone in found:
            yield _placed(blank, number, milestone, year)
        if raw:
            yield blank


def _placed(blank: Due, number: int, milestone: Milestone, year: FiscalYear) -> Due:
    place, months = place_of(milestone.deadline, year)
    outcome = _text(text_at(milestone.node, words.RESULT))
    return blank._replace(
        step=number,
        group=_text(milestone.group),
        when=_text(milestone.when),
        event=_text(milestone.event),
        deadline=milestone.deadline,
        place=place,
        months=months,
        due=milestone.deadline.last if milestone.deadline and place == DATED else None,
        result=outcome or blank.result,
        outcome=outcome,
        done_on=_text(text_at(milestone.node, words.DONE_ON)),
    )


def place_of(deadline: Deadline | None, year: FiscalYear) -> tuple[str, tuple[int, ...]]:
    """Return where a deadline stands (a key of `PLACES`), and in which months of the year."""
    if deadline is None or not deadline.traits.is_readable or deadline.reversed:
        return UNREAD, ()
    if deadline.kind == "undecided":
        return UNDECIDED, ()
    if deadline.first is not None and deadline.last is None:
        return OPEN, ()
    if deadline.last is None:
        return AS_NEEDED, ()
    if deadline.traits.is_all_year and (deadline.first, deadline.last) == (year.first, year.last):
        return YEAR_ROUND, ()
    months = _months(deadline, year)
    return (DATED, months) if months else (OUTSIDE, ())


def _months(deadline: Deadline, year: FiscalYear) -> tuple[int, ...]:
    """Return the months of a year that a deadline with days names, in their order.

    Of what is only to be done by a day (年内) it is the month of that day.
    """
    last = deadline.last
    assert last is not None, "it has days"
    spans = deadline.spans or ((deadline.first or last, last),)
    named = {month for first, until in spans for month in _between(first, until, year)}
    for first, until in deadline.gaps:
        if first.day == 1 and (until.month != (until + _DAY).month):
            named -= set(_between(first, until, year))
    return tuple(month for month in MONTHS if month in named)


def _between(first: date, last: date, year: FiscalYear) -> Iterator[int]:
    """Yield the months of a year that have a day of a stretch."""
    for month in MONTHS:
        at = year.calendar_year(month), month
        if (first.year, first.month) <= at <= (last.year, last.month):
            yield month


def _is_told(step: Milestone) -> bool:
    return bool(_text(step.when) or _text(step.event))


def _text(node: Scalar | None) -> str:
    return "" if node is None else one_line(node.text)


def _raw_text(action: Action) -> str:
    """Return a deadline that was not split into steps, "" where there is none."""
    return _text(action.raw_deadline) or _text(text_at(action.node, action.table.deadline))


def _result_of(entry: Entry) -> str:
    """Return what is written of how a row went: its evaluation, "" where there is none.

    What is said at a round of the year is no result of a step: that has one of its own.
    """
    for key, node in entry.values("評価"):
        found = "" if entry.row.fields[key].parts else _first_text(node)
        if found:
            return found
    return ""


def _first_text(node: Node) -> str:
    if isinstance(node, Scalar):
        return _text(node)
    inside = node.entries.values() if isinstance(node, Mapping) else ()
    items = node.items if isinstance(node, Sequence) else ()
    return next(filter(None, map(_first_text, (*inside, *items))), "")
